"""What becomes of a file: a new text, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):
    """A file that cannot be upgraded: why, and on which line of the old text."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the user has to look at, though the parameters stay the same."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for one file.

    text    the new text; the old one where nothing had to change or where it is refused
    reason  why the file is refused, on which `line`; "" if it is not
    notes   what else the user has to look at
    models  how many models were compared, `params` how many parameters they have where all are known
    """

    text: str
    reason: str = ""
    line: int = 0
    notes: tuple[Note, ...] = ()
    models: int = 0
    params: int | None = None

    @property
    def refused(self) -> bool:
        return bool(self.reason)
