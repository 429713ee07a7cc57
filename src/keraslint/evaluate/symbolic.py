"""Symbolic tensors: making one by an operation, taking values as operands, and their shapes as values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate.values import Array, List, Value
from keraslint.graph.operation import operate
from keraslint.graph.tensor import Tensor
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def make(run: Run, label: str, rule: Callable[..., Any], *inputs: Any) -> Value:
    """The tensor that an operation makes; an Unknown where the shapes do not fit or are not followed.

    Keras 3 names operations as it names layers; inside a layer's own `call` it makes none.
    """
    shown = label if run.keras.three else "SlicingOpLambda" if label == "GetItem" else "TFOpLambda"
    run.step()
    named = run.keras.three and not any(
        getattr(frame.receiver, "busy", False) for frame in run.frames
    )
    name = run.name_for(label) if named else ""
    try:
        return operate(shown, rule, run.keras, *inputs, name=name, line=run.line, operation=label)
    except Refusal as refusal:
        run.fault(refusal, label, run.here)
        return run.unknown(f"{label} {refusal}", label, symbolic=True)
    except (TypeError, ValueError, IndexError, AttributeError, KeyError, ZeroDivisionError):
        return run.unknown(f"{label} of a tensor is not followed", label, symbolic=True)


def as_tensor(run: Run, value: Value) -> Any:
    """An operand as a tensor; constants are tensors from outside."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Array):
        return Tensor(value.shape)
    if isinstance(value, (int, float, bool, Expression)):
        return Tensor(Shape(()))
    if isinstance(value, (List, tuple)):
        parts = [as_tensor(run, item) for item in value]
        if parts and all(isinstance(part, Tensor) for part in parts):
            return Tensor(Shape((len(parts), *(parts[0].shape.dims or ()))))
    if isinstance(value, Unknown):
        return Tensor.unseen(value)
    return Tensor.unseen(run.unknown("an operand that is not known"))


def as_factor(run: Run, value: Value) -> Any:
    """The same of an operand that is a plain number more often than not: layers made it only if tensors went into it."""
    if isinstance(value, Unknown) and not value.symbolic:
        return Tensor(Shape.unknown(value))
    return as_tensor(run, value)


def shape_value(run: Run, shape: Shape) -> Value:
    if shape.dims is None:
        return (
            shape.origin.called(shape.origin.name)
            if shape.origin
            else run.unknown("a shape of unknown rank")
        )
    return shape.dims


def title(name: str) -> str:
    return "".join(part.capitalize() for part in name.removeprefix("reduce_").split("_"))


def sequence(run: Run, value: Value) -> list[Value] | None:
    """Known items of a list or tuple, or None."""
    if isinstance(value, Array) and isinstance(value.items, (list, tuple)):
        return list(value.items)
    if isinstance(value, (tuple, List)) and getattr(value, "open", None) is None:
        return list(value)
    return None
