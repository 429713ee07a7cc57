"""A driver for tables of layers: the text of a constructor's call, applied to a shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keraslint.layers.families  # noqa: F401  (registers every layer)
from keraslint.layers import signatures
from keraslint.layers.generations import KERAS3, Keras
from keraslint.layers.layer import Layer
from keraslint.shapes import Shape
from keraslint.sizes import Size
from keraslint.weights import total


class Names(dict[str, Any]):
    """The names of a call's text: those given, and every layer class of one Keras."""

    def __init__(self, keras: Keras, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.keras = keras

    def __missing__(self, name: str) -> Any:
        found = signatures.find(name, self.keras)
        if found is None:
            raise LookupError(f"{self.keras} has no {name}")

        def make(*args: Any, **kwargs: Any) -> Layer:
            arguments = signatures.bind(name, args, kwargs, self.keras)
            return Layer(found.kind, arguments, self.keras, label=name)

        return make


@dataclass(frozen=True)
class Result:
    """What a layer made of its input."""

    layer: Layer
    output: Any

    @property
    def shape(self) -> tuple[Any, ...]:
        """The output's dimensions, where it is one tensor of known rank."""
        return tuple(self.output)

    @property
    def params(self) -> Size:
        return total(self.layer.weights)

    @property
    def weights(self) -> dict[str, tuple[Size, ...]]:
        """The shapes of the weights by name."""
        return {weight.name: weight.shape for weight in self.layer.weights}


def made(text: str, keras: Keras = KERAS3, **names: Any) -> Any:
    """The layer that a constructor's call makes; `names` are what the text may use."""
    return eval(text, {"__builtins__": {}}, Names(keras, names))


def built(text: str, shape: Any, keras: Keras = KERAS3, **names: Any) -> Result:
    """The layer of a constructor's call, applied to a shape or to a list of shapes."""
    layer = made(text, keras, **names)
    return Result(layer, layer.apply(_input(shape)))


def _input(shape: Any) -> Any:
    return [_input(part) for part in shape] if isinstance(shape, list) else _shape(shape)


def _shape(shape: Any) -> Shape:
    return shape if isinstance(shape, Shape) else Shape(tuple(shape))
