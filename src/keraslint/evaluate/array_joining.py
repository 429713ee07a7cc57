"""numpy's functions that join arrays and take them apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values, tensor_shapes
from keraslint.evaluate.array_reshaping import FAILURES
from keraslint.evaluate.values import Array, Labels, List, Value
from keraslint.shapes import Shape
from keraslint.sizes import Dim, derived, plus, product
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

MOST_PARTS = 256


def _members(run: Run, value: Value) -> list[Array] | Unknown:
    """The arrays to be joined."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, List) and value.open is not None:
        return value.open
    if isinstance(value, Array):
        dims = value.shape.dims
        if not dims or not isinstance(dims[0], int) or dims[0] > MOST_PARTS:
            return run.unknown("an array of parts")
        rows = value.items if isinstance(value.items, tuple) else (None,) * dims[0]
        return [array_values.make(run, Shape(dims[1:]), row, value.dtype) for row in rows]
    if not isinstance(value, (List, tuple)) or not value or len(value) > array_values.MOST:
        return run.unknown("a join of something that is not known")
    found = [array_values.of(run, item) for item in value]
    known = [array for array in found if array is not None]
    if len(known) < len(found):
        return run.unknown("a join of something that is no array")
    run.step(len(known) // 4)
    return known


def joined(
    arrange: Callable[[Array], tuple[Dim, ...]] | None, default: Any
) -> Callable[[Run, Arguments], Value]:
    """np.concatenate and its like: `arrange` gives the axes that each part is first seen with."""

    def handler(run: Run, arguments: Arguments) -> Value:
        parts = _members(
            run,
            arguments.get(
                0, "arrays", arguments.keywords.get("values", arguments.keywords.get("tup"))
            ),
        )
        axis = arguments.get(1, "axis", default) if default is not Ellipsis else Ellipsis
        if isinstance(parts, Unknown):
            return array_values.without_shape(run, parts)
        return concatenated(run, parts, axis, arrange)

    return handler


def concatenated(
    run: Run,
    parts: list[Array],
    axis: Value,
    arrange: Callable[[Array], tuple[Dim, ...]] | None = None,
) -> Value:
    """The parts one after the other on an axis; Ellipsis stands for hstack's choice."""
    gap = next((part.shape.origin for part in parts if part.shape.dims is None), None)
    if gap is not None or any(part.shape.dims is None for part in parts):
        return array_values.without_shape(run, gap or run.unknown("an array of unknown shape"))
    shapes = [Shape(arrange(part)) if arrange else part.shape for part in parts]
    if axis is Ellipsis:
        axis = 0 if len(shapes[0].dims or ()) == 1 else 1
    if axis is None:
        return array_values.sized(run, plus(*(product(shape) for shape in shapes)))
    if not isinstance(axis, int):
        return array_values.without_shape(run, run.unknown("an axis that is not known"))
    try:
        shape = tensor_shapes.concatenate(shapes, axis)
    except FAILURES as error:
        return run.unknown(f"arrays that cannot be joined: {error}"[:120])
    content = _content_in_a_row(parts) if shape.dims is not None and len(shape.dims) == 1 else None
    result = array_values.make(
        run, shape, content, parts[0].dtype if len({p.dtype for p in parts}) == 1 else ""
    )
    kinds = [part.classes for part in parts if part.classes is not None]
    if axis == 0 and len(kinds) == len(parts) and len({kind.classes for kind in kinds}) == 1:
        result.labels = Labels(
            kinds[0].classes,
            sum(kind.rarest for kind in kinds),
            mixed=all(kind.mixed for kind in kinds),
        )
        result.memory = run.list()
    return result


def _content_in_a_row(parts: list[Array]) -> Any:
    contents = [part.items if isinstance(part.items, tuple) else None for part in parts]
    if None in contents or len({part.dtype for part in parts}) > 1:
        return None
    known = [content for content in contents if content is not None]
    if sum(map(len, known)) > array_values.MOST:
        return None
    return tuple(leaf for content in known for leaf in content)


def stack(run: Run, arguments: Arguments) -> Value:
    """np.stack"""
    parts = _members(run, arguments.get(0, "arrays", arguments.keywords.get("values")))
    axis = arguments.get(1, "axis", 0)
    if isinstance(parts, Unknown):
        return array_values.without_shape(run, parts)
    whole = array_values.of(run, run.list(parts))
    if whole is None or whole.shape.dims is None or not isinstance(axis, int):
        return array_values.without_shape(run, run.unknown("a stack of arrays that are not known"))
    dims = list(whole.shape.dims)
    if axis == 0:
        return whole
    dims.insert(axis if axis > 0 else len(dims) + axis, dims.pop(0))
    return array_values.like(run, whole, Shape(tuple(dims)))


def append(run: Run, arguments: Arguments) -> Value:
    """np.append(arr, values, axis)"""
    return joined(None, None)(
        run,
        type(arguments)(
            [
                run.list([arguments.get(0, "arr"), arguments.get(1, "values")]),
                arguments.get(2, "axis"),
            ]
        ),
    )


def at_least(rank: int) -> Callable[[Array], tuple[Dim, ...]]:
    """The axes that vstack, hstack and dstack see."""

    def arrange(array: Array) -> tuple[Dim, ...]:
        dims = array.shape.dims or ()
        if len(dims) >= rank:
            return dims
        if rank == 3:
            return (*(dims if len(dims) == 2 else (1, *(dims or (1,)))), 1)
        return (1,) * (rank - len(dims)) + dims

    return arrange


def columns(array: Array) -> tuple[Dim, ...]:
    """The axes that column_stack sees."""
    dims = array.shape.dims or ()
    return (*dims, 1) if len(dims) == 1 else dims


def split(run: Run, arguments: Arguments) -> Value:
    """np.split and np.array_split: into equal parts, or at these places"""
    array = array_values.of(run, arguments.get(0, "ary"))
    where, axis = arguments.get(1, "indices_or_sections"), arguments.get(2, "axis", 0)
    if array is None or array.shape.dims is None or not isinstance(axis, int):
        return run.list((), run.unknown("a split of something that is not known"))
    if not -len(array.shape.dims) <= axis < len(array.shape.dims):
        return run.unknown("a split along no axis")
    size = array.shape.dims[axis]
    if isinstance(where, int) and 0 < where <= MOST_PARTS:
        if isinstance(size, int):
            bounds: list[Dim] = [size // where + (i < size % where) for i in range(where)]
        else:
            bounds = [derived("part", ("split", size, where, i), 0) for i in range(where)]
        return run.list(
            array_values.like(run, array, array.shape.with_axis(axis, n)) for n in bounds
        )
    places = array_values.dims_of(run, where) if isinstance(where, (List, tuple, Array)) else None
    if (
        places is None
        or len(places) > MOST_PARTS
        or not isinstance(size, int)
        or not all(isinstance(p, int) for p in places)
    ):
        return run.list((), run.unknown("a split into unknown parts"))
    found = run.list()
    start: Dim = 0
    for stop in (*places, size):
        length = len(range(*slice(start, stop).indices(size)))
        found.append(array_values.like(run, array, array.shape.with_axis(axis, length)))
        start = stop
    return found
