"""What a program pays for: much of anything costs more, so that it ends in time; what people write is followed whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from keraslint.analysis import LEAST_STEPS, Allowance
from keraslint.evaluate import bounds, evaluate
from keraslint.evaluate.run import STEPS, Run
from keraslint.layers.generations import parse_keras
from keraslint.settings import Settings
from keraslint.source.module import parse

HEAD = "import keras\nfrom keras.layers import *\nfrom keras.models import *\n"


def run_of(program: str, path: str = "<test>") -> Run:
    return evaluate(parse(HEAD + program, path), Settings(), parse_keras("keras3")).run


@pytest.mark.parametrize(
    ("number", "steps"), [(1, 3), (2_000, 3), (2_001, 28), (3_200, 28), (3_201, 300)]
)
def test_a_layer_costs_more_after_many(number: int, steps: int) -> None:
    assert bounds.price_of_layer(number) == steps


CLASSES = "class A{}(Layer):\n def call(self, x): return x\n"
ABSURD = {
    "layers": "x = i = Input((3,))\nfor a in range(10**5): x = Dense(3)(x)\n",
    "models of keras.applications": "x = [keras.applications.VGG16(weights=None) for i in range(1000)]\n",
    "classes that nobody uses": "".join(CLASSES.format(i) for i in range(2_400)),
    "a long text and a loop": "x = Dense(3)(Input((3,)))\n" * 5_000
    + "for a in range(10**5): x = Dense(3)(x)\n",
}
MOST_MADE = {
    "layers": 3_500,
    "models of keras.applications": 300,
    "a long text and a loop": 3_500,
}
ORDINARY = {
    "layers": "x = i = Input((3,))\nfor a in range(2500): x = Dense(3)(x)\n",
    "models of keras.applications": "x = [keras.applications.VGG16(weights=None) for i in range(90)]\n",
    "classes that nobody uses": "".join(CLASSES.format(i) for i in range(500)),
    "statements": "x = i = Input((3,))\n" + "x = Dense(3)(x)\n" * 2_000,
    "a text of many models": "".join(
        f"m{i} = Sequential()\nm{i}.add(Dense(3, input_shape=(2,)))\nm{i}.compile('sgd', 'mse')\n"
        for i in range(2_500)
    ),
}


@pytest.mark.parametrize("name", ABSURD)
def test_what_nobody_writes_ends_soon_and_is_followed_under_one_keras(name: str) -> None:
    run = run_of(ABSURD[name])
    assert run.is_absurd
    assert run.trials < 3_000
    assert max(run.layers, len(run.networks)) < MOST_MADE.get(name, 100)
    allowance = Allowance()
    allowance.evaluate(parse(HEAD + ABSURD[name]), Settings(), parse_keras("keras3"))
    second = allowance.evaluate(parse(HEAD + ABSURD[name]), Settings(), parse_keras("tf.keras"))
    assert second.steps < 1.5 * LEAST_STEPS


@pytest.mark.parametrize("name", ORDINARY)
def test_what_people_write_is_followed_to_its_end(name: str) -> None:
    run = run_of(ORDINARY[name])
    assert run.cut_short is None
    assert run.spare > 0
    assert not run.is_absurd


def test_imports_that_a_function_makes_again_and_again_cost_more(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    (tmp_path / "a.py").write_text("def g():\n from b import f\n return f() + f()\n")
    (tmp_path / "b.py").write_text("def f():\n from a import g\n return g() + g()\n")
    run = run_of("from a import g\nx = g()\n", str(tmp_path / "c.py"))
    assert bounds.MANY_IMPORTS < run.imports < STEPS / 11
    assert run.is_absurd


def test_a_function_calls_itself_so_often_and_no_more() -> None:
    once = "def f(n): return 1 + f(n - 1) if n else 0\n"
    run = run_of(f"{once}a, b, c, d = f(5), f(12), f(13), f(12)\n")
    assert [run.scope.names[name] for name in "abd"] == [5, 12, 12]
    assert str(run.scope.names["c"]) == "?() + 13"  # the thirteenth call inside is not followed


def test_a_list_of_weights_is_paid_for_by_its_length() -> None:
    grown = "m = Sequential([Input((3,))])\nfor i in range(200):\n    m.add(Dense(3))\n"
    asked = run_of(f"{grown}    x = m.weights\n").steps - run_of(f"{grown}    x = m.name\n").steps
    assert asked > sum(range(1, 201)) - 200
