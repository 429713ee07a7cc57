"""Lines as Python counts them: form feeds and other separators do not end one."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.findings import Place
from keraslint.patterns import compile_lazily

LARGEST_TEXT = 2_000_000
"""Characters of code that are read."""
_LINE_END = compile_lazily(r"\r\n|\n|\r")


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def split_lines(text: str) -> list[str]:
    """The lines without their ends."""
    return _LINE_END.split(text)


def part_of(lines: Sequence[str], place: Place) -> str:
    """The text at a place."""
    part = [*lines[place.line - 1 : place.end_line]] or [""]
    part[-1] = part[-1][: place.end_column]
    part[0] = part[0][place.column :]
    return "\n".join(part)
