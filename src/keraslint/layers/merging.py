"""Layers that make one tensor of several."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from keraslint.layers.core import stated_output
from keraslint.layers.definition import Built, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.shapes import BadArgument, Dim, Expression, Mismatch, Shape, WrongRank, broadcast, plus, same
from keraslint.unknown import Unknown

ALIKE = ("sum", "mul", "ave", "max")
MODES = (*ALIKE, "concat", "cos", "dot")
"""Keras 1's ways to merge; those of ALIKE take inputs of one shape."""


@layer("Add", "Multiply", "Average", "Maximum", "Minimum")
def elementwise(inputs: Sequence[Shape], *, keras: Keras) -> Built:
    """Element by element, with broadcasting (keras.io/api/layers/merging_layers)."""
    return Built(_broadcast(_listed(inputs, 1 if keras.tf or keras.three else 2), keras))


@layer("Subtract")
def subtract(inputs: Sequence[Shape], *, keras: Keras) -> Built:
    """The first input minus the second (keras.io/api/layers/merging_layers/subtract)."""
    return Built(_broadcast(_pair(inputs), keras))


@layer("Concatenate")
def concatenate(inputs: Sequence[Shape], *, axis: Any = -1, keras: Keras) -> Built:
    """Side by side along one axis (keras.io/api/layers/merging_layers/concatenate)."""
    return Built(_concatenated(_listed(inputs, 1 if keras.tf or keras.three else 2), axis, keras))


@layer("Dot")
def dot(inputs: Sequence[Shape], *, axes: Any, keras: Keras) -> Built:
    """Products of vectors along an axis of each input (keras.io/api/layers/merging_layers/dot)."""
    return Built(_dotted(*_pair(inputs), axes, "axes", keras))


@layer("Merge")
def merge(
    inputs: Sequence[Shape], result: Any = None, *, mode: Any = "sum", concat_axis: Any = -1, dot_axes: Any = -1,
    output_shape: Any = None, keras: Keras,
) -> Built:
    """Keras 1's one merging layer, with all its modes (keras/engine/topology.py of 1.2.2).

    `result` is what a callable `output_shape` beside a callable `mode` returns, where it could be followed.
    """
    if isinstance(mode, Unknown):
        return nothing_known(mode)
    if isinstance(mode, str) and mode not in MODES:
        raise BadArgument(_no_mode(mode))
    shapes = _listed(inputs, 2)
    if not isinstance(mode, str):
        return _merged_by_function(shapes, result, output_shape)
    if mode == "concat":
        return Built(_concatenated(shapes, concat_axis, keras))
    if mode == "dot":
        return Built(_dotted(*_pair(shapes), dot_axes, "dot_axes", keras))
    alike = _alike(shapes, keras)
    return Built(_dotted(*_pair(shapes), dot_axes, "dot_axes", keras) if mode == "cos" else alike)


def _no_mode(mode: str) -> str:
    close = difflib.get_close_matches(mode, MODES, 1)
    return f"takes mode {', '.join(MODES)}, not {mode!r}" + (f" (did you mean {close[0]}?)" if close else "")


def _merged_by_function(shapes: list[Shape], result: Any, output_shape: Any) -> Built:
    if output_shape is None:
        raise BadArgument("needs output_shape beside a function as mode")
    stated = stated_output(shapes, output_shape) or result
    return Built(stated or Shape.unknown(Unknown("the shape that the function of a Merge returns", name="merge")))


def _listed(inputs: Sequence[Shape] | Shape, fewest: int) -> list[Shape]:
    if isinstance(inputs, Shape):
        raise Mismatch(f"needs a list of inputs, got one tensor {inputs}")
    if len(inputs) < fewest:
        raise Mismatch(f"needs at least {fewest} input{'s' if fewest > 1 else ''}, got {len(inputs)}")
    return list(inputs)


def _pair(inputs: Sequence[Shape] | Shape) -> tuple[Shape, Shape]:
    shapes = _listed(inputs, 2)
    if len(shapes) > 2:
        raise Mismatch(f"needs exactly 2 inputs, got {len(shapes)}")
    return shapes[0], shapes[1]


def _all(shapes: Sequence[Shape]) -> str:
    return " and ".join(map(str, shapes))


# ---------------------------------------------------------------------------------- element by element


def _broadcast(shapes: Sequence[Shape], keras: Keras) -> Shape:
    """The common shape: the batches agree, the other axes stretch from the last one backwards.

    Keras says that a free dimension stays free; tf.keras looks at TensorFlow's own result, where a size wins.
    """
    batch = _batch(shapes, keras)
    tails = [shape.tail if shape.dims is None else shape.dims[1:] for shape in shapes]
    length = max(map(len, tails))
    sizes: list[Dim] = []
    for place in range(-length, 0):
        column = [_from_behind(shape, tail, place) for shape, tail in zip(shapes, tails, strict=True)]
        try:
            sizes.append(_stretched(column, keras))
        except Mismatch:
            raise Mismatch(f"cannot broadcast {_all(shapes)}") from None
    unknown = [shape for shape in shapes if shape.dims is None]
    if unknown:
        return Shape.unknown(unknown[0].origin or Unknown("unknown shape"), *sizes)
    return Shape((batch, *sizes))


def _from_behind(shape: Shape, tail: tuple[Dim, ...], place: int) -> Dim:
    """An axis counted from the last one; a shape that has no such axis stretches along it."""
    if -place <= len(tail):
        return tail[place]
    return 1 if shape.dims is not None else shape.axis(place)


def _stretched(sizes: Sequence[Dim], keras: Keras) -> Dim:
    result = sizes[0]
    for other in sizes[1:]:
        if keras.tf or result is not None and other is not None:
            result = broadcast(result, other)
        else:
            result = None
    return result


def _batch(shapes: Sequence[Shape], keras: Keras) -> Dim:
    """The batch size that all share; free where none is known."""
    batches = [shape.dims[0] for shape in shapes if shape.dims]
    known = list(dict.fromkeys(size for size in batches if size is not None))
    numbers = [size for size in known if isinstance(size, int)]
    if len(numbers) > 1:
        raise Mismatch(f"cannot merge different batch sizes, got {_all(shapes)}")
    if keras.tf and numbers == [1] and None in batches:
        return None
    return (numbers or known or [None])[0]


def _alike(shapes: Sequence[Shape], keras: Keras) -> Shape:
    """The one shape that all inputs have."""
    rank = _common_rank(shapes)
    if rank is None:
        return shapes[0]
    return Shape(tuple(_agreed(shapes, place, keras) for place in range(-rank, 0)))


# --------------------------------------------------------------------------------------- side by side


def _concatenated(shapes: Sequence[Shape], axis: Any, keras: Keras) -> Shape:
    if isinstance(axis, (Unknown, Expression)):
        return Shape.unknown(axis if isinstance(axis, Unknown) else Unknown("the axis to concatenate along"))
    if not isinstance(axis, int):
        raise BadArgument(f"takes axis as a whole number, not {axis!r}")
    rank = _common_rank(shapes)
    if rank is None:
        origin = shapes[0].origin or Unknown("unknown shape")
        return Shape.unknown(origin, plus(*(shape.last for shape in shapes))) if axis == -1 else Shape.unknown(origin)
    if keras.three and len(shapes) == 1 and axis >= rank:
        return shapes[0]
    if not -rank <= axis < rank:
        raise BadArgument(f"concatenates along axis {axis}, which {shapes[0]} does not have")
    return Shape(tuple(
        plus(*(shape.axis(place) for shape in shapes)) if place == axis % rank - rank else _agreed(shapes, place, keras)
        for place in range(-rank, 0)
    ))


def _common_rank(shapes: Sequence[Shape]) -> int | None:
    """The rank that all share; None where none is known."""
    ranks = {shape.rank for shape in shapes if shape.rank is not None}
    if len(ranks) > 1:
        raise Mismatch(f"needs inputs of the same rank, got {_all(shapes)}")
    return ranks.pop() if ranks else None


def _agreed(shapes: Sequence[Shape], place: int, keras: Keras) -> Dim:
    """The size of an axis that must be the same in all inputs; Keras 1 and 2 also tell None from a size."""
    sizes = [shape.axis(place) for shape in shapes]
    numbers = [size for size in sizes if isinstance(size, int)]
    unlike = len(set(numbers)) > 1 or (keras.one or keras.two) and numbers and None in sizes
    if unlike:
        raise Mismatch(f"needs inputs that agree on axis {place + (shapes[0].rank or 0)}, got {_all(shapes)}")
    if keras.three and sizes[0] is None:
        return None  # Keras 3 copies the first input's axes
    return (numbers or [size for size in sizes if size is not None] or [None])[0]


# ---------------------------------------------------------------------------------------- dot products


def _dotted(a: Shape, b: Shape, axes: Any, name: str, keras: Keras) -> Shape:
    """What is left: all axes of `a` and `b` but the two summed over and the batch of `b`."""
    pair = axes if isinstance(axes, (list, tuple)) else (axes, axes)
    unsure = [axis for axis in pair if isinstance(axis, (Unknown, Expression))]
    if unsure or a.dims is None or b.dims is None:
        reasons = [why for why in (*unsure, a.origin, b.origin) if isinstance(why, Unknown)]
        return Shape.unknown(reasons[0] if reasons else Unknown(f"the {name} of a dot product"))
    if len(pair) != 2 or not all(isinstance(axis, int) for axis in pair):
        raise BadArgument(f"takes {name} as a whole number or two of them, not {axes!r}")
    i, j = _summed(a, pair[0], name), _summed(b, pair[1], name)
    if a.dims[i] != b.dims[j] and (None in (a.dims[i], b.dims[j]) or same(a.dims[i], b.dims[j]) is False):
        if not any(isinstance(size, Expression) for size in (a.dims[i], b.dims[j])):
            raise Mismatch(f"sums over axis {i} of {a} and axis {j} of {b}, whose sizes differ")
    batch = _batch((a, b), keras) if keras.tf else a.dims[0]
    rest = [size for place, size in enumerate(a.dims) if place not in (0, i)]
    rest += [size for place, size in enumerate(b.dims) if place not in (0, j)]
    return Shape((batch, *(rest or [1])))


def _summed(shape: Shape, axis: int, name: str) -> int:
    rank = len(shape.dims or ())
    if not -rank <= axis < rank:
        raise WrongRank(f"has {name} {axis}, which {shape} does not have")
    if axis % rank == 0:
        raise BadArgument(f"has {name} {axis}, the batch axis of {shape}")
    return axis % rank
