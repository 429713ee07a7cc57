"""A text as its editor holds it: changed, undone, and told to a server in the protocol's terms.

Nothing here uses the server's own reading of positions, so that a mistake of one of the two shows.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field
from random import Random
from typing import Any

MOST_UNDONE = 50
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass
class Manuscript:
    """One open text; each change of it has a version.

    readable  whether Python can read the text
    good      the last text that Python could read
    """

    uri: str
    text: str
    version: int = 1
    good: str = ""
    _undone: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        return is_readable(self.text)

    def replace(self, start: int, end: int, new: str) -> dict[str, Any]:
        """Puts new text in the place of what is between two offsets; returns the change as the protocol has it."""
        change = self._swap(start, end, new)
        self._undone = self._undone[-MOST_UNDONE:]
        return change

    def undo(self) -> dict[str, Any] | None:
        """Takes the last change back, if one is known."""
        if not self._undone:
            return None
        change = self._swap(*self._undone.pop())
        self._undone.pop()
        return change

    def become(self, text: str) -> dict[str, Any]:
        """Changes what is between the equal beginning and the equal end of this text and another."""
        shortest = min(len(self.text), len(text))
        start = next((i for i in range(shortest) if self.text[i] != text[i]), shortest)
        left = shortest - start
        kept = next((i for i in range(left) if self.text[-1 - i] != text[-1 - i]), left)
        return self.replace(start, len(self.text) - kept, text[start : len(text) - kept])

    def span(self, random: Random, most: int) -> tuple[int, int]:
        """A random stretch of the text, often within a line."""
        start = random.randint(0, len(self.text))
        return start, min(len(self.text), start + random.randint(1, most))

    def line_start(self, random: Random) -> int:
        """The offset of a random line."""
        ends = [0, *(match.end() for match in LINE_END.finditer(self.text))]
        return random.choice(ends)

    def _swap(self, start: int, end: int, new: str) -> dict[str, Any]:
        start, end = self._beside_line_end(start), self._beside_line_end(end)
        extent = {"start": self.position(start), "end": self.position(end)}
        self._undone.append((start, start + len(new), self.text[start:end]))
        self.text = self.text[:start] + new + self.text[end:]
        if self.readable:
            self.good = self.text
        return {"range": extent, "text": new}

    def _beside_line_end(self, offset: int) -> int:
        """An offset that is not between a carriage return and its line feed: no position says that."""
        return offset + (self.text[offset - 1 : offset + 1] == "\r\n")

    def position(self, offset: int) -> dict[str, int]:
        """Where an offset is: the line, and the UTF-16 code units before it on that line."""
        lines = LINE_END.split(self.text[:offset])
        return {"line": len(lines) - 1, "character": code_units(lines[-1])}

    def offset(self, position: dict[str, int]) -> int:
        """The offset of a position in the terms of the protocol."""
        starts = [0, *(match.end() for match in LINE_END.finditer(self.text))]
        offset, left = starts[position["line"]], position["character"]
        while left > 0:
            left -= code_units(self.text[offset])
            offset += 1
        return offset


def code_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_readable(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
