"""The one error of reading."""

from __future__ import annotations


class Unreadable(Exception):
    """A text that cannot be read as Python: `message` says why in one clause, `line` where (1-based), and
    `remedy`, if any, what to do about it."""

    def __init__(self, message: str, line: int = 1, remedy: str = "", column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.remedy = remedy
