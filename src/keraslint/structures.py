"""Nested lists, tuples and dicts: going through them without being drawn into what never ends.

A list may hold itself, and thirty lines make one that holds another twice, that one a third twice, and so on: few
objects, but more parts than a walk could ever visit. So every walk counts the parts that it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

HOLDERS = (list, tuple, dict)
LEAVES = frozenset((int, str, float, bool, bytes, type(None)))
FEW = 16
MOST_PARTS = 60_000
"""Parts of one structure, each counted as often as it is met."""
DEEPEST = 100
"""How deep parts may lie in each other: Python's own hash of a tuple in 100,000 tuples ends the process."""


class TooLarge(RecursionError):
    """A structure has too many parts, lies too deep, or holds itself: Python itself would not come to an end, either."""


def leaves(structure: Any) -> Iterator[Any]:
    """What nested lists, tuples and dicts hold in the end, in order. Raises TooLarge."""
    if not isinstance(structure, (list, tuple, dict)):
        yield structure
        return
    pending = [iter(structure.values() if isinstance(structure, dict) else structure)]
    met = 0
    while pending:
        for item in pending[-1]:
            met += 1
            if isinstance(item, (list, tuple, dict)):
                pending.append(iter(item.values() if isinstance(item, dict) else item))
                break
            yield item
        else:
            pending.pop()
        if met > MOST_PARTS or len(pending) > DEEPEST:
            raise TooLarge("a structure of too many parts")


def parts_of(structure: Any) -> int:
    """How many parts it has on all levels; more than MOST_PARTS where a walk would meet too many, or too deep ones."""
    if not isinstance(structure, HOLDERS):
        return 0
    parts = structure.values() if isinstance(structure, dict) else structure
    if len(structure) > FEW and LEAVES.issuperset(map(type, parts)):
        return len(structure)
    for part in parts:
        if isinstance(part, HOLDERS):
            break
    else:
        return len(structure)
    pending, met, depth = [structure], 0, 0
    while pending:  # level by level
        below: list[Any] = []
        for part in pending:
            below.extend(part.values() if isinstance(part, dict) else part)
            if met + len(below) > MOST_PARTS:
                return MOST_PARTS + 1
        met, depth = met + len(below), depth + 1
        if depth > DEEPEST:
            return MOST_PARTS + 1
        holders = {kind for kind in set(map(type, below)) if issubclass(kind, HOLDERS)}
        pending = [part for part in below if type(part) in holders] if holders else []
    return met


def is_too_large(structure: Any) -> bool:
    """Whether a walk through it would meet too many parts, or too deep ones."""
    return isinstance(structure, (list, tuple, dict)) and parts_of(structure) > MOST_PARTS


def convert(structure: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure of lists, tuples and dicts with every leaf changed. Raises TooLarge."""
    if is_too_large(structure):
        raise TooLarge("a structure of too many parts")
    return _converted(structure, change)


def _converted(structure: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(structure, (list, tuple)):
        return type(structure)(_converted(item, change) for item in structure)
    if isinstance(structure, dict):
        return {key: _converted(item, change) for key, item in structure.items()}
    return change(structure)
