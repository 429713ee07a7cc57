"""Shapes of the operations on tensors that TensorFlow, the Keras backend and keras.ops offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keraslint.refusals import EmptyDimension, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, plus, product, same, times
from keraslint.sizes import broadcast as stretched
from keraslint.unknown import Unknown


def unknown_rank(*shapes: Shape) -> Shape | None:
    """A shape of unknown rank if any of these is one."""
    return next(
        (
            Shape.unknown(shape.origin or Unknown("a shape that is not known"))
            for shape in shapes
            if shape.dims is None
        ),
        None,
    )


def unchanged(x: Shape, *others: Any) -> Shape:
    return x


def broadcast(*shapes: Shape) -> Shape:
    """numpy's rule: equal axes from the right, or 1."""
    result = shapes[0]
    for shape in shapes[1:]:
        result = _broadcast_two(result, shape)
    return result


def _broadcast_two(a: Shape, b: Shape) -> Shape:
    if a.dims is None or b.dims is None:
        known = a if a.dims is not None else b
        if known.dims == ():
            return b if known is a else a
        return unknown_rank(a, b) or known
    size = max(len(a.dims), len(b.dims))
    left = (1,) * (size - len(a.dims)) + a.dims
    right = (1,) * (size - len(b.dims)) + b.dims
    try:
        return Shape(tuple(stretched(x, y) for x, y in zip(left, right, strict=True)))
    except Mismatch:
        raise Mismatch(f"cannot combine {a} with {b}") from None


def reduce(x: Shape, axis: Any, keepdims: bool) -> Shape:
    """Axes are summed up (or averaged …) into one."""
    if axis is None:
        return Shape((1,) * len(x.dims) if keepdims and x.dims is not None else ())
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("a shape that is not known"))
    chosen = {i % len(x.dims) for i in (axis if isinstance(axis, (tuple, list)) else (axis,))}
    if keepdims:
        return Shape(tuple(1 if i in chosen else d for i, d in enumerate(x.dims)))
    return Shape(tuple(d for i, d in enumerate(x.dims) if i not in chosen))


def reshape(x: Shape, target: Sequence[Any]) -> Shape:
    """The new axes; -1 takes what is left, None (or the batch size of the input) stays free."""
    dims = [d if isinstance(d, (int, Expression)) or d is None else None for d in target]
    if -1 not in dims:
        return Shape(tuple(dims))
    at = dims.index(-1)
    rest = [d for i, d in enumerate(dims) if i != at]
    if x.dims is None:
        return Shape(
            (
                *dims[:at],
                None if at == 0 else Expression.unknown(x.origin or Unknown("a shape")),
                *dims[at + 1 :],
            )
        )
    free_in, free_out = [d for d in x.dims if d is None], [d for d in rest if d is None]
    if len(free_in) > len(free_out):
        return Shape((*dims[:at], None, *dims[at + 1 :]))
    have, need = (
        product(d for d in x.dims if d is not None),
        product(d for d in rest if d is not None),
    )
    if (
        isinstance(have, int)
        and isinstance(need, int)
        and need > 0
        and len(free_in) == len(free_out)
    ):
        if have % need:
            raise Mismatch(f"cannot reshape {x} into {tuple(target)}")
        return Shape((*dims[:at], have // need, *dims[at + 1 :]))
    left = (
        have // need
        if isinstance(have, (int, Expression)) and isinstance(need, (int, Expression)) and need != 0
        else None
    )
    return Shape((*dims[:at], left if len(free_in) == len(free_out) else None, *dims[at + 1 :]))


def transpose(x: Shape, order: Sequence[int] | None) -> Shape:
    if x.dims is None:
        return x if order is None else Shape.unknown(x.origin or Unknown("a shape"))
    order = order if order is not None else range(len(x.dims))[::-1]
    return Shape(tuple(x.dims[i] for i in order))


def expand(x: Shape, axis: int) -> Shape:
    if x.dims is None:
        return x
    at = axis if axis >= 0 else len(x.dims) + 1 + axis
    return Shape((*x.dims[:at], 1, *x.dims[at:]))


def squeeze(x: Shape, axis: Any) -> Shape:
    if x.dims is None:
        return x
    if axis is None:
        return Shape(tuple(d for d in x.dims if d != 1))
    gone = {i % len(x.dims) for i in (axis if isinstance(axis, (tuple, list)) else (axis,))}
    return Shape(tuple(d for i, d in enumerate(x.dims) if i not in gone))


def concatenate(shapes: Sequence[Shape], axis: int) -> Shape:
    """All axes alike but one, which is the sum."""
    known = [shape for shape in shapes if shape.dims is not None]
    if not known:
        return shapes[0]
    first = known[0]
    assert first.dims is not None
    at = axis % len(first.dims)
    parts = [
        shape.dims[at]
        if shape.dims is not None
        else Expression.unknown(shape.origin or Unknown("a shape"), axis)
        for shape in shapes
    ]
    dims = list(first.dims)
    for other in known[1:]:
        assert other.dims is not None
        if len(other.dims) != len(dims):
            raise Mismatch(f"cannot concatenate {first} and {other}")
        for i, d in enumerate(other.dims):
            if i != at and same(dims[i], d) is False and d is not None and dims[i] is not None:
                raise Mismatch(f"cannot concatenate {first} and {other} on axis {axis}")
            if i != at and dims[i] is None:
                dims[i] = d
    dims[at] = plus(*parts)
    return Shape(tuple(dims))


def stack(shapes: Sequence[Shape], axis: int) -> Shape:
    x = expand(shapes[0], axis)
    return x.with_axis(axis, len(shapes)) if x.dims is not None else x


def tile(x: Shape, multiples: Sequence[Any]) -> Shape:
    if x.dims is None:
        return x
    return Shape(tuple(times(d, m) for d, m in zip(x.dims, multiples, strict=False)))


def repeat(x: Shape, count: Any, axis: int) -> Shape:
    return x.with_axis(axis, times(x.axis(axis), count)) if x.dims is not None else x


def matmul(a: Shape, b: Shape) -> Shape:
    """(…, n, k) · (…, k, m) = (…, n, m)"""
    gap = unknown_rank(a, b)
    if gap is not None:
        return gap
    assert a.dims is not None and b.dims is not None
    if len(b.dims) == 1:
        return Shape(a.dims[:-1])
    if same(a.dims[-1], b.dims[-2]) is False and a.dims[-1] is not None and b.dims[-2] is not None:
        raise Mismatch(f"cannot multiply {a} by {b}: {a.dims[-1]} columns meet {b.dims[-2]} rows")
    front = broadcast(Shape(a.dims[:-2]), Shape(b.dims[:-2])).dims or ()
    return Shape((*front, *a.dims[-2:-1], b.dims[-1]))


def backend_dot(a: Shape, b: Shape) -> Shape:
    """K.dot: the last axis of a with the last but one of b; all other axes of both stay."""
    gap = unknown_rank(a, b)
    if gap is not None:
        return gap
    assert a.dims is not None and b.dims is not None
    if len(b.dims) == 1:
        return Shape(a.dims[:-1])
    return Shape((*a.dims[:-1], *b.dims[:-2], b.dims[-1]))


def batch_dot(a: Shape, b: Shape, axes: Any) -> Shape:
    """K.batch_dot"""
    gap = unknown_rank(a, b)
    if gap is not None:
        return gap
    assert a.dims is not None and b.dims is not None
    if axes is None:
        axes = (len(a.dims) - 1, max(len(b.dims) - 2, 1))
    one, two = axes if isinstance(axes, (tuple, list)) else (axes, axes)
    one, two = one % len(a.dims), two % len(b.dims)
    dims = [d for i, d in enumerate(a.dims) if i != one] + [
        d for i, d in enumerate(b.dims) if i not in (0, two)
    ]
    return Shape(tuple(dims) if len(dims) > 1 else (*dims, 1))


def einsum(equation: str, shapes: Sequence[Shape]) -> Shape:
    left, arrow, right = equation.replace(" ", "").partition("->")
    if not arrow or "." in equation:
        return unknown_rank(*shapes) or Shape.unknown(Unknown("einsum with an ellipsis"))
    sizes: dict[str, Dim] = {}
    for letters, shape in zip(left.split(","), shapes, strict=False):
        if shape.dims is None or len(shape.dims) != len(letters):
            return Shape.unknown(shape.origin or Unknown("einsum on a shape that is not known"))
        for letter, d in zip(letters, shape.dims, strict=True):
            if sizes.get(letter) is None:
                sizes[letter] = d
    return Shape(tuple(sizes.get(letter) for letter in right))


def pad(x: Shape, paddings: Sequence[Sequence[Any]]) -> Shape:
    if x.dims is None:
        return x
    return Shape(tuple(plus(d, *pair) for d, pair in zip(x.dims, paddings, strict=False)))


def subscript(x: Shape, index: tuple[Any, ...]) -> Shape:
    """Slicing as numpy does it."""
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("a shape that is not known"))
    used = sum(1 for part in index if part is not None and part is not ...)
    if ... in index:
        at = index.index(...)
        index = (*index[:at], *[slice(None)] * (len(x.dims) - used), *index[at + 1 :])
    dims: list[Dim] = []
    source = iter(x.dims)
    for part in index:
        if part is None:
            dims.append(1)
            continue
        d = next(source, None)
        if isinstance(part, slice):
            dims.append(slice_length(d, part))
        elif isinstance(part, Shape):
            dims.extend(part.dims or ())
        elif isinstance(part, int) and isinstance(d, int) and not -d <= part < d:
            raise EmptyDimension(f"has no index {part} on an axis of {d}")
    return Shape((*dims, *source))


def slice_length(d: Dim, part: slice) -> Dim:
    """How many items a slice leaves of d."""
    if part.start is None and part.stop is None and part.step in (None, 1):
        return d
    bounds = (part.start, part.stop, part.step)
    if isinstance(d, int) and all(isinstance(b, (int, type(None))) for b in bounds):
        return len(range(*part.indices(d)))
    if (
        part.step is None
        and part.start in (None, 0)
        and isinstance(part.stop, int)
        and part.stop < 0
        and isinstance(d, Expression)
    ):
        return d + part.stop
    if part.step is None and part.start is None and isinstance(part.stop, Expression) and d is None:
        return part.stop
    if (
        d is None
        and isinstance(part.start, int)
        and isinstance(part.stop, int)
        and part.step is None
        and part.start < 0 <= -part.start + part.stop
        and part.stop < 0
    ):
        return part.stop - part.start
    if isinstance(d, Expression):
        return Expression.unknown(Unknown("a slice of an unknown size"), (d, str(bounds)), 0)
    return None
