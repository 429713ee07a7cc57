"""Positions: what an editor counts against what Python counts, and what an edit does to a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from keraslint.findings import Place
from keraslint.language_server.text import Change, Text

LINES = [
    ("", [""]),
    ("a", ["a"]),
    ("a\n", ["a\n", ""]),
    ("a\r\nb\rc", ["a\r\n", "b\r", "c"]),
    ("a\x0cb\u2028c\x85d\n", ["a\x0cb\u2028c\x85d\n", ""]),
]


@pytest.mark.parametrize(("source", "lines"), LINES)
def test_only_three_signs_end_a_line(source: str, lines: list[str]) -> None:
    assert Text(source).lines == lines


UNITS = [  # text before the position, then its length in UTF-16, UTF-8 and characters
    ("abc", 3, 3, 3),
    ("é", 1, 2, 1),
    ("层数", 2, 6, 2),
    ("🎉", 2, 4, 1),
    ("a🎉层", 4, 8, 3),
    ("\ud800", 1, 3, 1),
]


@pytest.mark.parametrize(("before", "utf16", "utf8", "utf32"), UNITS)
def test_columns_in_every_encoding(before: str, utf16: int, utf8: int, utf32: int) -> None:
    for encoding, units in (("utf-16", utf16), ("utf-8", utf8), ("utf-32", utf32)):
        text = Text(f"x\n{before}|\n", encoding)
        position = text.position(1, len(before))
        assert (position.line, position.character) == (1, units)
        assert text.column(position) == len(before)


SIGNS = st.text(st.sampled_from("ab层🎉\n\r\x0c\u2028"), max_size=12)


@given(SIGNS, SIGNS, st.data())
def test_an_edit_is_what_python_makes_of_it(
    source: str, inserted: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    if any(source[i - 1 : i + 1] == "\r\n" for i in (start, end)):
        return  # no position lies between the two
    text = Text(source, data.draw(st.sampled_from(["utf-8", "utf-16", "utf-32"])))
    change = types.TextDocumentContentChangePartial(
        types.Range(_at(text, start), _at(text, end)), inserted
    )
    assert text.edited([change]).source == source[:start] + inserted + source[end:]


def _at(text: Text, offset: int) -> types.Position:
    line = max(i for i, start in enumerate(text._starts[:-1]) if start <= offset)
    return text.position(line, offset - text._starts[line])


BEYOND = [  # an end beyond the line or the text is the end of it
    ((0, 0, 0, 99), "X\nb"),
    ((1, 0, 1, 99), "a\nX"),
    ((0, 1, 9, 9), "aX"),
    ((7, 0, 9, 0), "a\nbX"),
]


@pytest.mark.parametrize(("extent", "expected"), BEYOND)
def test_positions_beyond_the_text(extent: tuple[int, int, int, int], expected: str) -> None:
    start, end = types.Position(*extent[:2]), types.Position(*extent[2:])
    change = types.TextDocumentContentChangePartial(types.Range(start, end), "X")
    assert Text("a\nb").edited([change]).source == expected


MOVED = [  # before, now, line of the place, its line now
    ("a\nb\nc", "a\nb\nc", 2, 2),
    ("a\nb\nc", "a\nX\nb\nc", 1, 1),
    ("a\nb\nc", "a\nX\nb\nc", 2, 3),
    ("a\nb\nc", "a\nX\nc", 2, None),
    ("a\nb\nc", "a\nX\nc", 3, 3),
    ("a\nb\nc", "c", 3, 1),
    ("a\nb\nc", "", 1, None),
    ("a\na\na", "a\na", 1, 1),
]


@pytest.mark.parametrize(("before", "now", "line", "expected"), MOVED)
def test_places_move_with_their_lines(
    before: str, now: str, line: int, expected: int | None
) -> None:
    place = Change.between(Text(before), Text(now)).moved(Place(line, 0, line, 1))
    assert (place.line if place else None) == expected
