"""Parts of arrays: array[index] and what it is set to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values, tensor_shapes
from keraslint.evaluate.values import Array, Labels, Number, Value
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, derived, least, plus, product
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

MOST_ROWS = 64  # rows that are given one by one
CERTAIN = 1e-9  # chance of an error that is no chance
WELL_MIXED = (
    50  # rows of a class that a piece of a mixed data set holds on average: then it has all
)


def subscript(run: Run, array: Array, index: Value) -> Value:
    """array[index]"""
    parts = index if isinstance(index, tuple) else (index,)
    gap = next((part for part in parts if _is_gap(part)), None)
    if gap is not None:
        return array_values.without_shape(run, gap)
    indexes = [_part(run, part) for part in parts]
    if None in [i for i, part in zip(indexes, parts, strict=True) if part is not None]:
        return run.unknown("a part of an array at an index that is not known")
    dims = array.shape.dims
    if dims is None:
        return array_values.without_shape(run, array.shape.origin or run.unknown("an array"))
    used = sum(_consumed(part) for part in indexes)
    if ... in indexes:
        at = indexes.index(...)
        indexes[at : at + 1] = [slice(None)] * (len(dims) - used)
    if used > len(dims):
        return run.unknown(f"an index of {used} axes into an array of {len(dims)}")
    if any(isinstance(part, Array) for part in indexes):
        return _advanced(run, array, dims, indexes)
    return _basic(run, array, dims, indexes)


def _is_gap(part: Value) -> bool:
    return isinstance(part, Unknown) and not isinstance(part, Number)


def _part(run: Run, part: Value) -> Any:
    """One part of an index as an int or size, a slice, None, Ellipsis or an Array; None if it is none of them."""
    if part is None or part is ... or isinstance(part, slice):
        return part
    if isinstance(part, bool):
        return array_values.make(run, Shape(()), None, "bool")
    if isinstance(part, (int, Expression, Number)):
        return part
    array = array_values.of(run, part)
    if array is None or array.shape.dims is None or isinstance(part, str):
        return None
    if array.shape.dims == () and array.dtype != "bool":
        return array.items if isinstance(array.items, int) else array_values.number(run, "an index")
    return array


def _consumed(part: Any) -> int:
    """How many axes of the array this part of an index takes."""
    if part is None or part is ...:
        return 0
    if isinstance(part, Array) and part.dtype == "bool":
        return len(part.shape.dims or ())
    return 1


def _basic(run: Run, array: Array, dims: tuple[Dim, ...], indexes: list[Any]) -> Value:
    """Numbers, slices and new axes: a view."""
    found: list[Dim] = []
    rest = list(dims)
    for part in indexes:
        if part is None:
            found.append(1)
            continue
        d = rest.pop(0)
        if isinstance(part, slice):
            found.append(slice_length(run, d, part))
        elif isinstance(part, int) and isinstance(d, int) and not -d <= part < d:
            return run.unknown(f"index {part} is out of an axis of {d}")
    shape = Shape((*found, *rest))
    content = _picked(array.items, indexes) if array.items is not None else None
    result = array_values.view(run, array, shape, content)
    if isinstance(result, Array) and shape.dims:
        result.labels = _labels_of_piece(array, shape)
    if shape.dims == () and isinstance(result, Array):
        return array_values.item(run, array)
    return result


def _picked(content: Any, indexes: list[Any]) -> Any:
    """The content at an index, None if it is not followed."""
    if not indexes:
        return content
    first, *others = indexes
    if first is None:
        inner = _picked(content, others)
        return None if inner is None else (inner,)
    if not isinstance(content, tuple):
        return None
    if isinstance(first, int):
        return _picked(content[first], others)
    bounds = (first.start, first.stop, first.step) if isinstance(first, slice) else (first,)
    if not isinstance(first, slice) or not all(isinstance(b, (int, type(None))) for b in bounds):
        return None
    if first.step == 0:
        return None
    parts = tuple(_picked(part, others) for part in content[first])
    return None if None in parts else parts


def _labels_of_piece(array: Array, shape: Shape) -> Labels | None:
    """Labels of a run of rows: all classes are in it if the rows are mixed and many."""
    labels, size = array.classes, shape.axis(0) if shape.dims else None
    if labels is None or not shape.dims or len(shape.dims) != len(array.shape.dims or ()):
        return None
    if size == array.shape.axis(0):
        return labels
    if labels.mixed and isinstance(size, int) and size >= labels.classes * WELL_MIXED:
        return Labels(labels.classes, 1, mixed=True)
    return None


def labels_of_sample(array: Array, size: Dim, stratified: bool = False) -> Labels | None:
    """Labels of `size` rows drawn at random: whether surely all classes are among them."""
    labels, whole = array.classes, array.shape.axis(0)
    if labels is None or not isinstance(size, int) or not isinstance(whole, int) or whole < size:
        return None
    if stratified:
        return Labels(labels.classes, labels.rarest * size // whole, mixed=True)
    chance = 1.0
    for left in range(min(labels.rarest, 60)):  # that no row of the rarest class is drawn
        chance *= max(whole - size - left, 0) / (whole - left)
    if chance * labels.classes < CERTAIN:
        return Labels(labels.classes, 1, mixed=True)
    return None


def _advanced(run: Run, array: Array, dims: tuple[Dim, ...], indexes: list[Any]) -> Value:
    """Lists, arrays and masks among the parts: a copy."""
    found: list[Dim] = []
    rest = list(dims)
    broadcast: Shape | None = None
    at, gaps, inside = 0, 0, False
    for part in indexes:
        if part is None or isinstance(part, slice):
            inside = False
            found.append(1 if part is None else slice_length(run, rest.pop(0), part))
            continue
        shape = part.shape if isinstance(part, Array) else Shape(())
        if isinstance(part, Array) and part.dtype == "bool":
            taken = [rest.pop(0) for _ in shape.dims or ()]
            shape = Shape((_chosen(run, part, taken),))
        else:
            rest.pop(0)
        if broadcast is None:
            at = len(found)
        gaps += not inside
        inside = True
        try:
            broadcast = shape if broadcast is None else tensor_shapes.broadcast(broadcast, shape)
        except Refusal:
            return run.unknown("indexes that do not fit together")
    at = at if gaps == 1 else 0
    middle = (broadcast.dims if broadcast is not None else ()) or ()
    return array_values.like(run, array, Shape((*found[:at], *middle, *found[at:], *rest)))


def _chosen(run: Run, mask: Array, taken: list[Dim]) -> Dim:
    """How many items a mask lets through."""
    content = array_values.content_of(mask)
    if content is not None:
        return sum(bool(leaf) for leaf in array_values.leaves(content))
    whole = product(taken)
    most = whole if isinstance(whole, int) else None
    gap = run.gap(mask, "how many items pass a test on data is not known")
    return Expression.unknown(gap, "n", least=0, most=most)


def slice_length(run: Run, d: Dim, part: slice) -> Dim:
    """How many items a slice leaves of an axis of d."""
    start, stop, step = part.start, part.stop, part.step
    if start in (None, 0) and stop is None and step in (None, 1):
        return d
    if d is None:
        return None
    bounds = tuple(_bound(bound) for bound in (start, stop, step))
    if isinstance(d, int) and all(isinstance(b, (int, type(None))) for b in bounds) and step != 0:
        return len(range(*slice(*bounds).indices(d)))
    if step in (None, 1) and all(isinstance(b, (int, type(None))) for b in bounds):
        low, high = bounds[0] or 0, bounds[1]
        if low >= 0 and (high is None or high < 0):
            return plus(d, (high or 0) - low)
        if high is not None and 0 <= low <= high and isinstance(d, Expression) and d.least >= high:
            return int(high) - int(low)
    low, most = 0, d if isinstance(d, int) else d.most
    if isinstance(bounds[1], int) and bounds[1] >= 0 and bounds[0] in (None, 0):
        most = bounds[1] if most is None else min(bounds[1], most)
        low = min(least(d), bounds[1]) if step is None else 0
    shown = ":".join("" if b is None else str(getattr(b, "name", b)) for b in (start, stop))
    return derived(f"[{shown}]", ("slice", d, *bounds), low, most)


def _bound(bound: Value) -> Any:
    if isinstance(bound, Array):
        bound = bound.items
    if isinstance(bound, float) and bound.is_integer():
        return int(bound)
    if bound is None or isinstance(bound, (int, Expression, Unknown)):
        return bound
    return Unknown("a bound that is not known")


def rows(run: Run, array: Array) -> Value:
    """The rows of an array, as iterating over it gives them."""
    if array.columns is not None:
        return run.unknown("iterating over a data frame")
    dims = array.shape.dims
    if not dims:
        return array.shape.origin or run.unknown("the rows of an array of no known shape")
    row = Shape(dims[1:])
    content = array.items
    if isinstance(content, tuple):
        return run.list(array_values.view(run, array, row, part) for part in content)
    if isinstance(dims[0], int) and dims[0] <= MOST_ROWS:
        return run.list(_row(run, array, row) for _ in range(dims[0]))
    why = run.gap(array, "the rows of an array are not known one by one")
    return run.list([_row(run, array, row)] if least(dims[0]) else [], why)


def _row(run: Run, array: Array, shape: Shape) -> Value:
    if shape.dims == ():
        return array_values.item(run, array)
    return array_values.view(run, array, shape)


def set_item(run: Run, array: Array, index: Value, value: Value) -> None:
    """array[index] = value"""
    array_values.forget(run, array)
