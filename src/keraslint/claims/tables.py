"""Reading pasted summary tables: those of Keras 1 and 2 (ruled lines) and Keras 3 (boxes), as comments or strings.

What was cut off, wrapped or left out in the table is None here and never held against a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from keraslint.patterns import compile_lazily

Line: TypeAlias = tuple[int, int, str]
"""(line, column, text) of one comment or one line of a string."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of one line, with what it says: axes, or a count."""

    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A layer's line.

    kind   the class in brackets, maybe cut off (`cut`)
    dims   the axes of the output shape; None if they are cut, several or not shown
    """

    name: str
    kind: str
    cut: bool
    dims: tuple[int | None, ...] | None
    count: int | None
    line: int
    dims_cell: Cell | None = None
    count_cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A line below the table: `Total params: 320 (1.25 KB)`."""

    quantity: str
    value: int
    cell: Cell


@dataclass(slots=True)
class Table:
    """One pasted summary. `elided`: it does not show every row."""

    title: str = ""
    header: bool = False
    rows: list[TableRow] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    elided: bool = False
    first: int = 0
    last: int = 0

    @property
    def is_table(self) -> bool:
        return bool(self.rows) and (self.header or len(self.rows) > 1 or bool(self.totals))


LONGEST_LINE = 1_000
"""Characters of a line of a summary: `line_length` is 65 to 300 where people set it."""
MARK = "[,_']"
"""What groups the digits of a count: a comma in what Keras prints, others where somebody typed it."""
_DIM = r"(?:None|\?|-1|\d+)"
_FULL = rf"\[?\((?P<dims>{_DIM}(?:, ?{_DIM})*,?)\)\]?(?!\s*,\s*\()"
_OTHER = r"\[\([^\])]*(?:\)[^\]]*)?\]?|\([^)]*\)?|multiple|\?"
_COUNT = r"(?P<count>\d[\d,]*(?:\.0)?(?![\d.,]*(?:…|\.\.))|\d[\d,.]*(?:…|\.\.+)|\?|multiple)"
_ROW = compile_lazily(
    rf"(?P<name>[A-Za-z_][\w./:-]*)\s+\((?P<kind>[A-Za-z_]\w*)(?P<close>\)|…|\.\.\.)?\s*(?:{_FULL}|(?P<other>{_OTHER}))\s+{_COUNT}"
    r"(?P<unbuilt>\s*\(unbuilt\))?(?:\s*$|\s+(?:[YN-]|[\w./:-]+\[|\(|\S+…|['\"#]|input|0\b).*$|\s{2,}\S.*$)"
)
_CELLS = compile_lazily(rf"\s*(?:{_FULL}|(?P<other>{_OTHER}))\s*")
_HEADER = compile_lazily(r"Layer\s*\(type", re.IGNORECASE)
_TITLE = compile_lazily(r"Model:\s*[\"'“]?([\w.-]+)")
_TOTAL = compile_lazily(
    r"(?P<kind>T?otal|Trainable|Non[- ]?trainable|Optimi[sz]er)\s+params\s*:?\s*"
    rf"(?P<count>\d{{1,3}}(?:(?P<mark>{MARK})\d{{3}})(?:(?P=mark)\d{{3}})*|\d+)(?:\.0)?(?!{MARK}?\w|[.,…]| ?\d)",
    re.IGNORECASE,
)
"""A count that goes on otherwise (2M, 2 461, 1,315,…) is none that is read here."""
_ELIDED = compile_lazily(r"[\s#*│┃|]*(?:\.{3,}|…+|\. \. \.|⋮|:)[\s.…│┃|]*$")
_RULE = compile_lazily(r"[\s#*|_=─━┏┓┗┛┡┩├┤└┘┌┐┬┴┼╇┳╋╞╡┠┨+-]*$")
_BOX = compile_lazily(r"[│┃|]")
_SEPARATOR = compile_lazily(r"[├┡└╞┠]")


def tables(lines: Sequence[Line]) -> list[Table]:
    """The summary tables in consecutive lines; also totals without any rows, as a table without rows."""
    found: list[Table] = []
    current = Table()
    for line in _joined(lines):
        if len(line[2]) > LONGEST_LINE:
            continue
        total = _total(line)
        title = _TITLE.search(line[2])
        header = _HEADER.search(line[2])
        if (title or header) and (current.rows or current.totals):
            found.append(current)
            current = Table()
        if title:
            current.title = title[1]
        elif header:
            current.header = True
        elif total is not None:
            if total.quantity == "total" and any(t.quantity == "total" for t in current.totals):
                found.append(current)
                current = Table()
            current.totals.append(total)
        elif _ELIDED.match(line[2]) and current.rows:
            current.elided = True
        else:
            row = _row(line)
            if row is None:
                continue
            if current.totals:
                found.append(current)
                current = Table()
            current.rows.append(row)
        current.first = current.first or line[0]
        current.last = line[0]
    found.append(current)
    return [table for table in found if table.is_table or table.totals]


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines as they are; rows of boxes that take several lines as one, without places for their cells."""
    pending: list[Line] = []
    for line in lines:
        text = line[2]
        if _BOX.search(text) and not _RULE.match(text) and re.search(r"[│┃]", text):
            pending.append(line)
            continue
        yield from _one_row(pending)
        pending = []
        yield line
    yield from _one_row(pending)


def _one_row(lines: list[Line]) -> Iterator[Line]:
    """Lines between two rules of a box: one row, or several rows of a table without rules between."""
    if len(lines) <= 1 or any(_ROW.search(_cleared(text)) for _, _, text in lines[1:]):
        yield from lines
        return
    cells: list[list[str]] = []
    for _, _, text in lines:
        for i, part in enumerate(re.split(r"[│┃]", text)[1:-1]):
            if i == len(cells):
                cells.append([])
            cells[i].append(part.strip())
    merged = "  ".join(
        " ".join(filter(None, parts)).replace(", ", ",").replace(",", ", ") for parts in cells
    )
    yield lines[0][0], -1, merged  # column -1: no place of its own


def _cleared(text: str) -> str:
    return re.sub(r"[│┃|]", " ", text)


def _row(line: Line) -> TableRow | None:
    number, column, text = line
    match = _ROW.search(_cleared(text))
    if not match or re.search(
        r"[^\s#*'\"_.-]", text[: match.start()].replace("│", "").replace("┃", "").replace("|", "")
    ):
        return None
    dims = _axes(match["dims"]) if match["dims"] else None
    count = _number(match["count"]) if not match["unbuilt"] else None
    placed = column >= 0
    dims_cell = (
        Cell(number, column + match.start("dims"), column + match.end("dims"), match["dims"])
        if dims is not None and placed
        else None
    )
    count_cell = (
        Cell(number, column + match.start("count"), column + match.end("count"), match["count"])
        if count is not None and placed
        else None
    )
    return TableRow(
        match["name"],
        match["kind"],
        match["close"] != ")",
        dims,
        count,
        number,
        dims_cell,
        count_cell,
    )


def _axes(text: str) -> tuple[int | None, ...]:
    return tuple(
        int(part) if part.strip().isdigit() else None for part in text.rstrip(",").split(",")
    )


def _number(text: str) -> int | None:
    plain = re.sub(MARK, "", text).removesuffix(".0")
    return int(plain) if plain.isdigit() and len(plain) < 19 else None


def _total(line: Line) -> Total | None:
    number, column, text = line
    match = _TOTAL.search(text)
    if not match or re.search(r"\w", text[: match.start()]):
        return None
    kind = match["kind"].lower()
    quantity = (
        "total"
        if kind.endswith("otal")
        else "optimizer"
        if kind.startswith("o")
        else "non_trainable"
        if kind.startswith("n")
        else "trainable"
    )
    value = _number(match["count"])
    if value is None:
        return None
    return Total(
        quantity,
        value,
        Cell(
            number,
            max(column, 0) + match.start("count"),
            max(column, 0) + match.end("count"),
            match["count"],
        ),
    )
