"""numpy's functions that make arrays: zeros, arange, random numbers, files."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values
from keraslint.evaluate.values import Array, Bundle, Labels, List, Number, Value
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Symbol, derived, product
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

MOST_FILLED = 64
"""Items of an array whose content is kept where all are the same."""

Handler = Callable[["Run", "Arguments"], Value]


def filled(value: Any, dtype: str = "float64", at: int = 1) -> Handler:
    """np.zeros and its like; `value` is what the array is full of, None if that is not known."""

    def handler(run: Run, arguments: Arguments) -> Value:
        dims = array_values.dims_of(run, arguments.get(0, "shape"))
        kind = array_values.dtype_name(arguments.get(at, "dtype", dtype)) or ""
        if dims is None:
            gap = arguments.get(0, "shape")
            return array_values.without_shape(
                run, gap if isinstance(gap, Unknown) else run.unknown("a shape that is not known")
            )
        content = None
        sizes = tuple(size for size in dims if isinstance(size, int) and size >= 0)
        if value is not None and len(sizes) == len(dims) and math.prod(sizes) <= MOST_FILLED:
            items = [array_values.converted(value, kind)] * math.prod(sizes)
            content = array_values.nested(items, sizes) if None not in items else None
        return array_values.make(run, Shape(dims), content, kind)

    return handler


def full(run: Run, arguments: Arguments) -> Value:
    """np.full(shape, value)"""
    value = arguments.get(1, "fill_value")
    plain = value if isinstance(value, (int, float)) else None
    kind = {bool: "bool", int: "int64", float: "float64"}.get(type(value), "")
    return filled(plain, kind, at=2)(run, arguments)


def like_another(run: Run, arguments: Arguments) -> Value:
    """np.zeros_like and its like"""
    array = array_values.of(
        run, arguments.get(0, "a", arguments.keywords.get("x", arguments.keywords.get("input")))
    )
    if array is None:
        return run.unknown("an array like something that is no array")
    dtype = arguments.keywords.get("dtype")
    return array_values.like(
        run, array, dtype=array_values.dtype_name(dtype) if dtype is not None else None
    )


def array(run: Run, arguments: Arguments) -> Value:
    """np.array(…), np.asarray(…), tf.constant(…)"""
    value = arguments.get(0, "object", arguments.keywords.get("a", arguments.keywords.get("value")))
    found = array_values.of(run, value)
    if found is None:
        return run.unknown("an array of something that is no data", "array()")
    dtype = arguments.get(1, "dtype")
    if dtype is not None:
        kind = array_values.dtype_name(dtype)
        content = array_values.converted(found.items, kind) if kind else None
        result = array_values.make(run, found.shape, content, kind)
    else:
        result = array_values.make(
            run, found.shape, found.items, found.dtype.removeprefix("variable")
        )
    if found.classes is not None:
        result.labels, result.memory = found.classes, run.list()
    wanted = arguments.keywords.get("shape", None)
    dims = array_values.dims_of(run, wanted) if wanted is not None else None
    if dims is not None:
        return array_values.sized(run, *dims, dtype=result.dtype)
    least = arguments.keywords.get("ndmin", 0)
    if isinstance(least, int) and least > len(result.shape.dims or (0,) * 99):
        rank = len(result.shape.dims or ())
        return array_values.like(
            run, result, Shape((*(1,) * (least - rank), *(result.shape.dims or ())))
        )
    return result


def arange(run: Run, arguments: Arguments) -> Value:
    """np.arange(start, stop, step)"""
    values = [arguments.get(i, name) for i, name in enumerate(("start", "stop", "step"))]
    if values[1] is None:
        values = [0, values[0], arguments.keywords.get("step")]
    start, stop, step = (
        values[0] if values[0] is not None else 0,
        values[1],
        1 if values[2] is None else values[2],
    )
    if all(isinstance(v, int) for v in (start, stop, step)) and step != 0:
        return array_values.of(run, range(start, stop, step))
    if all(isinstance(v, (int, float)) for v in (start, stop, step)) and step != 0:
        try:
            count = max(math.ceil((stop - start) / step), 0)
        except (OverflowError, ValueError):
            return run.unknown("a range that is not finite")
        return array_values.sized(run, count, dtype="float64")
    if start == 0 and step == 1 and isinstance(stop, (Expression, Unknown)):
        return array_values.sized(run, array_values.dim_of(stop), dtype="")
    gap = next((v for v in values if isinstance(v, Unknown)), None) or run.unknown(
        "a range of unknown length"
    )
    return array_values.sized(run, Expression.unknown(gap, "arange", 0))


def linspace(run: Run, arguments: Arguments) -> Value:
    """np.linspace(start, stop, num)"""
    start, stop, count = (
        arguments.get(0, "start"),
        arguments.get(1, "stop"),
        arguments.get(2, "num", 50),
    )
    dim = array_values.dim_of(count)
    if dim is Ellipsis:
        return run.unknown("a range of unknown length")
    ends = isinstance(start, (int, float)) and isinstance(stop, (int, float))
    if (
        not ends
        or not isinstance(dim, int)
        or not 1 < dim <= 512
        or arguments.keywords.keys() - {"num", "start", "stop"}
    ):
        return array_values.sized(run, dim)
    step = (stop - start) / (dim - 1)
    content = (*(i * step + start for i in range(dim - 1)), float(stop))
    return array_values.make(run, Shape((dim,)), content, "float64")


def eye(run: Run, arguments: Arguments) -> Value:
    """np.eye(n, m), np.identity(n)"""
    rows = array_values.dim_of(
        arguments.get(0, "N", arguments.keywords.get("n", arguments.keywords.get("num_rows")))
    )
    second = arguments.get(1, "M", arguments.keywords.get("num_columns"))
    more = array_values.dim_of(second) if second is not None else rows
    if rows is Ellipsis or more is Ellipsis:
        return run.unknown("an identity matrix of unknown size")
    return array_values.sized(run, rows, more, dtype="float64")


def meshgrid(run: Run, arguments: Arguments) -> Value:
    """np.meshgrid(x, y)"""
    parts = [array_values.of(run, value) for value in arguments.positional]
    sizes = [part.shape.dims[0] if part is not None and part.shape.dims else None for part in parts]
    if len(sizes) != 2 or None in sizes:
        return run.list((), run.unknown("a mesh"))
    return run.list(array_values.sized(run, sizes[1], sizes[0]) for _ in parts)


# -- random numbers -------------------------------------------------------------------------------------


def drawn(at: int, dtype: str = "float64", name: str = "size") -> Handler:
    """A random function whose `size` is the argument at this place."""

    def handler(run: Run, arguments: Arguments) -> Value:
        size = arguments.get(at, name, arguments.keywords.get("shape"))
        if size is None:
            given = [array_values.of(run, value) for value in arguments.positional[:at]]
            several = [part for part in given if part is not None and part.shape.dims != ()]
            if several:
                return array_values.like(run, several[0], dtype=dtype)
            return (
                _one(run, arguments)
                if dtype == "int64"
                else array_values.number(run, "a random number")
            )
        dims = array_values.dims_of(run, size)
        if dims is None:
            gap = size if isinstance(size, Unknown) else run.unknown("a shape that is not known")
            return array_values.without_shape(run, gap)
        return array_values.sized(run, *dims, dtype=dtype)

    return handler


def _one(run: Run, arguments: Arguments) -> Value:
    """np.random.randint(low, high): a whole number within bounds."""
    low, high = arguments.get(0, "low"), arguments.get(1, "high")
    if high is None:
        low, high = 0, low
    return within(run, low, high - 1 if isinstance(high, int) else None)


def within(run: Run, low: Value, high: Value, name: str = "random") -> Value:
    """A whole number from low to high, both included."""
    gap = Number("a random number", run.line, name)
    if not isinstance(low, int) or not isinstance(high, int) or low > high or low < 0:
        return gap
    return Expression.of(Symbol(name, (gap, ""), low, high, gap))


def each_axis(run: Run, arguments: Arguments) -> Value:
    """np.random.rand(d0, d1 …)"""
    if not arguments.positional:
        return array_values.number(run, "a random number")
    dims = array_values.dims_of(run, tuple(arguments.positional))
    if dims is None:
        return run.unknown("a random array of unknown shape")
    return array_values.sized(run, *dims, dtype="float64")


def choice(run: Run, arguments: Arguments) -> Value:
    """np.random.choice(a, size)"""
    if arguments.get(1, "size") is not None:
        return drawn(1, "")(run, arguments)
    options = arguments.get(0, "a")
    return one_of(run, range(options) if isinstance(options, int) else options)


def one_of(run: Run, options: Value) -> Value:
    """One of these, by chance."""
    from keraslint.evaluate.journal import join_values

    if isinstance(options, Array) and isinstance(options.items, tuple):
        options = options.items
    why = (
        array_values.number(run, "a random choice")
        if isinstance(options, (range, Array))
        else run.unknown("a random choice")
    )
    if isinstance(options, range) and len(options) > 0:
        return within(run, min(options[0], options[-1]), max(options[0], options[-1]), "choice")
    if (
        not isinstance(options, (List, tuple))
        or getattr(options, "open", None)
        or not 0 < len(options) <= 64
    ):
        return why
    if (
        all(isinstance(item, int) and not isinstance(item, bool) and item >= 0 for item in options)
        and len(set(options)) > 1
    ):
        return within(run, min(options), max(options), "choice")
    result = options[0]
    for item in options[1:]:
        result = join_values(result, item, why)
    return result


def permutation(run: Run, arguments: Arguments) -> Value:
    """np.random.permutation(x)"""
    value = arguments.get(0, "x")
    size = array_values.dim_of(value) if not isinstance(value, (List, tuple, Array)) else Ellipsis
    if size is not Ellipsis and not isinstance(value, Unknown):
        return array_values.sized(run, size, dtype="int64")
    found = array_values.of(run, value)
    if found is None or isinstance(value, Unknown):
        return array_values.without_shape(
            run, value if isinstance(value, Unknown) else run.unknown("a permutation")
        )
    result = array_values.like(run, found)
    if found.classes is not None:
        result.labels, result.memory = (
            Labels(found.classes.classes, found.classes.rarest, mixed=True),
            run.list(),
        )
    return result


def shuffle(run: Run, arguments: Arguments) -> Value:
    """np.random.shuffle(x), random.shuffle(x): in place"""
    value = arguments.get(0, "x")
    if isinstance(value, Array):
        array_values.forget(run, value)
    elif isinstance(value, List) and any(
        item is not value[0] and item != value[0] for item in value[:200]
    ):
        run.touch(value)
        why = run.unknown("an item of a shuffled list")
        value[:] = [why] * len(value)
    return None


def generator(run: Run, arguments: Arguments) -> Value:
    """np.random.RandomState(seed), np.random.default_rng(seed)"""
    return Bundle("a random generator", kind="generator")


# -- files ----------------------------------------------------------------------------------------------


def text_file(run: Run, arguments: Arguments) -> Value:
    """np.loadtxt, np.genfromtxt"""
    return array_values.without_shape(run, run.unknown("a file that is read", "data"))


def nothing(run: Run, arguments: Arguments) -> Value:
    return None


# -- what occurs ----------------------------------------------------------------------------------------


def unique(run: Run, arguments: Arguments) -> Value:
    """np.unique(a)"""
    found = array_values.of(run, arguments.get(0, "ar"))
    extra = [
        key
        for key in ("return_index", "return_inverse", "return_counts")
        if arguments.keywords.get(key)
    ]
    if found is None or "axis" in arguments.keywords or len(arguments.positional) > 1:
        return run.unknown("the unique items of something")
    size: Dim
    labels, content = found.classes, array_values.content_of(found)
    values: Any = None
    if content is not None:
        try:
            values = tuple(sorted(set(array_values.leaves(content))))
        except TypeError:
            values = None
    if values is None and labels is not None:
        values = tuple(range(labels.classes))
    whole = product(found.shape.dims) if found.shape.dims is not None else None
    size = (
        len(values)
        if values is not None
        else derived("unique", ("unique", found), 0, whole if isinstance(whole, int) else None)
    )
    result = array_values.make(run, Shape((size,)), values, found.dtype)
    if not extra:
        return result
    lengths = [
        whole if key == "return_inverse" else size
        for key in ("return_index", "return_inverse", "return_counts")
        if key in extra
    ]
    return (result, *(array_values.sized(run, length) for length in lengths))


def where(run: Run, arguments: Arguments) -> Value:
    """np.where(condition, x, y): one of two; without them the places"""
    from keraslint.evaluate import operations

    condition = array_values.of(run, arguments.get(0, "condition"))
    if condition is None or condition.shape.dims is None:
        return run.unknown("where of something that is not known")
    x, y = arguments.get(1, "x"), arguments.get(2, "y")
    if x is None:
        count = derived("where", ("where", condition), 0)
        return tuple(
            array_values.sized(run, count, dtype="int64") for _ in condition.shape.dims or (1,)
        )
    both = operations.binary(run, "Add", array_values.like(run, condition, dtype=""), x)
    return operations.binary(run, "Add", both, y) if isinstance(both, Array) else both
