"""A text as an editor counts it, and as Python does: from positions to columns and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from lsprotocol import types

from keraslint.findings import Place
from keraslint.patterns import compile_lazily

_LINE = compile_lazily(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_ENDS = "\r\n"


@dataclass(frozen=True)
class Text:
    """One version of a text.

    encoding  what a position's `character` counts, as agreed with the client: the UTF-16 code units of old, bytes
              of UTF-8, or characters (UTF-32)
    """

    source: str
    encoding: str = "utf-16"

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends; only these three end a line, unlike in str.splitlines."""
        found = _LINE.findall(self.source)
        if len(found) > 1 and found[-1] == "" and found[-2].rstrip(_ENDS) == found[-2]:
            found.pop()  # the empty match after a last line without end
        return found

    def line(self, number: int) -> str:
        """A line (from 0) without its end; empty beyond the text."""
        return self.lines[number].rstrip(_ENDS) if 0 <= number < len(self.lines) else ""

    def position(self, line: int, column: int) -> types.Position:
        """A line (from 0) and a column in characters, as the client counts them."""
        return types.Position(line, self._units(self.line(line)[:column]))

    def range(self, place: Place) -> types.Range:
        """A stretch of source as the client counts it."""
        return types.Range(
            self.position(place.line - 1, place.column),
            self.position(place.end_line - 1, place.end_column),
        )

    def column(self, position: types.Position) -> int:
        """The column in characters of a position; beyond the line's end, its end."""
        line, units = self.line(position.line), 0
        for column, character in enumerate(line):
            if units >= position.character:
                return column
            units += self._units(character)
        return len(line)

    def edited(self, changes: Iterable[types.TextDocumentContentChangeEvent]) -> Text:
        """The text after these changes, in their order."""
        text = self
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = text._offset(change.range.start), text._offset(change.range.end)
                source = text.source[:start] + change.text + text.source[max(start, end) :]
            else:
                source = change.text
            text = Text(source, self.encoding)
        return text

    def _offset(self, position: types.Position) -> int:
        return self._starts[min(max(position.line, 0), len(self.lines))] + self.column(position)

    @cached_property
    def _starts(self) -> list[int]:
        """The offset of each line, and of the end."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    def _units(self, text: str) -> int:
        if self.encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        if self.encoding == "utf-32" or text.isascii():
            return len(text)
        return len(text) + sum(character > "\uffff" for character in text)


@dataclass(frozen=True, slots=True)
class Change:
    """What typing did to a text: one stretch of lines became another.

    first  so many lines at the top stayed
    rest   from this line (from 0) of the old text on, all stayed
    shift  by how many lines those moved
    """

    first: int
    rest: int
    shift: int

    @classmethod
    def between(cls, before: Text, now: Text) -> Change:
        """The change that made one text of the other."""
        old, new = before.lines, now.lines
        shortest = min(len(old), len(new))
        first = next((i for i in range(shortest) if old[i] != new[i]), shortest)
        left = shortest - first
        last = next((i for i in range(left) if old[-1 - i] != new[-1 - i]), left)
        return cls(first, len(old) - last, len(new) - len(old))

    def moved(self, place: Place) -> Place | None:
        """Where a place is now; None if the change touched its lines."""
        if place.end_line <= self.first:
            return place
        if place.line <= self.rest:
            return None
        return replace(place, line=place.line + self.shift, end_line=place.end_line + self.shift)
