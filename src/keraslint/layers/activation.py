"""Activations that are layers of their own; some learn their parameters."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Dim, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight

NO_NUMBER = (str, list, tuple, dict)


@layer("LeakyReLU")
def leaky_relu(x: Shape, *, negative_slope: Any = 0.3, alpha: Any = 0.3, keras: Keras) -> Built:
    """A small slope for negative inputs (keras.io/api/layers/activation_layers/leaky_relu)."""
    for name, slope in (("negative_slope", negative_slope), ("alpha", alpha)):
        if (slope is None and (keras.tf or keras.three)) or (keras.three and is_negative(slope)):
            raise BadArgument(f"takes {name} as a number of at least 0, not {slope!r}")
    return Built(x)


@layer("ReLU")
def relu(
    x: Shape,
    *,
    max_value: Any = None,
    negative_slope: Any = 0.0,
    threshold: Any = 0.0,
    keras: Keras,
) -> Built:
    """max(x, 0) with slope, threshold and limit (keras.io/api/layers/activation_layers/relu)."""
    if is_negative(max_value) or isinstance(max_value, NO_NUMBER):
        raise BadArgument(f"takes max_value of at least 0, not {max_value!r}")
    if is_negative(negative_slope) or _is_no_number(negative_slope):
        raise BadArgument(f"takes negative_slope of at least 0, not {negative_slope!r}")
    if not keras.two and (is_negative(threshold) or _is_no_number(threshold)):
        raise BadArgument(f"takes threshold of at least 0, not {threshold!r}")
    return Built(x)


@layer("ThresholdedReLU")
def thresholded_relu(x: Shape, *, theta: Any = 1.0, keras: Keras) -> Built:
    """x above theta, else 0 (keras/layers/advanced_activations.py)."""
    if keras.tf and (is_negative(theta) or theta is None):
        raise BadArgument(f"takes theta of at least 0, not {theta}")
    return Built(x)


@layer("ELU")
def elu(x: Shape, *, alpha: Any = 1.0, keras: Keras) -> Built:
    """An exponential for negative inputs (keras.io/api/layers/activation_layers/elu)."""
    if alpha is None and keras.tf:
        raise BadArgument("takes alpha as a number, not None")
    return Built(x)


@layer("Softmax")
def softmax(x: Shape, *, axis: Any = -1, keras: Keras) -> Built:
    """Exponentials that sum to 1 along an axis (keras.io/api/layers/activation_layers/softmax)."""
    if x.rank is None or keras.three:
        return Built(x)
    if x.rank < 2:
        raise WrongRank(f"needs an input of at least 2 dimensions, got {x}")
    for one in axis if isinstance(axis, (list, tuple)) else (axis,):
        if isinstance(one, int) and not -x.rank <= one < x.rank and not (keras.two and x.rank == 2):
            raise BadArgument(f"has axis {one}, which {x} does not have")
    return Built(x)


@layer("PReLU")
def prelu(x: Shape, *, shared_axes: Any = None, keras: Keras) -> Built:
    """A learned slope for every element, or one along `shared_axes` (arXiv:1502.01852)."""
    none = keras.one and shared_axes in ([None], (None,))
    return _learned(x, None if none else shared_axes, "alpha")


@layer("SReLU")
def srelu(x: Shape, *, shared_axes: Any = None) -> Built:
    """Two learned thresholds with two slopes (arXiv:1512.07030)."""
    return _learned(x, shared_axes, "t_left", "a_left", "t_right", "a_right")


@layer("ParametricSoftplus")
def parametric_softplus(x: Shape, *, shared_axes: Any = None) -> Built:
    """alpha · log(1 + exp(beta · x)) with both learned (advanced_activations.py of 1.2.2)."""
    return _learned(x, shared_axes, "alphas", "betas")


def _learned(x: Shape, shared_axes: Any, *names: str) -> Built:
    """Parameters of the input's shape without the batch, of size 1 along the shared axes."""
    if isinstance(shared_axes, Unknown):
        return Built(x, unknown=shared_axes)
    if x.dims is None:
        return Built(x, unknown=x.origin or Unknown("unknown shape"))
    sizes = _shared(x, shared_axes)
    if sizes is None:
        return Built(x, unknown=Unknown("the axes along which parameters are shared"))
    shape = tuple(size(dim, f"axis {place}") for place, dim in enumerate(sizes, 1))
    return Built(x, tuple(Weight(name, shape) for name in names))


def _shared(x: Shape, shared_axes: Any) -> list[Dim] | None:
    """The sizes behind the batch, 1 on shared axes; like Keras, -1 is the last axis but one."""
    sizes = list(x)[1:]
    if shared_axes is None:
        return sizes
    for axis in shared_axes if isinstance(shared_axes, (list, tuple)) else (shared_axes,):
        if isinstance(axis, Unknown):
            return None
        if not isinstance(axis, int):
            raise BadArgument(f"takes shared_axes as whole numbers, not {shared_axes!r}")
        if not -len(sizes) < axis <= len(sizes):
            raise BadArgument(f"shares parameters along axis {axis}, which {x} does not have")
        sizes[axis - 1] = 1
    return sizes


def _is_no_number(value: Any) -> bool:
    return value is None or isinstance(value, NO_NUMBER)


def is_negative(value: Any) -> bool:
    return isinstance(value, (int, float)) and value < 0
