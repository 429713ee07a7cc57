"""Whether a comment can speak of a layer or model at all."""

from __future__ import annotations

import math
import re
from typing import Any

from keraslint.claims.counts import CountClaim
from keraslint.claims.facts import LayerFact, single
from keraslint.claims.grammar import Reading, family, named_first
from keraslint.model import Model, Shapes
from keraslint.patterns import compile_lazily

_RELEASE = compile_lazily(r"(.{2,}?[a-z])[vb]?\d+")


def speaks_of_layer(reading: Reading, fact: LayerFact) -> bool:
    """Not if the comment names another kind of layer, a well-known network, or presupposes other numbers."""
    if reading.networks:
        return False
    kinds = family(fact.row.kind)
    if (
        reading.layers
        and not reading.layers & (kinds | _inner(fact))
        and not fact.row.kind.lower().startswith("timedist")
    ):
        return False
    return all(_holds(kind, number, fact) for kind, number in reading.conditions)


def _inner(fact: LayerFact) -> frozenset[str]:
    """What a wrapper wraps, as its weights show it; LSTM and GRU are recurrent networks, too."""
    if "recurrent_kernel" not in {weight.name for weight in fact.row.weights}:
        return frozenset()
    own = family(fact.row.kind) & {"lstm", "gru"}
    return frozenset({"rnn"}) if own else frozenset({"lstm", "gru", "rnn"})


def _holds(kind: str, number: int, fact: LayerFact) -> bool:
    if kind == "units":
        sizes = {
            fact.arguments.get("units"),
            fact.arguments.get("filters"),
            *(axis for w in fact.row.weights for axis in w.shape),
        }
        return number in sizes
    axes = _axes(fact.inputs)
    if kind == "channels" and number in (
        fact.arguments.get("filters"),
        fact.arguments.get("units"),
    ):
        return True
    return number in axes or number == math.prod(axis for axis in axes if isinstance(axis, int))


def _axes(shapes: Shapes) -> list[Any]:
    shape = single(shapes)
    if shape is not None:
        return list(shape[1:])
    return [axis for inner in shapes or () if isinstance(inner, tuple) for axis in inner[1:]]


def speaks_of_model(reading: Reading, model: Model, titles: str = "") -> bool:
    """Not if the comment names a well-known network that this model does not bear the name of, or another input."""
    names = (
        " ".join([model.name, titles, *(row.name for row in model.layers)]).lower().replace("_", "")
    )
    if any(_is_another(network, names) for network in reading.networks):
        return False
    axes = _axes(model.input_shape)
    return all(
        number in axes or number == math.prod(a for a in axes if isinstance(a, int))
        for kind, number in reading.conditions
        if kind != "units"
    )


def _is_another(network: str, names: str) -> bool:
    """Whether these names speak of no such network, or of another release: VGG19 beside vgg16."""
    match = _RELEASE.fullmatch(network)
    base = match[1] if match else network
    if base not in names:
        return True
    others = re.findall(rf"{re.escape(base)}[vb]?\d+", names)
    return bool(match) and bool(others) and not any(name.startswith(network) for name in others)


def the_named_layer(reading: Reading, model: Model) -> LayerFact | None:
    """The one layer with weights of the kind with whose name the comment begins: `LSTM parameters: 480`."""
    rows = [
        row
        for row in model.layers
        if row.params and family(row.kind) & named_first(reading.plain.text)
    ]
    return LayerFact(rows[0]) if len(rows) == 1 else None


def is_a_size(claim: CountClaim, fact: LayerFact) -> bool:
    """Whether a number without a word for parameters is one of the layer's sizes."""
    value = int(claim.value)
    sizes: set[Any] = {fact.arguments.get("units"), fact.arguments.get("filters")}
    for shape in (fact.output, fact.input):
        axes = [axis for axis in (shape or ())[1:] if isinstance(axis, int)]
        sizes.update(axes)
        sizes.add(math.prod(axes))
        if len(axes) > 1:
            sizes.update((math.prod(axes[:-1]), math.prod(axes[1:])))
    return value in sizes
