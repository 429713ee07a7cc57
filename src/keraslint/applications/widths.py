"""How many filters a layer has in a wider or narrower variant of an architecture."""

from __future__ import annotations

from typing import Any

from keraslint.sizes import Dim, Expression, Size, derived
from keraslint.unknown import Unknown


def scaled(filters: int, factor: Any) -> Size:
    """int(filters · factor), a symbol where the factor is not known."""
    if isinstance(factor, Unknown):
        return Expression.unknown(factor, filters)
    return int(filters * factor)


def divisible(
    filters: Dim, factor: Any = 1, divisor: int = 8, lowest: int = 0, keep: float = 0.9
) -> Size:
    """filters · factor, rounded to a multiple of `divisor` but never by more than a tenth down.

    (`_make_divisible` of arxiv.org/abs/1801.04381; `keep=0` rounds without that care.)
    """
    least = lowest or divisor
    if isinstance(factor, Unknown) or not isinstance(filters, (int, float)):
        origin = factor if isinstance(factor, Unknown) else None
        name = origin.name if origin else str(filters)
        return derived(f"{name}[{divisor}]", ("divisible", filters, factor, divisor, least), least)
    wanted = filters * factor
    rounded = max(least, int(wanted + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < keep * wanted else rounded
