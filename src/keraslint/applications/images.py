"""Which images an architecture takes: the rules of keras.applications on `input_shape`.

(keras/applications/imagenet_utils.py: `obtain_input_shape`, with what each release changed.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keraslint.applications.architecture import Architecture
from keraslint.graph.tensor import Tensor
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize, Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, join, same
from keraslint.unknown import Unknown

Sizes = tuple[Dim, ...]


def image_shape(architecture: Architecture, given: Mapping[str, Any], keras: Keras) -> Shape:
    """The shape of one image, without the batch axis. Raises Refusal where Keras would."""
    include_top = given["include_top"]
    stated = _stated(given["input_shape"])
    if architecture.matching and isinstance(given["input_tensor"], Tensor):
        stated = _matched(architecture, stated, given["input_tensor"].shape, keras)
    choices = (True, False) if isinstance(include_top, Unknown) else (bool(include_top),)
    found: list[Sizes] = []
    refusal: Refusal | None = None
    for top in choices:
        try:
            found.append(_image(architecture, stated, given, top, keras))
        except Refusal as error:
            refusal = error
    if not found and refusal is not None:
        raise refusal
    return Shape(found[0] if len(found) == 1 else tuple(map(join, *found)))


def spatial(image: Shape, keras: Keras) -> Sizes:
    """(height, width) of an image."""
    sizes = tuple(image)
    return sizes[1:] if keras.data_format == "channels_first" else sizes[:-1]


def depth(image: Shape, keras: Keras) -> Dim:
    """The channels of an image."""
    return image.axis(0 if keras.data_format == "channels_first" else -1)


def _image(
    architecture: Architecture,
    stated: Sizes | None,
    given: Mapping[str, Any],
    top: bool,
    keras: Keras,
) -> Sizes:
    """The shape of one image if the classifier is put on top, or if it is not."""
    imagenet = given["weights"] == "imagenet"
    if keras.two:
        top = (top and not architecture.loose) if keras.before(2, 2) else top or architecture.fixed
    size = _default_size(architecture, stated, keras)
    if stated is not None and len(stated) != 3 and (stated or keras.one):
        raise BadArgument(f"takes an input_shape of three sizes, not {Shape(stated)}")
    channels: Dim = (
        3 if stated is None or not stated or imagenet or keras.one else depth(Shape(stated), keras)
    )
    default = _arranged(size, size, channels, keras)
    if top and (imagenet or keras.one) and not architecture.free:
        if stated is not None and _unlike(given["input_shape"], stated, default):
            why = "has its top" if keras.one else "loads ImageNet weights with its top"
            raise BadArgument(
                f"{why}, so input_shape must be {Shape(default)}, not {given['input_shape']!r}"
            )
        return default
    if not stated:
        bare = architecture.bare or None if keras.three else None
        stated = default if top and not architecture.free else _arranged(bare, bare, 3, keras)
    image = Shape(stated)
    channels = depth(image, keras)
    if (
        (imagenet or keras.one)
        and not architecture.free
        and (channels is None or isinstance(channels, int) and channels != 3)
    ):
        raise BadArgument(f"loads ImageNet weights, so its images need 3 channels, not {channels}")
    _check_size(architecture, image, keras)
    if top and None in stated and not architecture.free:
        raise NeedsSize(f"needs images of one size for its classifier, got input_shape={image}")
    return stated


def _stated(value: Any) -> Sizes | None:
    """The argument `input_shape` as sizes; symbols where it is not known."""
    if value is None:
        return None
    if isinstance(value, Shape) and value.dims is not None:
        return value.dims
    if isinstance(value, (tuple, list)) and getattr(value, "open", None) is None:
        return tuple(map(_size, value, range(len(value))))
    if isinstance(value, (bool, int, float, str)):
        raise BadArgument(f"takes input_shape as a tuple, not {value!r}")
    found = (
        value
        if isinstance(value, Unknown)
        else getattr(value, "origin", None) or getattr(value, "open", None)
    )
    unknown = (
        found
        if isinstance(found, Unknown)
        else Unknown("an input_shape that is not known", name="input_shape")
    )
    return tuple(Expression.unknown(unknown, axis) for axis in range(3))


def _size(value: Any, axis: int) -> Dim:
    if value is None or isinstance(value, (int, Expression)):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (float, str)):
        raise BadArgument(f"takes input_shape in whole numbers, not {value!r}")
    unknown = (
        value
        if isinstance(value, Unknown)
        else Unknown("a size that is not known", name="input_shape")
    )
    return Expression.unknown(unknown, axis)


def _matched(
    architecture: Architecture, stated: Sizes | None, tensor: Shape, keras: Keras
) -> Sizes | None:
    """`input_shape` beside `input_tensor`: they must agree; the tensor's size stands in for the first."""
    first = keras.data_format == "channels_first"
    if stated is None:
        height, width = (
            (tensor.axis(2), tensor.axis(3)) if first else (tensor.axis(1), tensor.axis(2))
        )
        sized = height == width and height in architecture.sizes or architecture.free
        return _arranged(height, width, 3, keras) if sized else None
    if len(stated) == 3 and same(tensor.axis(1 if first else 2), stated[1]) is False:
        raise Mismatch(f"gets input_shape={Shape(stated)} beside an input_tensor of {tensor}")
    return stated


def _default_size(architecture: Architecture, stated: Sizes | None, keras: Keras) -> int:
    """The size of its images by default: with weights for several sizes, the one that is asked for."""
    if architecture.sizes and stated is not None and len(stated) == 3:
        height, width = spatial(Shape(stated), keras)
        if isinstance(height, int) and height == width and height in architecture.sizes:
            return height
    return architecture.size


def _check_size(architecture: Architecture, image: Shape, keras: Keras) -> None:
    old = keras.one or (keras.two and keras.before(2, 2))
    least = (architecture.earlier if old else 0) or architecture.least
    sizes = spatial(image, keras)
    if architecture.free and not all(sizes):
        return
    if any(isinstance(size, int) and size < least for size in sizes):
        raise EmptyDimension(f"needs images of at least {least}×{least}, got input_shape={image}")


def _unlike(value: object, stated: Sizes, default: Sizes) -> bool:
    """Whether `input_shape` is not the default one for certain (Keras compares tuples; a list is none)."""
    if isinstance(value, list):
        return True
    return any(
        mine is None or same(mine, other) is False
        for mine, other in zip(stated, default, strict=True)
    )


def _arranged(height: Dim, width: Dim, channels: Dim, keras: Keras) -> Sizes:
    return (
        (channels, height, width)
        if keras.data_format == "channels_first"
        else (height, width, channels)
    )
