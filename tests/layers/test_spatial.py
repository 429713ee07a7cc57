"""Zero padding, cropping and upsampling: output shapes and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape, window
from keraslint.sizes import Expression, times
from keraslint.unknown import Unknown

N = None
K1_0 = Keras("keras1", (1, 0, 8))
K1_1 = Keras("keras1", (1, 1, 1))
K2_0 = Keras("keras2", (2, 0, 9))

RESULTS = [
    (K1, "ZeroPadding1D({'left_pad': 1, 'right_pad': 2})", (N, 20, 8), (N, 23, 8)),
    (K1, "ZeroPadding1D((1, 2))", (N, N, 8), (N, N, 8)),
    (K1, "ZeroPadding2D((1, 2))", (N, 7, 7, 3), (N, 9, 11, 3)),
    (K1, "ZeroPadding2D((1, 2, 3, 4))", (N, 7, 7, 3), (N, 10, 14, 3)),
    (K1, "ZeroPadding2D({'top_pad': 3})", (N, 7, 7, 3), (N, 10, 7, 3)),
    (K1, "ZeroPadding3D((0, 3, 1), dim_ordering='th')", (N, 1, 8, 7, 10), (N, 1, 8, 13, 12)),
    (K1, "Cropping1D((1, 1))", (N, N, 3), (N, N, 3)),
    (K1, "Cropping2D(((2, 1), (0, 2)))", (N, 32, 32, 3), (N, 29, 30, 3)),
    (K1, "UpSampling1D(3)", (N, 4, 3), (N, 12, 3)),
    (K1, "UpSampling2D((1, 3), 'th')", (N, 1, N, 4), (N, 1, N, 12)),
    (K2, "ZeroPadding2D({'top_pad': 3})", (N, 7, 7, 3), (N, 10, 7, 3)),
    (K2, "ZeroPadding3D((0, 1, 3))", (N, 4, 6, 6, 4), (N, 4, 8, 12, 4)),
    (K2, "Cropping1D(0)", (N, 20, 1), (N, 20, 1)),
    (K2, "UpSampling1D(2.5)", (N, 5, 1), (N, 10, 1)),
    (K2, "UpSampling1D(2)", (N, 5), (N, 10)),
    (TF, "ZeroPadding2D(((1, 0), 2))", (N, 4, 37, 8), (N, 5, 41, 8)),
    (TF, "Cropping2D(2, 'channels_first')", (N, 16, N, 9), (N, 16, N, 5)),
    (TF, "UpSampling2D(2)", (N, N, 9, 3), (N, N, N, 3)),
    (TF, "UpSampling3D(2, 'channels_first')", (N, 3, 4, 15, 13, 2), (N, 3, 8, 30, 26, 2)),
    (K3, "ZeroPadding1D((1, 2), data_format='channels_first')", (N, 4, 9), (N, 4, 12)),
    (K3, "ZeroPadding2D()", (N, 4, N, 3), (N, 6, N, 3)),
    (K3, "Cropping3D(((1, 2), (2, 0), (2, 2)))", (N, 11, 4, 10, 2), (N, 8, 2, 6, 2)),
    (K3, "UpSampling2D((2, 3), interpolation='Bilinear')", (N, N, 9, 3), (N, N, 27, 3)),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output"), RESULTS)
def test_result(keras: Keras, call: str, shape: tuple[Any, ...], output: tuple[Any, ...]) -> None:
    result = built(call, shape, keras)
    assert (result.shape, result.params) == (output, 0)


REFUSED = [
    (K1, "ZeroPadding2D(((1, 1), (2, 2)))", (N, 7, 7, 3), BadArgument, "padding as a whole number"),
    (K1, "ZeroPadding2D(1)", (N, 7, 7, 3), BadArgument, "a tuple of 2 or 4 numbers in Keras 1"),
    (K1_0, "ZeroPadding2D((1, 2, 3, 4))", (N, 7, 7, 3), BadArgument, "in Keras 1"),
    (K1, "Cropping2D(1)", (N, 7, 7, 3), BadArgument, "2 pairs in Keras 1"),
    (K1, "Cropping2D(((1, 1), (1, 1)))", (N, N, 7, 3), NeedsSize, "its spatial axes"),
    (K1_1, "Cropping1D((1, 1))", (N, N, 3), NeedsSize, "its spatial axes"),
    (K1, "UpSampling2D(2)", (N, 7, 7, 3), BadArgument, "tuple of 2 in Keras 1"),
    (
        K2,
        "UpSampling2D(2, interpolation='bicubic')",
        (N, 7, 7, 3),
        BadArgument,
        "nearest or bilinear",
    ),
    (K2, "UpSampling2D(2)", (N, 7), WrongRank, "needs a 4-D input"),
    (K2_0, "UpSampling1D(2)", (N, 5), WrongRank, "needs a 3-D input"),
    (TF, "ZeroPadding2D(((1, 2, 3), (1, 1)))", (N, 7, 7, 3), BadArgument, "a number or a pair"),
    (TF, "Cropping3D((1,))", (N, 7, 7, 7, 3), BadArgument, "3 of them or of pairs"),
    (TF, "UpSampling2D(-1)", (N, 7, 7, 3), BadArgument, "size from 1 on"),
    (
        TF,
        "UpSampling2D(2, interpolation='nope')",
        (N, 7, 7, 3),
        BadArgument,
        "interpolation nearest",
    ),
    (K3, "ZeroPadding2D('same')", (N, 7, 7, 3), BadArgument, "padding as a whole number"),
    (K3, "ZeroPadding2D(-1)", (N, 7, 7, 3), BadArgument, "padding from 0 on"),
    (K3, "Cropping1D(None)", (N, 9, 3), BadArgument, "cropping as a whole number"),
    (K3, "Cropping2D(20)", (N, 20, N, 1), EmptyDimension, "crops 40 off a length of 20"),
    (K3, "UpSampling1D((2,))", (N, 9, 3), BadArgument, "size as a whole number"),
    (K3, "UpSampling3D(2)", (N, 9, 9, 3), WrongRank, "needs a 5-D input"),
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
x1, x2 = SOMETHING.axis(1), SOMETHING.axis(2)

UNKNOWN = [
    ("ZeroPadding2D(2)", (N, h, 9, 3), Shape.of(N, h + 4, 13, 3)),
    ("ZeroPadding2D(((k, 1), (0, 0)))", (N, 9, 9, 3), Shape.of(N, k + 10, 9, 3)),
    ("ZeroPadding2D(k)", (N, N, N, 3), Shape.of(N, N, N, 3)),
    ("Cropping2D(0)", (N, h, 9, 3), Shape.of(N, h, 9, 3)),
    ("Cropping2D(1)", SOMETHING, Shape.of(N, window(x1, 3), window(x2, 3), 8)),
    ("UpSampling2D(2)", SOMETHING, Shape.of(N, times(2, x1), times(2, x2), 8)),
    ("UpSampling2D((k, 2), interpolation=k)", (N, 5, 5, 3), Shape.of(N, 5 * k, 10, 3)),
]


@pytest.mark.parametrize(("call", "shape", "output"), UNKNOWN)
def test_unknown(call: str, shape: Any, output: Shape) -> None:
    assert built(call, shape, K3, k=K).output == output
