"""Lambda layers: their function is run on tensors of the input's shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import stated_shapes, symbolic
from keraslint.evaluate.values import List
from keraslint.graph.tensor import Tensor, shapes_of
from keraslint.layers.definition import Built
from keraslint.layers.layer import Layer
from keraslint.shapes import Shape
from keraslint.structures import convert
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


class Lambda(Layer):
    """A Lambda whose function is in reach."""

    run: Run

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        known = {**call, "result": self._result(inputs)}
        arguments = self.arguments
        if callable_shape(arguments.get("output_shape")):
            self.arguments = {**arguments, "output_shape": None}
        try:
            return super().compute(
                inputs, {key: value for key, value in known.items() if value is not None}
            )
        finally:
            self.arguments = arguments

    def _result(self, inputs: tuple[Any, ...]) -> Any:
        """What the function returns, or (before tf.keras) what a callable `output_shape` does."""
        from keraslint.evaluate import calls

        run, shape_of = self.run, self.arguments.get("output_shape")
        if callable_shape(shape_of) and not self.keras.tf and inputs:
            shapes = convert(
                inputs[0],
                lambda leaf: symbolic.shape_value(run, leaf) if isinstance(leaf, Shape) else leaf,
            )
            shapes = run.list(shapes) if type(shapes) is list else shapes
            stated = calls.call(run, shape_of, calls.Arguments([shapes]))
            if (
                isinstance(stated, (tuple, List))
                and all(isinstance(item, (tuple, List)) for item in stated)
                and stated
            ):
                return [stated_shapes.to_shape(run, item) for item in stated]
            return (
                stated_shapes.to_shape(run, stated) if isinstance(stated, (tuple, List)) else None
            )
        tensors = [
            convert(value, lambda leaf: Tensor(leaf) if isinstance(leaf, Shape) else leaf)
            for value in inputs
        ]
        tensors = [run.list(value) if type(value) is list else value for value in tensors]
        extra = self.arguments.get("arguments")
        keywords = dict(extra) if isinstance(extra, dict) else {}
        files, run.files = run.files, run.files
        result = calls.call(run, self.arguments.get("function"), calls.Arguments(tensors, keywords))
        run.files = files
        if isinstance(result, Unknown):
            return Shape.unknown(result)
        if isinstance(result, (Tensor, List, tuple)):
            shapes = shapes_of(result)
            return list(shapes) if isinstance(shapes, list) else shapes
        return Shape.unknown(run.unknown("the result of a Lambda"))

    def copy(self) -> Layer:
        twin = Lambda(
            self.kind, self.arguments, self.keras, label=self.label, name=self.name, line=self.line
        )
        twin.run = self.run
        return twin


def callable_shape(value: Any) -> bool:
    """Whether an output_shape is a function rather than a shape."""
    return value is not None and not isinstance(value, (tuple, list, int, float, str, Unknown))
