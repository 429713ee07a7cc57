"""Layers that make one tensor of several."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from keraslint.layers.core import stated_output
from keraslint.layers.definition import Built, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, broadcast, plus, same
from keraslint.unknown import Unknown

MODES = ("sum", "mul", "ave", "max", "concat", "cos", "dot")
"""Keras 1's ways to merge; all but concat and dot take inputs of one shape."""


@layer("Add", "Multiply", "Average", "Maximum", "Minimum")
def elementwise(inputs: Sequence[Shape], *, keras: Keras) -> Built:
    """Element by element, with broadcasting (keras.io/api/layers/merging_layers)."""
    return Built(_broadcast(_listed(inputs, keras), keras))


@layer("Subtract")
def subtract(inputs: Sequence[Shape], *, keras: Keras) -> Built:
    """The first input minus the second (keras.io/api/layers/merging_layers/subtract)."""
    return Built(_broadcast(_pair(inputs, keras), keras))


@layer("Concatenate")
def concatenate(inputs: Sequence[Shape], *, axis: Any = -1, keras: Keras) -> Built:
    """Side by side along one axis (keras.io/api/layers/merging_layers/concatenate)."""
    return Built(_concatenated(_listed(inputs, keras), axis, keras))


@layer("Dot")
def dot(inputs: Sequence[Shape], *, axes: Any, keras: Keras) -> Built:
    """Products of vectors along an axis of each input (keras.io/api/layers/merging_layers/dot)."""
    return Built(_dotted(*_pair(inputs, keras), axes, "axes", keras))


@layer("Merge")
def merge(
    inputs: Sequence[Shape],
    result: Any = None,
    *,
    mode: Any = "sum",
    concat_axis: Any = -1,
    dot_axes: Any = -1,
    output_shape: Any = None,
    keras: Keras,
) -> Built:
    """Keras 1's one merging layer, with all its modes (keras/engine/topology.py of 1.2.2).

    `result` is what a callable `output_shape` beside a callable `mode` returns, where the caller
    could follow it.
    """
    if isinstance(mode, Unknown):
        return nothing_known(mode)
    if isinstance(mode, str) and mode not in MODES:
        raise _no_mode(mode)
    shapes = _listed(inputs, keras)
    if not isinstance(mode, str):
        return _merged_by_function(shapes, result, output_shape)
    if mode == "concat":
        return Built(_concatenated(shapes, concat_axis, keras))
    if mode == "dot":
        return Built(_dotted(*_pair(shapes, keras), dot_axes, "dot_axes", keras))
    alike = _alike(shapes, keras)
    if mode == "cos":
        return Built(_dotted(*_pair(shapes, keras), dot_axes, "dot_axes", keras))
    return Built(alike)


def _no_mode(mode: str) -> BadArgument:
    close = difflib.get_close_matches(mode.lower(), MODES, 1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    reason = f"takes mode {', '.join(MODES)} or a function, not {mode!r}{hint}"
    return BadArgument(reason, (mode, close[0]) if close else None)


def _merged_by_function(shapes: list[Shape], result: Any, output_shape: Any) -> Built:
    if output_shape is None:
        raise BadArgument("needs output_shape beside a function as mode")
    unknown = Unknown("what the function of a Merge returns", name="merge")
    return Built(stated_output(shapes, output_shape) or result or Shape.unknown(unknown))


def _listed(inputs: Sequence[Shape] | Shape, keras: Keras) -> list[Shape]:
    """The inputs, which must come as a list; Keras 1 and 2 want at least two."""
    if isinstance(inputs, Shape):
        raise Mismatch(f"needs a list of inputs, got one tensor {inputs}")
    fewest = 2 if keras.one or keras.two else 1
    if len(inputs) < fewest:
        raise Mismatch(f"needs at least {fewest} inputs, got {len(inputs)}")
    return list(inputs)


def _pair(inputs: Sequence[Shape] | Shape, keras: Keras) -> tuple[Shape, Shape]:
    shapes = _listed(inputs, keras)
    if len(shapes) != 2:
        raise Mismatch(f"needs exactly 2 inputs, got {len(shapes)}")
    return shapes[0], shapes[1]


def _all(shapes: Sequence[Shape]) -> str:
    return " and ".join(map(str, shapes))


# ------------------------------------------------------------------------ element by element


def _broadcast(shapes: Sequence[Shape], keras: Keras) -> Shape:
    """The common shape: the batches agree, the other axes stretch, counted from the last one."""
    batch = _batch(shapes, keras)
    tails = [shape.tail if shape.dims is None else shape.dims[1:] for shape in shapes]
    sizes: list[Dim] = []
    for place in range(-max(map(len, tails)), 0):
        column = [_from_behind(s, tail, place) for s, tail in zip(shapes, tails, strict=True)]
        try:
            sizes.append(_stretched(column, keras))
        except Mismatch:
            raise Mismatch(f"cannot broadcast {_all(shapes)}") from None
    unknown = [shape for shape in shapes if shape.dims is None]
    if unknown:
        return Shape.unknown(unknown[0].origin or Unknown("unknown shape"), *sizes)
    return Shape((batch, *sizes))


def _from_behind(shape: Shape, tail: tuple[Dim, ...], place: int) -> Dim:
    """An axis counted from the last one; a shape without such an axis stretches along it."""
    if -place <= len(tail):
        return tail[place]
    return 1 if shape.dims is not None else shape.axis(place)


def _stretched(sizes: Sequence[Dim], keras: Keras) -> Dim:
    """One axis of all inputs; a free one stays free, but TensorFlow's own result is the size."""
    result = sizes[0]
    for other in sizes[1:]:
        if keras.tf or (result is not None and other is not None):
            result = broadcast(result, other)
        else:
            result = None
    return result


def _batch(shapes: Sequence[Shape], keras: Keras) -> Dim:
    """The batch size that all share; free where none is known."""
    batches = [shape.dims[0] for shape in shapes if shape.dims]
    sizes: list[Dim] = list(dict.fromkeys(size for size in batches if size is not None))
    numbers: list[Dim] = [size for size in sizes if isinstance(size, int)]
    if len(numbers) > 1:
        raise Mismatch(f"cannot merge different batch sizes, got {_all(shapes)}")
    if keras.tf and numbers == [1] and None in batches:
        return None
    return (*numbers, *sizes, None)[0]


# ------------------------------------------------------------------------------- side by side


def _concatenated(shapes: Sequence[Shape], axis: Any, keras: Keras) -> Shape:
    if isinstance(axis, (Unknown, Expression)):
        why = axis if isinstance(axis, Unknown) else Unknown("the axis to concatenate along")
        return Shape.unknown(why)
    if not isinstance(axis, int):
        raise BadArgument(f"takes axis as a whole number, not {axis!r}")
    rank = _common_rank(shapes)
    if rank is None:
        return _concatenated_tails(shapes, axis)
    if keras.three and len(shapes) == 1 and axis >= rank:
        return shapes[0]
    if not -rank <= axis < rank:
        raise BadArgument(f"concatenates along axis {axis}, which {shapes[0]} does not have")
    places = range(-rank, 0)
    dims = [
        plus(*(shape.axis(place) for shape in shapes))
        if place == axis % rank - rank
        else _agreed(shapes, place, keras)
        for place in places
    ]
    return Shape(tuple(dims))


def _concatenated_tails(shapes: Sequence[Shape], axis: int) -> Shape:
    """Where no rank is known: the last axis at most."""
    origin = shapes[0].origin or Unknown("unknown shape")
    if axis != -1:
        return Shape.unknown(origin)
    return Shape.unknown(origin, plus(*(shape.last for shape in shapes)))


def _alike(shapes: Sequence[Shape], keras: Keras) -> Shape:
    """The one shape that all inputs have."""
    rank = _common_rank(shapes)
    if rank is None:
        return shapes[0]
    return Shape(tuple(_agreed(shapes, place, keras) for place in range(-rank, 0)))


def _common_rank(shapes: Sequence[Shape]) -> int | None:
    """The rank that all share; None where none is known."""
    ranks = {shape.rank for shape in shapes if shape.rank is not None}
    if len(ranks) > 1:
        raise Mismatch(f"needs inputs of the same rank, got {_all(shapes)}")
    return ranks.pop() if ranks else None


def _agreed(shapes: Sequence[Shape], place: int, keras: Keras) -> Dim:
    """The size of an axis that is the same in all inputs.

    To Keras 1 and 2, None is unlike any size. Keras 3 copies the axes of the first input.
    """
    batch = place == -(_common_rank(shapes) or 0)
    sizes = [shape.axis(place) for shape in shapes if shape.dims is not None or not batch]
    numbers: list[Dim] = [size for size in sizes if isinstance(size, int)]
    strict = keras.one or keras.two
    if len(set(numbers)) > 1 or (strict and numbers and None in sizes):
        axis = place + next(shape.rank for shape in shapes if shape.rank)
        raise Mismatch(f"needs inputs that agree on axis {axis}, got {_all(shapes)}")
    if keras.three and sizes[0] is None:
        return None
    return (*numbers, *(size for size in sizes if size is not None), None)[0]


# -------------------------------------------------------------------------------- dot products


def _dotted(a: Shape, b: Shape, axes: Any, name: str, keras: Keras) -> Shape:
    """What is left: all axes but the two summed over and the batch of `b`."""
    pair = axes if isinstance(axes, (list, tuple)) else (axes, axes)
    unsure = [axis for axis in pair if isinstance(axis, (Unknown, Expression))]
    if unsure or a.dims is None or b.dims is None:
        reasons = [why for why in (*unsure, a.origin, b.origin) if isinstance(why, Unknown)]
        return Shape.unknown((*reasons, Unknown(f"the {name} of a dot product"))[0])
    if len(pair) != 2 or not all(isinstance(axis, int) for axis in pair):
        raise BadArgument(f"takes {name} as a whole number or two of them, not {axes!r}")
    wraps = isinstance(axes, int) and axes < 0
    i, j = _summed(a, pair[0], name, wraps), _summed(b, pair[1], name, wraps)
    if 0 in (i, j) and (keras.tf or keras.two and not keras.before(2, 2, 5)):
        raise BadArgument(f"has {name} {axes}, the batch axis of {a if i == 0 else b}")
    if _unlike(a.dims[i], b.dims[j]):
        raise Mismatch(f"sums over axis {i} of {a} and axis {j} of {b}, whose sizes differ")
    first, *rest = (*a.dims[:i], *a.dims[i + 1 :])
    rest += [*b.dims[:j], *b.dims[j + 1 :]][1:]
    return Shape((_batch((a, b), keras) if keras.tf else first, *(rest or [1])))


def _unlike(a: Dim, b: Dim) -> bool:
    """Whether the sizes are known to differ, None being unlike any size."""
    if a is None or b is None:
        return isinstance(a, int) or isinstance(b, int)
    return same(a, b) is False


def _summed(shape: Shape, axis: int, name: str, wraps: bool) -> int:
    """The axis counted from the front; one negative number for both inputs wraps around."""
    rank = len(shape.dims or ())
    if wraps and rank:
        axis %= rank
    if not -rank <= axis < rank:
        raise WrongRank(f"has {name} {axis}, which {shape} does not have")
    return axis % rank
