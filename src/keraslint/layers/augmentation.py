"""Layers that turn, shift and bend images at random and keep their shape: only their arguments can be wrong.

All are described at keras.io/api/layers/preprocessing_layers/image_augmentation.
"""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer
from keraslint.layers.factors import (
    FILL_MODES,
    INFINITY,
    INTERPOLATIONS,
    bounds_of,
    check_filling,
    check_range,
    numbers_of,
    one_of,
    ordered,
    overlapping,
    within,
)
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape


@layer("RandomFlip")
def random_flip(x: Shape, *, mode: Any = "horizontal_and_vertical", keras: Keras) -> Built:
    """Images mirrored."""
    if keras.tf:
        one_of("mode", mode, "horizontal", "vertical", "horizontal_and_vertical")
    return _same(x, keras)


@layer("RandomRotation")
def random_rotation(
    x: Shape,
    *,
    factor: Any,
    fill_mode: Any = "reflect",
    interpolation: Any = "bilinear",
    keras: Keras,
) -> Built:
    """Images turned by parts of a full turn."""
    check_filling(fill_mode, interpolation)
    if keras.tf:
        ordered("factor", factor, -INFINITY, INFINITY)
    else:
        overlapping("factor", factor or 0.0, -1, 1)
    return _same(x, keras)


@layer("RandomTranslation")
def random_translation(
    x: Shape,
    *,
    height_factor: Any,
    width_factor: Any,
    fill_mode: Any = "reflect",
    interpolation: Any = "bilinear",
    keras: Keras,
) -> Built:
    """Images shifted by parts of their size."""
    check_filling(fill_mode, interpolation)
    for name, factor in (("height_factor", height_factor), ("width_factor", width_factor)):
        if keras.tf:
            ordered(name, factor, -1, 1)
        else:
            within(name, factor, -1, 1)
    return _same(x, keras)


@layer("RandomZoom")
def random_zoom(
    x: Shape,
    *,
    height_factor: Any,
    width_factor: Any = None,
    fill_mode: Any = "reflect",
    interpolation: Any = "bilinear",
    keras: Keras,
) -> Built:
    """Images zoomed in or out."""
    check_filling(fill_mode, interpolation)
    for name, factor in (("height_factor", height_factor), ("width_factor", width_factor)):
        if factor is not None or name == "height_factor":
            numbers = bounds_of(name, factor) if keras.tf else numbers_of(name, factor)
            high = INFINITY if keras.tf and name == "width_factor" else 1
            if (
                numbers
                and not all(-1 <= one <= high for one in numbers)
                or keras.three
                and -1 in (numbers or ())
            ):
                raise BadArgument(f"takes {name} above -1, at most {high}, not {factor}")
    return _same(x, keras)


@layer("AugMix", "RandAugment")
def mixed_augmentation(
    x: Shape, *, factor: Any = 0.5, value_range: Any = (0, 255), interpolation: Any = "bilinear"
) -> Built:
    """Several of these layers in a row or side by side."""
    check_range(value_range)
    check_filling("reflect", interpolation)
    within("factor", factor, 0, 1)
    return Built(x)


@layer("RandomErasing")
def random_erasing(x: Shape, *, factor: Any = 1.0, scale: Any = (0.02, 0.33)) -> Built:
    """Images with a rectangle taken out."""
    overlapping("factor", factor, 0, 1)
    overlapping("scale", scale, 0, 1)
    return Built(x)


@layer("RandomElasticTransform")
def random_elastic_transform(
    x: Shape,
    *,
    factor: Any = 1.0,
    scale: Any = 1.0,
    interpolation: Any = "bilinear",
    fill_mode: Any = "reflect",
) -> Built:
    """Images bent like rubber."""
    one_of("interpolation", interpolation, *INTERPOLATIONS)
    one_of("fill_mode", fill_mode, *FILL_MODES, "mirror")
    overlapping("factor", factor, 0, 1)
    overlapping("scale", scale, 0, 1)
    return Built(x)


@layer("RandomPerspective")
def random_perspective(
    x: Shape, *, factor: Any = 1.0, scale: Any = 1.0, interpolation: Any = "bilinear"
) -> Built:
    """Images seen from aside."""
    one_of("interpolation", interpolation, *INTERPOLATIONS)
    overlapping("factor", factor, 0, 1)
    within("scale", scale, 0, 1)
    return Built(x)


@layer("RandomShear")
def random_shear(
    x: Shape,
    *,
    x_factor: Any = 0.0,
    y_factor: Any = 0.0,
    interpolation: Any = "bilinear",
    fill_mode: Any = "reflect",
) -> Built:
    """Images slanted."""
    check_filling(fill_mode, interpolation)
    within("x_factor", x_factor, 0, 1)
    within("y_factor", y_factor, 0, 1)
    return Built(x)


def _same(x: Shape, keras: Keras) -> Built:
    """The output has the input's shape; only tf.keras looks at it before it runs."""
    if keras.tf:
        x.axes(4, 3)
    return Built(x)
