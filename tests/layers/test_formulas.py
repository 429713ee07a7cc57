"""The arithmetic reads like a textbook, in every family that has weights, and comes out right."""

from __future__ import annotations

import re

import pytest
from tables import built

from keraslint.formulas import formula
from keraslint.layers.catalogue import catalogue
from keraslint.layers.examples import example
from keraslint.layers.generations import KERAS1, KERAS2, KERAS3, Keras

TEXTS = [
    ("Dense(100)", (None, 32), "(32 + 1)·100"),
    ("Dense(100, use_bias=False)", (None, 32), "32·100"),
    ("EinsumDense('abc,cde->abde', (None, 4, 8), bias_axes='de')", (None, 5, 32), "(32 + 1)·4·8"),
    ("Conv1D(64, 3)", (None, 10, 32), "(3·32 + 1)·64"),
    ("Conv2D(32, 5)", (None, 28, 28, 1), "(5·5·1 + 1)·32"),
    ("Conv2D(64, 1)", (None, 28, 28, 32), "(32 + 1)·64"),
    ("Conv2D(64, 3, groups=4)", (None, 28, 28, 32), "(3·3·8 + 1)·64"),
    ("Conv2DTranspose(16, 3)", (None, 28, 28, 8), "(3·3·8 + 1)·16"),
    ("DepthwiseConv2D(3)", (None, 28, 28, 32), "(3·3 + 1)·32"),
    ("DepthwiseConv2D(3, depth_multiplier=2)", (None, 28, 28, 32), "(3·3 + 1)·32·2"),
    ("SeparableConv2D(64, 3)", (None, 9, 9, 32), "3·3·32 depthwise + 32·64 pointwise + 64 bias"),
    ("SeparableConv1D(64, 3)", (None, 9, 32), "3·32 depthwise + 32·64 pointwise + 64 bias"),
    ("SimpleRNN(32)", (None, 10, 8), "(8 + 32)·32 + 32"),
    ("LSTM(32)", (None, 10, 8), "4·((8 + 32)·32 + 32)"),
    ("LSTM(32, use_bias=False)", (None, 10, 8), "4·(8 + 32)·32"),
    ("GRU(32)", (None, 10, 8), "3·((8 + 32)·32 + 2·32)"),
    ("GRU(32, reset_after=False)", (None, 10, 8), "3·((8 + 32)·32 + 32)"),
    ("Bidirectional(LSTM(32))", (None, 10, 8), "2·4·((8 + 32)·32 + 32)"),
    ("Bidirectional(SimpleRNN(32))", (None, 10, 8), "2·((8 + 32)·32 + 32)"),
    ("ConvLSTM2D(16, 3)", (None, 5, 9, 9, 2), "4·((3·3·2 + 3·3·16)·16 + 16)"),
    (
        "RNN([LSTMCell(8), GRUCell(4)])",
        (None, 5, 2),
        "4·((2 + 8)·8 + 8) + 3·((8 + 4)·4 + 2·4)",
    ),
    ("TimeDistributed(Dense(4))", (None, 5, 2), "(2 + 1)·4"),
    ("BatchNormalization()", (None, 64), "2·64 trainable + 2·64 moving"),
    ("BatchNormalization(scale=False)", (None, 64), "64 trainable + 2·64 moving"),
    ("LayerNormalization()", (None, 64), "2·64 gamma, beta"),
    ("Normalization()", (None, 64), "2·64 mean, variance + 1 count"),
    ("SpectralNormalization(Dense(4))", (None, 8), "(8 + 1)·4 + 4 vector_u"),
    ("Embedding(1000, 64)", (None, 10), "1000·64"),
    ("STFTSpectrogram()", (None, 16000, 1), "2·256·129 real, imag"),
    ("PReLU()", (None, 8, 4), "8·4"),
    (
        "Dense(8, lora_rank=2)",
        (None, 4),
        "4·8 kernel + 8 bias + 4·2 lora_kernel_a + 2·8 lora_kernel_b",
    ),
    ("Flatten()", (None, 8, 4), ""),
]
OLDER = [
    ("GRU(32)", (None, 10, 8), KERAS2, "3·((8 + 32)·32 + 32)"),
    ("CuDNNLSTM(32)", (None, 10, 8), KERAS2, "4·((8 + 32)·32 + 2·32)"),
    ("LocallyConnected1D(4, 3)", (None, 10, 8), KERAS2, "8·(3·8 + 1)·4"),
    ("LocallyConnected2D(4, 3)", (None, 10, 10, 2), KERAS2, "8·8·(3·3·2 + 1)·4"),
    ("Convolution2D(32, 5, 5)", (None, 28, 28, 1), KERAS1, "(5·5·1 + 1)·32"),
    ("MaxoutDense(8)", (None, 4), KERAS1, "4·(4 + 1)·8"),
    ("Highway()", (None, 8), KERAS1, "2·8·8 W, W_carry + 2·8 b, b_carry"),
]


@pytest.mark.parametrize(
    ("text", "shape", "keras", "arithmetic"),
    [(text, shape, KERAS3, arithmetic) for text, shape, arithmetic in TEXTS] + OLDER,
)
def test_arithmetic(text: str, shape: tuple[int, ...], keras: Keras, arithmetic: str) -> None:
    layer = built(text, shape, keras).layer
    assert formula(layer.weights) == arithmetic
    assert value(arithmetic) == built(text, shape, keras).params


def test_attention() -> None:
    layer = example("MultiHeadAttention")
    assert layer is not None
    assert layer.formula == "3·(32 + 1)·4·16 query, key, value + (4·16 + 1)·32 attention output"


WITH_WEIGHTS = [
    told
    for entry in catalogue()
    if not entry.reason and (told := example(entry.kind)) is not None and told.formula
]


@pytest.mark.parametrize("told", WITH_WEIGHTS, ids=lambda told: told.call)
def test_the_arithmetic_of_every_layer_comes_out_right(told: object) -> None:
    assert value(told.formula) == told.params  # type: ignore[attr-defined]


def value(arithmetic: str) -> int:
    """The number that a formula stands for, its words left out."""
    plain = re.sub(r"[A-Za-z_][\w]*(?:, [A-Za-z_]\w*| [a-z]\w*)*", "", arithmetic)
    return int(eval(plain.replace("·", "*") or "0", {"__builtins__": {}}))
