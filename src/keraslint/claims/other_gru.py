"""GRU in files that import from inside TensorFlow: `tensorflow.python.keras` has two, with one bias a gate and with two.

Which of them a name stands for depends on the release; a claim is right if it holds for either.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

from keraslint.claims.counts import CountClaim
from keraslint.claims.facts import LayerFact, any_of, count_fits_layer, count_fits_model
from keraslint.model import Model, Row

_PRIVATE = "tensorflow.python.keras"


@lru_cache(maxsize=4)
def _has_both(text: str) -> bool:
    """Whether a file imports from inside TensorFlow; asked for each claim, so looked up once."""
    return _PRIVATE in text


def fits_layer(claim: CountClaim, fact: LayerFact, text: str) -> bool | None:
    """Whether the claim is right for the layer of a file with this text."""
    rows = [fact.row, _with_one_bias(fact.row)] if _has_both(text) else [fact.row]
    return any_of(count_fits_layer(claim, replace(fact, row=row)) for row in rows)


def fits_model(claim: CountClaim, model: Model, text: str) -> bool | None:
    """Whether the claim is right for the model of a file with this text."""
    return any_of(count_fits_model(claim, reading) for reading in readings(model, text))


def readings(model: Model, text: str) -> list[Model]:
    """The model as it is told, and in a file with private imports as it is with the other GRU."""
    if not _has_both(text) or model.params is None or model.trainable is None:
        return [model]
    rows = tuple(map(_with_one_bias, model.layers))
    less = sum(
        (row.params or 0) - (new.params or 0) for row, new in zip(model.layers, rows, strict=True)
    )
    if not less:
        return [model]
    other = replace(
        model,
        layers=rows,
        params=model.params - less,
        trainable=max(model.trainable - less, 0),
        at_least=model.at_least - less,
    )
    return [model, other]


def _with_one_bias(row: Row) -> Row:
    """The row with one bias a gate where it is a GRU with two; as it is for any other layer."""
    shapes = {weight.name: weight.shape for weight in row.weights}
    less = sum(
        math.prod(axis for axis in weight.shape if isinstance(axis, int)) // 2
        for weight in row.weights
        if weight.name == "bias" and len(weight.shape) == 2 and "recurrent_kernel" in shapes
    )
    if not less or row.params is None:
        return row
    trainable = max(row.trainable - less, 0) if row.trainable else row.trainable
    return replace(row, params=row.params - less, trainable=trainable, at_least=row.params - less)
