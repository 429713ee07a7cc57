"""Layers that vary the colors of images and keep their shape: only their arguments can be wrong.

All are described at keras.io/api/layers/preprocessing_layers/image_augmentation.
"""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, DataFormat, is_channels_first, layer
from keraslint.layers.factors import check_range, numbers_of, overlapping, within
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import same


@layer("RandomContrast")
def random_contrast(x: Shape, *, factor: Any, keras: Keras) -> Built:
    """Images of more or less contrast."""
    if keras.three:
        overlapping("factor", factor, 0, 1)
        return Built(x)
    pair = factor[:2] if isinstance(factor, (list, tuple)) else factor
    numbers = numbers_of("factor", pair) or (1,)
    if not 0 <= numbers[0] <= 1 or numbers[-1] < 0 or not any(numbers):
        raise BadArgument(f"takes factor above 0, at most 1, not {factor}")
    x.at_least(3)
    return Built(x)


@layer("RandomBrightness")
def random_brightness(x: Shape, *, factor: Any, value_range: Any = (0, 255), keras: Keras) -> Built:
    """Images brightened or darkened."""
    check_range(value_range)
    if keras.tf:
        within("factor", factor, -1, 1)
        x.axes(4, 3)
    else:
        overlapping("factor", factor or 0.0, -1, 1)
    return Built(x)


@layer("RandomColorDegeneration")
def random_color_degeneration(
    x: Shape,
    *,
    factor: Any,
    value_range: Any = (0, 255),
    data_format: DataFormat = None,
    keras: Keras,
) -> Built:
    """Images of three colors made more or less gray."""
    check_range(value_range)
    overlapping("factor", factor, -1, 1)
    x.axes(4, 3)
    if same(x.axis(-3 if is_channels_first(data_format, keras) else -1), 3) is False:
        raise Mismatch(f"needs images of 3 channels, got {x}")
    return Built(x)


@layer("RandomSaturation")
def random_saturation(x: Shape, *, factor: Any, value_range: Any = (0, 255)) -> Built:
    """Images of stronger or weaker colors."""
    check_range(value_range)
    overlapping("factor", factor, -1, 1)
    return Built(x)


@layer("RandomSharpness")
def random_sharpness(x: Shape, *, factor: Any, value_range: Any = (0, 255)) -> Built:
    """Images sharpened or blurred."""
    check_range(value_range)
    overlapping("factor", factor, 0, 1)
    return Built(x)


@layer("RandomPosterization")
def random_posterization(x: Shape, *, factor: Any, value_range: Any = (0, 255)) -> Built:
    """Images of fewer bits a color."""
    check_range(value_range)
    overlapping("factor", factor, 1, 8)
    return Built(x)


@layer("CutMix", "RandomHue", "RandomInvert")
def bounded_factor(x: Shape, *, factor: Any = 1.0) -> Built:
    """Images cut into one another, shifted in hue, or inverted."""
    overlapping("factor", factor, 0, 1)
    return Built(x)


@layer("RandomGaussianBlur")
def random_gaussian_blur(
    x: Shape, *, factor: Any = 1.0, kernel_size: Any = 3, sigma: Any = 1.0
) -> Built:
    """Images blurred with a bell curve of odd width."""
    overlapping("factor", factor, 0, 1)
    overlapping("sigma", sigma, 0, 1)
    for side in kernel_size if isinstance(kernel_size, (list, tuple)) else (kernel_size,):
        if isinstance(side, (int, float)) and side % 2 == 0:
            raise BadArgument(f"takes an odd kernel_size, not {kernel_size}")
    return Built(x)


@layer("Solarization")
def solarization(
    x: Shape,
    *,
    addition_factor: Any = 0.0,
    threshold_factor: Any = 0.0,
    value_range: Any = (0, 255),
) -> Built:
    """Images whose bright parts are inverted."""
    check_range(value_range)
    within("addition_factor", addition_factor, 0, 1)
    within("threshold_factor", threshold_factor, 0, 1)
    return Built(x)


@layer("RandomColorJitter")
def random_color_jitter(
    x: Shape,
    *,
    value_range: Any = (0, 255),
    brightness_factor: Any = None,
    contrast_factor: Any = None,
    saturation_factor: Any = None,
    hue_factor: Any = None,
) -> Built:
    """Brightness, contrast, saturation and hue varied together."""
    if brightness_factor is not None or saturation_factor is not None:
        check_range(value_range)
    overlapping("brightness_factor", brightness_factor or 0, -1, 1)
    overlapping("contrast_factor", contrast_factor or 0, 0, 1)
    overlapping("saturation_factor", saturation_factor or 0, -1, 1)
    overlapping("hue_factor", hue_factor or 0, 0, 1)
    return Built(x)


@layer("RandomGrayscale")
def random_grayscale(x: Shape, *, factor: Any = 0.5) -> Built:
    """Some of the images made gray."""
    if isinstance(factor, (list, tuple)):
        raise BadArgument(f"takes factor as one number, not {factor!r}")
    within("factor", factor, 0, 1)
    return Built(x)


@layer("AutoContrast", "Equalization")
def auto_contrast(x: Shape, *, value_range: Any = (0, 255)) -> Built:
    """Images whose values fill the whole range."""
    check_range(value_range)
    return Built(x)


@layer("ContrastLimitedAdaptiveHistogramEqualization", "MaxNumBoundingBoxes", "MixUp")
def unchecked(x: Shape) -> Built:
    """Images blended, equalized tile by tile, or with a bounded number of boxes."""
    return Built(x)
