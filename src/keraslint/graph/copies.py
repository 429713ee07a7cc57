"""Layers and models anew: the same arguments and the same graph, weights of their own."""

from __future__ import annotations

from typing import Any

from keraslint.graph.network import Functional, Sequential
from keraslint.graph.tensor import Tensor, attach, shapes_of, tensors
from keraslint.layers.layer import Layer
from keraslint.structures import convert


def copy_of(layer: Layer, done: dict[Layer, Layer]) -> Any:
    """A layer or model with weights of its own."""
    if layer in done:
        return done[layer]
    if isinstance(layer, Sequential):
        stack = Sequential(layer.keras, name=layer.name, line=layer.line, label=layer.label)
        done[layer] = stack
        if layer.input is not None:
            stack.add(
                Layer(
                    "InputLayer",
                    {"batch_shape": layer.input.shape},
                    layer.keras,
                    name=f"{layer.name}_input",
                )
            )
        for part in layer.layers:
            stack.add(copy_of(part, done))
        stack.unknown = layer.unknown
        return stack
    if isinstance(layer, Functional):
        made: dict[int, Tensor] = {}

        def same(leaf: Any) -> Any:
            return made.get(id(leaf), leaf) if isinstance(leaf, Tensor) else leaf

        for node in layer.calls:
            twin = copy_of(node.layer, done)
            output = (
                twin.apply(
                    *shapes_of(convert(node.inputs, same)), **shapes_of(convert(node.call, same))
                )
                if node.sources
                else shapes_of(node.output)
            )
            new = attach(twin, convert(node.inputs, same), convert(node.call, same), output)
            made.update(
                {
                    id(old): fresh
                    for old, fresh in zip(tensors(node.output), tensors(new), strict=True)
                }
            )
        copied = Functional(
            convert(layer.inputs, same),
            convert(layer.outputs, same),
            layer.keras,
            name=layer.name,
            line=layer.line,
            label=layer.label,
        )
        copied.unknown = layer.unknown
        return copied
    twin = layer.copy()
    twin.trainable, twin.unknown = layer.trainable, layer.unknown
    done[layer] = twin
    return twin
