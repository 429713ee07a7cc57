"""Fixes in bytes: what is replaced changes, every other byte stays."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keraslint.files import Source
from keraslint.findings import Fix, Place
from keraslint.rewriting import rewrite

BYTES = [  # a file's bytes; its encoding; the text in it that is replaced; by what
    (b"a = 1  # 1664 params\n", "utf-8", "1664", "51264"),
    (b"a = 1  # 1664 params", "utf-8", "1664", "51,264"),
    (b"\r\na = 1\r\n# 1664 params\r\nb\r\n", "utf-8", "1664", "51264"),
    (b"a = 1\r# 1664 params\rb", "utf-8", "1664", "51264"),
    (b"a\r\nb\rc\nd\r\r\n\n# 1664 params\n\r", "utf-8", "1664", "0"),
    (b"\x0ca = 1\n\x0c\tb  # 1664\x0b params\n\x1c\n", "utf-8", "1664", "51264"),
    (codecs.BOM_UTF8 + b"# 1664\r\nb", "utf-8-sig", "1664", "51264"),
    (codecs.BOM_UTF8 + "é\n# é 1664 \U0001f600\n".encode(), "utf-8-sig", "1664", "51264"),
    ("\U0001f600 = '\u2028'  # \U0001f600 1664 \u0085 é\n".encode(), "utf-8", "1664", "51264"),
    ("# coding: latin-1\n# é 1664 ü\xa0\n".encode("latin-1"), "iso-8859-1", "1664", "51264"),
    ("# coding: cp1252\r\n# “1664” €\r\n".encode("cp1252"), "cp1252", "1664", "51264"),
    ("# coding: cp949\n# 파라미터 1664개\n# 끝".encode("cp949"), "cp949", "1664", "51264"),
    ("# coding: cp932\n# ソ表 1664\n".encode("cp932"), "cp932", "1664", "51264"),
]

LINES = [  # a text; the lines of it that are replaced; by what; and what stands there then
    (b"# 12\r\n# 34\r# 56\n", "12\r\n# 34\r# 56", "1\n# 34\n# 567", b"1\r\n# 34\r# 567"),
    (b"# 12\n# 34\n", "12\n# 34", "1\r\n# 34", b"1\n# 34"),
    (b"# 12\r\n# 34\r\nb", "12\r\n# 34", "a\nb\nc", b"a\r\nb\r\nc"),
    (b"# 12\r# 34", "# 12", "a\nb", b"a\rb"),
    (b"# 12\n\n", "12\n", "a", b"a"),
    (b"# 12", "12", "a\nb", b"a\nb"),
]


def fix_of(text: str, old: str, new: str) -> Fix:
    """The fix that replaces the first `old` of the text."""
    start = text.index(old)
    before = text[:start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    within = old.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line, column = len(before), len(before[-1])
    end_line = line + len(within) - 1
    end_column = len(within[-1]) + (column if len(within) == 1 else 0)
    return Fix(Place(line, column, end_line, end_column), new)


def source_of(data: bytes, encoding: str = "utf-8") -> Source:
    return Source("net.py", data.decode(encoding), data, encoding)


@pytest.mark.parametrize(("data", "encoding", "old", "new"), BYTES)
def test_only_the_replaced_bytes_change(data: bytes, encoding: str, old: str, new: str) -> None:
    source = source_of(data, encoding)
    fix = fix_of(source.text, old, new)
    result = rewrite(source, [fix])
    assert (result.applied, result.refused) == ((fix,), ())
    plain = encoding.removesuffix("-sig")
    assert result.source.data == data.replace(old.encode(plain), new.encode(plain), 1)
    assert result.source.text == result.source.data.decode(encoding)


@pytest.mark.parametrize(("data", "old", "new", "written"), LINES)
def test_lines_end_as_those_of_the_file(data: bytes, old: str, new: str, written: bytes) -> None:
    source = source_of(data)
    result = rewrite(source, [fix_of(source.text, old, new)])
    assert result.source.data == data.replace(old.encode(), written, 1)


def test_an_insertion_moves_nothing_else() -> None:
    fix = Fix(Place(2, 1, 2, 1), "# é")
    assert rewrite(source_of(b"a\r\nb\r\n"), [fix]).source.data == "a\r\nb# é\r\n".encode()


REFUSED = [
    (b"# coding: ascii\n# 1 params\n", "ascii", "1 \xb7 2", "has no '·'"),
    (b"# coding: cp1252\n# 1\n", "cp1252", "\U0001f600", "has no '\U0001f600'"),
    (
        b"# coding: cp932\n# 1 \xfa\x54\n",
        "cp932",
        "2",
        "other bytes",
    ),  # decodes to ¬, as 81 CA does
]


@pytest.mark.parametrize(("data", "encoding", "new", "reason"), REFUSED)
def test_what_the_encoding_cannot_say_is_refused(
    data: bytes, encoding: str, new: str, reason: str
) -> None:
    source = source_of(data, encoding)
    result = rewrite(source, [Fix(Place(2, 2, 2, 3), new)])
    assert (result.applied, result.source) == ((), source)
    assert reason in result.refused[0].reason


@pytest.mark.parametrize(
    "place",
    [(0, 0, 0, 1), (3, 0, 3, 0), (1, 0, 1, 6), (1, 6, 1, 6), (1, -1, 1, 0), (1, 3, 1, 2)],
)
def test_a_place_that_is_not_there_is_refused(place: tuple[int, int, int, int]) -> None:
    source = source_of(b"# 123\n")
    result = rewrite(source, [Fix(Place(*place), "4")])
    assert (result.applied, result.source) == ((), source)
    assert "no such place" in result.refused[0].reason


OVERLAPS = [  # fixes as (column, end column, replacement); the text afterwards; how many are made
    ([(2, 4, "x"), (3, 5, "y")], "# x345", 1),
    ([(3, 5, "y"), (2, 4, "x")], "# x345", 1),
    ([(2, 4, "x"), (4, 6, "y")], "# xy5", 2),
    ([(2, 4, "x"), (2, 4, "x")], "# x345", 1),
    ([(2, 4, "x"), (2, 4, "y")], "# x345", 1),
    ([(7, 7, "a"), (7, 7, "b")], "# 12345a", 1),
    ([(2, 7, "9"), (4, 4, "b")], "# 9", 1),
    ([(2, 7, "12395"), (2, 3, "8")], "# 82395", 2),  # only what differs counts
]


@pytest.mark.parametrize(("fixes", "after", "count"), OVERLAPS)
def test_of_two_that_overlap_the_first_is_made(
    fixes: list[tuple[int, int, str]], after: str, count: int
) -> None:
    wanted = [Fix(Place(1, start, 1, end), new) for start, end, new in fixes]
    result = rewrite(source_of(b"# 12345\n"), wanted)
    assert (result.source.text, len(result.applied)) == (f"{after}\n", count)


CODINGS = ("utf-8", "utf-8-sig", "latin-1", "cp1252", "cp949", "cp932", "koi8-r", "gb18030")


@given(st.text(), st.text(), st.sampled_from(CODINGS), st.integers(0, 10**12))
@example("\r", "\n", "utf-8", 0)
@example("x\r\n", "\r", "latin-1", 0)
def test_around_a_number_everything_stays(
    before: str, after: str, encoding: str, count: int
) -> None:
    plain = encoding.removesuffix("-sig")
    front, back = before.encode(plain, "ignore"), after.encode(plain, "ignore")
    mark = codecs.BOM_UTF8 if encoding == "utf-8-sig" else b""
    try:
        source = source_of(mark + front + b"[1664]" + back, encoding)
        start = len((mark + front).decode(encoding))
    except UnicodeDecodeError:
        return
    lines = source.text[:start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    place = Place(len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 5)
    result = rewrite(source, [Fix(place, str(count))])
    if result.refused:
        assert result.source == source
        assert plain in result.refused[0].reason
    else:
        assert result.source.data == mark + front + b"[" + str(count).encode() + b"]" + back
