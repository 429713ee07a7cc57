"""Misconceptions about the total of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from keraslint.claims.facts import size_of, without_biases
from keraslint.claims.misconceptions import Alternative, only_one
from keraslint.model import Model


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the file shows beside a model: the rates of its Dropouts, and how often each layer is called."""

    rates: frozenset[float] = frozenset()
    calls: Mapping[str, int] = field(default_factory=dict)


def why(model: Model, quantity: str, stated: int, around: Surroundings) -> str:
    """One sentence that explains the number, if exactly one misconception gives it; else ""."""
    true = {"trainable": model.trainable, "non_trainable": model.non_trainable}.get(
        quantity, model.params
    )
    if true is None:
        return ""
    for rate in sorted(around.rates):
        if 0 < rate < 1 and abs(true * (1 - rate) - stated) < 1:
            return f"Dropout removes no weights: {stated:,} takes its rate of {rate:g} off"
    return only_one(stated, true, _alternatives(model, quantity, around), _one_layer(model))


def _alternatives(model: Model, quantity: str, around: Surroundings) -> Iterator[Alternative]:
    total, trainable = model.params, model.trainable
    if quantity == "trainable" and total is not None:
        yield total, f"is the total; {model.non_trainable or 0:,} of it are not trained"
    if quantity == "non_trainable" and trainable is not None:
        yield trainable, "is the trainable count"
    if quantity == "total" and trainable is not None:
        yield (
            trainable,
            f"is the trainable count; {model.non_trainable or 0:,} more are not trained",
        )
    if total is None:
        return
    if trainable is not None and trainable < total:
        yield 2 * total - trainable, "counts the frozen weights twice"
    plain = [without_biases(row) for row in model.layers]
    if None not in plain and sum(row.params or 0 for row in model.layers) == total:
        yield sum(count for count in plain if count is not None), "leaves out the biases"
    rows = sum(row.params or 0 for row in model.layers)
    if rows != total:
        yield rows, "counts shared weights more than once"
    again = sum((around.calls.get(row.name, 1) - 1) * (row.params or 0) for row in model.layers)
    if again:
        yield total + again, "counts a shared layer once for each call"
    moving = sum(
        size_of(w.shape) or 0
        for row in model.layers
        for w in row.weights
        if w.name.startswith("moving_")
    )
    if moving and quantity != "trainable":
        yield total - moving, "leaves out the moving means and variances of BatchNormalization"


def _one_layer(model: Model) -> Iterator[Alternative]:
    """The total without one layer, or of one layer alone."""
    rows = [row for row in model.layers if row.params]
    if model.params is None or len(rows) < 2:
        return
    for row in rows:
        yield model.params - (row.params or 0), f"leaves out {row.name}"
        yield row.params or 0, f"is the count of {row.name} alone"


def rates_of(arguments: Iterable[Mapping[str, object]]) -> frozenset[float]:
    """The rates among the arguments of Dropout layers."""
    found = (given.get("rate", given.get("p")) for given in arguments)
    return frozenset(rate for rate in found if isinstance(rate, float))
