"""A computation on tensors that is no layer of the user's: x + y, tf.concat, K.mean, slicing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keraslint.graph.tensor import attach, shapes_of
from keraslint.layers.definition import Built
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer


class Operation(Layer):
    """A node of the graph without weights; `function` maps input shapes to the output's shape.

    `operation` is what it does (Add, Matmul), however Keras calls the node.
    """

    def __init__(
        self,
        label: str,
        function: Callable[..., Any],
        keras: Keras,
        *,
        name: str = "",
        line: int = 0,
        operation: str = "",
    ) -> None:
        super().__init__("Operation", {}, keras, label=label, name=name or label, line=line)
        self.function = function
        self.operation = operation

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        return Built(self.function(*inputs, **call))

    def copy(self) -> Layer:
        return Operation(
            self.label,
            self.function,
            self.keras,
            name=self.name,
            line=self.line,
            operation=self.operation,
        )


def operate(
    label: str,
    function: Callable[..., Any],
    keras: Keras,
    *inputs: Any,
    name: str = "",
    line: int = 0,
    operation: str = "",
) -> Any:
    """The output tensor of a computation. Raises Refusal where the shapes do not fit."""
    made = Operation(label, function, keras, name=name, line=line, operation=operation)
    return attach(made, inputs, {}, made.apply(*shapes_of(inputs)), line)
