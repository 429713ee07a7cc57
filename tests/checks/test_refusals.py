"""Messages say what a layer got, from where, and what would be left; KER402 speaks only where it should."""

from __future__ import annotations

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


def test_keras_1_means_the_kernel() -> None:
    assert "KER402" not in codes(OLD + "train(model, nb_epoch=3)\n", "2.3.1")
