"""Flatten, Reshape, Permute and RepeatVector: shapes and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

N = None
K11 = Keras("keras1", (1, 1, 1))

RESULTS = [
    (K1, "Flatten()", (N, 5, 5, 2), (N, 50)),
    (K2, "Flatten('channels_first')", (16, 5, 5), (16, 25)),
    (TF, "Flatten()", (N, N, 3), (N, N)),
    (TF, "Flatten()", (N,), (N, 1)),
    (K3, "Flatten(data_format='Channels_Last')", (2, N, 4), (2, N)),
    (K1, "Reshape((-1, 29))", (N, 29, 29, 1), (N, 29, 29)),
    (K11, "Reshape((2, 36))", (N, 12, 6), (N, 2, 36)),
    (K2, "Reshape((-1, 3))", (N, N, 14, 5, 3), (N, N, 3)),
    (K2, "Reshape((13,))", (N, N, 1), (N, 13)),
    (TF, "Reshape([16, -1, 1])", (N, 64, 64, 3), (N, 16, 768, 1)),
    (K3, "Reshape((-1,))", (N, 6, 6, 24), (N, 864)),
    (K3, "Reshape((None, 4))", (N, 8), (N, N, 4)),
    (K2, "Permute((2, 3, 1))", (N, 64, 64, 3), (N, 64, 3, 64)),
    (K3, "Permute([2, 1])", (N, N, 8), (N, 8, N)),
    (K3, "RepeatVector(50)", (N, 100), (N, 50, 100)),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output"), RESULTS)
def test_result(keras: Keras, call: str, shape: tuple[Any, ...], output: tuple[Any, ...]) -> None:
    result = built(call, shape, keras)
    assert (result.shape, result.params) == (output, 0)


REFUSED = [
    (K1, "Flatten()", (N, 20), WrongRank, "at least 3 dimensions, got (None, 20)"),
    (K2, "Flatten()", (N, N, 8), NeedsSize, "every size but the batch's"),
    (K3, "Flatten('th')", (N, 7, 4), BadArgument, "data_format channels_last or channels_first"),
    (K1, "Reshape((4,))", (N, N, 4), NeedsSize, "every size but the batch's"),
    (K11, "Reshape((-1, 8))", (N, 16), BadArgument, "before Keras 1.2"),
    (K2, "Reshape((-1, -1))", (N, 20), BadArgument, "-1 at most once"),
    (TF, "Reshape((13,))", (N, 7, 7, 12), Mismatch, "cannot make 13 elements of 588"),
    (TF, "Reshape((0, 3))", (N, 1), Mismatch, "cannot make 0 elements of 1"),
    (K3, "Reshape((-1, 7))", (N, 16, 12), Mismatch, "cannot divide the 192 elements"),
    (K3, "Reshape(3)", (N, 3), BadArgument, "target_shape as a tuple"),
    (TF, "Reshape((2.0, 3))", (N, 6), BadArgument, "target_shape as whole numbers"),
    (K1, "Permute((2, 1))", (N, 5, 3, 7), WrongRank, "needs a 3-D input"),
    (K3, "Permute((0, 1))", (N, 8, 8), BadArgument, "an order of 1 to 2, not (0, 1)"),
    (K3, "Permute(2)", (N, 8, 8), BadArgument, "dims as a tuple"),
    (K3, "RepeatVector(5)", (N, 16, 3), WrongRank, "needs a 2-D input"),
    (TF, "RepeatVector(2.0)", (N, 16), BadArgument, "n as a whole number, not 2.0"),
    (K3, "RepeatVector(0)", (N, 16), EmptyDimension, "repeats 0 times"),
]


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, shape: tuple[Any, ...], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras)
    assert clause in str(caught.value)


U = Unknown("`u` is a parameter", 1, "u")
h, u = Expression.unknown(Unknown("`h` is a parameter", 1, "h")), Expression.unknown(U)
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"), 8)

UNKNOWN = [
    ("Flatten()", (N, h, 4), Shape.of(N, 4 * h)),
    ("Reshape((-1, 2))", (N, h, 4), Shape.of(N, 2 * h, 2)),
    ("Reshape((3, 5))", (N, h, 4), Shape.of(N, 3, 5)),
    ("Reshape(u)", (N, 9, 4), Shape.unknown(U)),
    ("Reshape((6, 7))", SOMETHING, Shape.of(N, 6, 7)),
    ("RepeatVector(u)", (N, h), Shape.of(N, u, h)),
    ("Permute(u)", (N, h, 4), Shape.unknown(U)),
]


@pytest.mark.parametrize(("call", "shape", "output"), UNKNOWN)
def test_unknown(call: str, shape: Any, output: Shape) -> None:
    assert built(call, shape, K3, u=U).output == output


def test_a_flattened_unknown_is_a_vector_of_unknown_length() -> None:
    batch, length = built("Flatten()", SOMETHING, K3).output
    assert batch is None
    assert isinstance(length, Expression)
