"""Symbolic tensors and the layer calls that made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keraslint.layers.layer import Layer
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.structures import convert, leaves
from keraslint.unknown import Unknown


class Tensor:
    """What a layer call returns: a shape and where it came from (None for a tensor from outside).

    gap  why it is not known what this is: layers that nobody sees here may have made it
    """

    __slots__ = ("dtype", "gap", "node", "shape")

    def __init__(
        self,
        shape: Shape,
        node: Node | None = None,
        dtype: str = "",
        gap: Unknown | None = None,
    ) -> None:
        self.shape = shape
        self.node = node
        self.dtype = dtype
        self.gap = gap

    @classmethod
    def unseen(cls, gap: Unknown) -> Tensor:
        """What stands for something that is not known."""
        return cls(Shape.unknown(gap), gap=gap)

    def __repr__(self) -> str:
        return f"<Tensor {self.shape}>"


class Node:
    """One call of one layer: its inputs as they were given, and its outputs."""

    __slots__ = ("call", "inputs", "layer", "line", "output")

    def __init__(
        self, layer: Layer, inputs: tuple[Any, ...], call: dict[str, Any], line: int = 0
    ) -> None:
        self.layer = layer
        self.inputs = inputs
        self.call = call
        self.line = line
        self.output: Any = None

    @property
    def sources(self) -> list[Tensor]:
        """The tensors that it reads, in order."""
        given = tensors(list(self.call.values())) if self.call else ()
        return [*tensors(self.inputs), *given]


def tensors(structure: Any) -> Iterator[Tensor]:
    """The tensors in nested lists, tuples and dicts."""
    if isinstance(structure, Tensor):
        return iter((structure,))
    if type(structure) is tuple and len(structure) == 1 and isinstance(structure[0], Tensor):
        return iter(structure)  # as it is nearly always
    return (leaf for leaf in leaves(structure) if isinstance(leaf, Tensor))


def shapes_of(structure: Any) -> Any:
    """The structure with each tensor replaced by its shape."""
    return convert(structure, lambda leaf: leaf.shape if isinstance(leaf, Tensor) else leaf)


def connect(layer: Layer, *inputs: Any, line: int = 0, **call: Any) -> Any:
    """Calls a layer on tensors: applies it to their shapes and records the node.

    Raises Refusal where Keras would, with the layers that the inputs come from.
    """
    try:
        output = layer.apply(*shapes_of(inputs), **shapes_of(call))
    except Refusal as refusal:
        if not refusal.sources:
            nodes = (tensor.node for tensor in tensors(inputs))
            refusal.sources = tuple(node.layer for node in nodes if node is not None)
        raise
    return attach(layer, inputs, call, output, line)


def attach(
    layer: Layer, inputs: tuple[Any, ...], call: dict[str, Any], output: Any, line: int = 0
) -> Any:
    """Makes the tensors of a layer call whose output shapes are known."""
    node = Node(layer, inputs, call, line)
    layer.nodes.append(node)
    node.output = convert(
        output, lambda shape: Tensor(shape, node) if isinstance(shape, Shape) else shape
    )
    return node.output


def input_tensor(shape: Shape, layer: Layer) -> Tensor:
    """The tensor of an `Input`."""
    tensor: Tensor = attach(layer, (), {}, shape)
    return tensor
