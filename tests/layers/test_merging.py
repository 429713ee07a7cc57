"""Merging layers: shapes and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

N = None

RESULTS = [
    (K2, "Add()", [(N, 7, 64), (N, 7, 64), (N, 7, 1)], (N, 7, 64)),
    (K3, "Multiply()", [(N, 17, 17, 1)], (N, 17, 17, 1)),
    (K3, "Maximum()", [(N, 5), (N, 5), (N,)], (N, 5)),
    # a free dimension stays free, but tf.keras takes TensorFlow's own result
    (K3, "Minimum()", [(N, N), (N, 128)], (N, N)),
    (TF, "Minimum()", [(N, N), (N, 13)], (N, 13)),
    (TF, "Minimum()", [(N, 5, 1), (N, 5)], (N, 5, 5)),
    (TF, "Subtract()", [(8, 2), (N, 2)], (8, 2)),
    (K3, "Average()", [(1, 3), (N, 3)], (1, 3)),
    (K3, "Concatenate()", [(N, 8, 12), (N, 8, 8)], (N, 8, 20)),
    (K3, "Concatenate(1)", [(N, 16, 8), (N, N, 8)], (N, N, 8)),
    (K3, "Concatenate()", [(N, N, 1), (N, 50, 8)], (N, N, 9)),
    (TF, "Concatenate()", [(N, N, 1), (N, 50, 8)], (N, 50, 9)),
    (K3, "Concatenate(3)", [(N, 3)], (N, 3)),
    (K3, "Concatenate(0)", [(8, 3), (4, 3)], (12, 3)),
    (K2, "Dot(1)", [(N, 16), (N, 16)], (N, 1)),
    (K2, "Dot((1, 2))", [(N, 4, 4, 3), (N, 4, 4, 3)], (N, 4, 3, 4, 3)),
    (K3, "Dot((2, 1), normalize=True)", [(N, 3, 6), (N, 6, 16)], (N, 3, 16)),
    (K3, "Dot(-1)", [(N, 3, 3), (N, 3)], (N, 3)),
    (K3, "Dot(0)", [(N, 3), (N, 3)], (3, 1)),  # its check comes when numbers do
    (K1, "Merge(mode='sum')", [(N, 64), (N, 64)], (N, 64)),
    (K1, "Merge(mode='ave')", [(N, 4, 4), (N, 4, 4), (N, 4, 4)], (N, 4, 4)),
    (K1, "Merge(mode='concat', concat_axis=1)", [(N, 33, 8), (N, 5, 8)], (N, 38, 8)),
    (K1, "Merge(mode='dot', dot_axes=(2, 2))", [(N, 5, 8), (N, 6, 8)], (N, 5, 6)),
    (K1, "Merge(mode='cos')", [(N, 8), (N, 8)], (N, 1)),
    (K1, "Merge(mode=f, output_shape=(3, 4))", [(N, 8), (N, 9)], (N, 3, 4)),
]


@pytest.mark.parametrize(("keras", "call", "shapes", "output"), RESULTS)
def test_result(keras: Keras, call: str, shapes: list[Any], output: tuple[Any, ...]) -> None:
    result = built(call, shapes, keras, f=len)
    assert (result.shape, result.params) == (output, 0)


REFUSED = [
    (K2, "Add()", [(N, 4)], Mismatch, "needs at least 2 inputs, got 1"),
    (K3, "Add()", (N, 4), Mismatch, "needs a list of inputs, got one tensor (None, 4)"),
    (K3, "Add()", [(N, 2), (N, 5)], Mismatch, "cannot broadcast (None, 2) and (None, 5)"),
    (K3, "Maximum()", [(8, 13), (4, 13)], Mismatch, "different batch sizes"),
    (K3, "Subtract()", [(N, 3), (N, 3), (N, 3)], Mismatch, "exactly 2 inputs, got 3"),
    (K3, "Concatenate(1)", [(N, 12, 3), (N, 12, 37)], Mismatch, "agree on axis 2"),
    (K2, "Concatenate(2)", [(N, N, 3), (N, 12, 3)], Mismatch, "agree on axis 1"),
    (TF, "Concatenate()", [(N, 3), (N, 3, 2)], Mismatch, "the same rank"),
    (TF, "Concatenate(3)", [(N, 28, 8), (N, 28, 8)], BadArgument, "axis 3, which (None, 28, 8)"),
    (TF, "Concatenate(axis=None)", [(N, 28), (N, 28)], BadArgument, "axis as a whole number"),
    (K3, "Dot(2)", [(N, N, 16), (N, 4, 17)], Mismatch, "whose sizes differ"),
    (K3, "Dot(1)", [(N, 16), (N, N)], Mismatch, "whose sizes differ"),
    (K3, "Dot((3, 1))", [(N, 3, 8), (N, 8)], WrongRank, "axes 3, which (None, 3, 8)"),
    (TF, "Dot(0)", [(N, 3), (N, 3)], BadArgument, "the batch axis"),
    (K3, "Dot((1, 2, 3))", [(N, 2), (N, 2)], BadArgument, "two of them, not (1, 2, 3)"),
    (K1, "Merge(mode='Sum')", [(N, 4), (N, 4)], BadArgument, "did you mean sum?"),
    (K1, "Merge(mode='mul')", [(N, 4), (N, 1)], Mismatch, "agree on axis 1"),
    (K1, "Merge(mode='cos')", [(N, 5, 3), (N, 6, 3)], Mismatch, "agree on axis 1"),
    (K1, "Merge(mode=f)", [(N, 8), (N, 9)], BadArgument, "needs output_shape"),
]


@pytest.mark.parametrize(("keras", "call", "shapes", "refusal", "clause"), REFUSED)
def test_refusal(keras: Keras, call: str, shapes: Any, refusal: type[Refusal], clause: str) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shapes, keras, f=len)
    assert clause in str(caught.value)


H, AXIS = Unknown("`h` is a parameter", 1, "h"), Unknown("`axis` is a parameter", 1, "axis")
h = Expression.unknown(H)
X = Unknown("x comes from a file", 1, "x")
SOMETHING = Shape.unknown(X, 8)

UNKNOWN = [
    (K3, "Add()", [(N, h, 4), (N, 9, 4)], Shape.of(N, 9, 4)),
    (K3, "Add()", [(N, h, 4), (N, h, 1)], Shape.of(N, h, 4)),
    (K3, "Add()", [SOMETHING, (N, 8)], Shape.unknown(X, 8)),
    (K3, "Concatenate()", [(N, h), (N, 9)], Shape.of(N, h + 9)),
    (K3, "Concatenate()", [SOMETHING, (N, 7, 9)], Shape.of(N, 7, 17)),
    (K3, "Concatenate()", [SOMETHING, SOMETHING], Shape.unknown(X, 16)),
    (K3, "Concatenate(axis)", [(N, 7), (N, 9)], Shape.unknown(AXIS)),
    (K3, "Dot(axis)", [(N, 7), (N, 9)], Shape.unknown(AXIS)),
    (K3, "Dot((2, 1))", [(N, 3, h), (N, 5, 2)], Shape.of(N, 3, 2)),
    (K1, "Merge(mode='sum')", [SOMETHING, (N, 7, 8)], Shape.of(N, 7, 8)),
]


@pytest.mark.parametrize(("keras", "call", "shapes", "output"), UNKNOWN)
def test_unknown(keras: Keras, call: str, shapes: Any, output: Shape) -> None:
    assert built(call, shapes, keras, axis=AXIS).output == output
