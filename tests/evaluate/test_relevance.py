"""Whether code that nobody calls can have to do with Keras: what it names decides."""

from __future__ import annotations

import textwrap

import pytest

import keraslint
from keraslint.evaluate import evaluate
from keraslint.evaluate.relevance import concerns_keras
from keraslint.layers.generations import parse_keras
from keraslint.settings import Settings
from keraslint.source.module import parse

HEAD = """
import functools, keras
import numpy as np
from keras import layers
"""
CASES: dict[str, tuple[str, bool]] = {
    "numpy alone": ("def f(a):\n return np.sqrt(a).reshape(3)", False),
    "a layer": ("def f(a):\n return layers.Dense(a)", True),
    "a layer as a default": ("def f(kind=layers.Dense):\n return kind(3)", True),
    "a function that makes one": ("def g():\n return layers.Dense(3)\ndef f():\n return g()", True),
    "a function that makes none": ("def g():\n return np.ones(3)\ndef f():\n return g()", False),
    "functions that call each other, one of them Keras": (
        "def f(n):\n return g(n)\ndef g(n):\n return f(n) or h()\ndef h():\n return layers.Dense(2)",
        True,
    ),
    "functions that call each other": (
        "def f(n):\n return g(n)\ndef g(n):\n return f(n - 1)",
        False,
    ),
    "a list that holds a layer": (
        "parts = [1, layers.Dense(3)]\ndef f(x):\n return parts[1](x)",
        True,
    ),
    "a list of numbers": ("parts = [1, 2]\ndef f(x):\n return parts[1] * x", False),
    "a part of a layer": (
        "D = functools.partial(layers.Dense, 3)\ndef f():\n return D()",
        True,
    ),
    "a class of Keras's": ("class f(layers.Layer):\n pass", True),
    "a class whose method makes a layer": (
        "class f:\n def m(self):\n  return layers.Dense(2)",
        True,
    ),
    "a class that makes none": ("class f:\n def m(self):\n  return np.ones(2)", False),
    "an object that holds a layer": (
        "class A:\n pass\nbox = A()\nbox.it = layers.Dense(2)\ndef f():\n return box.it",
        True,
    ),
    "a name behind a star": ("from keras.layers import *\ndef f():\n return Dense(2)", True),
    "no name behind a star": ("from keras.layers import *\ndef f():\n return frobnicate(2)", False),
    "every name there is": ("def f():\n return globals()['layers'].Dense(2)", True),
    "an import of its own": (
        "def f():\n import importlib\n return importlib.import_module('keras')",
        True,
    ),
    "Keras imported inside": ("def f():\n from keras.layers import Dense\n return Dense(2)", True),
}


@pytest.mark.parametrize("case", CASES)
def test_what_it_names_decides(case: str) -> None:
    program, expected = CASES[case]
    module = parse(HEAD + textwrap.dedent(program), "<test>")
    run = evaluate(module, Settings(), parse_keras("keras3")).run
    assert concerns_keras(run, run.scope.names["f"]) is expected


def test_the_order_of_the_questions_changes_no_answer() -> None:
    program, _ = CASES["functions that call each other, one of them Keras"]
    module = parse(HEAD + program, "<test>")
    for names in ("fgh", "gfh", "hgf"):
        run = evaluate(module, Settings(), parse_keras("keras3")).run
        run.relevant.clear()
        assert [concerns_keras(run, run.scope.names[name]) for name in names] == [True] * 3


def test_a_builder_that_imports_keras_itself_is_listed() -> None:
    program = """
import keras
def build():
    from keras.layers import Dense, Input
    from keras.models import Model
    x = Input((4,))
    return Model(x, Dense(3)(x))
"""
    assert [model.params for model in keraslint.analyze(program).models] == [15]
