"""Layers that turn categories and numbers into indicator vectors."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import (
    Built,
    Output,
    is_channels_first,
    layer,
    nothing_known,
    whole,
)
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import BadArgument, Mismatch, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, join, same
from keraslint.unknown import Unknown
from keraslint.weights import Weight

SPELLINGS = {"binary": "multi_hot", "tf-idf": "tf_idf"}


@layer("CategoryEncoding")
def category_encoding(
    x: Shape,
    count_weights: Any = None,
    *,
    num_tokens: Any = None,
    output_mode: str = "multi_hot",
    keras: Keras,
) -> Built:
    """Whole numbers as indicator vectors (keras.io/api/layers/preprocessing_layers/categorical/category_encoding)."""
    mode = mode_of(SPELLINGS.get(output_mode, output_mode), "multi_hot", "one_hot", "count")
    if num_tokens is None:
        raise BadArgument("needs num_tokens")
    tokens = whole(num_tokens, "num_tokens")
    if isinstance(tokens, int) and tokens < 1:
        raise BadArgument(f"takes num_tokens of at least 1, not {tokens}")
    if keras.tf and isinstance(count_weights, Shape) and mode != "count":
        raise BadArgument(f"uses count_weights only in output_mode count, not {mode}")
    return Built(encoded(x, tokens, mode, keras))


@layer("Discretization")
def discretization(
    x: Shape,
    *,
    bin_boundaries: Any = None,
    num_bins: Any = None,
    output_mode: str = "int",
    sparse: Any = False,
    keras: Keras,
) -> Built:
    """Numbers by the bin they fall into (keras.io/api/layers/preprocessing_layers/numerical/discretization)."""
    mode = mode_of(output_mode, "int", "one_hot", "multi_hot", "count")
    check_sparse(sparse, mode)
    _check_bins(bin_boundaries, num_bins, keras)
    if mode == "int" or keras.three and keras.before(3, 14):
        return Built(x)
    bins = _bins(bin_boundaries, num_bins, keras)
    if keras.three and mode != "one_hot" and x.dims is not None:
        return Built(Shape((*x.dims[:1], *x.dims[2:], bins) if len(x.dims) > 1 else (bins,)))
    return Built(encoded(x, bins, mode, keras))


@layer("Hashing")
def hashing(
    x: Shape,
    *,
    num_bins: Any,
    output_mode: str = "int",
    salt: Any = None,
    sparse: Any = False,
    keras: Keras,
) -> Built:
    """Categories by their hash (keras.io/api/layers/preprocessing_layers/categorical/hashing)."""
    bins = _positive(num_bins, "num_bins")
    mode = mode_of(output_mode, "int", "one_hot", "multi_hot", "count")
    check_sparse(sparse, mode)
    pair = isinstance(salt, (list, tuple)) and len(salt) == 2
    if not pair and not isinstance(salt, (int, Unknown, Expression, type(None))):
        raise BadArgument(f"takes salt as one or two whole numbers, not {salt!r}")
    if mode == "int":
        return Built(x)
    return Built(x.with_last(bins) if keras.three else encoded(x, bins, mode, keras))


@layer("HashedCrossing")
def hashed_crossing(inputs: Any, *, num_bins: Any, output_mode: str = "int", keras: Keras) -> Built:
    """Pairs of categories by their hash (keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing)."""
    mode = mode_of(output_mode, "int", "one_hot")
    bins = whole(num_bins, "num_bins")
    if isinstance(inputs, Shape) or len(inputs) < 2 or keras.three and len(inputs) > 2:
        raise BadArgument("is called on a list of two inputs")
    first, other = inputs[:2]
    if first.dims == () and other.dims == ():  # two single categories
        return Built(first if mode == "int" else encoded(first, bins, mode, keras))
    if _differ(first.last, other.last) or keras.tf and _ranks_differ(first, other):
        raise Mismatch(f"needs inputs of one shape, got {first} and {other}")
    crossed = first
    if keras.tf and first.dims is not None:
        if len(first.dims) > 2 or len(first.dims) == 2 and _differ(first.last, 1):
            raise WrongRank(f"needs inputs of shape (batch,) or (batch, 1), got {first}")
        crossed = Shape((None, *first.dims[1:]))
    return Built(crossed if mode == "int" else encoded(crossed, bins, mode, keras))


@layer("CategoryCrossing")
def category_crossing(inputs: Any, *, depth: Any = None) -> Built:
    """All combinations of categories as texts, in sparse tensors whose sizes TensorFlow does not state (tf.keras 2.3 to 2.6)."""
    if not isinstance(inputs, (list, tuple)):
        raise BadArgument("is called on a list of inputs")
    most = max(depth, default=0) if isinstance(depth, (list, tuple)) else depth
    if isinstance(most, int) and most > len(inputs):
        raise BadArgument(f"crosses {most} inputs (depth), got {len(inputs)}")
    return Built(Shape.of(None, None))


@layer("Pipeline")
def pipeline(x: Shape, *, layers: Any) -> Built:
    """Layers one after the other (keras.io/api/layers/preprocessing_layers)."""
    if isinstance(layers, Unknown):
        return nothing_known(layers)
    output: Output = x
    weights: list[Weight] = []
    for part in layers if isinstance(layers, (list, tuple)) else [layers]:
        if not isinstance(part, Layer):
            gap = part if isinstance(part, Unknown) else Unknown("one of its parts is no layer")
            return nothing_known(gap)
        output = _cropped(part, output, part.apply(output))
        weights.extend(part.weights)
    gaps = [part.unknown for part in layers if part.unknown]
    return Built(output, tuple(dict.fromkeys(weights)), gaps[0] if gaps else None)


def _cropped(part: Layer, before: Output, after: Output) -> Output:
    """In a Pipeline, TensorFlow forgets to what it crops an image of a free size; other backends do not."""
    if not isinstance(before, Shape) or not isinstance(after, Shape) or before.dims is None:
        return after
    if part.kind not in ("CenterCrop", "RandomCrop") or None not in before.dims[1:]:
        return after
    channels = -3 if is_channels_first(part.arguments.get("data_format"), part.keras) else -1
    for axis in {-3, -2, -1} - {channels}:
        after = after.with_axis(axis, join(None, after.axis(axis)))
    return after


# --------------------------------------------------------------------------------- shapes and sizes


def encoded(x: Shape, depth: Dim, mode: str, keras: Keras) -> Shape:
    """The shape of indicator vectors: one_hot makes one of each number, the others one of each row.

    A single number gives a single vector.
    """
    if x.dims == ():
        return Shape.of(depth)
    if mode != "one_hot" and keras.three:
        return x.with_last(depth)
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("unknown rank"), depth)
    last = x.dims[-1]
    grows = mode == "one_hot" and same(last, 1) is not True
    if grows and isinstance(last, Expression) and last.least < 2:
        if keras.three or len(x.dims) == 1:
            return Shape.unknown(Unknown("one_hot adds an axis unless the last one is 1"), depth)
        grows = False
    if keras.three:
        return Shape((*x.dims, depth)) if grows or len(x.dims) == 1 else x.with_last(depth)
    rank = len(x.dims) + grows
    if rank > 2:
        raise WrongRank(f"gives at most 2 axes in output_mode {mode}, got {x}")
    return Shape.of(depth) if rank == 1 else Shape.of(x.dims[0], depth)


def _bins(boundaries: Any, num_bins: Any, keras: Keras) -> Size:
    """One bin more than there are boundaries; `adapt` finds boundaries for num_bins."""
    if isinstance(boundaries, (list, tuple)):
        return len(boundaries) + 1
    if keras.three and boundaries is None:
        return whole(num_bins, "num_bins")
    return Expression.unknown(Unknown("the boundaries are not known before adapt()", name="bins"))


def _differ(a: Dim, b: Dim) -> bool:
    """Whether two dimensions are certainly not the same; a free one is not a size."""
    return a != b and not isinstance(a, Expression) and not isinstance(b, Expression)


def _ranks_differ(a: Shape, b: Shape) -> bool:
    return a.rank is not None and b.rank is not None and a.rank != b.rank


# ---------------------------------------------------------------------------------------- arguments


def mode_of(output_mode: Any, *allowed: str) -> str:
    if output_mode not in allowed:
        raise BadArgument(f"takes output_mode {', '.join(allowed)}, not {output_mode!r}")
    return str(output_mode)


def _positive(value: Any, name: str) -> Size:
    if value is None or isinstance(value, int) and value <= 0:
        raise BadArgument(f"takes {name} as a positive number, not {value}")
    return whole(value, name)


def _check_bins(boundaries: Any, num_bins: Any, keras: Keras) -> None:
    if isinstance(num_bins, int) and num_bins < 0:
        raise BadArgument(f"takes num_bins of at least 0, not {num_bins}")
    given = [value for value in (boundaries, num_bins) if value is not None]
    if len(given) == 2 and not any(isinstance(value, Unknown) for value in given):
        raise BadArgument("takes num_bins or bin_boundaries, not both")
    if keras.three and not given:
        raise BadArgument("needs num_bins or bin_boundaries")


def check_sparse(sparse: Any, mode: str) -> None:
    if sparse is True and mode == "int":
        raise BadArgument("has no sparse=True in output_mode int")
