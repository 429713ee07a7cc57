"""The layer calls that a model makes for one sample: what costs are counted over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.tensor import Tensor, tensors
from keraslint.graph.uncertain import Either
from keraslint.layers.layer import Layer
from keraslint.shapes import Shape
from keraslint.sizes import Dim, product


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call of one layer: the tensors that it reads and makes."""

    layer: Layer
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        return tuple(tensor.shape for tensor in self.inputs)

    @property
    def output_shapes(self) -> tuple[Shape, ...]:
        return tuple(tensor.shape for tensor in self.outputs)


def calls(network: Network) -> list[Call] | None:
    """Every call between the model's inputs and outputs, in order; None where not all of them are known."""
    if isinstance(network, Functional):
        if network.unknown is not None or any(
            isinstance(node.layer, Either) for node in network.calls
        ):
            return None
        return [
            Call(node.layer, tuple(node.sources), tuple(tensors(node.output)))
            for node in network.calls
        ]
    if isinstance(network, Sequential):
        return _stacked(network)
    return None


def _stacked(network: Sequential) -> list[Call] | None:
    source: Any = network.input
    if source is None or network.unknown or len(network.outputs) != len(network.layers):
        return None
    found = []
    for layer, output in zip(network.layers, network.outputs, strict=True):
        found.append(Call(layer, tuple(tensors(source)), tuple(tensors(output))))
        source = output
    return found


def sources(network: Network) -> dict[Layer, tuple[Layer, ...]]:
    """For each layer those that feed it, as far as they are known; both branches of an undecided one."""
    if isinstance(network, Functional):
        found: dict[Layer, dict[Layer, None]] = {}
        for node in network.calls:
            feeding = (layer for tensor in node.sources for layer in _makers(tensor))
            found.setdefault(node.layer, {}).update(dict.fromkeys(feeding))
        return {layer: tuple(feeding) for layer, feeding in found.items()}
    if isinstance(network, Sequential):
        return {
            layer: (before,)
            for before, layer in zip(network.layers, network.layers[1:], strict=False)
        }
    return {}


def _makers(tensor: Tensor) -> Iterator[Layer]:
    pending = [tensor]
    while pending:
        node = pending.pop().node
        if node is not None and isinstance(node.layer, Either):
            pending.extend(reversed(node.sources))
        elif node is not None:
            yield node.layer


def numbers(shape: Shape) -> Dim:
    """How many numbers one sample has in this shape: all axes but the batch; None if one of them is free."""
    return None if shape.dims is None else product(shape.dims[1:])
