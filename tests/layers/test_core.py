"""Dense, Embedding, EinsumDense and their kin: shapes, counts, refusals, as each Keras has them."""

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
    (K1, "Dense(10, 'he_normal', 'relu')", (N, 64), (N, 10), 650),
    (K1, "Dense(output_dim=3, bias=False)", (N, 5, 4), (N, 5, 3), 12),
    (K2, "Dense(32, input_dim=16)", (N, 16), (N, 32), 544),
    (TF, "Dense(2.5)", (N, 128, 128, 3), (N, 128, 128, 2), 8),
    (TF, "Dense(4, activation=PReLU())", (N, 8, 8, 3), (N, 8, 8, 4), 16 + 256),
    (K3, "Dense(4, activation=PReLU())", (N, 8, 8, 3), (N, 8, 8, 4), 16),
    (K3, "Dense(4, use_bias=False)", (N, 784), (N, 4), 3136),
    (K3, "Dense(8, lora_rank=2)", (N, 16), (N, 8), 16 * 8 + 8 + 2 * (16 + 8)),
    (K1, "Embedding(5000, 16, input_length=103)", (N, 100), (N, 103, 16), 80000),
    (K2, "Embedding(1000, 4, input_length=10)", (N, N), (N, 10, 4), 4000),
    (TF, "Embedding(50, 64, input_length=(1,))", (N, 7), (N, 7, 64), 3200),
    (K3, "Embedding(500, 8)", (N,), (N, 8), 4000),
    (K3, "Embedding(50, 4, lora_rank=2)", (N, 9), (N, 9, 4), 200 + 2 * 54),
    (K3, "ReversibleEmbedding(10, 16, tie_weights=False)", (N, N), (N, N, 16), 320),
    (K3, "EinsumDense('abc,cd->abd', (None, 32), bias_axes='d')", (N, 12, 1), (N, N, 32), 64),
    (TF, "EinsumDense('abc,cd->abd', (None, 32), bias_axes='d')", (N, 12, 1), (N, 12, 32), 64),
    (TF, "EinsumDense('abc,bdc->abd', (None, 16))", (N, 12, 16), (N, 12, 16), 3072),
    (K3, "EinsumDense('...x,xy->...y', 16, bias_axes='y')", (N, 5, 10), (N, 5, 16), 176),
    # Keras 3 inserts the elided axes in reverse, TensorFlow's product does not
    (K3, "EinsumDense('...x,xy->...y', 2)", (N, 14, 18, 32), (N, 18, 14, 2), 64),
    (TF, "EinsumDense('...x,xy->...y', 2)", (N, 14, 18, 32), (N, 14, 18, 2), 64),
    (K3, "EinsumDense('ab...,bc->ac...', 2, 'sigmoid', 'c')", (N, 5, 32), (N, 2, 32), 12),
    (K3, "EinsumDense('abc,cde->abde', (None, 4, 3), None, 'de')", (N, 9, 1), (N, N, 4, 3), 24),
    (K1, "Activation('softmax')", (N, 7, 3), (N, 7, 3), 0),
    (K3, "Activation('gelu')", (N, 7, 3), (N, 7, 3), 0),
    (K2, "Masking(mask_value=0.)", (N, N, 3), (N, N, 3), 0),
    (K1, "Lambda(f, output_shape=(4, 2))", (N, 50, 4), (N, 4, 2), 0),
    (K3, "Lambda(f, output_shape=(4, 2))", (8, 50, 4), (8, 4, 2), 0),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output", "params"), RESULTS)
def test_result(
    keras: Keras, call: str, shape: tuple[Any, ...], output: tuple[Any, ...], params: int
) -> None:
    result = built(call, shape, keras, f=len)
    assert (result.shape, result.params) == (output, params)


REFUSED = [
    (K11, "Dense(3)", (N, 5, 4), WrongRank, "needs a 2-D input"),
    (K1, "Dense(True)", (N, 5), BadArgument, "units as a positive whole number"),
    (K1, "Dense(3, activation='softmax')", (N, 5, 5, 4), WrongRank, "only to 2-D or 3-D"),
    (K1, "Activation('softmax')", (N, 5, 5, 4), WrongRank, "only to 2-D or 3-D"),
    (K2, "Dense(2.5)", (N, 5), BadArgument, "units as a positive whole number, not 2.5"),
    (K2, "Dense(4)", (N,), WrongRank, "at least 2 dimensions"),
    (TF, "Dense(4)", (N, 7, N), NeedsSize, "needs the size of its last input axis"),
    (TF, "Dense(0)", (N, 7), EmptyDimension, "units=0"),
    (K3, "Dense(-1)", (N, 7), BadArgument, "not -1"),
    (K3, "Dense(8, lora_rank=2, kernel_constraint='non_neg')", (N, 7), BadArgument, "lora_rank"),
    (K2, "Embedding(10, 4, input_length=21)", (N, 20), Mismatch, "input_length=21, got (None, 20)"),
    (K3, "Embedding(None, 64)", (N, 5), BadArgument, "input_dim as a positive whole number"),
    (K3, "EinsumDense('a...b,bc->a...c', 3)", (N, 3, 2), BadArgument, "X,Y->Z"),
    (K3, "EinsumDense('abc,cd->abd', 32)", (N, 3, 2), Mismatch, "too few sizes"),
    (K3, "EinsumDense('abc,cd->abd', (7, 3))", (N, 5, 1), Mismatch, "has 5 on axis b"),
    (K3, "EinsumDense('abc,bd->acd', (None, 2), bias_axes='cd')", (N, 7, 32), NeedsSize, "axis c"),
    (TF, "EinsumDense('ab,bc->ac', 32)", (N, 20, 4), WrongRank, "needs a 2-D input"),
    (TF, "EinsumDense('...x,xy->...y', 4, bias_axes='b')", (N, 16), BadArgument, "bias_axes"),
    (K2, "Lambda(f, output_shape=4)", (N, 5), BadArgument, "as a tuple or a function, not 4"),
]


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, shape: tuple[Any, ...], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras, f=len)
    assert clause in str(caught.value)


UNITS, ROWS = Unknown("`units` is a parameter", 1, "units"), Unknown("from a file", 2, "rows")
units, rows = Expression.unknown(UNITS), Expression.unknown(ROWS)
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"), 8)

UNKNOWN = [
    ("Dense(units)", (N, 9), Shape.of(N, units), 10 * units),
    ("Dense(3, activation=units)", SOMETHING, SOMETHING.with_last(3), 27),
    ("Embedding(rows, 4)", (N, 7), Shape.of(N, 7, 4), 4 * rows),
    ("Embedding(5, 4)", SOMETHING, Shape.unknown(UNITS, 8, 4), 20),
    ("EinsumDense('...x,xy->...y', units)", (N, 9), Shape.of(N, Expression.unknown(UNITS)), None),
]


@pytest.mark.parametrize(("call", "shape", "output", "params"), UNKNOWN)
def test_unknown_sizes(call: str, shape: Any, output: Shape, params: Any) -> None:
    result = built(call, shape, K3, units=UNITS, rows=ROWS)
    if params is None:
        assert result.layer.unknown is UNITS
    else:
        assert (result.output, result.params) == (output, params)


def test_lora_freezes_the_kernel() -> None:
    dense = built("Dense(8, lora_rank=2)", (N, 16), K3)
    assert dense.weights == {
        "kernel": (16, 8),
        "bias": (8,),
        "lora_kernel_a": (16, 2),
        "lora_kernel_b": (2, 8),
    }
    assert [weight.name for weight, trained in dense.layer.split() if not trained] == ["kernel"]


def test_what_a_lambda_returns() -> None:
    assert built("Lambda(f)", (N, 5), K3, f=len).output.dims is None
    followed = built("Lambda(f)", (N, 5), TF, f=len).layer.apply(
        Shape.of(N, 5), result=Shape.of(N, 2)
    )
    assert followed == Shape.of(N, 2)
    # tf.keras looks at the function's result, not at what output_shape says of it
    assert built("Lambda(f, output_shape=(3,))", (N, 5), TF, f=len).output.dims is None
