"""What is reported: a code, a sentence, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of source: lines from 1, columns from 0 in characters, the end exclusive.

    cell  in a notebook the number of the cell, from 1 among all cells; lines then count in that cell. Else 0
    """

    line: int
    column: int
    end_line: int
    end_column: int
    cell: int = 0

    @property
    def text(self) -> str:
        """line:column as people count, the cell before them."""
        return (
            f"{self.cell}:{self.line}:{self.column + 1}"
            if self.cell
            else f"{self.line}:{self.column + 1}"
        )

    def to_dict(self) -> dict[str, int]:
        extent = {
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
        }
        return {"cell": self.cell, **extent} if self.cell else extent


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the source that settles a finding.

    place        the text to be replaced
    replacement  what to put there
    title        what the change does, as an editor offers it ("Replace 1664 with 51264")
    certain      whether it may be made without asking, as `--fix` does; else an editor offers it
    """

    place: Place
    replacement: str
    title: str = ""
    certain: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            **self.place.to_dict(),
            "replacement": self.replacement,
            "certain": self.certain,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in one sentence.

    message   subject, fact, need and arithmetic: one line without the code
    expected  what holds (a count, a shape as a list), for programs to read
    actual    what the source says or has instead
    hint      a second sentence that teaches, such as "1,664 leaves out the 32 input channels"
    """

    code: str
    message: str
    place: Place
    expected: Any = None
    actual: Any = None
    hint: str = ""
    fix: Fix | None = None

    @property
    def text(self) -> str:
        """The whole message, without the code; always one line."""
        whole = f"{self.message}. {self.hint}" if self.hint else self.message
        return " ".join(whole.split())

    def __lt__(self, other: Finding) -> bool:
        return (self.place, self.code, self.message) < (other.place, other.code, other.message)

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.text,
            **self.place.to_dict(),
            "expected": self.expected,
            "actual": self.actual,
            "fix": self.fix.to_dict() if self.fix else None,
        }
