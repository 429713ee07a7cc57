"""Arrays summed up along axes, and their products."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values, tensor_shapes
from keraslint.evaluate.array_numbers import SMALL, binary, is_plain
from keraslint.evaluate.values import Array, Extent, List, Value, is_known
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import derived

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


# -- along axes -------------------------------------------------------------------------------------


def reduction(name: str) -> Callable[[Run, Arguments], Value]:
    """np.sum, np.max …"""

    def handler(run: Run, arguments: Arguments) -> Value:
        value = arguments.get(
            0, "a", arguments.keywords.get("x", arguments.keywords.get("input_tensor"))
        )
        skipped = name in (
            "quantile",
            "norm",
        )  # np.percentile(a, q, axis), np.linalg.norm(x, ord, axis)
        axis = arguments.get(2 if skipped else 1, "axis")
        keep = arguments.keywords.get("keepdims", arguments.keywords.get("keep_dims", False))
        if (
            not skipped
            and len(arguments.positional) == 3
            and isinstance(arguments.positional[2], bool)
        ):
            keep = arguments.positional[2]
        array = array_values.of(run, value)
        if (
            array is None
            or name == "quantile"
            and not isinstance(arguments.get(1, "q"), (int, float))
        ):
            return run.unknown(f"the {name} of something that is no array")
        return reduce(run, name, array, axis, keep)

    return handler


def reduce(run: Run, name: str, array: Array, axis: Value, keep: Value = False) -> Value:
    """array.name(axis)"""
    axis = array_values.dims_of(run, axis) if isinstance(axis, (List, tuple, Array)) else axis
    if not is_known(axis) or not isinstance(keep, bool):
        return array_values.without_shape(run, run.unknown("an axis that is not known"))
    dims = array.shape.dims
    if axis is None and not keep:
        return _total(run, name, array)
    if dims is None:
        return array_values.without_shape(run, array.shape.origin or run.unknown("an array"))
    chosen = axis if isinstance(axis, tuple) else (axis,)
    if axis is not None and not all(
        isinstance(i, int) and -len(dims) <= i < len(dims) for i in chosen
    ):
        return run.unknown(f"there is no axis {axis}")
    shape = tensor_shapes.reduce(array.shape, axis, keep)
    if len(dims) == 1 and shape.dims == ():
        return _total(run, name, array)
    if shape.dims == ():
        return array_values.number(run, f"the {name} of data", name, array)
    kept = name in ("max", "min") and not array.dtype.startswith("variable")
    return array_values.sized(run, *(shape.dims or ()), dtype=array.dtype if kept else "")


def _total(run: Run, name: str, array: Array) -> Value:
    """All items into one."""
    from keraslint.evaluate import operations

    labels = array.classes
    if labels is not None and name in ("max", "min", "argmax_all"):
        return labels.classes - 1 if name == "max" else 0
    if isinstance(array.extents, Extent) and name in ("max", "min"):
        return _bound(array.extents, name)
    content = array.items
    parts = array_values.leaves(content)
    if content is None or not parts and name not in ("prod", "sum"):
        if array.shape.dims == () and array.items is not None:
            return array.items
        return array_values.number(run, f"the {name} of data", name, array)
    fractions = any(isinstance(part, float) and not part.is_integer() for part in parts)
    if name in ("mean", "sum", "prod") and fractions and len(parts) > 2:
        return array_values.number(run, f"the {name} of fractions")  # numpy rounds in another order
    if name in ("prod", "sum") and len(parts) <= SMALL and is_plain(array):
        if not parts:
            return 1.0 if name == "prod" else 0.0
        result: Value = parts[0] if not isinstance(parts[0], bool) else int(parts[0])
        for part in parts[1:]:
            result = operations.binary(run, "Multiply" if name == "prod" else "Add", result, part)
        return result
    function = TOTALS.get(name)
    if function is None or not all(isinstance(part, (int, float)) for part in parts):
        return array_values.number(run, f"the {name} of data", name, array)
    try:
        return array_values.scalar(run, function(parts))
    except (ValueError, OverflowError, ZeroDivisionError):
        return array_values.number(run, f"the {name} of data", name, array)


def _bound(extent: Extent, name: str) -> Value:
    """The largest or smallest number of a column."""
    if extent.exact:
        return extent.most if name == "max" else extent.least
    return derived(name, (name, object()), extent.least, extent.most)


TOTALS: dict[str, Callable[[list[Any]], Any]] = {
    "max": max, "min": min, "any": any, "all": all, "mean": lambda v: math.fsum(v) / len(v),
    "argmax": lambda v: v.index(max(v)), "argmin": lambda v: v.index(min(v)),
    "ptp": lambda v: max(v) - min(v), "count_nonzero": lambda v: sum(map(bool, v)),
}  # fmt: skip


# -- products ---------------------------------------------------------------------------------------


def matmul(run: Run, left: Value, right: Value) -> Value:
    """left @ right"""
    return _product(run, left, right, tensor_shapes.matmul)


def dot(run: Run, arguments: Arguments) -> Value:
    """np.dot"""
    values = arguments.values[:2]
    arrays = [array_values.of(run, value) for value in values]
    if len(arrays) < 2 or arrays[0] is None or arrays[1] is None:
        return run.unknown("a product of something that is no array")
    if () in (arrays[0].shape.dims, arrays[1].shape.dims):
        return binary(run, "Multiply", arrays[0], arrays[1])
    return _product(run, arrays[0], arrays[1], tensor_shapes.backend_dot)


def _product(run: Run, left: Value, right: Value, rule: Callable[[Shape, Shape], Shape]) -> Value:
    a, b = array_values.of(run, left), array_values.of(run, right)
    if a is None or b is None or a.shape.dims == () or b.shape.dims == ():
        return run.unknown("a product of something that is no array")
    if a.shape.dims is not None and b.shape.dims is not None and len(a.shape.dims) == 1:
        a = array_values.like(run, a, Shape((1, *a.shape.dims)))
        found = _multiplied(run, a, b, rule)
        at = -2 if rule is tensor_shapes.matmul and len(b.shape.dims) > 1 else 0
        return _without(run, found, at) if isinstance(found, Array) else found
    return _multiplied(run, a, b, rule)


def _multiplied(run: Run, a: Array, b: Array, rule: Callable[[Shape, Shape], Shape]) -> Value:
    try:
        shape = rule(a.shape, b.shape)
    except Refusal as refusal:
        return run.unknown(f"a product that does not fit: {refusal}")
    if shape.dims == ():
        return array_values.number(run, "a product of vectors")
    return array_values.like(run, a, shape, dtype="")


def _without(run: Run, array: Array, axis: int) -> Value:
    """The row that a vector stood for, taken out again."""
    dims = list(array.shape.dims or ())
    del dims[axis]
    return (
        array_values.sized(run, *dims) if dims else array_values.number(run, "a product of vectors")
    )
