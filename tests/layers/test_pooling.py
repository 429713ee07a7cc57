"""Poolings: output shapes and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Refusal, WrongRank
from keraslint.shapes import Shape, window
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

N = None

RESULTS = [
    (K1, "MaxPooling2D(pool_size=(2, 2))", (N, 24, 25, 32), (N, 12, 12, 32)),
    (K1, "MaxPooling2D((2, 2), strides=(1, 1), dim_ordering='th')", (N, 1, N, 9), (N, 1, N, 8)),
    (K1, "MaxPooling1D(3, stride=2, border_mode='same')", (N, 9, 4), (N, 5, 4)),
    (K1, "GlobalAveragePooling2D('th')", (N, 16, N, N), (N, 16)),
    (K2, "MaxPooling2D((3, 3), border_mode='same')", (N, 10, 10, 4), (N, 4, 4, 4)),
    (K2, "AveragePooling1D(data_format='channels_first')", (N, 4, 9), (N, 4, 4)),
    (TF, "MaxPooling2D(padding='SAME')", (N, 9, 9, 4), (N, 5, 5, 4)),
    (TF, "GlobalMaxPooling1D(keepdims=True)", (N, 9, 4), (N, 1, 4)),
    (K3, "MaxPooling2D(3, strides=2)", (N, 9, 8, 4), (N, 4, 3, 4)),
    (K3, "AvgPool3D((1, 2, 3))", (N, 9, 9, 9, 4), (N, 9, 4, 3, 4)),
    (K3, "MaxPool2D(45)", (N, N, N, 64), (N, N, N, 64)),
    (K3, "GlobalAveragePooling3D(keepdims=True)", (N, 4, 5, 6, 8), (N, 1, 1, 1, 8)),
    (K3, "GlobalAvgPool2D(data_format='channels_first')", (N, 4, 5, 6), (N, 4)),
    (K3, "AdaptiveAveragePooling2D((4, 7))", (N, 32, N, 8), (N, 4, 7, 8)),
    (K3, "AdaptiveMaxPooling1D(4, data_format='channels_first')", (N, 8, 30), (N, 8, 4)),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output"), RESULTS)
def test_result(keras: Keras, call: str, shape: tuple[Any, ...], output: tuple[Any, ...]) -> None:
    result = built(call, shape, keras)
    assert (result.shape, result.params) == (output, 0)


REFUSED = [
    (K1, "MaxPooling2D(2, 2)", (N, 9, 9, 1), BadArgument, "pool_size as a tuple of 2 in Keras 1"),
    (K1, "MaxPooling1D((2,))", (N, 9, 1), BadArgument, "whole number in Keras 1"),
    (
        K1,
        "MaxPooling2D(border_mode='full')",
        (N, 9, 9, 1),
        BadArgument,
        "border_mode valid or same",
    ),
    (K2, "MaxPooling2D()", (N, 9, 9), WrongRank, "needs a 4-D input"),
    (K2, "MaxPooling2D(padding='causal')", (N, 9, 9, 1), BadArgument, "padding valid or same"),
    (TF, "MaxPooling2D(strides=-1)", (N, 9, 9, 1), BadArgument, "strides from 1 on"),
    (TF, "AveragePooling3D((2, 2))", (N, 9, 9, 9, 1), BadArgument, "whole number or 3"),
    (TF, "MaxPooling2D(60)", (N, 7, 7, 1), EmptyDimension, "gets 7×7 and would leave 0×0"),
    (K3, "MaxPooling2D(padding='SAME')", (N, 9, 9, 1), BadArgument, "did you mean same?"),
    (K3, "MaxPooling1D(2, 0)", (N, N, 6), BadArgument, "strides from 1 on"),
    (K3, "AdaptiveMaxPooling2D(None)", (N, 9, 9, 1), BadArgument, "output_size"),
    (K3, "GlobalMaxPooling2D()", (N, 9, 9), WrongRank, "needs a 4-D input"),
]


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, shape: tuple[Any, ...], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras)
    assert clause in str(caught.value)


K = Unknown("`k` is a parameter", 1, "k")
k, h = Expression.unknown(K), Expression.unknown(Unknown("`h` is a parameter", 1, "h"))
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"), 8)

UNKNOWN = [
    ("MaxPooling2D(2)", (N, h, 9, 3), Shape.of(N, window(h, 2, 2), 4, 3)),
    ("MaxPooling2D(2, padding='same')", (N, h, 9, 3), Shape.of(N, (h + 1) // 2, 5, 3)),
    ("MaxPooling2D((2, k), strides=1)", (N, 9, 9, 3), Shape.of(N, 8, window(9, k), 3)),
    ("GlobalAveragePooling2D()", SOMETHING, Shape.of(N, 8)),
    ("GlobalAveragePooling2D(keepdims=True)", SOMETHING, Shape.of(N, 1, 1, 8)),
    ("GlobalAveragePooling2D(keepdims=k)", SOMETHING, Shape.unknown(K)),
    ("AdaptiveMaxPooling2D((k, 3))", SOMETHING, Shape.of(N, k, 3, 8)),
]


@pytest.mark.parametrize(("call", "shape", "output"), UNKNOWN)
def test_unknown(call: str, shape: Any, output: Shape) -> None:
    assert built(call, shape, K3, k=K).output == output
