"""Arrays from other values, and plain values from arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate.values import Array, Bundle, External, List, Number, Value, is_known
from keraslint.graph.tensor import Tensor
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, times
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

MOST = 4_096  # items of an array whose content is kept
DEEPEST = 32  # axes of an array, as in numpy
PLAIN = ("", "int64", "float64", "bool", "str", "int32")  # Python's own numbers do what these do
DTYPES = {"float": "float64", "double": "float64", "int": "int64", "long": "int64", "bool_": "bool"}
DTYPES |= {"half": "float16", "single": "float32", "str_": "str", "object_": "object"}
WHOLE = frozenset("int8 int16 int32 int64 uint8 uint16 uint32 uint64".split())


def make(run: Run, shape: Shape, content: Any = None, dtype: str = "") -> Array:
    """An array with memory of its own."""
    if _is_empty(shape):
        content = None
    memory = run.list() if isinstance(content, tuple) else None
    return Array(shape, content, dtype, memory=memory, born=run.clock)


def sized(run: Run, *dims: Dim, dtype: str = "") -> Array:
    """An array of this shape of which the content is not known."""
    return Array(Shape(dims), None, dtype, born=run.clock)


def like(run: Run, array: Array, shape: Shape | None = None, dtype: str | None = None) -> Array:
    """Another array of the same shape (or a new one) with other content."""
    chosen = array.dtype if dtype is None else dtype
    kept = "" if chosen.startswith("variable") else chosen
    return Array(array.shape if shape is None else shape, None, kept, born=run.clock)


def _is_empty(shape: Shape) -> bool:
    """Whether nested tuples cannot say the shape: there are no items, but several axes."""
    return shape.dims is not None and len(shape.dims) > 1 and 0 in shape.dims


def view(run: Run, array: Array, shape: Shape, content: Any = None) -> Value:
    """Part of an array, or all of it in another form, on the same memory."""
    if shape.dims == () and content is not None and array.dtype in PLAIN:
        return content
    dtype = "" if array.dtype.startswith("variable") else array.dtype
    content = None if _is_empty(shape) else content
    return Array(shape, content, dtype, memory=array.memory, born=run.clock)


def item(run: Run, array: Array) -> Unknown:
    """An item of an array that holds what is not known: a number, unless it may be something else."""
    if array.columns is not None or array.dtype in ("sequences", "object", "str"):
        return run.unknown("an item of data")
    return number(run, "an item of an array")


def number(run: Run, reason: str, name: str = "?", of: Array | None = None) -> Number:
    """A single number that is not known; what it is made `of` says why, if that is not known either."""
    origin = of.shape.origin if of is not None else None
    if origin is not None:
        return Number(origin.reason, origin.line, f"{name}({origin.name})")
    return Number(reason, run.line, name)


def without_shape(run: Run, gap: Unknown) -> Array:
    """An array of which nothing is known but that it is one."""
    return Array(Shape.unknown(gap), born=run.clock)


def dtype_name(value: Value) -> str:
    """The name of a dtype given in one of the ways that numpy takes, "" if it is not known."""
    if isinstance(value, External):
        value = value.name
    elif isinstance(value, Bundle):
        value = value.members.get("name")
    return DTYPES.get(value, value) if isinstance(value, str) and value.isidentifier() else ""


def dims_of(run: Run, value: Value) -> tuple[Dim, ...] | None:
    """A shape argument, one number or several, as dimensions; None if even their count is not known."""
    if isinstance(value, Array):
        value = value.items
    if isinstance(value, (tuple, List)):
        if getattr(value, "open", None) is not None or len(value) > DEEPEST:
            return None
        found = tuple(dim_of(item) for item in value)
        return None if Ellipsis in found else found
    single = dim_of(value)
    return None if single is Ellipsis or isinstance(value, Unknown) else (single,)


def dim_of(value: Value) -> Any:
    """A dimension (None where a symbolic tensor leaves it free), or Ellipsis if the value cannot be one."""
    if isinstance(value, Array):
        value = value.items if value.items is not None else Ellipsis
    if value is None or isinstance(value, Tensor):
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, Expression)):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return Expression.unknown(value, least=0) if isinstance(value, Unknown) else Ellipsis


def of(run: Run, value: Value) -> Array | None:
    """What numpy makes of a value; None if it is no data."""
    if isinstance(value, Array):
        if (
            value.dtype == "sequences"
        ):  # a list of lists: an array of rank 2 if they are equally long
            return without_shape(run, run.gap(value, "sequences of unknown length"))
        return value
    if isinstance(value, bool):
        return make(run, Shape(()), value, "bool")
    if isinstance(value, (int, float)):
        return make(run, Shape(()), value, "float64" if isinstance(value, float) else "int64")
    if isinstance(value, Expression):
        return make(run, Shape(()), value, "int64")
    if isinstance(value, str):
        return make(run, Shape(()), value, "str")
    if isinstance(value, Number):
        return make(run, Shape(()), value)
    if isinstance(value, Unknown):
        return without_shape(run, value)
    if isinstance(value, range):
        content = tuple(value) if len(value) <= MOST else None
        run.step(len(content or ()) // 8)
        return make(run, Shape((len(value),)), content, "int64")
    if isinstance(value, (tuple, List)):
        return _of_items(run, value)
    if isinstance(value, Bundle) and value.kind == "picture":
        picture: Array = value.members["array"]
        return picture
    return None


def _of_items(run: Run, value: Any) -> Array:
    """An array from nested lists and tuples."""
    shape = shape_of_items(run, value, {})
    content = None
    if shape.dims is not None and len(shape.dims) <= DEEPEST and _is_small(shape):
        content = _content(value, len(shape.dims))
        if len(leaves(content)) != times(*shape.dims):  # rows of different lengths
            content = None
    kinds = {item.dtype for item in value if isinstance(item, Array)}
    if kinds:
        return make(run, shape, content, kinds.pop() if len(kinds) == 1 else "")
    return make(run, shape, content, dtype_of_content(content))


def _is_small(shape: Shape) -> bool:
    count = times(*(shape.dims or ()))
    return isinstance(count, int) and count <= MOST


def shape_of_items(run: Run, value: Any, seen: dict[int, Shape], depth: int = 0) -> Shape:
    """The shape of nested lists; of rows that do not fit together only the first axis counts.

    Lists that were `seen` before are not looked through again: a list may hold itself, or one other many times.
    """
    known = seen.get(id(value))
    if known is None:
        seen[id(value)] = Shape.unknown(Unknown("a list that holds itself", run.line))
        known = seen[id(value)] = _shape_of_list(run, value, seen, depth)
    return known


def _shape_of_list(run: Run, value: Any, seen: dict[int, Shape], depth: int) -> Shape:
    run.step(1 + len(value) // 16)
    length: Dim = len(value)
    if isinstance(value, List) and value.open is not None:
        length = Expression.unknown(run.gap(value, value.open.reason), "len()", least=len(value))
    if not len(value):
        return Shape((length,)) if length == 0 else _headed(run, value.open, length)
    if depth > DEEPEST:
        return Shape((length,))
    found: Shape | None = None
    gap: Unknown | None = None
    for item in value:
        inner = _shape_of_item(run, item, seen, depth)
        if isinstance(inner, Unknown):
            gap = gap or inner
        elif inner.dims is None:
            gap = gap or inner.origin
        elif found is None:
            found = inner
        elif found != inner:
            return Shape((length,)) if _ragged(found, inner) else _joined(length, found, inner)
    if found is None or found.dims is None:
        return _headed(run, gap, length)
    if isinstance(value, List) and value.open is not None and found.dims:
        return _headed(run, value.open, length)
    return Shape((length, *found.dims))


def _headed(run: Run, gap: Unknown | None, length: Dim) -> Shape:
    """A shape of which only the first axis is known: of unknown rank."""
    return Shape.unknown(gap or Unknown("what a list holds is not known", run.line))


def _ragged(one: Shape, other: Shape) -> bool:
    a, b = one.dims or (), other.dims or ()
    whole = all(isinstance(d, int) for d in (*a, *b))
    return len(a) != len(b) or whole


def _joined(length: Dim, one: Shape, other: Shape) -> Shape:
    """Rows whose sizes may be alike: numpy wants them to be."""
    pairs = zip(one.dims or (), other.dims or (), strict=True)
    return Shape((length, *(a if isinstance(a, int) else b for a, b in pairs)))


def _shape_of_item(run: Run, item: Value, seen: dict[int, Shape], depth: int) -> Shape | Unknown:
    if isinstance(item, (int, float, str, Expression, Number, type(None))):
        return Shape(())
    if isinstance(item, (tuple, List)):
        return shape_of_items(run, item, seen, depth + 1)
    if isinstance(item, Unknown):
        return item
    array = of(run, item)
    return array.shape if array is not None else Unknown("an item that is no number", run.line)


def _content(value: Value, rank: int) -> Any:
    """Nested tuples of plain values, `rank` deep; None if a part is an array without content."""
    if isinstance(value, (tuple, List)):
        parts = tuple(_content(item, rank - 1) for item in value) if rank > 0 else (None,)
        return None if None in parts else parts
    if isinstance(value, Array):
        return value.items if value.shape.rank == rank else None
    if isinstance(value, range):
        return tuple(value) if rank == 1 else None
    if rank != 0:
        return None
    return value if isinstance(value, (int, float, str, Expression, Unknown)) else None


def dtype_of_content(content: Any) -> str:
    """The dtype that numpy gives to nested Python values."""
    kinds = {type(leaf) for leaf in leaves(content)}
    if kinds <= {bool} and kinds:
        return "bool"
    if kinds <= {bool, int, Expression} and kinds:
        return "int64"
    if kinds <= {bool, int, Expression, float} and kinds:
        return "float64"
    return "str" if kinds == {str} else ""


def leaves(content: Any) -> list[Any]:
    """All items of a content in order."""
    if not isinstance(content, tuple):
        return [] if content is None else [content]
    return [leaf for part in content for leaf in leaves(part)]


def nested(items: list[Any], dims: tuple[int, ...]) -> Any:
    """The items in order, as the content of an array of this shape."""
    for size in reversed(dims[1:]):
        if size == 0:
            return None
        items = [tuple(items[i : i + size]) for i in range(0, len(items), size)]
    return tuple(items) if dims else items[0]


def content_of(array: Array, whole: bool = False) -> Any:
    """The content where it is plain Python values all through (and whole numbers, if asked for)."""
    content = array.items
    if content is None or not is_known(content):
        return None
    if whole and not all(isinstance(leaf, int) for leaf in leaves(content)):
        return None
    return content


def mapped(content: Any, function: Callable[[Any], Any]) -> Any:
    """The content with the function applied to every item; None if it fails for one."""
    if isinstance(content, tuple):
        parts = tuple(mapped(part, function) for part in content)
        return None if None in parts else parts
    try:
        return function(content)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None


def converted(content: Any, dtype: str) -> Any:
    """The content after astype(dtype); None where that is not followed."""
    if content is None:
        return None
    if dtype in WHOLE:
        most = 2 ** (int(dtype.removeprefix("u").removeprefix("int")) - dtype.startswith("int"))

        def whole(leaf: Any) -> Any:
            if isinstance(leaf, Expression):
                return leaf
            found = int(leaf)
            return found if (0 if dtype.startswith("u") else -most) <= found < most else None

        return mapped(content, whole)
    if dtype in ("float64", "float32"):

        def real(leaf: Any) -> Any:
            found = float(leaf)
            exact = dtype == "float64" or found.is_integer() and abs(found) < 2**24
            return found if exact else None

        return mapped(content, real)
    if dtype == "bool":
        return mapped(content, lambda leaf: bool(leaf) if is_known(leaf) else None)
    return (
        content
        if dtype == "str" and all(isinstance(leaf, str) for leaf in leaves(content))
        else None
    )


def scalar(run: Run, value: Any) -> Value:
    """A number that numpy computed, as a plain one."""
    if isinstance(value, float) and (math.isnan(value) or math.isinf(value)):
        return number(run, "a number that is not finite")
    return value


def forget(run: Run, array: Array) -> None:
    """Something writes into the array: its content is not known any more, its shape is."""
    why = run.unknown("an array is written to")
    if array.memory is not None:
        run.touch(array.memory)
        array.memory.open = why
    if array.labels is not None or array.content is not None or array.extents is not None:
        run.touch(array)
        array.labels = array.content = array.extents = None
