"""The numbers that say how far an augmentation layer varies its images, and what each Keras takes for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keraslint.refusals import BadArgument
from keraslint.unknown import Unknown

FILL_MODES = ("reflect", "wrap", "constant", "nearest")
INTERPOLATIONS = ("nearest", "bilinear")
INFINITY = float("inf")
WITHOUT_FACTOR = (
    "AutoContrast CenterCrop RandomFlip RandomShear RandomTranslation RandomZoom Resizing Solarization"
).split()
"""Image layers of Keras 3 that inherit `factor` and refuse it."""
IGNORING_FACTOR = (
    "ContrastLimitedAdaptiveHistogramEqualization Equalization MaxNumBoundingBoxes MixUp RandomCrop"
).split()
"""Image layers of Keras 3 that inherit `factor` and do nothing with it."""


def check_image_layer(kind: str, arguments: Mapping[str, Any]) -> None:
    """What all image layers of Keras 3 inherit: `data_format`, `factor`, `seed`."""
    data_format, factor = arguments.get("data_format"), arguments.get("factor")
    if data_format is not None and not isinstance(data_format, Unknown):
        spelled = data_format.lower() if isinstance(data_format, str) else data_format
        if spelled not in ("channels_first", "channels_last"):
            raise BadArgument(
                f"takes data_format channels_last or channels_first, not {data_format!r}"
            )
    if kind in WITHOUT_FACTOR and factor is not None:
        raise BadArgument(f"takes no factor, got {factor!r}")
    if kind in (*IGNORING_FACTOR, "RandomColorJitter"):
        overlapping("factor", factor or 0, -1, 1)
    check_seed(arguments.get("seed"))


def check_seed(seed: Any) -> None:
    """Keras 3's generators start from a whole number or from None."""
    if isinstance(seed, (str, float, list, tuple, dict)):
        raise BadArgument(f"takes seed as a whole number, not {seed!r}")


def numbers_of(name: str, factor: Any) -> tuple[float, ...] | None:
    """One number or two, None where they are not known."""
    given = tuple(factor) if isinstance(factor, (list, tuple)) else (factor,)
    if isinstance(factor, (list, tuple)) and len(factor) != 2:
        raise BadArgument(f"takes {name} as a number or two of them, not {factor!r}")
    if any(one is None or isinstance(one, str) for one in given):
        raise BadArgument(f"takes {name} as a number or two of them, not {factor!r}")
    return given if all(isinstance(one, (int, float)) for one in given) else None


def within(name: str, factor: Any, low: float, high: float) -> None:
    """Every number lies in the range."""
    if any(not low <= one <= high for one in numbers_of(name, factor) or ()):
        raise BadArgument(f"takes {name} {_span(low, high)}, not {factor}")


def overlapping(name: str, factor: Any, low: float, high: float) -> None:
    """A number lies in the range, or two numbers reach into it, as most of Keras 3's layers have it."""
    numbers = numbers_of(name, factor)
    if numbers and (numbers[0] > high or numbers[-1] < low):
        raise BadArgument(f"takes {name} {_span(low, high)}, not {factor}")


def bounds_of(name: str, factor: Any) -> tuple[float, float] | None:
    """tf.keras: a lower and an upper number (more are ignored), or how far both ways; None if not known."""
    numbers = numbers_of(name, factor[:2] if isinstance(factor, (list, tuple)) else factor)
    return (
        None if numbers is None else (numbers if len(numbers) == 2 else (-numbers[0], numbers[0]))
    )


def ordered(name: str, factor: Any, low: float, high: float) -> None:
    """tf.keras: the lower number comes first, and both lie in the range."""
    bounds = bounds_of(name, factor)
    if bounds and (bounds[1] < bounds[0] or bounds[0] < low or bounds[1] > high):
        raise BadArgument(f"takes {name} {_span(low, high)}, the lower number first, not {factor}")


def _span(low: float, high: float) -> str:
    below, above = low == -INFINITY, high == INFINITY
    if below and above:
        return "as a positive number or two"
    return f"from {low}" if above else f"from {low} to {high}"


def check_filling(fill_mode: Any, interpolation: Any) -> None:
    one_of("fill_mode", fill_mode, *FILL_MODES)
    one_of("interpolation", interpolation, *INTERPOLATIONS)


def check_range(value_range: Any) -> None:
    known = not isinstance(value_range, Unknown)
    if known and not (isinstance(value_range, (list, tuple)) and len(value_range) == 2):
        raise BadArgument(f"takes value_range as two numbers, not {value_range!r}")


def one_of(name: str, value: Any, *allowed: str) -> None:
    if not isinstance(value, Unknown) and value not in allowed:
        raise BadArgument(f"takes {name} {', '.join(allowed)}, not {value!r}")
