"""Attention: projections, output shapes, scores and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import made

from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression, least
from keraslint.unknown import Unknown
from keraslint.weights import total

N = None
Dims = tuple[Any, ...]


def attended(call: str, inputs: list[Dims], keras: Keras, **asked: Any) -> tuple[Any, Any]:
    """The output's shape (or those of the output and of the scores) and the parameters."""
    layer = made(call, keras)
    shapes = [Shape(dims) for dims in inputs]
    listed = layer.kind in ("Attention", "AdditiveAttention")
    output = layer.apply(shapes, **asked) if listed else layer.apply(*shapes, **asked)
    several = isinstance(output, tuple)
    return [tuple(x) for x in output] if several else tuple(output), total(layer.weights)


RESULTS = [
    (TF, "MultiHeadAttention(4, 2)", [(N, 16, 32), (N, 10, 32)], (N, 16, 32), 1080),
    (TF, "MultiHeadAttention(2, 32, value_dim=4)", [(N, 3, 32), (N, 9, 24)], (N, 3, 32), 4200),
    (TF, "MultiHeadAttention(1, 4)", [(N, 5, 16), (N, 3, 16), (N, 3, 8)], (N, 5, 16), 252),
    (TF, "MultiHeadAttention(8, 4, 2, output_shape=(4, 6))",
     [(N, 9, 32), (N, 3, 24), (N, 3, 16)], (N, 9, 4, 6), 2408),
    (TF, "MultiHeadAttention(1, 2, 16, attention_axes=(1, 2))",
     [(N, 4, 5, 32), (N, 4, 5, 32)], (N, 4, 5, 32), 1204),
    (TF, "MultiHeadAttention(2, 4, attention_axes=2)",
     [(N, N, 5, 8), (N, 4, 7, 8)], (N, 4, 5, 8), 288),
    (K3, "MultiHeadAttention(4, 8)", [(N, 8), (N, 8)], (N, 8), 1128),
    (K3, "MultiHeadAttention(4, 32, output_shape=[5])", [(N, 3, 4), (N, 9, 4)], (N, 3, 5), 2565),
    (K3, "MultiHeadAttention(4, 32, use_gate=True)", [(N, 8, 8), (N, 7, 24)], (N, 8, 8), 9736),
    (K3, "MultiHeadAttention(2, 4, 4, use_bias=False)", [(N, 8, 16), (N, 4, 16)], (N, 8, 16), 512),
    (K3, "GroupQueryAttention(4, 16, 4)", [(N, 8, 16), (N, 4, 16)], (N, 8, 16), 2672),
    (K3, "GroupQueryAttention(4, 16, 4, use_gate=True)", [(N, 5, 32), (N, N, 32)], (N, 5, 32), 7360),
    (TF, "Attention()", [(N, 8), (N, 8)], (N, 8), 0),
    (TF, "Attention(True)", [(N, 3, 1), (N, 4, 6), (N, 4, 1)], (N, 3, 6), 1),
    (TF, "Attention(score_mode='concat')", [(N, 3, 4), (N, N, 4)], (N, 3, 4), 1),
    (K3, "Attention(True, 'concat')", [(N, 3, 1), (N, 7, 1)], (N, 3, 1), 2),
    (K3, "Attention()", [(N, 5, 16), (N, 3, 17)], (N, 5, 17), 0),
    (TF, "AdditiveAttention()", [(N, 8, 32), (N, N, 32)], (N, 8, 32), 32),
    (TF, "AdditiveAttention(False)", [(N, 8, 4), (N, 7, 6), (N, 7, 4)], (N, 8, 6), 0),
    (K3, "AdditiveAttention()", [(N, 8, 32), (N, N, 6), (N, N, 32)], (N, 8, 6), 32),
]  # fmt: skip


@pytest.mark.parametrize(("keras", "call", "inputs", "output", "params"), RESULTS)
def test_result(keras: Keras, call: str, inputs: list[Dims], output: Dims, params: int) -> None:
    assert attended(call, inputs, keras) == (output, params)


SCORES = [
    (TF, "MultiHeadAttention(4, 2)", [(N, 16, 32), (N, 10, 32)], (N, 4, 16, 10)),
    (TF, "MultiHeadAttention(2, 4, attention_axes=(1, 2))",
     [(N, 4, 5, 8), (N, 6, 7, 8)], (N, 2, 4, 5, 6, 7)),
    (K3, "MultiHeadAttention(4, 2)", [(N, 16, 32), (N, 10, 32)], (N, 4, 16, 16)),
    (K3, "GroupQueryAttention(4, 8, 2)", [(N, 16, 32), (N, 10, 32)], (N, 8, 16, 10)),
    (TF, "Attention()", [(N, 16, 8), (N, 10, 8)], (N, 16, 10)),
    (K3, "AdditiveAttention()", [(N, 16, 8), (N, 10, 8)], (N, 16, 10)),
]  # fmt: skip


@pytest.mark.parametrize(("keras", "call", "inputs", "scores"), SCORES)
def test_scores(keras: Keras, call: str, inputs: list[Dims], scores: Dims) -> None:
    outputs, _ = attended(call, inputs, keras, return_attention_scores=True)
    assert outputs == [inputs[0], scores]


@pytest.mark.parametrize(("keras", "trainable"), [(TF, 0), (K3, 1080)])
def test_frozen_before_it_is_built(keras: Keras, trainable: int) -> None:
    """In Keras 3 the inner layers, made later, do not take over the flag."""
    layer = made("MultiHeadAttention(4, 2, trainable=False)", keras)
    layer.apply(Shape.of(N, 10, 32), Shape.of(N, 10, 32))
    assert sum(weight.count for weight, flag in layer.split() if flag) == trainable


@pytest.mark.parametrize("keras", [TF, K3])
def test_frozen_after_it_is_built(keras: Keras) -> None:
    layer = made("MultiHeadAttention(4, 2)", keras)
    layer.apply(Shape.of(N, 10, 32), Shape.of(N, 10, 32))
    layer.set_trainable(False)
    assert not any(flag for _, flag in layer.split())


PAIR = [(N, 5, 8), (N, 3, 8)]
REFUSED = [
    (TF, "MultiHeadAttention(None, 4)", PAIR, BadArgument, "num_heads"),
    (TF, "MultiHeadAttention(2, -4)", PAIR, BadArgument, "key_dim"),
    (K3, "MultiHeadAttention(2, 0)", PAIR, BadArgument, "key_dim"),
    (K3, "MultiHeadAttention(2, 4, dropout=1.5)", PAIR, BadArgument, "dropout from 0 to 1"),
    (K3, "MultiHeadAttention(2, 4)", PAIR[:1], BadArgument, "a query and a value"),
    (K3, "MultiHeadAttention(2, 4)", [(N, 5, N), (N, 3, 8)], NeedsSize, "the query's last axis"),
    (K3, "MultiHeadAttention(2, 4)", [*PAIR, (N, N, 8)], Mismatch, "value and key"),
    (K3, "MultiHeadAttention(2, 4, attention_axes=7)", PAIR, BadArgument, "to attend over"),
    (TF, "MultiHeadAttention(2, 4)", [(N, 8), (N, 3, 8)], Mismatch, "of one rank"),
    (TF, "MultiHeadAttention(2, 4)", [(N, 8), (N, 8)], Mismatch, "no axis to attend over"),
    (TF, "MultiHeadAttention(2, 4)", [*PAIR, (N, 4, 8)], Mismatch, "axis 1 of key and value"),
    (K3, "GroupQueryAttention(2, 5, 4)", PAIR, BadArgument, "divisible"),
    (K3, "GroupQueryAttention(2, 4, 2)", [(N, 5, 8), (N, 5, 4)], Mismatch, "of one width"),
    (K3, "GroupQueryAttention(2, 4, 2)", [(N, 8), (N, 8)], WrongRank, "has no axis 2"),
    (TF, "Attention()", PAIR[:1], BadArgument, "got 1 of them"),
    (K3, "Attention(score_mode='nope')", PAIR, BadArgument, "dot or concat, not 'nope'"),
    (TF, "Attention()", [(N, 5, 16), (N, 3, 17)], Mismatch, "16 is not 17"),
    (TF, "AdditiveAttention()", [(N, 8, 9), (N, 7, 6), (N, 7, 9)], Mismatch, "does not fit"),
]  # fmt: skip


@pytest.mark.parametrize(("keras", "call", "inputs", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, inputs: list[Dims], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        attended(call, inputs, keras)
    assert clause in str(caught.value)


def test_one_input_instead_of_a_list() -> None:
    with pytest.raises(BadArgument, match="got one input"):
        made("Attention()").apply(Shape.of(N, 5, 8))


K = Unknown("`k` is a parameter", 1, "k")
k, d = Expression.unknown(K), Expression.unknown(Unknown("`d` is a parameter", 1, "d"))
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"), 8)


@pytest.mark.parametrize("keras", [TF, K3])
def test_unknown_sizes(keras: Keras) -> None:
    layer = made("MultiHeadAttention(2, k)", keras, k=K)
    output = layer.apply(Shape.of(N, 5, d), Shape.of(N, 5, d))
    assert output == Shape.of(N, 5, d)
    assert total(layer.weights) == 8 * d * k + 6 * k + d


@pytest.mark.parametrize("keras", [TF, K3])
def test_unknown_rank(keras: Keras) -> None:
    layer = made("MultiHeadAttention(2, 4, output_shape=6)", keras)
    assert layer.apply(SOMETHING, SOMETHING) == Shape.unknown(K, 6)
    assert total(layer.weights) == 3 * (8 * 2 * 4 + 2 * 4) + 2 * 4 * 6 + 6
    assert made("Attention()", keras).apply([SOMETHING, SOMETHING]).last == 8


def test_unknown_output_shape_keeps_the_rest() -> None:
    layer = made("MultiHeadAttention(2, 4, output_shape=k)", k=K)
    assert layer.apply(Shape.of(N, 5, 8), Shape.of(N, 5, 8)).dims is None
    assert (least(total(layer.weights)), layer.unknown) == (216, K)
