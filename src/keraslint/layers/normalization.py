"""Layers that bring their inputs to a common mean and scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, least, same, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("BatchNormalization", "SyncBatchNormalization")
def batch_normalization(
    x: Shape,
    *,
    axis: Any = -1,
    center: bool = True,
    scale: bool = True,
    mode: Any = 0,
    renorm: bool = False,
    renorm_clipping: Any = None,
    fused: Any = None,
    synchronized: Any = False,
    virtual_batch_size: Any = None,
    adjustment: Any = None,
    dtype: Any = None,
    keras: Keras,
) -> Built:
    """Scale and offset of each channel, and its running mean and variance (arxiv.org/abs/1502.03167)."""
    axis = int(axis) if keras.three and isinstance(axis, float) else axis
    axes = _distinct(x, _axes(axis, several=keras.tf), keras)
    if keras.one and isinstance(mode, (int, str)) and mode not in (0, 1, 2):
        raise BadArgument(f"takes mode 0, 1 or 2, not {mode!r}")
    if renorm and isinstance(renorm_clipping, dict):
        _check_clipping(renorm_clipping, keras)
    if keras.tf and fused is True:
        whole = virtual_batch_size is None and adjustment is None
        _check_fused(x, axes, renorm or synchronized is True or not whole or dtype == "float64")
    shape = _ghost_batches(x, axes, virtual_batch_size) if keras.tf else _sizes_on(x, axes)
    trained = ["gamma"] * bool(scale) + ["beta"] * bool(center)
    running = ["moving_mean", "moving_variance"]
    running += ["moving_stddev", "renorm_mean", "renorm_stddev"] * bool(renorm)
    weights = [Weight(name, shape) for name in trained]
    return Built(x, (*weights, *(Weight(name, shape, trainable=False) for name in running)))


@layer("LayerNormalization")
def layer_normalization(
    x: Shape,
    *,
    axis: Any = -1,
    center: bool = True,
    scale: bool = True,
    rms_scaling: bool = False,
    keras: Keras,
) -> Built:
    """A scale and an offset for each feature of the axes normalized over (arxiv.org/abs/1607.06450)."""
    axes = _distinct(x, _axes(axis), keras)
    if keras.tf and axes == ():
        raise BadArgument("needs at least one axis")
    names = ["gamma"] * bool(scale or rms_scaling) + ["beta"] * bool(center and not rms_scaling)
    if not names:
        return unit_normalization(x, axis=axis, keras=keras)
    shape = _sizes_on(x, axes if axes is None or keras.tf else sorted(axes))
    return Built(x, tuple(Weight(name, shape) for name in names))


@layer("RMSNormalization")
def rms_normalization(x: Shape, *, axis: Any = -1) -> Built:
    """A scale for each feature, none of them shifted (arxiv.org/abs/1910.07467)."""
    return Built(x, (Weight("scale", _sizes_on(x, _axes(axis))),))


@layer("UnitNormalization")
def unit_normalization(x: Shape, *, axis: Any = -1, keras: Keras) -> Built:
    """Length 1 over the axes (keras.io/api/layers/normalization_layers/unit_normalization)."""
    for one in _distinct(x, _axes(axis), keras) or ():
        x.axis(one)
    return Built(x)


@layer("GroupNormalization")
def group_normalization(
    x: Shape,
    *,
    groups: Any = 32,
    axis: Any = -1,
    center: bool = True,
    scale: bool = True,
    keras: Keras,
) -> Built:
    """Channels normalized in groups, -1: each alone; scale and offset by channel (arxiv.org/abs/1803.08494)."""
    if not isinstance(groups, (int, Expression, Unknown)) or groups == 0:
        raise BadArgument(f"takes groups as a positive number or -1, not {groups!r}")
    if keras.three and isinstance(groups, int) and groups < -1:
        raise BadArgument(f"takes groups as a positive number or -1, not {groups}")
    shape = _sizes_on(x, _axes(axis, several=False))
    channels = shape[0]
    if isinstance(channels, int) and isinstance(groups, int) and groups != -1 and channels % groups:
        raise Mismatch(f"cannot divide {channels} channels into {groups} equal groups")
    return Built(
        x, tuple([Weight("gamma", shape)] * bool(scale) + [Weight("beta", shape)] * bool(center))
    )


@layer("Normalization")
def normalization(
    x: Shape, *, axis: Any = -1, mean: Any = None, variance: Any = None, keras: Keras
) -> Built:
    """Shifted and scaled by statistics: given ones, or weights that `adapt` sets (keras.io/api/layers/preprocessing_layers)."""
    axes = () if axis is None else _axes(axis)
    unknown = next((value for value in (mean, variance) if isinstance(value, Unknown)), None)
    if unknown is None and (mean is None) != (variance is None):
        raise BadArgument("needs both mean and variance, or neither")
    kept = _sizes_on(x, axes)
    if unknown is None and mean is None:
        weights = [Weight("mean", kept), Weight("variance", kept), Weight("count", ())]
        for weight in weights:
            weight.trainable = False
        return Built(x, tuple(weights))
    if axes is not None and x.rank is not None:
        places = sorted(one % x.rank for one in axes)
        _check_statistics(x, places, _shape_of(mean), _shape_of(variance), keras)
    return Built(x, unknown=unknown)


def _axes(axis: Any, several: bool = True) -> tuple[int, ...] | None:
    """The axes that an argument names; None if they are not known."""
    given = axis if isinstance(axis, (list, tuple)) and several else (axis,)
    if any(isinstance(one, (Unknown, Expression)) for one in given):
        return None
    if not all(isinstance(one, int) for one in given):
        raise BadArgument(
            f"takes axis as a whole number{' or a list of them' * several}, not {axis!r}"
        )
    return tuple(given)


def _distinct(x: Shape, axes: tuple[int, ...] | None, keras: Keras) -> tuple[int, ...] | None:
    """The same axes; tf.keras refuses one that is named twice."""
    if keras.tf and axes and x.rank and len({one % x.rank for one in axes}) < len(axes):
        raise BadArgument(f"names an axis twice: {axes}")
    return axes


def _sizes_on(x: Shape, axes: Sequence[int] | None) -> tuple[Size, ...]:
    """The sizes of these axes, which a weight needs."""
    if axes is not None:
        return tuple(size(x.axis(one), f"axis {one}") for one in axes)
    low = min((least(dim) for dim in (x.dims or ())[1:]), default=1)
    return (
        Expression.unknown(
            Unknown("the axis is not known", name="size of the axis"), least=max(low, 1)
        ),
    )


def _check_clipping(clipping: dict[Any, Any], keras: Keras) -> None:
    strange = [key for key in clipping if key not in ("rmax", "rmin", "dmax")]
    if strange:
        raise BadArgument(f"takes rmax, rmin and dmax in renorm_clipping, not {strange[0]!r}")
    rmax, rmin, dmax = (clipping.get(key) for key in ("rmax", "rmin", "dmax"))
    if (
        keras.three
        and isinstance(rmax, (int, float))
        and isinstance(rmin, (int, float))
        and rmax < rmin
    ):
        raise BadArgument(f"needs rmax of at least rmin, got {rmax} and {rmin}")
    if keras.three and isinstance(dmax, (int, float)) and dmax < 0:
        raise BadArgument(f"needs a dmax of at least 0, got {dmax}")


def _check_fused(x: Shape, axes: tuple[int, ...] | None, excluded: bool) -> None:
    """TensorFlow's fused kernel: 4-D or 5-D inputs, channels first or last, and no variants."""
    if excluded:
        raise BadArgument(
            "takes fused=True neither with renorm, virtual_batch_size, adjustment, synchronized nor float64"
        )
    if axes is not None and (len(axes) != 1 or axes[0] not in (-4, -3, -1, 1, 3, 4)):
        raise BadArgument(
            f"takes fused=True only with the first or the last axis as channels, not {axes}"
        )
    x.axes(4, 5)
    if axes is not None and x.rank == 4 and axes[0] % 4 not in (1, 3):
        raise BadArgument(f"takes fused=True on a 4-D input only with axis 1 or 3, not {axes[0]}")


def _ghost_batches(
    x: Shape, axes: tuple[int, ...] | None, virtual_batch_size: Any
) -> tuple[Size, ...]:
    """tf.keras keeps the rank in the weights where it normalizes several axes, or parts of a batch."""
    sizes = _sizes_on(x, axes)
    if axes == ():
        raise BadArgument("needs at least one axis")
    if isinstance(virtual_batch_size, int) and virtual_batch_size <= 0:
        raise BadArgument(f"takes a positive virtual_batch_size, not {virtual_batch_size}")
    if axes is None or x.rank is None or (len(axes) == 1 and virtual_batch_size is None):
        return sizes
    by_axis = {one % x.rank: length for one, length in zip(axes, sizes, strict=True)}
    shape = [by_axis.get(place, 1) for place in range(x.rank)]
    if isinstance(virtual_batch_size, int):
        shape.insert(1, 1)
    return tuple(shape)


def _shape_of(value: Any) -> tuple[int, ...] | None:
    """The shape of a nested list of numbers; None if it is not known."""
    if isinstance(value, (int, float)):
        return ()
    if not isinstance(value, (list, tuple)) or not value:
        return None
    inner = {_shape_of(item) for item in value}
    first = inner.pop()
    return None if inner or first is None else (len(value), *first)


def _check_statistics(
    x: Shape,
    places: list[int],
    mean: tuple[int, ...] | None,
    variance: tuple[int, ...] | None,
    keras: Keras,
) -> None:
    """Given statistics must fit the axes that are kept."""
    dims = x.dims or ()
    kept = tuple(dims[place] for place in places)
    newest = keras.three and not keras.before(3, 14)
    if newest and mean is not None and variance is not None and mean != variance:
        raise BadArgument(f"needs mean and variance of one shape, got {mean} and {variance}")
    for name, given in (("mean", mean), ("variance", variance)):
        if given is None:
            continue
        if newest and len(given) > len(places):
            raise BadArgument(
                f"takes a {name} with an axis for each of {len(places)}, got shape {given}"
            )
        whole = tuple(dims[i] if i in places else 1 for i in range(len(dims)))
        if not _stretches(given, whole if keras.three and not newest else kept):
            raise Mismatch(f"has a {name} of shape {given} for {Shape(kept)} of {x}")


def _stretches(given: tuple[int, ...], dims: tuple[Dim, ...]) -> bool:
    """Whether a shape can be broadcast to these dimensions, as far as they are known."""
    front = len(given) - len(dims)
    if front > 0:
        return given[:front] == (1,) * front and _stretches(given[front:], dims)
    return all(
        one == 1 or same(one, dim) is not False
        for one, dim in zip(given, dims[-front:], strict=True)
    )
