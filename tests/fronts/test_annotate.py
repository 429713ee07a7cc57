"""`keraslint annotate`: comments that state what is certain, and stay true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keraslint
from keraslint.annotations import Style, annotate
from keraslint.cli import main
from keraslint.files import Source
from keraslint.rewriting import rewrite

HEAD = "from keras.layers import *\nfrom keras.models import Model, Sequential\n"

LINES = [  # a program with {} where a comment is expected behind, and these comments
    ("m = Sequential([\n  Dense(3, input_shape=(4,)),{}\n])", ["  # output (None, 3) · 15 params"]),
    ("i = Input((7,)){}\nx = Dense(3)(i){}", ["", "  # output (None, 3) · 24 params"]),
    (
        "m = Sequential()\nm.add(Conv2D(8, 3,\n  input_shape=(9, 9, 1),\n)){}",
        ["  # output (None, 7, 7, 8) · 80 params"],
    ),
    (
        "m = Sequential([\n  Dense(3, input_shape=(4,)),  # first{}\n])",
        ["  # output (None, 3) · 15 params"],
    ),
    (
        "m = Sequential([\n  Dense(3, input_shape=(4,)),  # noqa: E501{}\n])",
        ["  # output (None, 3) · 15 params"],
    ),
    ("m = Sequential([\n  Dense(3, input_shape=(4,)),  # noqa{}\n])", [""]),
    ("m = Sequential([Dense(3, input_shape=(4,)), Dense(2)]){}", [""]),
    ("m = Sequential()\nm.add(Dense(3, input_shape=(4,))); m.add(Dense(2)){}", [""]),
    ("m = Sequential()\nm.add(Dense(3, input_shape=(4,))); s = '''{}\n'''", [""]),
    ("m = Sequential()\nm.add(Dense(3, input_shape=(n,))){}", ["  # output (None, 3)"]),
    ("m = Sequential([\n  LSTM(n, input_shape=(4, 2)),{}\n])", [""]),
    (
        "m = Sequential([Input((3,))])\nfor n in (4, 4):\n  m.add(Dense(n)){}",
        ["  # output (None, 4)"],
    ),
    (
        "m = Sequential([Input((3,))])\nfor n in (3, 3):\n  m.add(Dense(n)){}",
        ["  # output (None, 3) · 12 params"],
    ),
    ("m = Sequential([Input((3,))])\nfor n in (5, 6):\n  m.add(Dense(n)){}", [""]),
    (
        "d = Dense(3){}\na = d(Input((2, 4)))\nb = d(Input((4,)))",
        ["  # 15 params"],
    ),
    (
        "x = Bidirectional(LSTM(3))(Input((2, 4))){}",
        ["  # output (None, 6) · 192 params"],
    ),
    ("x = LSTM(3, return_state=True)(Input((2, 4))){}", ["  # 96 params"]),
    ("x = PReLU()(Input((1,))){}", ["  # output (None, 1) · 1 param"]),
]


def annotated(text: str, style: Style | None = None, name: str = "net.py") -> str:
    _, fixes = annotate(text, name, keraslint.Settings(), style or Style())
    result = rewrite(Source(name, text, text.encode()), fixes)
    assert len(result.applied) == len(fixes)
    return result.source.text


@pytest.mark.parametrize(("program", "expected"), LINES)
def test_what_is_written(program: str, expected: list[str]) -> None:
    before = HEAD + program.replace("{}", "") + "\n"
    after = HEAD + program.format(*expected) + "\n"
    assert annotated(before) == after
    assert annotated(after) == after
    assert not [f for f in keraslint.analyze(after).findings if f.code.startswith("KER2")]


NET = HEAD + "m = Sequential(){}\nm.add(Dense(3, input_shape=(4,))){}\nm.compile('sgd')\n"

UPDATES = [  # comments, style, comments then
    (("", ""), Style(totals=True), ("  # total 15 params", "  # output (None, 3) · 15 params")),
    (("", ""), Style(counts=False), ("", "  # output (None, 3)")),
    (("", ""), Style(shapes=False), ("", "  # 15 params")),
    (("", ""), Style(shapes=False, counts=False), ("", "")),
    (
        ("  # total 9 params", "  # 7 params"),
        Style(False, False),
        ("  # total 15 params", "  # 15 params"),
    ),
    (
        ("", " # output (None, 2) · 7 params # x"),
        Style(),
        ("", " # output (None, 3) · 15 params # x"),
    ),
    (("", "  # output (None, 2)"), Style(False, False), ("", "  # output (None, 3)")),
    (
        ("", "  # 7 params of mine"),
        Style(),
        ("", "  # 7 params of mine  # output (None, 3) · 15 params"),
    ),
    (("", "\t#  output (None, 2); 7 params"), Style(), ("", "\t# output (None, 3) · 15 params")),
    (("", "   "), Style(), ("", "  # output (None, 3) · 15 params")),
]


@pytest.mark.parametrize(("before", "style", "after"), UPDATES)
def test_what_is_there_is_brought_up_to_date(
    before: tuple[str, str], style: Style, after: tuple[str, str]
) -> None:
    assert annotated(NET.format(*before), style) == NET.format(*after)
    assert annotated(NET.format(*after), style) == NET.format(*after)


def test_what_is_not_certain_any_more_stays() -> None:
    text = (
        HEAD + "m = Sequential()\nm.add(Dense(3, input_shape=s))  # output (None, 3) · 15 params\n"
    )
    assert annotated(text) == text


def test_python_2_gets_no_signs_that_it_cannot_read() -> None:
    text = HEAD + "m = Sequential()\nm.add(Dense(3, input_shape=(4,)))\nprint m\n"
    assert "  # output (None, 3); 15 params\n" in annotated(text)


def test_an_encoding_without_our_sign_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    text = "# coding: ascii\n" + NET.format("", "")
    path.write_text(text)
    assert main(["annotate", str(path)]) == 0
    assert path.read_text() == text
    assert "net.py:5:34: not changed: the file's encoding" in capsys.readouterr().err


def test_notebooks(tmp_path: Path) -> None:
    cells = ["%matplotlib inline\n" + HEAD, "# é\n" + NET.removeprefix(HEAD).format("", "")]
    book = {"cells": [{"source": cell.splitlines(True), "cell_type": "code"} for cell in cells]}
    text = json.dumps(book, indent=1, ensure_ascii=False)
    path = tmp_path / "net.ipynb"
    path.write_text(text)
    assert main(["annotate", str(path)]) == 0
    assert path.read_text() == text.replace("(4,)))", "(4,)))  # output (None, 3) · 15 params")


def test_check_and_diff_change_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "net.py"
    text = NET.format("", "")
    path.write_text(text)
    assert main(["annotate", "--check", "--total", str(path)]) == 1
    assert capfd.readouterr().out == f"{path}: 2 comments to be written\n"
    assert main(["annotate", "--diff", str(path)]) == 1
    assert "\n+m.add(Dense(3, input_shape=(4,)))  # output (None, 3)" in capfd.readouterr().out
    assert path.read_text() == text
    assert main(["annotate", "--total", str(path)]) == 0
    assert main(["annotate", "--check", "--total", str(path)]) == 0
    path.write_text(path.read_text().replace("Dense(3", "Dense(4"))
    assert main(["annotate", "--check", str(path)]) == 1
    path.write_text("def f(:\n  import keras\n")
    assert main(["annotate", str(path)]) == 2


LAYER = st.sampled_from(
    [
        "Conv2D({}, 3, padding='same')",
        "MaxPooling2D(1)",
        "BatchNormalization()",
        "Dropout(0.{})",
        "Dense({})",
        "TimeDistributed(Dense({}))",
        "Conv2DTranspose({}, 2)",
        "SeparableConv2D({}, 1)",
        "Activation('relu')",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(LAYER, st.integers(1, 99)), min_size=1, max_size=5))
def test_what_is_written_is_read_back(layers: list[tuple[str, int]]) -> None:
    lines = [f"m.add({layer.format(size)})" for layer, size in layers]
    text = HEAD + "m = Sequential([Input((8, 9, 3))])\n" + "\n".join(lines) + "\n"
    after = annotated(text, Style(totals=True))
    assert after.count("# output (None, ") == len(layers)
    assert not keraslint.analyze(after).findings
    other = re.sub(
        r"(\d) params", lambda m: f"{int(m[1]) - 1 if m[1] == '9' else int(m[1]) + 1} params", after
    )
    assert _codes(other).count("KER201") == len(layers)
    assert _codes(after.replace("(None, ", "(None, 7")).count("KER203") == len(layers)


def _codes(text: str) -> list[str]:
    return [finding.code for finding in keraslint.analyze(text).findings]
