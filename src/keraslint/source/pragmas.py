"""Pragmas: settings for one line, written in a comment on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from keraslint.findings import Place
from keraslint.patterns import compile_lazily
from keraslint.source.comments import Comment

_PRAGMA = compile_lazily(r"#\s*keraslint\s*:\s*(.*)$", re.IGNORECASE)
_PART = compile_lazily(r"([a-z][a-z-]*)\s*=\s*([^\s,;]+)")
ALLOWED = ("max-params", "max-layer-params")


@dataclass(frozen=True, slots=True)
class Pragma:
    """What one comment sets: key -> value as counted, and what is wrong with it."""

    place: Place
    values: dict[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


def pragmas(comments: Iterable[Comment]) -> dict[int, Pragma]:
    """The pragmas of a file by line: `# keraslint: max-params=5M`."""
    found: dict[int, Pragma] = {}
    for comment in comments:
        match = _PRAGMA.search(comment.text)
        if match:
            place = Place(comment.line, comment.column, comment.line, comment.end_column)
            found[comment.line] = _read(match[1], place)
    return found


def _read(text: str, place: Place) -> Pragma:
    from keraslint.settings import parse_count

    values: dict[str, int] = {}
    errors = []
    parts = list(_PART.finditer(text))
    for part in parts:
        key, value = part[1], part[2]
        if key not in ALLOWED:
            errors.append(f"`{key}` is not a pragma; there are {' and '.join(ALLOWED)}")
            continue
        try:
            values[key] = parse_count(value)
        except ValueError:
            errors.append(f"{key} takes a number of parameters such as 128k or 1.2M, not `{value}`")
    if not parts:
        errors.append(f"the pragma sets nothing; write {ALLOWED[0]}=5M")
    return Pragma(place, values, tuple(errors))
