"""Messages say what a layer got, from where, and what would be left; KER402 speaks only where it should."""

from __future__ import annotations

import json

import pytest

import keraslint

HEADER = (
    "from tensorflow.keras import Input, Model, Sequential\nfrom tensorflow.keras.layers import *\n"
)
MESSAGES = {
    "model = Sequential()\nmodel.add(Conv2D(8, 3, input_shape=(4, 4, 1)))\nmodel.add(MaxPooling2D((2, 2)))\n"
    "model.add(MaxPooling2D((2, 2)))": "MaxPooling2D((2, 2)) gets 1×1 from line 5 and would leave 0×0: ⌊(1 - 2)/2⌋ + 1 = 0",
    "x = Input((10,))\ny = Dense(4)(x)\nz = LSTM(8)(y)": (
        "LSTM(8) needs a 3-D input, got (None, 4) from line 4"
    ),
    "x = Input((None, 3))\ny = Flatten()(x)\nz = Dense(4)(y)": (
        "Dense(4) needs the size of its last input axis, which is None; its input is from line 4"
    ),
    "x = Input((4,))\ny = Input((4,))\nz = Dense(5)(y)\nw = Add()([x, z])": (
        "Add() cannot broadcast (None, 4) and (None, 5); its inputs are from line 3 and line 5"
    ),
    "model = Sequential([Dense(3, activaton='relu', input_shape=(4,))])": (
        "Dense has no argument activaton; did you mean activation?"
    ),
}


@pytest.mark.parametrize("program", MESSAGES)
def test_a_message_names_layer_input_and_origin(program: str) -> None:
    settings = keraslint.Settings(keras="tf.keras")
    (finding,) = keraslint.analyze(HEADER + program, settings=settings).findings
    assert finding.text == MESSAGES[program]


OLD = "model = Sequential([Conv2D(8, 3, 2, input_shape=(28, 28, 1)), Flatten()])\n"


def codes(program: str, keras: str) -> list[str]:
    settings = keraslint.Settings(keras=keras)
    return [f.code for f in keraslint.analyze(HEADER + program, settings=settings).findings]


@pytest.mark.parametrize("keras", ["tf.keras", "keras3"])
def test_strides_are_doubted_only_beside_spellings_of_keras_1(keras: str) -> None:
    assert codes(OLD, keras) == []
    assert "KER402" in codes(OLD + "train(model, nb_epoch=3)\n", keras)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("Convolution2D(8, 3, 3)", True),
        ("Convolution2D(8, 3, 2)", False),
        ("Convolution2D(8, 3, 3, padding='same')", False),
        ("Conv2D(8, 3, 3)", False),
        ("Conv2D(8, (3, 3))", False),
    ],
)
def test_the_call_alone(call: str, found: bool) -> None:
    program = f"model = Sequential([Input((28, 28, 1)), {call}])\n"
    assert codes(program, "keras3") == ["KER402"] * found


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("Conv2D(8, 3, 2)", True),
        ("Conv2D(\n    8,\n    3, 3,\n)", True),
        ("SeparableConv2D(8, 3, 3)", True),
        ("Conv2D(8, 1, 1)", False),
        ("Conv2D(8, 3, 2, use_bias=False)", False),
        ("Conv2D(8, 3, strides=2)", False),
        ("Conv1D(8, 3, 3)", False),
    ],
)
def test_beside_other_spellings_of_keras_1(call: str, found: bool) -> None:
    shape = "(28, 1)" if "Conv1D" in call else "(28, 28, 1)"
    program = f"model = Sequential([Input({shape}), {call}])\ntrain(model, nb_epoch=3)\n"
    assert codes(program, "keras3") == ["KER402"] * found


def test_keras_1_means_the_kernel() -> None:
    assert "KER402" not in codes(OLD + "train(model, nb_epoch=3)\n", "2.3.1")


def test_a_notebook_is_spoken_of_by_cells() -> None:
    cells = [
        HEADER,
        "x = Input((4, 4, 1))\ny = Conv2D(8, 3)(x)\ny = MaxPooling2D(2)(y)\n",
        "MaxPooling2D(2)(y)",
    ]
    book = {
        "cells": [
            {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (finding,) = keraslint.analyze(json.dumps(book), "net.ipynb").findings
    assert "gets 1×1 from cell 2, line 3 and would" in finding.text
