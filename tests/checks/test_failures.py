"""KER001: a program that takes too many steps is reported where it has to do with Keras."""

from __future__ import annotations

import keraslint

ENDLESS = """
def grow(n):
    return grow(n + 1) + grow(n + 2) + grow(n + 3)
grow(0)
"""


def codes(program: str) -> list[str]:
    return [finding.code for finding in keraslint.analyze(program).findings]


def test_a_program_with_a_model() -> None:
    model = "import keras\nmodel = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n"
    assert codes(model + ENDLESS) == ["KER001"]


def test_a_program_in_which_nothing_of_keras_happens() -> None:
    assert codes("import keras\n" + ENDLESS) == []
