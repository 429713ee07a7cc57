"""Layers that act in training only: they change no shape and have no weights."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, DataFormat, layer
from keraslint.layers.generations import Keras
from keraslint.layers.reshaping import check_data_format
from keraslint.shapes import BadArgument, Shape

NO_NUMBER = (str, bytes, list, tuple, dict, type(None))


@layer("Dropout")
def dropout(x: Shape, *, rate: Any, noise_shape: Any = None, keras: Keras) -> Built:
    """Drops elements in training; no weights, no parameters less (keras.io/api/layers/regularization_layers)."""
    _check_rate(rate, keras)
    if keras.three and noise_shape is not None:
        _check_noise_shape(noise_shape)
    return Built(x)


@layer("SpatialDropout1D")
def spatial_dropout_1d(x: Shape, *, rate: Any, keras: Keras) -> Built:
    """Drops whole channels of a sequence (arXiv:1411.4280)."""
    return _spatial_dropout(x, 3, rate, None, keras)


@layer("SpatialDropout2D")
def spatial_dropout_2d(x: Shape, *, rate: Any, data_format: DataFormat = None, keras: Keras) -> Built:
    """Drops whole channels of an image (arXiv:1411.4280)."""
    return _spatial_dropout(x, 4, rate, data_format, keras)


@layer("SpatialDropout3D")
def spatial_dropout_3d(x: Shape, *, rate: Any, data_format: DataFormat = None, keras: Keras) -> Built:
    """Drops whole channels of a volume (arXiv:1411.4280)."""
    return _spatial_dropout(x, 5, rate, data_format, keras)


def _spatial_dropout(x: Shape, rank: int, rate: Any, data_format: DataFormat, keras: Keras) -> Built:
    _check_rate(rate, keras)
    check_data_format(data_format, keras)
    return Built(x if x.dims is None else Shape(x.axes(rank)))


@layer("AlphaDropout", "GaussianDropout")
def noisy_dropout(x: Shape, *, rate: Any, keras: Keras) -> Built:
    """Drops or disturbs elements and keeps mean and variance (arXiv:1706.02515, Srivastava et al. 2014)."""
    if isinstance(rate, NO_NUMBER):
        raise BadArgument(f"takes rate as a number between 0 and 1, not {rate!r}")
    if keras.three:
        _check_fraction(rate, "rate")
    return Built(x)


@layer("GaussianNoise")
def gaussian_noise(x: Shape, *, stddev: Any, keras: Keras) -> Built:
    """Adds noise in training (keras.io/api/layers/regularization_layers/gaussian_noise)."""
    if keras.three:
        _check_fraction(stddev, "stddev")
    return Built(x)


@layer("ActivityRegularization")
def activity_regularization(x: Shape, *, l1: Any = 0.0, l2: Any = 0.0, keras: Keras) -> Built:
    """A penalty on the activity (keras.io/api/layers/regularization_layers/activity_regularization)."""
    for name, penalty in (("l1", l1), ("l2", l2)):
        if isinstance(penalty, (str, list, tuple, dict)) or keras.three and is_below_zero(penalty):
            raise BadArgument(f"takes {name} as a number of at least 0, not {penalty!r}")
    return Built(x)


def _check_rate(rate: Any, keras: Keras) -> None:
    """Keras 3 wants a number from 0 to 1, tf.keras lets pass what is no number, the others what is out of range."""
    if isinstance(rate, NO_NUMBER) and not keras.tf:
        raise BadArgument(f"takes rate as a number between 0 and 1, not {rate!r}")
    if keras.tf or keras.three:
        _check_fraction(rate, "rate", strict=keras.three)


def _check_fraction(value: Any, name: str, strict: bool = True) -> None:
    if strict and isinstance(value, NO_NUMBER) or isinstance(value, (int, float)) and not 0 <= value <= 1:
        raise BadArgument(f"takes {name} as a number between 0 and 1, not {value!r}")


def _check_noise_shape(noise_shape: Any) -> None:
    sizes = noise_shape if isinstance(noise_shape, (list, tuple)) else ()
    wrong = [size for size in sizes if isinstance(size, (str, float)) or isinstance(size, int) and size <= 0]
    if wrong or isinstance(noise_shape, (str, int, float)):
        raise BadArgument(f"takes noise_shape as a tuple of positive sizes or None, not {noise_shape!r}")


def is_below_zero(value: Any) -> bool:
    return isinstance(value, (int, float)) and value < 0
