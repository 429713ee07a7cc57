"""The comments of a file, straight from its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from keraslint.patterns import compile_lazily
from keraslint.source.strings import COMMENT, STRING
from keraslint.source.text import line_starts, split_lines

_COMMENT_OR_STRING = compile_lazily(f"({COMMENT}) | {STRING}", re.VERBOSE | re.DOTALL)
_SIZES = compile_lazily(
    r"[(\[][^()\[\]]{0,80},[^()\[\]]{0,80}[)\]]|\b\w{1,40}(?: ?[xX*] ?\w{1,40})+"
)  # (samples, maxlen * 8) or maxlen x 8
_NAME = compile_lazily(r"[A-Za-z_]\w{2,}")
_MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its line (from 1), its column (from 0), and its text with the number sign.

    trailing  whether code stands before it on the line
    """

    line: int
    column: int
    text: str
    trailing: bool

    @property
    def end_column(self) -> int:
        return self.column + len(self.text)


def comments(text: str) -> list[Comment]:
    """All comments in order. Never fails: what is no Python still has lines and number signs."""
    starts = line_starts(text)
    found = []
    for match in _COMMENT_OR_STRING.finditer(text):
        if match[1] is not None:
            line = bisect_right(starts, match.start())
            before = text[starts[line - 1] : match.start()]
            found.append(Comment(line, len(before), match[1], bool(before.strip(" \t\f\ufeff"))))
    return found


def names_of_sizes(found: list[Comment]) -> frozenset[str]:
    """The names of three letters and more that stand as sizes in the comments' shapes."""
    stretches = (stretch for comment in found for stretch in _SIZES.findall(comment.text))
    names = sorted({name for stretch in stretches for name in _NAME.findall(stretch)})
    return frozenset(names[:_MOST_NAMES])


def continued_lines(text: str) -> set[int]:
    """The lines that take no comment: their end lies inside a string, or a backslash joins the next one."""
    starts = line_starts(text)
    found: set[int] = set()
    for match in _COMMENT_OR_STRING.finditer(text):
        if match[1] is None:
            found.update(
                range(bisect_right(starts, match.start()), bisect_right(starts, match.end() - 1))
            )
    return found | {
        number
        for number, line in enumerate(split_lines(text), 1)
        if line.endswith("\\") and number < len(starts)
    }
