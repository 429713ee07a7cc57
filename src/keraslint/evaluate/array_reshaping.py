"""numpy's functions that move, join or split the axes of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_values, tensor_shapes
from keraslint.evaluate.values import Array, List, Value, is_known
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, plus, product, times
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

MOST_PARTS = 256
FAILURES = (Refusal, TypeError, ValueError, IndexError, ZeroDivisionError)


def first(arguments: Arguments, *names: str) -> Value:
    """The array that a function is about."""
    value = arguments.get(0, "a")
    for name in names:
        value = value if value is not None else arguments.keywords.get(name)
    return value


def moved(rule: Callable[..., Any]) -> Callable[[Run, Arguments], Value]:
    """A handler that only changes the shape: `rule(run, array, arguments)` gives the new Shape."""

    def handler(run: Run, arguments: Arguments) -> Value:
        array = array_values.of(
            run, first(arguments, "x", "m", "arr", "ary", "input", "image", "tensor")
        )
        if array is None:
            return run.unknown("an array operation on something that is no array")
        if array.shape.dims is None:
            return array_values.without_shape(run, array.shape.origin or run.unknown("an array"))
        try:
            shape = rule(run, array, arguments)
        except FAILURES as error:
            return run.unknown(f"an array operation that does not fit: {error}"[:120])
        if not isinstance(shape, Shape):
            return array_values.without_shape(run, run.unknown("axes that are not known"))
        return array_values.like(run, array, shape)

    return handler


def reshape(run: Run, arguments: Arguments) -> Value:
    """np.reshape(a, shape), and a.reshape(…)"""
    array = array_values.of(run, first(arguments, "x", "tensor"))
    target = arguments.get(1, "shape", arguments.keywords.get("newshape"))
    if array is None:
        return run.unknown("reshape of something that is no array")
    if (
        isinstance(target, (int, Expression))
        or isinstance(target, Unknown)
        and len(arguments.positional) > 2
    ):
        target = tuple(arguments.positional[1:])
    dims = array_values.dims_of(run, target)
    if dims is None:
        gap = target if isinstance(target, Unknown) else run.unknown("a shape that is not known")
        return array_values.without_shape(run, gap)
    return reshaped(run, array, dims)


def reshaped(run: Run, array: Array, dims: tuple[Dim, ...]) -> Value:
    """The same items in other axes; one size may be -1."""
    whole = None if array.shape.dims is None else product(array.shape.dims)
    sizes = list(dims)
    if sizes.count(-1) > 1:
        return run.unknown("reshape with more than one size left open")
    if -1 in sizes:
        at = sizes.index(-1)
        rest = product(size for i, size in enumerate(sizes) if i != at)
        sizes[at] = _left(run, array, whole, rest, at)
    elif (
        whole is not None
        and isinstance(whole, int)
        and isinstance(product(sizes), int)
        and whole != product(sizes)
    ):
        return run.unknown(f"{array.shape} cannot be reshaped into {Shape(tuple(sizes))}")
    content = array.items
    plain = tuple(size for size in sizes if isinstance(size, int) and size >= 0)
    known = len(plain) == len(sizes)
    if content is not None and known:
        content = array_values.nested(array_values.leaves(content), plain)
    result = array_values.view(run, array, Shape(tuple(sizes)), content if known else None)
    if isinstance(result, Array) and array.classes is not None:
        result.labels = array.classes
    return result


def _left(run: Run, array: Array, whole: Dim, rest: Dim, at: int) -> Any:
    """The size that -1 stands for."""
    if isinstance(whole, int) and isinstance(rest, int) and rest > 0 and whole % rest == 0:
        return whole // rest
    if rest == 1 and whole is not None:
        return whole
    if isinstance(whole, Expression) and rest not in (None, 0):
        found = _divided(whole, rest)
        return found if found is not None else whole // rest
    gap = array.shape.origin or run.unknown("the size left over by a reshape")
    return Expression.unknown(gap.called(gap.name), ("-1", at), 0)


def _divided(whole: Expression, rest: Any) -> Dim:
    """whole / rest where rest is one of its factors (n·28·28 by 28·28, n·m by m)."""
    if isinstance(rest, int):
        return None
    if len(rest.terms) != 1 or len(whole.terms) != 1:
        return None
    (below, factor), (above, count) = (
        next(iter(rest.terms.items())),
        next(iter(whole.terms.items())),
    )
    left = list(above)
    for symbol in below:
        if symbol not in left:
            return None
        left.remove(symbol)
    return (
        Expression({tuple(left): count // factor}) * 1 if factor and count % factor == 0 else None
    )


def _axis(value: Value, default: Any = None) -> Any:
    """A known axis (or several); raises ValueError else."""
    value = default if value is None else value
    if isinstance(value, List):
        value = tuple(value)
    if not is_known(value):
        raise ValueError("an axis that is not known")
    return value


def _expand(run: Run, array: Array, arguments: Arguments) -> Shape:
    axis = _axis(arguments.get(1, "axis", arguments.keywords.get("dim", -1)))
    shape = array.shape
    axes = axis if isinstance(axis, tuple) else (axis,)
    rank = len(shape.dims or ()) + len(axes)
    for at in sorted(i % rank for i in axes):
        shape = tensor_shapes.expand(shape, at)
    return shape


def _squeeze(run: Run, array: Array, arguments: Arguments) -> Shape | None:
    axis = _axis(arguments.get(1, "axis"))
    if axis is None and any(
        not isinstance(d, int) and (d is None or d.least < 2) for d in array.shape
    ):
        return None
    return tensor_shapes.squeeze(array.shape, axis)


def transpose(run: Run, arguments: Arguments) -> Value:
    """np.transpose(a, axes), a.transpose(…), a.T"""
    if len(arguments.positional) > 2:
        arguments = type(arguments)([arguments.positional[0], tuple(arguments.positional[1:])])

    def rule(run: Run, array: Array, arguments: Arguments) -> Shape:
        axes = _axis(arguments.get(1, "axes", arguments.keywords.get("perm")))
        if axes is not None and sorted(i % len(axes) for i in axes) != list(
            range(len(array.shape.dims or ()))
        ):
            raise ValueError("no such axes")
        return tensor_shapes.transpose(array.shape, axes)

    result = moved(rule)(run, arguments)
    source = arguments.positional[0] if arguments.positional else None
    if (
        isinstance(result, Array)
        and isinstance(source, Array)
        and len(result.shape.dims or ()) == 1
    ):
        result.content, result.memory = source.items, source.memory
    return result


def _swap(run: Run, array: Array, arguments: Arguments) -> Shape:
    dims = list(array.shape)
    i, j = _axis(arguments.get(1, "axis1")), _axis(arguments.get(2, "axis2"))
    dims[i], dims[j] = dims[j], dims[i]
    return Shape(tuple(dims))


def _move(run: Run, array: Array, arguments: Arguments) -> Shape:
    rank = len(array.shape.dims or ())
    sources, targets = _axis(arguments.get(1, "source")), _axis(arguments.get(2, "destination"))
    sources = sources if isinstance(sources, tuple) else (sources,)
    targets = targets if isinstance(targets, tuple) else (targets,)
    order = [i for i in range(rank) if i not in [s % rank for s in sources]]
    for target, source in sorted(
        (t % rank, s % rank) for t, s in zip(targets, sources, strict=True)
    ):
        order.insert(target, source)
    return tensor_shapes.transpose(array.shape, order)


def _roll_axis(run: Run, array: Array, arguments: Arguments) -> Shape:
    rank = len(array.shape.dims or ())
    axis, start = _axis(arguments.get(1, "axis")) % rank, _axis(arguments.get(2, "start"), 0)
    start = start + rank if start < 0 else start
    order = [i for i in range(rank) if i != axis]
    order.insert(start - (axis < start), axis)
    return tensor_shapes.transpose(array.shape, order)


def _tile(run: Run, array: Array, arguments: Arguments) -> Shape | None:
    counts = array_values.dims_of(
        run, arguments.get(1, "reps", arguments.keywords.get("multiples"))
    )
    if counts is None:
        return None
    dims = array.shape.dims or ()
    size = max(len(dims), len(counts))
    dims, counts = (1,) * (size - len(dims)) + dims, (1,) * (size - len(counts)) + counts
    return Shape(tuple(times(d, n) for d, n in zip(dims, counts, strict=True)))


def _repeat(run: Run, array: Array, arguments: Arguments) -> Shape | None:
    count, axis = arguments.get(1, "repeats"), _axis(arguments.get(2, "axis"))
    size = array_values.dim_of(count)
    if size is Ellipsis:
        return None
    if axis is None:
        return Shape((times(product(array.shape), size),))
    return tensor_shapes.repeat(array.shape, size, axis)


def _pad(run: Run, array: Array, arguments: Arguments) -> Shape | None:
    widths = array_values.of(run, arguments.get(1, "pad_width", arguments.keywords.get("paddings")))
    content = widths.items if widths is not None else None
    dims = array.shape.dims or ()
    if content is None:
        return Shape(
            tuple(Expression.unknown(Unknown("an unknown padding"), i, 0) for i in range(len(dims)))
        )
    if not isinstance(content, tuple):
        content = ((content, content),) * len(dims)
    elif content and not isinstance(content[0], tuple):
        pair = content if len(content) == 2 else content * 2
        content = (pair,) * len(dims)
    elif len(content) == 1:
        content = content * len(dims)
    rows = [row if len(row) == 2 else row * 2 for row in content]
    return Shape(
        tuple(plus(d, *map(array_values.dim_of, row)) for d, row in zip(dims, rows, strict=True))
    )


def _flatten(run: Run, array: Array, arguments: Arguments) -> Shape:
    return Shape((product(array.shape),))


def flatten(run: Run, arguments: Arguments) -> Value:
    """np.ravel(a), a.flatten()"""
    array = array_values.of(run, first(arguments, "x"))
    if array is None:
        return run.unknown("an array operation on something that is no array")
    if array.shape.dims is None:
        gap = array.shape.origin or run.unknown("an array of unknown shape")
        return array_values.sized(run, Expression.unknown(gap, "size", 0))
    return reshaped(run, array, (-1,))


def _broadcast_to(run: Run, array: Array, arguments: Arguments) -> Shape | None:
    dims = array_values.dims_of(run, arguments.get(1, "shape"))
    return None if dims is None else Shape(dims)


def _take(run: Run, array: Array, arguments: Arguments) -> Shape | None:
    indexes = array_values.of(run, arguments.get(1, "indices"))
    axis = _axis(arguments.get(2, "axis"))
    if indexes is None or indexes.shape.dims is None:
        return None
    if axis is None:
        return indexes.shape
    dims, at = array.shape.dims or (), axis % len(array.shape.dims or ())
    return Shape((*dims[:at], *indexes.shape.dims, *dims[at + 1 :]))


expand_dims, squeeze, swapaxes = moved(_expand), moved(_squeeze), moved(_swap)
moveaxis, rollaxis, tile, repeat = moved(_move), moved(_roll_axis), moved(_tile), moved(_repeat)
pad, broadcast_to, take = moved(_pad), moved(_broadcast_to), moved(_take)
