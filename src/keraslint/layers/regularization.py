"""Layers that act in training only: they change no shape and have no weights."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer
from keraslint.layers.factors import check_seed
from keraslint.layers.generations import Keras
from keraslint.layers.reshaping import check_data_format
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape

NO_NUMBER = (str, bytes, list, tuple, dict, type(None))


@layer("Dropout")
def dropout(
    x: Shape, *, rate: Any, noise_shape: Any = None, seed: Any = None, keras: Keras
) -> Built:
    """Drops elements in training: no parameter less (keras.io/api/layers/regularization_layers)."""
    _check_rate(rate, keras, seed)
    if noise_shape is not None and (keras.three or (keras.two and _drops(rate))):
        _check_noise_shape(noise_shape)
    return Built(x)


@layer("SpatialDropout1D")
def spatial_dropout_1d(x: Shape, *, rate: Any, seed: Any = None, keras: Keras) -> Built:
    """Drops whole channels of a sequence (arXiv:1411.4280)."""
    return _spatial_dropout(x, 3, rate, None, seed, keras)


@layer("SpatialDropout2D")
def spatial_dropout_2d(
    x: Shape, *, rate: Any, data_format: Any = None, seed: Any = None, keras: Keras
) -> Built:
    """Drops whole channels of an image (arXiv:1411.4280)."""
    return _spatial_dropout(x, 4, rate, data_format, seed, keras)


@layer("SpatialDropout3D")
def spatial_dropout_3d(
    x: Shape, *, rate: Any, data_format: Any = None, seed: Any = None, keras: Keras
) -> Built:
    """Drops whole channels of a volume (arXiv:1411.4280)."""
    return _spatial_dropout(x, 5, rate, data_format, seed, keras)


def _spatial_dropout(
    x: Shape, rank: int, rate: Any, data_format: Any, seed: Any, keras: Keras
) -> Built:
    """Keras 1 looks at the rank only where it drops."""
    _check_rate(rate, keras, seed)
    check_data_format(data_format)
    idle = keras.one and isinstance(rate, (int, float)) and not _drops(rate)
    if x.dims is not None and not idle:
        x.axes(rank)
    return Built(x)


@layer("AlphaDropout", "GaussianDropout")
def noisy_dropout(x: Shape, *, rate: Any, seed: Any = None, keras: Keras) -> Built:
    """Disturbs elements and keeps mean and variance (arXiv:1706.02515; Srivastava et al., 2014)."""
    _check_number(rate, "rate")
    if keras.three:
        _check_fraction(rate, "rate", seed)
    return Built(x)


@layer("GaussianNoise")
def gaussian_noise(x: Shape, *, stddev: Any, seed: Any = None, keras: Keras) -> Built:
    """Adds noise in training (keras.io/api/layers/regularization_layers/gaussian_noise)."""
    old = keras.one or keras.two
    if (stddev is None and not keras.tf) or (old and isinstance(stddev, (str, bool))):
        raise BadArgument(f"takes stddev as a number, not {stddev!r}")
    if keras.three:
        _check_number(stddev, "stddev")
        _check_fraction(stddev, "stddev", seed)
    return Built(x)


@layer("ActivityRegularization")
def activity_regularization(x: Shape, *, l1: Any = 0.0, l2: Any = 0.0, keras: Keras) -> Built:
    """A penalty on the output (keras.io/api/layers/regularization_layers)."""
    for name, penalty in (("l1", l1), ("l2", l2)):
        negative = isinstance(penalty, (int, float)) and penalty < 0
        if isinstance(penalty, (str, list, tuple, dict)) or (keras.three and negative):
            raise BadArgument(f"takes {name} as a number of at least 0, not {penalty!r}")
    return Built(x)


def _drops(rate: Any) -> bool:
    return isinstance(rate, (int, float)) and 0 < rate < 1


def _check_rate(rate: Any, keras: Keras, seed: Any) -> None:
    """tf.keras lets pass what is no number, Keras 1 and 2 what is no fraction."""
    if not keras.tf:
        _check_number(rate, "rate")
    if keras.tf or keras.three:
        _check_fraction(rate, "rate", seed if keras.three else None)


def _check_number(value: Any, name: str) -> None:
    if isinstance(value, NO_NUMBER):
        raise BadArgument(f"takes {name} as a number between 0 and 1, not {value!r}")


def _check_fraction(value: Any, name: str, seed: Any) -> None:
    """A number between 0 and 1; above 0 it needs random numbers, and these a seed."""
    if isinstance(value, (int, float)) and not 0 <= value <= 1:
        raise BadArgument(f"takes {name} as a number between 0 and 1, not {value!r}")
    if isinstance(value, (int, float)) and value > 0:
        check_seed(seed)


def _check_noise_shape(noise_shape: Any) -> None:
    sizes = noise_shape if isinstance(noise_shape, (list, tuple)) else [noise_shape]
    alone = isinstance(noise_shape, int)
    for size in sizes:
        if alone or isinstance(size, (str, float)) or (isinstance(size, int) and size <= 0):
            raise BadArgument(f"takes noise_shape as a tuple of sizes or None, not {noise_shape!r}")
