"""Fixes as edits: from lines and columns to offsets in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keraslint.findings import Fix
from keraslint.patterns import compile_lazily
from keraslint.source.text import line_starts

_LINE_END = compile_lazily(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A stretch of a text by its offsets, and what takes its place."""

    start: int
    end: int
    replacement: str

    def overlaps(self, other: Edit) -> bool:
        """Whether both want the same characters, or to insert at the same spot."""
        if self.start == self.end == other.start == other.end:
            return True
        return self.start < other.end and other.start < self.end


class Positions:
    """The offsets of a text's lines and columns."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = line_starts(text)

    def edit(self, fix: Fix) -> Edit | None:
        """The fix as an edit; None if the text has no such place."""
        place = fix.place
        start = self._offset(place.line, place.column)
        end = self._offset(place.end_line, place.end_column)
        if start is None or end is None or start > end:
            return None
        return Edit(start, end, fix.replacement)

    def _offset(self, line: int, column: int) -> int | None:
        if not 0 < line <= len(self._starts) or column < 0:
            return None
        offset = self._starts[line - 1] + column
        after = self._starts[line] if line < len(self._starts) else len(self._text) + 1
        return offset if offset < after else None


def smallest(text: str, edit: Edit) -> list[Edit]:
    """The same change without what stays: line by line where the lines stay as many, their ends as they are.

    Where the lines become more or fewer, they end as the replaced ones do, or as the text's first.
    """
    old, new = text[edit.start : edit.end], edit.replacement
    old_lines, new_lines = _LINE_END.split(old), _LINE_END.split(new)
    if len(old_lines) == len(new_lines):
        return list(_line_by_line(edit.start, old, old_lines, new_lines))
    end_of_line = _LINE_END.search(old) or _LINE_END.search(text)
    return [Edit(edit.start, edit.end, (end_of_line[0] if end_of_line else "\n").join(new_lines))]


def _line_by_line(
    start: int, old: str, old_lines: Sequence[str], new_lines: Sequence[str]
) -> Iterator[Edit]:
    for offset, before, after in zip(line_starts(old), old_lines, new_lines, strict=True):
        if before != after:
            yield _trimmed(Edit(start + offset, start + offset + len(before), after), before)


def _trimmed(edit: Edit, old: str) -> Edit:
    """Without the characters that both sides have in common at the front and the back."""
    new = edit.replacement
    most = min(len(old), len(new))
    front = next((i for i in range(most) if old[i] != new[i]), most)
    rest = most - front
    back = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return Edit(edit.start + front, edit.end - back, new[front : len(new) - back])


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits, none of which overlaps another."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*parts, text[at:]])
