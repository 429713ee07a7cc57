"""Jupyter notebooks: their code cells in order as the text of one module, and the way back to the cells."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from keraslint.findings import Place
from keraslint.patterns import compile_lazily
from keraslint.source import python2
from keraslint.source.magics import (
    OTHER_LANGUAGES,
    cell_magic,
    parses,
    without_cell_magic,
    without_magics,
)
from keraslint.source.nesting import check_nesting
from keraslint.source.text import LARGEST_TEXT, split_lines
from keraslint.source.unreadable import Unreadable

LARGEST_NOTEBOOK = 100_000_000  # characters, pictures included
_COLOUR = compile_lazily(r"\x1b\[[0-9;]*m")
_TAG = compile_lazily(r"<[^<>]*>")
MOST_CELL_MAGICS = 4  # of one cell
MOST_CELLS = 5_000
MOST_NOTES = 4_000_000  # characters of outputs, and as many of text cells, that are read
MOST_TRIED = 150_000  # characters of cells that are no Python 3, which are read in several ways


@dataclass(frozen=True, slots=True)
class Cell:
    """One code cell.

    number  its position among all cells, from 1, as editors count them
    line    its first line in the module
    source  as the notebook has it
    text    the same with IPython's commands blank; all blank if it is no Python
    code    what is parsed: `text`, translated if it is Python 2
    indent  the columns by which the whole cell was indented
    """

    number: int
    line: int
    source: str
    text: str
    code: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A text that belongs to a cell: of a text cell, or what a code cell printed."""

    cell: int
    text: str


@dataclass(frozen=True)
class Notebook:
    """A notebook, read.

    counts  each code cell's number and its execution count, None if it did not run to its end
    """

    cells: tuple[Cell, ...] = ()
    markdown: tuple[Note, ...] = ()
    outputs: tuple[Note, ...] = ()
    counts: tuple[tuple[int, int | None], ...] = ()

    @cached_property
    def text(self) -> str:
        """The code cells, an empty line between two; the commands of IPython blank."""
        return "\n\n".join(cell.text for cell in self.cells)

    @cached_property
    def code(self) -> str:
        """The same in Python 3, line by line."""
        return "\n\n".join(cell.code for cell in self.cells)

    @cached_property
    def _lines(self) -> list[int]:
        return [cell.line for cell in self.cells]

    def place(self, line: int) -> tuple[int, int]:
        """A line of the module as (number of the cell, line in the cell); (0, line) if there are no cells."""
        index = max(bisect_right(self._lines, line) - 1, 0)
        return (
            (self.cells[index].number, line - self.cells[index].line + 1)
            if self.cells
            else (0, line)
        )

    def line_before(self, number: int) -> int:
        """The last line of the module that stands before this cell, whatever the cell holds; 0 if none does."""
        following = next((cell for cell in self.cells if cell.number > number), None)
        return max(following.line - 2, 0) if following else self.text.count("\n") + 1

    def spot(self, line: int) -> str:
        """A line of the module in words: cell 3, line 5."""
        cell, line = self.place(line)
        return f"cell {cell}, line {line}" if cell else f"line {line}"

    def locate(self, place: Place) -> Place:
        """A place of the module as a place in its cell."""
        index = bisect_right(self._lines, place.line) - 1
        if index < 0:
            return place
        cell = self.cells[index]
        start, indent = cell.line - 1, cell.indent
        return Place(
            place.line - start,
            place.column + indent,
            place.end_line - start,
            place.end_column + indent,
            cell.number,
        )

    def ran_in_order(self, number: int) -> bool:
        """Whether this cell's saved output comes of the cells before it: all ran, in their order, and none later."""
        own = dict(self.counts).get(number)
        before = [count for cell, count in self.counts if cell <= number]
        after = [count for cell, count in self.counts if cell > number and count is not None]
        known = [count for count in before if count is not None]
        return (
            own is not None
            and len(known) == len(before)
            and all(a < b for a, b in pairwise(known))
            and all(count > own for count in after)
        )

    def without(self, numbers: set[int]) -> Notebook:
        """The same with these cells blank."""
        blanked = (
            replace(c, text=_blank(c.text), code=_blank(c.text)) if c.number in numbers else c
            for c in self.cells
        )
        return replace(self, cells=tuple(blanked))


def is_notebook(filename: str) -> bool:
    return filename.endswith(".ipynb")


def read_notebook(text: str) -> Notebook:
    """The notebook in this text, of any version of the format since IPython 1.

    Raises Unreadable if it is none. A notebook in another language has no code cells.
    """
    book = _load(text)
    python = _language(book).startswith(("python", "ipython"))
    cells: list[Cell] = []
    markdown: list[Note] = []
    outputs: list[Note] = []
    counts: list[tuple[int, int | None]] = []
    line, size, tried = 1, 0, 0
    for number, cell in enumerate(_cells_of(book), 1):
        if number > MOST_CELLS:
            raise Unreadable(f"has more than {MOST_CELLS:,} cells", remedy="split the notebook")
        source = "\n".join(split_lines(_joined(cell.get("source", cell.get("input", "")))))
        if cell.get("cell_type") != "code":
            markdown.append(Note(number, source))
            continue
        outputs.extend(Note(number, output) for output in _outputs_of(cell))
        if source.strip():
            counts.append((number, _execution_count(cell)))
        if python and str(cell.get("language", "python")).lower().startswith("python"):
            size += len(source)
            if size > LARGEST_TEXT:
                raise Unreadable(
                    f"has more than {LARGEST_TEXT:,} characters of code",
                    remedy="split the notebook",
                )
            cells.append(_cell(number, line, source, tried + len(source) > MOST_TRIED))
            tried += len(source) if cells[-1].code != source else 0
            line += source.count("\n") + 2
    return Notebook(tuple(cells), (*_fitting(markdown),), (*_fitting(outputs),), tuple(counts))


def _fitting(notes: Iterable[Note]) -> Iterator[Note]:
    """The notes that fit into a bound of their characters together; a picture written as text leaves room for others."""
    room = MOST_NOTES
    for note in notes:
        if len(note.text) <= room:
            room -= len(note.text)
            yield note


def cell_lines(text: str) -> dict[int, list[str]]:
    """The lines of each cell by its number; empty if the text is no notebook."""
    try:
        cells = _cells_of(_load(text))
        return {
            number: split_lines(_joined(cell.get("source", cell.get("input", ""))))
            for number, cell in enumerate(cells, 1)
        }
    except Unreadable:
        return {}


def _load(text: str) -> dict[str, Any]:
    if len(text) > LARGEST_NOTEBOOK:
        raise Unreadable(
            f"is longer than {LARGEST_NOTEBOOK:,} characters", remedy="clear its outputs"
        )
    try:
        book = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"is not a notebook: {error.msg}", error.lineno, column=error.colno - 1
        ) from None
    except (ValueError, RecursionError):
        raise Unreadable("is not a notebook: its JSON cannot be read") from None
    if not isinstance(book, dict) or not isinstance(
        book.get("cells", book.get("worksheets")), list
    ):
        raise Unreadable("is not a notebook: it has no cells")
    return book


def _cells_of(book: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All cells in order; before version 4 of the format they lie in worksheets."""
    pages = [book] if isinstance(book.get("cells"), list) else book["worksheets"]
    for page in pages:
        cells = page.get("cells") if isinstance(page, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            yield cell if isinstance(cell, dict) else {}


def _language(book: dict[str, Any]) -> str:
    """The language of its kernel; Python where it does not say."""
    metadata = book.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        part = metadata.get(key) if isinstance(metadata, dict) else None
        if isinstance(part, dict) and isinstance(part.get(name), str):
            return str(part[name]).lower()
    return "python"


def _joined(source: Any) -> str:
    """A text that is stored whole or in lines."""
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _outputs_of(cell: dict[str, Any]) -> Iterator[str]:
    """The texts that a cell printed or showed, without the codes for colours."""
    for output in _raw_outputs(cell):
        data = output.get("data")
        data = data if isinstance(data, dict) else {}
        text = _joined(output.get("text", data.get("text/plain")))
        page = _joined(data.get("text/html"))
        if "<pre" in page and "(type)" not in text:
            from html import unescape

            text = unescape(_TAG.sub("", page)) or text
        if text:
            yield _COLOUR.sub("", text)


def _raw_outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    outputs = cell.get("outputs")
    return [o for o in outputs if isinstance(o, dict)] if isinstance(outputs, list) else []


def _execution_count(cell: dict[str, Any]) -> int | None:
    """When the cell ran; None if it did not, or was ended by an error."""
    count = cell.get("execution_count", cell.get("prompt_number"))
    failed = any(o.get("output_type") in ("error", "pyerr") for o in _raw_outputs(cell))
    return count if isinstance(count, int) and not failed else None


def _cell(number: int, line: int, source: str, briefly: bool) -> Cell:
    """A code cell with what of it can be parsed; only as it is written if `briefly`."""
    text, indent = _dedented(source)
    for _ in range(MOST_CELL_MAGICS):
        magic = cell_magic(text)
        if magic is None:
            break
        text = _blank(text) if magic in OTHER_LANGUAGES else without_cell_magic(text)
    for plain in (text,) if briefly else _readings(text):
        try:
            check_nesting(plain)
        except Unreadable:
            break
        if parses(plain):
            return Cell(number, line, source, plain, plain, indent)
        older = plain if briefly else python2.translate(plain)
        if older != plain and parses(older):
            return Cell(number, line, source, plain, older, indent)
    return Cell(number, line, source, _blank(text), _blank(text))


def _readings(text: str) -> Iterator[str]:
    """As it is, without magics, and also without what may be one."""
    yield text
    yield without_magics(text)
    yield without_magics(text, signs=False)


def _dedented(cell: str) -> tuple[str, int]:
    """A cell that is indented as a whole without its indentation, as IPython runs it."""
    lines = split_lines(cell)
    first = next((line for line in lines if line.strip()), "")
    space = first[: len(first) - len(first.lstrip())]
    if not space or parses(cell):
        return cell, 0
    return "\n".join(line.removeprefix(space) for line in lines), len(space)


def _blank(text: str) -> str:
    """As many empty lines."""
    return "\n" * text.count("\n")
