"""How far a written count may be from the true one."""

from __future__ import annotations

from dataclasses import dataclass

from keraslint.claims.numbers import Number

UNBOUNDED = 10**30


@dataclass(frozen=True, slots=True)
class Interval:
    """The true counts for which a written one is right, both ends included."""

    low: int
    high: int

    def __contains__(self, count: int) -> bool:
        return self.low <= count <= self.high


def accepted(number: Number, strict: bool = False) -> Interval:
    """The counts that a written number may stand for.

    A number written out is exact, unless three or more zeros end it; a rounded one covers what rounds to
    it and, unless `strict`, what is cut off to it; a hedge widens it as far as people stretch the word.
    """
    value, unit = number.value, number.unit
    if number.hedge == "about":
        one_digit = _significant_digits(value) == 1 and value >= 10
        share = value // 2 if one_digit else max(unit, value // 10)
        return Interval(max(value - share, 0), value + share)
    if number.hedge == "over":
        return Interval(value, max(value + unit - 1, value + value // 10))
    if number.hedge == "under":
        return Interval(max(min(value - value // 10, value - unit), 0), value)
    if number.hedge == "below":
        return Interval(0, value - 1)
    if number.hedge == "most":
        return Interval(0, value)
    if number.hedge == "least":
        return Interval(value, UNBOUNDED)
    if unit == 1:
        return Interval(value, value)
    low = value - unit // 2
    return Interval(low, value + unit // 2 - 1) if strict else Interval(low, value + unit - 1)


def _significant_digits(value: int) -> int:
    return len(str(value).rstrip("0")) or 1
