"""Shapes as the source states them: sizes, input shapes, and what a layer's own arguments say of its input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keraslint.evaluate.values import Array, Bundle, List, Value
from keraslint.graph.tensor import Tensor
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

RECURRENT = (
    "LSTM",
    "GRU",
    "SimpleRNN",
    "CuDNNLSTM",
    "CuDNNGRU",
    "RNN",
    "ConvLSTM2D",
    "Conv1D",
    "TimeDistributedDense",
)


def number_of(run: Run, value: Array) -> Value:
    """The number that an array without axes is."""
    if value.items is not None and not isinstance(value.items, tuple):
        return value.items
    return value.shape.origin or run.gap(value, "a number that is computed from data")


def to_dim(run: Run, value: Value, part: object = "") -> Dim:
    """A value as a dimension."""
    if value is None or isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Unknown):
        return Expression.unknown(value)
    if isinstance(value, Bundle) and "Dimension" in value.name:
        return value.members.get("value")
    if isinstance(value, Array):
        return to_dim(run, number_of(run, value), part)
    raise BadArgument(f"takes whole numbers for a shape, not {value!r}"[:90])


def stated_shape(run: Run, value: Value, *front: Dim) -> Shape:
    """An input shape as the source states it: no negative sizes."""
    shape = to_shape(run, value, *front)
    if any(isinstance(size, int) and size < 0 for size in shape.dims or ()):
        raise BadArgument(f"takes sizes from 0 on for the input shape, not {value!r}")
    return shape


def to_shape(run: Run, value: Value, *front: Dim) -> Shape:
    """A value as a shape, after the axes in front."""
    if isinstance(value, Unknown):
        return Shape.unknown(value)
    if isinstance(value, List) and value.open is not None:
        return Shape.unknown(value.open)
    if isinstance(value, Shape):
        return (
            value
            if not front
            else Shape((*front, *value.dims))
            if value.dims is not None
            else value
        )
    if isinstance(value, (tuple, list)):
        return Shape((*front, *(to_dim(run, item) for item in value)))
    if isinstance(value, Array) and isinstance(value.items, (list, tuple)):
        return Shape((*front, *(to_dim(run, item) for item in value.items)))
    if isinstance(value, (int, str, float)) or value is None:
        raise BadArgument(f"takes a tuple for the input shape, not {value!r}"[:90])
    return Shape.unknown(run.unknown("an input shape that is not known", "input_shape"))


def first_shape(kind: str, bound: dict[str, Any], run: Run) -> Shape | None:
    """The input shape, batch axis first, that a layer's own arguments state; None if they state none."""
    keras = run.keras
    for key in ("batch_input_shape", "batch_shape"):
        if bound.get(key) is not None and kind != "InputLayer":
            return to_shape(run, bound[key])
    batch = bound.get("batch_size")
    batch = batch if isinstance(batch, int) else None
    if bound.get("input_shape") is not None:
        if bound["input_shape"] == () and keras.one:
            return None
        if isinstance(bound["input_shape"], int) and kind == "InputLayer" and keras.tf:
            return Shape((batch, bound["input_shape"]))  # as Input takes it there
        return stated_shape(run, bound["input_shape"], batch)
    if kind in ("Embedding",):
        if keras.three:
            return None
        length = bound.get("input_length")
        if isinstance(length, (tuple, list)):
            return to_shape(run, length, batch)
        return Shape((batch, to_dim(run, length)))
    features, length = bound.get("input_dim"), bound.get("input_length")
    if kind in RECURRENT and (features is not None or length is not None):
        if kind != "Conv1D" or keras.one:
            return Shape((batch, to_dim(run, length), to_dim(run, features)))
    if features is not None and kind != "Embedding":
        if isinstance(
            features, (tuple, list)
        ):  # Dense(8, input_dim=(4,)) works by accident of broadcasting nowhere
            return to_shape(run, features, batch)
        return Shape((batch, to_dim(run, features)))
    return None


def input_shape(run: Run, bound: dict[str, Any]) -> Shape:
    """The shape of an Input or InputLayer, batch axis first."""
    tensor = bound.get("tensor", bound.get("input_tensor"))
    if isinstance(tensor, Tensor):
        return tensor.shape
    if tensor is not None:
        return Shape.unknown(run.unknown("an input made of a tensor that is not known", "input"))
    for key in ("batch_shape", "batch_input_shape"):
        if bound.get(key) is not None:
            return to_shape(run, bound[key])
    batch = bound.get("batch_size")
    shape = bound.get("shape")
    if shape is None:
        shape = bound.get("input_shape")
    if shape is None and bound.get("type_spec") is not None:
        return Shape.unknown(run.unknown("an input as its type_spec says", "type_spec"))
    if shape is None:
        raise BadArgument("needs a shape")
    if isinstance(shape, int) and run.keras.tf:
        shape = (shape,)
    state = stated_shape if run.keras.tf or run.keras.three else to_shape
    return state(run, shape, batch if isinstance(batch, int) else None)
