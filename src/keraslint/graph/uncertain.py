"""Stand-ins for layers that may or may not be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keraslint.layers.definition import Built
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.shapes import Shape, join_shapes
from keraslint.unknown import Unknown


class Either(Layer):
    """Stands where one of several tensors goes on, depending on a branch that the source does not decide."""

    def __init__(self, keras: Keras, why: Unknown) -> None:
        super().__init__("Either", {}, keras)
        self.why = why

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        shape = inputs[0]
        for other in inputs[1:]:
            shape = join_shapes(shape, other)
        return Built(shape)


class Doubt(Layer):
    """Stands in a stack where there may be other layers, or none."""

    def __init__(self, keras: Keras, why: Unknown) -> None:
        super().__init__("Doubt", {}, keras)
        self.why = self.unknown = why

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        return Built(Shape.unknown(self.why), unknown=self.why)

    def copy(self) -> Layer:
        return Doubt(self.keras, self.why)
