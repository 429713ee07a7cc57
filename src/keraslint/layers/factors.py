"""The numbers that say how far an augmentation layer varies its images, and what each Keras takes for them."""

from __future__ import annotations

from typing import Any

from keraslint.shapes import BadArgument
from keraslint.unknown import Unknown

FILL_MODES = ("reflect", "wrap", "constant", "nearest")
INTERPOLATIONS = ("nearest", "bilinear")


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


def ordered(name: str, factor: Any) -> None:
    """tf.keras: the lower number first, or one that is not negative."""
    numbers = numbers_of(name, factor)
    if numbers and (numbers[-1] < numbers[0] or len(numbers) == 1 and numbers[0] < 0):
        raise BadArgument(f"takes {name} as a positive number or a lower and an upper one, not {factor}")


def _span(low: float, high: float) -> str:
    return f"from {low} to {high}" if high != float("inf") else f"from {low}"


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
