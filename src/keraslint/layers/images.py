"""Layers that bring images to a size or a range."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, DataFormat, is_channels_first, layer, whole
from keraslint.layers.factors import INFINITY, ordered
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Size, broadcast

INTERPOLATIONS = (
    "area",
    "bicubic",
    "bilinear",
    "gaussian",
    "lanczos3",
    "lanczos5",
    "mitchellcubic",
    "nearest",
)


@layer("Rescaling")
def rescaling(x: Shape, *, scale: Any, offset: Any = 0.0, keras: Keras) -> Built:
    """Numbers times a scale plus an offset (keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling)."""
    for factor in (scale, offset):
        if isinstance(factor, (list, tuple)) and keras.tf and x.rank != 0:
            x = x.with_last(broadcast(x.last, len(factor)))
    return Built(x)


@layer("Resizing")
def resizing(
    x: Shape,
    *,
    height: Any,
    width: Any,
    interpolation: Any = "bilinear",
    data_format: DataFormat = None,
    keras: Keras,
) -> Built:
    """Images of another size (keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing)."""
    _check_interpolation(interpolation, keras)
    first = is_channels_first(data_format, keras)
    axes = (-2, -1) if first else (-3, -2)
    if (
        keras.three and x.dims is not None and len(x.dims) != 4
    ):  # Keras 3 counts from the front there
        axes = (1, 2) if first else (0, 1)
    return Built(_sized(_image(x, keras), axes, height, width, keras))


@layer("CenterCrop")
def center_crop(
    x: Shape, *, height: Any, width: Any, data_format: DataFormat = None, keras: Keras
) -> Built:
    """The middle of images (keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop)."""
    x.axes(4, 3)
    return Built(
        _sized(
            x, (-2, -1) if is_channels_first(data_format, keras) else (-3, -2), height, width, keras
        )
    )


@layer("RandomCrop")
def random_crop(
    x: Shape, *, height: Any, width: Any, data_format: DataFormat = None, keras: Keras
) -> Built:
    """Any part of images (keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop)."""
    axes = (-2, -1) if is_channels_first(data_format, keras) else (-3, -2)
    return Built(_sized(_image(x, keras), axes, height, width, keras))


@layer("RandomHeight")
def random_height(x: Shape, *, factor: Any, interpolation: Any = "bilinear", keras: Keras) -> Built:
    """Images of a height that varies from batch to batch (tf.keras)."""
    ordered("factor", factor, -1, INFINITY)
    _check_interpolation(interpolation, keras)
    return Built(_image(x, keras).with_axis(-3, None))


@layer("RandomWidth")
def random_width(x: Shape, *, factor: Any, interpolation: Any = "bilinear", keras: Keras) -> Built:
    """Images of a width that varies from batch to batch (tf.keras)."""
    ordered("factor", factor, -1, INFINITY)
    _check_interpolation(interpolation, keras)
    return Built(_image(x, keras).with_axis(-2, None))


def _image(x: Shape, keras: Keras) -> Shape:
    """One image or a batch of them; Keras 3 finds out only when it runs."""
    if keras.tf:
        x.axes(4, 3)
    return x


def _sized(x: Shape, axes: tuple[int, int], height: Any, width: Any, keras: Keras) -> Shape:
    """The same shape with this height and width on these axes."""
    for axis, name, value in zip(axes, ("height", "width"), (height, width), strict=True):
        length: Dim = None if value is None and keras.three else _length(value, name, keras)
        if isinstance(length, int) and length <= 0:
            raise EmptyDimension(f"takes {name} as a positive number, not {length}")
        if x.dims is not None and not -len(x.dims) <= axis < len(x.dims):
            raise WrongRank(f"needs an image (height, width, channels) or a batch of them, got {x}")
        x = x.with_axis(axis, length)
    return x


def _length(value: Any, name: str, keras: Keras) -> Size:
    """A height or width; True is 1 to Keras 3."""
    return whole(int(value) if isinstance(value, bool) and keras.three else value, name)


def _check_interpolation(interpolation: Any, keras: Keras) -> None:
    if keras.tf and isinstance(interpolation, str) and interpolation.lower() not in INTERPOLATIONS:
        raise BadArgument(f"takes interpolation {', '.join(INTERPOLATIONS)}, not {interpolation!r}")
