"""When advice (KER501 to KER508) speaks, and when it is silent; never unless it is wanted."""

from __future__ import annotations

import pytest

import keraslint

HEADER = (
    "from tensorflow.keras import Input, Model, Sequential\n"
    "from tensorflow.keras.applications import VGG16\nfrom tensorflow.keras.layers import *\n"
)
INPUT = "Input((28, 28, 1))"
STACKS = [
    # bias before BatchNormalization
    (f"{INPUT}, Conv2D(8, 3), BatchNormalization()", ["KER501"]),
    (f"{INPUT}, Conv2DTranspose(8, 3), BatchNormalization()", ["KER501"]),
    (f"{INPUT}, Conv2D(8, 3, activation='relu'), BatchNormalization()", []),
    (f"{INPUT}, Conv2D(8, 3), BatchNormalization(center=False)", []),
    (f"{INPUT}, Conv2D(8, 3), BatchNormalization(axis=1)", []),
    (f"{INPUT}, Conv2D(8, (3, 1), data_format='channels_first'), BatchNormalization(axis=1)", ["KER501"]),
    (f"{INPUT}, Conv2D(8, 3), ReLU(), BatchNormalization()", []),
    # linear chains
    ("Input((4,)), Dense(8), Dense(4), Dense(16)", ["KER503"]),
    ("Input((4,)), Dense(8), Dropout(0.5), Dense(4)", []),
    # Dropout
    ("Input((4,)), Dropout(0.5), BatchNormalization()", ["KER504"]),
    (f"{INPUT}, Dropout(0.5), MaxPool2D()", ["KER508"]),
    (f"{INPUT}, Dropout(0.5), AveragePooling2D()", []),
    (f"{INPUT}, SpatialDropout2D(0.5), MaxPooling2D()", []),
    # a dominant layer
    ("Input((200, 200, 3)), Flatten(), Dense(64), Dropout(0.5)", ["KER505"]),
    ("Input((20, 20, 3)), Flatten(), Dense(64), Dropout(0.5)", []),
    # equal units
    ("Input((4,)), Dense(8, kernel_initializer='ones'), ReLU(), Dense(9, kernel_initializer='zeros')", ["KER506"]),
    ("Input((4,)), Dense(8, kernel_initializer='ones'), Dropout(0.1), Dense(9, kernel_initializer='zeros')", []),
    ("Input((4,)), Dense(1, kernel_initializer='ones'), ReLU(), Dense(9, kernel_initializer='zeros')", []),
    ("Input((4,)), Dense(8), ReLU(), Dense(9, kernel_initializer='zeros')", []),
    # doubled activations
    ("Input((4,)), Dense(8, activation='relu'), Activation('relu')", ["KER507"]),
    ("Input((4,)), Dense(8, activation='sigmoid'), Softmax()", ["KER507"]),
    ("Input((4,)), Dense(8, activation='softplus'), PReLU()", ["KER507"]),
    ("Input((4,)), Dense(8, activation='relu'), ReLU(max_value=6)", []),
    ("Input((4,)), Dense(8, activation='tanh'), Activation('relu')", []),
    ("Input((4,)), Dense(8, activation='relu'), Softmax()", []),
    # one unit
    ("Input((4,)), Dense(1, activation='softmax')", ["KER502"]),
    ("Input((4,)), Dense(1), Activation('softmax')", ["KER502"]),
    ("Input((9, 4)), Dense(1, activation='softmax'), Flatten()", ["KER502"]),
]  # fmt: skip


def codes(program: str, keras: str = "tf.keras", advice: bool = True) -> list[str]:
    settings = keraslint.Settings(keras=keras, advice=advice)
    return [f.code for f in keraslint.analyze(HEADER + program, settings=settings).findings]


@pytest.mark.parametrize(("layers", "expected"), STACKS, ids=[layers for layers, _ in STACKS])
def test_a_stack(layers: str, expected: list[str]) -> None:
    program = f"model = Sequential([{layers}])\n"
    assert codes(program) == expected
    assert codes(program, advice=False) == []


COMPILED = "model = Sequential([Input((4,)), {0}])\nmodel.compile('adam', {1})"


@pytest.mark.parametrize(
    ("end", "loss", "fits"),
    [
        ("Dense(1, activation='sigmoid')", "loss='binary_crossentropy'", True),
        ("Dense(1, activation='sigmoid')", "'categorical_crossentropy'", False),
        ("Dense(1, activation='sigmoid')", "'sparse_categorical_crossentropy'", False),
        ("Dense(3, activation='softmax')", "loss='categorical_crossentropy'", True),
        ("Dense(3, activation='softmax')", "loss='binary_crossentropy'", False),
        ("Dense(3), Activation('softmax')", "loss='binary_crossentropy'", False),
        ("Dense(3), Activation('softmax')", "loss='categorical_crossentropy'", True),
        ("Dense(3, activation='sigmoid')", "loss='binary_crossentropy'", True),
        ("Dense(3, activation='relu')", "loss='sparse_categorical_crossentropy'", False),
        ("Dense(3)", "loss=losses.CategoricalCrossentropy(from_logits=True)", True),
        ("Dense(3, activation=chosen)", "loss='categorical_crossentropy'", True),
        ("Dense(1)", "loss='mse'", True),
    ],
)
def test_output_and_loss(end: str, loss: str, fits: bool) -> None:
    assert codes(COMPILED.format(end, loss)) == ([] if fits else ["KER502"])


SILENT = [
    "model = VGG16()\n",
    "x = Input((4,))\ny = Dense(8)(x)\nz = Dense(2)(y)\nmodel = Model(x, [y, z])\n",
    "x = Input((4,))\ny = Dense(8)(x)\nencoder = Model(x, y)\nmodel = Model(x, Dense(2)(y))\n",
    "x = Input((4,))\ny = Dense(8)(x)\nmodel = Model(x, [Dense(2)(y), Dense(3)(y)])\n",
]


@pytest.mark.parametrize("program", SILENT)
def test_what_is_used_elsewhere_or_not_the_users_is_left_alone(program: str) -> None:
    assert codes(program) == []
