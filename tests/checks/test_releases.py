"""A layer that the stated Keras does not have is a fault; where no Keras is stated, it is none."""

from __future__ import annotations

import pytest

from keraslint import Settings, analyze
from keraslint.layers.generations import KERAS1, KERAS3, TF_KERAS, parse_keras
from keraslint.source.project import Pins


def told(source: str, keras: str | None, pins: Pins = Pins()) -> list[str]:
    report = analyze(source, settings=Settings(keras=keras, pins=pins))
    return [f.message for f in report.findings if "is no layer of" in f.message]


CONV_LSTM = """from keras.layers import ConvLSTM2D
layer = ConvLSTM2D(8, 3, 3, input_shape=(5, 10, 10, 3))
"""


@pytest.mark.parametrize(
    ("keras", "name", "message"),
    [
        ("1.1.1", "ConvLSTM2D", "ConvLSTM2D is no layer of Keras 1.1.1; it came with Keras 1.2"),
        (
            "1.0.8",
            "SpatialDropout1D",
            "SpatialDropout1D is no layer of Keras 1.0.8; it came with Keras 1.2",
        ),
        ("2.0.9", "Softmax", "Softmax is no layer of Keras 2.0.9; it came with Keras 2.1"),
        ("2.3.1", "SReLU", "SReLU is no layer of Keras 2.3.1; keras1 has it"),
        ("3.15.1", "CuDNNLSTM", "CuDNNLSTM is no layer of Keras 3.15.1; keras2, tf.keras have it"),
        ("keras3", "Highway", "Highway is no layer of keras3; keras1, keras2 have it"),
        ("1.2.2", "ConvLSTM2D", None),
        ("keras1", "ConvLSTM2D", None),  # some Keras 1 has it
        ("1", "ConvLSTM2D", None),
        ("1.1.1", "MyOwnLayer", None),  # of which nothing is known
        (None, "ConvLSTM2D", None),
        ("3.99", "CuDNNLSTM", None),  # newer than what is known
    ],
)
@pytest.mark.parametrize(
    "imported",
    [
        "from keras.layers import {0}\n{0}(3)",
        "import keras\nkeras.layers.{0}(3)",
        "from keras.layers import *\n{0}(3)",
    ],
)
def test_layers_of_other_releases(
    keras: str, name: str, message: str | None, imported: str
) -> None:
    assert told(imported.format(name), keras) == ([message] if message else [])


def test_pins_state_a_release_too() -> None:
    assert told(CONV_LSTM, None) == []
    assert told(CONV_LSTM, None, Pins(keras=(parse_keras("1.1.1"),))) == [
        "ConvLSTM2D is no layer of Keras 1.1.1; it came with Keras 1.2"
    ]
    assert told(CONV_LSTM, None, Pins(keras=(parse_keras("1.1.1"), parse_keras("1.2.2")))) == []


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    from keras.layers import CuDNNLSTM\nexcept ImportError:\n    CuDNNLSTM = None\nif CuDNNLSTM:\n    CuDNNLSTM(3)",
        "from keras import layers\nif hasattr(layers, 'CuDNNLSTM'):\n    layers.CuDNNLSTM(3)",
        "from keras.layers import *\nfrom mine import *\nCuDNNLSTM(3)",
        "from keras.layers import CuDNNLSTM",
    ],
)
def test_what_may_be_guarded_or_come_from_elsewhere_is_no_fault(source: str) -> None:
    assert told(source, "3.15.1") == []


@pytest.mark.parametrize(
    ("text", "keras"), [("1", KERAS1), ("3", KERAS3), ("keras 3", KERAS3), ("tf 2", TF_KERAS)]
)
def test_a_major_version_means_the_newest_of_it(text: str, keras: object) -> None:
    assert parse_keras(text) == keras
