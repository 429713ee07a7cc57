"""Why a stated number is wrong: the common misconceptions, computed for the layer or model at hand.

One is named only if exactly one gives the number. The usual misconceptions come first; what the number would be
right for (another kernel, other inputs: a comment that stayed behind) is asked only where none of them fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Alternative: TypeAlias = tuple[int, str]
"""A wrong count and what it does: a clause that follows the number."""


def only_one(stated: int, true: int | None, *tiers: Iterable[Alternative]) -> str:
    """The clause of the one alternative that gives the stated number, of the first tier where any does; else ""."""
    for tier in tiers:
        clauses = {clause for value, clause in tier if value == stated and value != true}
        if len(clauses) == 1:
            return f"{stated:,} {clauses.pop()}"
        if clauses:
            return ""
    return ""


def any_gives(stated: int, true: int | None, *tiers: Iterable[Alternative]) -> bool:
    """Whether some alternative gives the stated number, be it one of several."""
    return any(value == stated and value != true for tier in tiers for value, _ in tier)


def doubled(alternatives: Iterator[Alternative]) -> Iterator[Alternative]:
    """The same for two of the layer."""
    for value, clause in alternatives:
        yield 2 * value, clause
