"""A model with its costs written beside its rows, and with the rows that feed each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from keraslint.costs.calls import Call, calls, numbers, sources
from keraslint.costs.multiplications import is_called_as_built, multiplications
from keraslint.costs.precision import compute_bytes, policy, variable_bytes
from keraslint.costs.receptive_field import receptive_fields
from keraslint.graph.network import Network
from keraslint.layers.layer import Layer
from keraslint.model import Costs, Model, Row
from keraslint.sizes import Dim


def billed(
    model: Model, network: Network, layers: Sequence[Layer], nested: Mapping[Layer, int]
) -> Model:
    """The same model with costs.

    layers  the layers of its rows, in order
    nested  the place of each model in the file's list of models
    """
    made = calls(network) if model.params is not None else None
    work = _work(made)
    fields = receptive_fields(made) if made else {}
    feeding = sources(network)
    at = {layer: i for i, layer in enumerate(layers)}
    rows = tuple(
        replace(
            row,
            inputs=tuple(at[source] for source in feeding.get(layer, ()) if source in at),
            macs=_known(work.get(layer)),
            receptive_field=fields.get(layer),
            dtype=policy(layer),
            model=nested.get(layer),
        )
        for row, layer in zip(model.layers, layers, strict=True)
    )
    costs = Costs(
        macs=_sum([row.macs for row in rows]) if made is not None else None,
        memory=_memory(network) if model.params is not None else None,
        activations=_activations(made),
    )
    return replace(model, layers=rows, costs=costs)


def linked(model: Model) -> Model:
    """A stack that is not built: each row still feeds the next one."""
    rows: list[Row] = []
    for i, row in enumerate(model.layers):
        rows.append(replace(row, inputs=(i - 1,) if i and model.kind == "sequential" else ()))
    return replace(model, layers=tuple(rows))


def _work(made: Sequence[Call] | None) -> dict[Layer, Dim]:
    """The multiply-accumulates of each layer, over all its calls."""
    found: dict[Layer, Dim] = {}
    for call in made or ():
        one = multiplications(call.layer, call.input_shapes, call.output_shapes)
        before = found.get(call.layer, 0)
        found[call.layer] = None if one is None or before is None else before + one
    return found


def _memory(network: Network) -> int | None:
    """Bytes of all distinct weights, each in the type that its layer's policy keeps variables in."""
    return _sum(
        [
            _times(weight.count, variable_bytes(policy(weight.owner)) if weight.owner else None)
            for weight, _ in network.split()
        ]
    )


def _activations(made: Sequence[Call] | None) -> int | None:
    """Bytes of what all calls give for one sample; those of nested models count within."""
    if made is None:
        return None
    sizes: list[int | None] = []
    for call in made:
        if isinstance(call.layer, Network):
            known = is_called_as_built(call.layer, call.input_shapes)
            sizes.append(_activations(calls(call.layer)) if known else None)
        elif call.layer.kind != "InputLayer":
            width = compute_bytes(policy(call.layer))
            sizes.extend(_times(numbers(shape), width) for shape in call.output_shapes)
    return _sum(sizes)


def _times(count: Any, width: int | None) -> int | None:
    return count * width if isinstance(count, int) and width is not None else None


def _sum(parts: Sequence[int | None]) -> int | None:
    """The sum, not known if a part is not."""
    total = 0
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def _known(size: Dim) -> int | None:
    return size if isinstance(size, int) else None
