"""Attention without projections: the inputs themselves are query, value and key."""

from __future__ import annotations

from typing import Any

from keraslint.layers.attention import answer
from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Dim, broadcast, same, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("Attention")
def attention(
    inputs: Any,
    mask: Any = None,
    training: Any = None,
    return_attention_scores: Any = False,
    *,
    use_scale: bool = False,
    score_mode: str = "dot",
    keras: Keras,
) -> Built:
    """Values averaged by the dot product of query and key (keras.io/api/layers/attention_layers/attention)."""
    _check_score_mode(score_mode)
    query, value, key = _listed(inputs)
    weights = [Weight("scale", ())] * bool(use_scale) + [Weight("concat_score_weight", ())] * (
        score_mode == "concat"
    )
    if keras.three:
        return answer(
            query.with_last(value.last), _pairs(query, key), weights, return_attention_scores
        )
    scores = _dot(query, _turned(key)) if score_mode == "dot" else _sums(query, key)
    return answer(_dot(scores, value), scores, weights, return_attention_scores)


@layer("AdditiveAttention")
def additive_attention(
    inputs: Any,
    mask: Any = None,
    training: Any = None,
    return_attention_scores: Any = False,
    *,
    use_scale: bool = True,
    score_mode: str = "dot",
    keras: Keras,
) -> Built:
    """Values averaged by a weighted sum of tanh(query + key) (keras.io/api/layers/attention_layers/additive_attention)."""
    _check_score_mode(score_mode)
    query, value, key = _listed(inputs)
    scaled = query if keras.three else value
    weights = [Weight("scale", (size(scaled.last, "the last axis"),))] if use_scale else []
    if keras.three:
        return answer(
            query.with_last(value.last), _pairs(query, key), weights, return_attention_scores
        )
    scores = _sums(query, key)
    if use_scale:
        broadcast(value.last, broadcast(query.last, key.last))
    return answer(_dot(scores, value), scores, weights, return_attention_scores)


# ----------------------------------------------------------------------------- inputs and arguments


def _listed(inputs: Any) -> tuple[Shape, Shape, Shape]:
    """The three inputs of a layer that is called on a list of them."""
    if not isinstance(inputs, (list, tuple)) or len(inputs) not in (2, 3):
        got = f"{len(inputs)} of them" if isinstance(inputs, (list, tuple)) else "one input"
        raise BadArgument(f"is called on a list [query, value] or [query, value, key], got {got}")
    query, value, key = (*inputs, inputs[1])[:3]
    for shape in inputs:
        shape.at_least(2)
    return query, value, key


def _check_score_mode(score_mode: str) -> None:
    if score_mode not in ("dot", "concat"):
        raise BadArgument(f"takes score_mode dot or concat, not {score_mode!r}")


# ------------------------------------------------------------------------------------------- shapes


def _dot(a: Shape, b: Shape) -> Shape:
    """The matrix product of the last two axes; the axes before them are broadcast."""
    if a.dims is None or b.dims is None:
        return Shape.unknown(a.origin or b.origin or Unknown("unknown rank"), b.last)
    if same(a.dims[-1], b.dims[-2]) is False:
        raise Mismatch(f"cannot multiply {a} by {b}: {a.dims[-1]} is not {b.dims[-2]}")
    return Shape((*_stretched(a.dims[:-2], b.dims[:-2]), a.dims[-2], b.dims[-1]))


def _turned(x: Shape) -> Shape:
    """The last two axes exchanged."""
    return x if x.dims is None else Shape((*x.dims[:-2], x.dims[-1], x.dims[-2]))


def _pairs(query: Shape, key: Shape) -> Shape:
    """One score for each step of the query and each of the key, as Keras 3 declares it."""
    return query.with_last(key.axis(-2))


def _sums(query: Shape, key: Shape) -> Shape:
    """Every step of the query beside every step of the key, then the features summed up."""
    if query.dims is None or key.dims is None:
        return Shape.unknown(query.origin or key.origin or Unknown("unknown rank"))
    left = (*query.dims[:-1], 1, query.dims[-1])
    right = (*key.dims[:-2], 1, *key.dims[-2:])
    return Shape(_stretched(left, right)[:-1])


def _stretched(a: tuple[Dim, ...], b: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """The axes of an elementwise result, aligned at the end."""
    rank = max(len(a), len(b))
    left, right = ((1,) * (rank - len(dims)) + dims for dims in (a, b))
    return tuple(broadcast(one, other) for one, other in zip(left, right, strict=True))
