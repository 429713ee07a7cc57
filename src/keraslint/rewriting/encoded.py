"""Edits of a text put into the bytes that it was decoded from: a line without an edit keeps its bytes."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable

from keraslint.files import Source
from keraslint.rewriting.edits import Edit, edited
from keraslint.source.text import line_starts

_LINE_END = re.compile(rb"\r\n|\n|\r")


class Unwritable(Exception):
    """An edit that cannot be made in this file; the message says why in one clause."""


class EncodedText:
    """A file's text and bytes, line beside line.

    Raises Unwritable if the lines of both are not the same: then no edit is safe.
    """

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.mark = codecs.BOM_UTF8 if source.data.startswith(codecs.BOM_UTF8) else b""
        self.data = source.data.removeprefix(self.mark)
        self.encoding = source.encoding.removesuffix("-sig")
        self.starts = line_starts(self.text)
        self.bytes_starts = [0, *(match.end() for match in _LINE_END.finditer(self.data))]
        if len(self.starts) != len(self.bytes_starts):
            raise Unwritable(f"its lines cannot be told apart in {self.encoding}")

    def check(self, edit: Edit) -> None:
        """Raises Unwritable if the file's encoding cannot say the edit, or the rest of its lines."""
        try:
            edit.replacement.encode(self.encoding)
        except UnicodeEncodeError as error:
            character = edit.replacement[error.start]
            raise Unwritable(
                f"the file's encoding, {self.encoding}, has no {character!r}"
            ) from None
        first, last = self._lines(edit)
        text, data = self._stretch(first, last)
        try:
            same = text.encode(self.encoding) == data
        except UnicodeEncodeError:
            same = False
        if not same:
            raise Unwritable(
                f"the line has other bytes than {self.encoding} gives for its characters"
            )

    def with_edits(self, edits: Iterable[Edit]) -> bytes:
        """The file's bytes with these edits, each of them checked before."""
        changes: list[tuple[int, int, list[Edit]]] = []
        for edit in sorted(edits):
            first, last = self._lines(edit)
            if changes and first <= changes[-1][1]:
                first, _, together = changes.pop()
            else:
                together = []
            changes.append((first, last, [*together, edit]))
        parts, at = [self.mark], 0
        for first, last, together in changes:
            text, data = self._stretch(first, last)
            offset, start = self.starts[first], self.bytes_starts[first]
            moved = (Edit(e.start - offset, e.end - offset, e.replacement) for e in together)
            parts += [self.data[at:start], edited(text, moved).encode(self.encoding)]
            at = start + len(data)
        return b"".join([*parts, self.data[at:]])

    def _lines(self, edit: Edit) -> tuple[int, int]:
        """The first and the last line that an edit touches, from 0."""
        first = bisect_right(self.starts, edit.start) - 1
        return first, max(first, bisect_right(self.starts, edit.end) - 1)

    def _stretch(self, first: int, last: int) -> tuple[str, bytes]:
        """The text and the bytes of these lines, line ends included."""
        ends = (*self.starts[1:], len(self.text)), (*self.bytes_starts[1:], len(self.data))
        return (
            self.text[self.starts[first] : ends[0][last]],
            self.data[self.bytes_starts[first] : ends[1][last]],
        )
