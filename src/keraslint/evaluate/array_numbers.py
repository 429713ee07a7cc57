"""Arithmetic on arrays: element by element, along axes, and products."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values
from keraslint.evaluate.values import Array, Number, Value, is_known
from keraslint.refusals import Refusal
from keraslint.sizes import Dim, Expression, same
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

SMALL = 512  # items of an array that is computed with item by item
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "Equal": lambda a, b: a == b, "NotEqual": lambda a, b: a != b, "LessThan": lambda a, b: a < b,
    "GreaterThan": lambda a, b: a > b, "LessThanEqual": lambda a, b: a <= b,
    "GreaterThanEqual": lambda a, b: a >= b,
}  # fmt: skip


def binary(run: Run, name: str, left: Value, right: Value, in_place: bool = False) -> Value:
    """left <operator> right with an array on either side."""
    if name == "MatrixMultiply":
        from keraslint.evaluate import array_totals

        return array_totals.matmul(run, left, right)
    a, b = array_values.of(run, left), array_values.of(run, right)
    if a is None or b is None:
        return run.unknown("arithmetic on an array and something else")
    if isinstance(right, Unknown) and not isinstance(right, Number) and in_place:
        return array_values.like(run, a, dtype="")
    content = _combined(run, name, a, b)
    if a.shape.dims == () and b.shape.dims == () and content is not None:
        return content
    result = _broadcast(run, a, b, "bool" if name in COMPARISONS else _common(name, a, b))
    if isinstance(result, Array) and content is not None:
        return array_values.make(run, result.shape, content, result.dtype)
    return result


def _broadcast(run: Run, a: Array, b: Array, dtype: str = "") -> Value:
    """What comes of two arrays element by element, by numpy's rule."""
    if a.shape.dims is None or b.shape.dims is None:
        known = a if a.shape.dims is not None else b
        if known.shape.dims == ():
            other = b if known is a else a
            return array_values.like(run, other, dtype=dtype)
        gap = a.shape.origin or b.shape.origin or run.unknown("an array of unknown shape")
        return array_values.without_shape(run, gap)
    try:
        shape = broadcast_shapes(a.shape.dims, b.shape.dims)
    except Refusal as refusal:
        return run.unknown(f"arrays do not fit: {refusal}")
    if shape == ():
        return array_values.number(run, "a number computed from data")
    return array_values.sized(run, *shape, dtype=dtype)


def broadcast_shapes(a: tuple[Dim, ...], b: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """numpy's rule for sizes that may be unknown: raises Mismatch where they cannot fit."""
    size = max(len(a), len(b))
    pairs = zip((1,) * (size - len(a)) + a, (1,) * (size - len(b)) + b, strict=True)
    return tuple(_fitted(x, y) for x, y in pairs)


def _fitted(x: Dim, y: Dim) -> Dim:
    if x == y or y == 1:
        return x
    if x == 1:
        return y
    if x is None or y is None:
        return None
    if same(x, y) is False:
        raise Refusal(f"{x} against {y}")
    if isinstance(x, Expression) and isinstance(y, Expression):
        return Expression.unknown(Unknown("sizes that have to fit"), (x, y), 0)
    return x if isinstance(x, int) else y


def _common(name: str, a: Array, b: Array) -> str:
    if a.dtype.startswith("variable") or b.dtype.startswith("variable"):
        return ""
    if name == "Divide" and a.dtype == b.dtype == "int64":
        return "float64"
    if (
        a.dtype == b.dtype
        and a.dtype != "bool"
        and name != "Divide"
        or a.dtype == b.dtype == "float64"
    ):
        return a.dtype
    if a.dtype == b.dtype == "bool" and name.startswith("Bit"):
        return "bool"
    if b.shape.dims == () and a.dtype.startswith("float"):
        return a.dtype
    return ""


def _combined(run: Run, name: str, a: Array, b: Array) -> Any:
    """The content of the result where both contents are known and fit."""
    from keraslint.evaluate import operations

    one, two = a.items, b.items
    if one is None or two is None or not is_plain(a) or not is_plain(b):
        return None
    if not isinstance(one, tuple) and not isinstance(two, tuple) and isinstance(one, str):
        return None
    if len(array_values.leaves(one)) > SMALL or len(array_values.leaves(two)) > SMALL:
        return None
    budget = [SMALL]

    def apply(x: Any, y: Any) -> Any:
        if budget[0] < 0:
            return None
        if isinstance(x, tuple) or isinstance(y, tuple):
            return _over(x, y)
        budget[0] -= 1
        if budget[0] < 0:
            return None
        if name in COMPARISONS:
            known = is_known(x) and is_known(y) and isinstance(x, str) == isinstance(y, str)
            return COMPARISONS[name](x, y) if known else None
        if isinstance(x, str) or isinstance(y, str):
            return None
        if name in ("BitAnd", "BitOr", "BitXor") and not (type(x) is type(y) is bool):
            return None
        found = operations.binary(run, name, x, y)
        if isinstance(found, complex):
            return None
        return None if isinstance(found, Unknown) and not isinstance(found, Number) else found

    def _over(x: Any, y: Any) -> Any:
        depth = _depth(x) - _depth(y)
        if depth > 0:
            parts = [apply(part, y) for part in x]
        elif depth < 0:
            parts = [apply(x, part) for part in y]
        elif len(x) == len(y):
            parts = [apply(p, q) for p, q in zip(x, y, strict=True)]
        elif len(x) == 1 or len(y) == 1:
            parts = [apply(x[0], q) for q in y] if len(x) == 1 else [apply(p, y[0]) for p in x]
        else:
            return None
        return None if None in parts else tuple(parts)

    return apply(one, two)


def _depth(content: Any) -> int:
    depth: int = 0
    while isinstance(content, tuple) and content:
        content, depth = content[0], depth + 1
    return depth + int(content == ())


def is_plain(array: Array) -> bool:
    """Whether Python's own arithmetic does what numpy's does."""
    return array.dtype in array_values.PLAIN


def compare(run: Run, name: str, left: Value, right: Value) -> Value:
    """left == right and its like, element by element."""
    if left is None or right is None:
        return run.unknown("a comparison of an array with None")
    return binary(run, name, left, right)


def unary(run: Run, name: str, array: Array) -> Value:
    """-array, +array, ~array"""
    content = array_values.content_of(array)
    changed = None
    if content is not None and is_plain(array):
        function = {"Minus": lambda v: -v, "Plus": lambda v: +v}.get(name)
        if name == "BitInvert" and array.dtype == "bool":
            function = lambda v: not v  # noqa: E731
        changed = array_values.mapped(content, function) if function else None
    if array.shape.dims == ():
        return changed if changed is not None else array_values.number(run, "a number from data")
    dtype = "" if array.dtype.startswith("variable") else array.dtype
    return array_values.make(run, array.shape, changed, dtype)


# -- functions of every item ------------------------------------------------------------------------


def each(
    function: Callable[..., Any] | None, dtype: str | None = "float64"
) -> Callable[[Run, Arguments], Value]:
    """A function of numbers applied to every item; the shape stays. `dtype` None keeps that, too."""

    def handler(run: Run, arguments: Arguments) -> Value:
        value = arguments.get(0, "x", arguments.get(0, "a", arguments.keywords.get("input")))
        if isinstance(value, Expression) and function in WHOLE:
            return value
        if isinstance(value, Unknown) and not isinstance(value, Number):
            return value.called(value.name)
        array = array_values.of(run, value)
        if array is None:
            return run.unknown("a function of something that is no number")
        if "out" in arguments.keywords:
            return run.unknown("a function that writes elsewhere")
        extra = list(arguments.positional[1:])
        content = array_values.content_of(array)
        plain = content is not None and function is not None and all(map(is_known, extra))
        count = len(array_values.leaves(content)) if plain else 0
        changed = None
        if plain and count <= SMALL and function is not None:
            changed = array_values.mapped(content, lambda leaf: function(leaf, *extra))
        if array.shape.dims == ():
            if changed is None:
                return array_values.number(run, "a number computed from something unknown")
            return array_values.scalar(run, changed)
        if array.shape.dims is None:
            return array_values.like(run, array, dtype="")
        kept = array.dtype if dtype is None or array.dtype in ("float32", "float16") else dtype
        ints = (
            ("int64", "int32") if function not in WHOLE else ()
        )  # numpy 2 leaves whole numbers whole
        if dtype == "float64" and array.dtype not in ("float64", "float32", "float16", *ints):
            kept = ""
        if array.dtype == "bool":
            kept = ""
        if dtype == "float64" and (array.dtype == "bool" or not is_plain(array)):
            changed = None  # numpy computes with half or single precision then
        return array_values.make(run, array.shape, changed, kept.removeprefix("variable"))

    return handler


def pair(
    name: str, function: Callable[..., Any] | None = None
) -> Callable[[Run, Arguments], Value]:
    """A function of two arrays, as an operator or like one."""

    def handler(run: Run, arguments: Arguments) -> Value:
        from keraslint.evaluate import operations

        values = arguments.values[:2]
        if len(values) < 2:
            return run.unknown("a function of two arrays with one")
        left, right = (array_values.of(run, value) for value in values)
        if left is None or right is None:
            return run.unknown("a function of something that is no array")
        if function is None:
            return operations.binary(run, name, *(_bare(run, v) for v in (left, right)))
        one, two = array_values.content_of(left), array_values.content_of(right)
        if left.shape.dims == () and right.shape.dims == () and one is not None and two is not None:
            return array_values.scalar(run, array_values.mapped(one, lambda v: function(v, two)))
        return _broadcast(run, left, right)

    return handler


def _bare(run: Run, array: Array) -> Value:
    if array.shape.dims != ():
        return array
    return array.items if array.items is not None else array_values.number(run, "a number")


def _whole(function: Callable[[float], int]) -> Callable[..., float]:
    return lambda v: float(function(v))


ceil, floor = _whole(math.ceil), _whole(math.floor)
rint: Callable[..., float] = lambda v, digits=0: float(round(v, digits))  # noqa: E731
WHOLE = (ceil, floor, rint)
