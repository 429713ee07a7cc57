"""Lines as Python counts them: form feeds and other separators do not end one."""

from __future__ import annotations

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
