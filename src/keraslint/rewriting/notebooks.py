"""Where the cells' sources stand in a notebook's JSON, and edits of them as edits of the JSON."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from keraslint.patterns import compile_lazily
from keraslint.rewriting.edits import Edit

_SPACE = compile_lazily(r"[ \t\n\r]*")
_CHARACTER = compile_lazily(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_ESCAPED = compile_lazily(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True)
class StoredSource:
    """One cell's source as the JSON has it: one string, or one a line.

    texts   what each string says
    starts  where each begins in the JSON, behind its quotation mark
    json    the whole notebook
    """

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    json: str

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @cached_property
    def _ends(self) -> list[int]:
        """The offset in the source behind each string."""
        return list(accumulate(map(len, self.texts)))

    def edit(self, edit: Edit, escape: bool) -> Edit:
        """An edit of the source as one of the JSON; `escape` characters outside ASCII or not."""
        written = json.dumps(edit.replacement, ensure_ascii=escape)[1:-1]
        last = len(self.texts) - 1
        first = min(bisect_right(self._ends, edit.start), last)
        final = first if edit.end == edit.start else min(bisect_left(self._ends, edit.end), last)
        return Edit(self._place(first, edit.start), self._place(final, edit.end), written)

    def _place(self, string: int, offset: int) -> int:
        """Where in the JSON a character of this string stands."""
        place = self.starts[string]
        before = offset - (self._ends[string] - len(self.texts[string]))
        characters = _CHARACTER.finditer(self.json, place)
        for _ in range(before):
            place = next(characters).end()
        return place


def escapes(text: str) -> bool:
    """Whether a notebook writes characters outside ASCII as \\uXXXX."""
    return text.isascii() and _ESCAPED.search(text) is not None


def stored_sources(text: str) -> dict[int, StoredSource]:
    """The sources of a notebook's cells by the cell's number; `text` is known to be a notebook."""
    found: dict[int, StoredSource] = {}
    for number, cell in enumerate(_cells(text), 1):
        keys = dict(_members(text, cell)) if text[cell] == "{" else {}
        at = keys.get("source", keys.get("input"))
        if at is None or text[at] not in '"[':
            continue
        places = [at] if text[at] == '"' else [i for i in _items(text, at) if text[i] == '"']
        if places:
            texts = tuple(_decode(text, place)[0] for place in places)
            found[number] = StoredSource(texts, tuple(place + 1 for place in places), text)
    return found


def _cells(text: str) -> Iterator[int]:
    """Where each cell begins; before version 4 of the format they lie in worksheets."""
    top = dict(_members(text, _after_space(text, text.startswith("\ufeff"))))
    pages = [top]
    if not _is_list(text, top.get("cells")):
        pages = [
            dict(_members(text, page))
            for page in _items(text, top["worksheets"])
            if text[page] == "{"
        ]
    for page in pages:
        cells = page.get("cells")
        if cells is not None and _is_list(text, cells):
            yield from _items(text, cells)


def _is_list(text: str, at: int | None) -> bool:
    return at is not None and text[at] == "["


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _items(text: str, at: int) -> Iterator[int]:
    """Where each item of the list that begins here does."""
    at = _after_space(text, at + 1)
    while text[at] != "]":
        yield at
        at = _after_space(text, _decode(text, at)[1])
        at = _after_space(text, at + 1) if text[at] == "," else at


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Each key of the object that begins here, and where its value does; of two alike the last one counts."""
    at = _after_space(text, at + 1)
    while text[at] != "}":
        key, end = _decode(text, at)
        value = _after_space(text, _after_space(text, end) + 1)
        yield key, value
        at = _after_space(text, _decode(text, value)[1])
        at = _after_space(text, at + 1) if text[at] == "," else at
