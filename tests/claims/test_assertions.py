"""Assertions that cannot hold: as the evaluator sees them, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from claims.programs import HEAD, findings, fixed
from keraslint.claims.assertions import check
from keraslint.findings import Place
from keraslint.subjects import Subject

CASES = [
    # target, actual, stated, what is said
    ("model.output_shape", (None, 7, 7, 128), (None, 7, 7, 256), "this assertion fails: model.output_shape is (None, 7, 7, 128), not (None, 7, 7, 256)"),
    ("model.output_shape", (None, 7, 7, 256), (None, 7, 7, 256), ""),
    ("model.output_shape", (None, 16, 16, 512), (32, 16, 16, 512), "this assertion fails: model.output_shape is (None, 16, 16, 512), not (32, 16, 16, 512)"),
    ("model.output_shape[1:]", (512,), (256,), "this assertion fails: model.output_shape[1:] is (512,), not (256,)"),
    ("model.output_shape", (None, "h", 3), (None, 7, 3), ""),
    ("model.output_shape", (None, "h", 3), (None, 7, 4), "this assertion fails: model.output_shape is (None, h, 3), not (None, 7, 4)"),
    ("model.count_params()", 2500, 2500, ""),
    ("model.count_params()", 2500, 2501, "this assertion fails: model.count_params() is 2,500, not 2,501"),
    ("model.count_params()", "n", 2501, ""),
]  # fmt: skip


@pytest.mark.parametrize("target, actual, stated, message", CASES)
def test_assertions(target: str, actual: Any, stated: Any, message: str) -> None:
    details = {"target": target, "actual": actual, "stated": stated}
    found = list(check([Subject("assert", Place(3, 0, 3, 40), details=details)], []))
    assert [finding.message for finding in found] == ([message] if message else [])


FIXES = [
    ("assert model.count_params() == 9_000", 9000, 9056769, "9_056_769"),
    ("assert model.count_params() == 9000", 9000, 9056769, "9056769"),
    (
        "assert model.output_shape == (None, 7, 7, 256)",
        (None, 7, 7, 256),
        (None, 7, 7, 128),
        "(None, 7, 7, 128)",
    ),
    ("assert model.count_params() == 9 * 1000", 9000, 9056769, None),
]


@pytest.mark.parametrize("line, stated, actual, replacement", FIXES)
def test_fixes(line: str, stated: Any, actual: Any, replacement: str | None) -> None:
    written = line.partition("== ")[2]
    details = {"target": "x", "actual": actual, "stated": stated, "written": written}
    [finding] = check([Subject("assert", Place(1, 0, 1, len(line)), details=details)], [line])
    assert (finding.fix.replacement if finding.fix else None) == replacement


MODEL = "model = Sequential([Input((28, 28, 1)), Conv2D(32, 3), Flatten(), Dense(10)])\n"
PROGRAMS = [
    # program, how many assertions fail
    ("assert model.output_shape == (None, 10)", 0),
    ("assert model.output_shape == (None, 12)", 1),
    ("assert (None, 12) == model.output_shape", 1),
    ("assert model.output_shape == (None, 10, 1), 'one row a class'", 1),
    ("assert model.output_shape[1:] == (10,)", 0),
    ("assert model.output_shape[-1] == 11", 1),
    ("assert model.count_params() == 216_650", 0),
    ("assert model.count_params() == 216_651", 1),
    ("assert model.count_params() < 100_000", 1),
    ("assert model.count_params() < 300_000", 0),
    ("assert 100_000 >= model.count_params()", 1),
    ("assert 200_000 < model.count_params() <= 216_649", 1),
    ("assert 200_000 < model.count_params() <= 216_650", 0),
    ("assert model.count_params() < unknown", 0),
    ("assert model.output_shape[-1] > 10", 1),
    ("assert model.get_layer(index=0).output_shape == (None, 26, 26, 31)", 1),
    ("assert model.get_layer('dense').output_shape == (None, 10)", 0),
    ("assert model.get_layer('other').output_shape == (None, 10)", 0),
    ("import numpy as np\nnp.testing.assert_equal(model.output_shape, (None, 12))", 1),
    ("import tensorflow as tf\ntf.debugging.assert_equal(model.count_params(), 216_651)", 1),
    ("n = 9\nassert model.count_params() == n * 1000", 1),
    ("assert model.layers[0].output_shape == (None, 26, 26, 32) and model.output_shape == (None, 11)", 1),
    ("assert model.output_shape == (None, 12) or model.output_shape == (None, 10)", 0),
    ("assert model.output_shape != (None, 12)", 0),
    ("assert model.output_shape == unknown", 0),
    ("assert model.output_shape == (None, unknown)", 0),
    ("assert model.output_shape == (unknown, 12)", 1),
    ("try:\n    assert model.output_shape == (None, 12)\nexcept AssertionError:\n    pass", 0),
    ("import pytest\nwith pytest.raises(AssertionError):\n    assert model.output_shape == (None, 12)", 0),
    ("x = Dense(5)(Input((3,)))\nassert x.shape == (None, 6)", 1),
    ("x = Dense(5)(Input((3,)))\nassert x.shape == (8, 5)", 0),  # it may be eager
    ("x = Dense(5)(Input((3,)))\nassert x.get_shape().as_list() == [None, 6]", 1),
    ("from tensorflow.keras import backend as K\nx = Dense(5)(Input((3,)))\nassert K.int_shape(x) == (None, 6)", 1),
    ("class T:\n    def test_it(self):\n        self.assertEqual(model.output_shape, (None, 12))", 1),
    ("class T:\n    def test_it(self):\n        self.assertEqual((None, 10), model.output_shape)", 0),
    ("def check(model):\n    assert model.output_shape == (None, 12)\ncheck(model)", 1),
    ("def check(size=3):\n    m = Sequential([Input((size,)), Dense(2)])\n    assert m.count_params() == 10", 0),
    ("for n in (3, 4):\n    m = Sequential([Input((n,)), Dense(2)])\n    assert m.count_params() == 8", 0),
    ("import numpy as np\nx = np.zeros((3, 4))\nassert x.shape == (3, 5)", 0),  # no Keras
    ("assert model.output_shape == (\n    None,\n    12,\n)", 1),
]  # fmt: skip


@pytest.mark.parametrize("program, failing", PROGRAMS)
def test_programs(program: str, failing: int) -> None:
    assert [finding.code for finding in findings(MODEL + program + "\n")] == ["KER206"] * failing


def test_the_fix_makes_it_hold() -> None:
    source = MODEL + "assert model.output_shape == (None, 12)  # as needed\n"
    mended = fixed(HEAD + source, findings(source))
    assert mended == HEAD + MODEL + "assert model.output_shape == (None, 10)  # as needed\n"


def test_an_order_says_so_and_has_no_change() -> None:
    [finding] = findings(MODEL + "assert model.count_params() < 100_000\n")
    said = "this assertion fails: model.count_params() is 216,650, not less than 100,000"
    assert (finding.message, finding.fix) == (said, None)
