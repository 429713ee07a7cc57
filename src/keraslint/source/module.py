"""A Python file as the evaluator and the checks see it: text, tree, comments and places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, tee

import libcst as cst

from keraslint.findings import Place
from keraslint.patterns import compile_lazily
from keraslint.source import python2
from keraslint.source.building import Tree, Twins
from keraslint.source.comments import Comment, comments, names_of_sizes
from keraslint.source.evidence import Evidence
from keraslint.source.magics import without_magics
from keraslint.source.nesting import SHORT, check_nesting, count_parts
from keraslint.source.notebook import Notebook, is_notebook, read_notebook
from keraslint.source.places import Places
from keraslint.source.syntax import parse_syntax
from keraslint.source.text import LARGEST_TEXT, part_of, split_lines
from keraslint.source.trees import build_tree, parse_tree, read_tree
from keraslint.source.unreadable import Unreadable

_POSITION = compile_lazily(r"error at (\d+):(\d+)")
MOST_PARTS_TRIED = 60_000
"""Of all that a text is tried as that is no Python 3; a text of few parts is tried in every way."""
MOST_PARTS_READ = 12_000
"""Of all that libcst's parser is asked to read of one text: with their places it takes a second and a half for them."""


@dataclass(frozen=True, eq=False)
class Module:
    """One file, read.

    text     as it was given
    code     the Python 3 text that was parsed: line by line the same, but for Python 2 statements
    tree     libcst's tree of `code`
    twins    Python's own node for each of its expressions and statements, if they were built from such
    python2  whether it had to be translated
    names_inside  what evaluations found out about its functions: the names in each, None if it imports something
    notebook the notebook whose code cells this is, if it is one: `notebook.locate` gives a place in its cells
    """

    filename: str
    text: str
    code: str
    tree: cst.Module = field(repr=False)
    twins: Twins | None = field(default=None, repr=False)
    python2: bool = False
    notebook: Notebook | None = field(default=None, repr=False)
    names_inside: dict[cst.CSTNode, set[str] | None] = field(default_factory=dict, repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines as given, without their ends."""
        return split_lines(self.text)

    def spot(self, line: int) -> str:
        """A line in words, as the user sees it: line 5, in a notebook cell 3, line 5."""
        return f"line {line}" if self.notebook is None else self.notebook.spot(line)

    def part(self, place: Place) -> str:
        """The text at a place."""
        return part_of(self.lines, place)

    @cached_property
    def evidence(self) -> Evidence:
        """What its code shows of the Keras that it is written for."""
        return Evidence(self.text, self.python2)

    @cached_property
    def comments(self) -> list[Comment]:
        return comments(self.text)

    @cached_property
    def names_in_comments(self) -> frozenset[str]:
        """The names that comments use as sizes: `maxlen` in `# (samples, maxlen * 8)`."""
        return names_of_sizes(self.comments)

    @cached_property
    def places(self) -> Places:
        return Places(self)


def parse(
    text: str, filename: str = "<string>", syntax: ast.Module | None = None, *, exact: bool = False
) -> Module:
    """Reads a text as Python 3, else as Python 2; a notebook's JSON as the text of its code cells.

    syntax: Python's own tree of the same text, if there is one already.
    exact: by libcst's parser, which keeps every blank and comment, to be rewritten.
    Raises Unreadable with the line if it is neither, or is too large or too deeply nested to be parsed safely.
    """
    if is_notebook(filename):
        return _parse_notebook(read_notebook(text), filename)
    if len(text) > LARGEST_TEXT:
        raise Unreadable(f"is longer than {LARGEST_TEXT:,} characters", remedy="split the file")
    if "\0" in text:
        raise Unreadable(
            "holds a NUL byte",
            text.count("\n", 0, text.index("\0")) + 1,
            "it may not be a text file",
        )
    code = text.removeprefix("\ufeff")
    check_nesting(code)
    for reading, older, tree in _trees(code, syntax, exact):
        if tree is not None:
            return Module(filename, text, reading, *tree, python2=older)
    raise _refusal(code)


def _trees(
    code: str, syntax: ast.Module | None, exact: bool
) -> Iterator[tuple[str, bool, Tree | None]]:
    """What a text may be, whether that is Python 2, and its tree: by Python's parser if it may be, else by libcst's."""
    readings, again = tee(_readings(code))
    for reading, older in () if exact else readings:
        yield reading, older, build_tree(reading, syntax if reading == code else None)
    room = MOST_PARTS_READ
    for reading, older in again:
        room -= 0 if exact else count_parts(reading)
        if room < 0:
            break
        yield reading, older, read_tree(reading)


def _readings(code: str) -> Iterator[tuple[str, bool]]:
    """What a text may be, likeliest first: Python 3, Python 2 (True), either with IPython's commands."""
    yield code, False
    count = MOST_PARTS_TRIED // max(count_parts(code), 1) if len(code) > SHORT else None
    for reading, older in islice(_other_readings(code), count):
        if reading != code:
            check_nesting(reading)
            yield reading, older


def _other_readings(code: str) -> Iterator[tuple[str, bool]]:
    yield python2.translate(code), True
    for signs in (True, False):
        plain = without_magics(code, signs)
        if plain != code:
            yield plain, False
            yield python2.translate(plain), True


def _parse_notebook(book: Notebook, filename: str) -> Module:
    """The module of a notebook's cells; a cell that libcst does not take is left out."""
    if len(book.code) > LARGEST_TEXT:
        raise Unreadable(
            f"has more than {LARGEST_TEXT:,} characters of code", remedy="split the notebook"
        )
    check_nesting(book.code)
    tree = _tree(book.code)
    if tree is None:
        book = book.without({cell.number for cell in book.cells if _tree(cell.code) is None})
        tree = _tree(book.code)
    if tree is None:
        raise _refusal(book.code)
    older = book.text != book.code
    return Module(filename, book.text, book.code, *tree, older, book)


def _tree(code: str) -> Tree | None:
    built = build_tree(code)
    return read_tree(code) if built is None and count_parts(code) <= MOST_PARTS_READ else built


def _refusal(code: str) -> Unreadable:
    """Why a text cannot be read, with the best message and line at hand: Python's own, else libcst's."""
    try:
        parse_syntax(code)
    except Unreadable as error:
        if len(code) > SHORT and count_parts(code) > MOST_PARTS_TRIED:
            why = f"{error.message}; with more than {MOST_PARTS_TRIED:,} parts it is not tried as Python 2"
            return Unreadable(why, error.line, "split the file", error.column)
        return error
    if count_parts(code) > MOST_PARTS_READ:
        why = f"has more than {MOST_PARTS_READ:,} parts, which is too much for libcst's parser"
        return Unreadable(why, remedy="split the file")
    position = _POSITION.search(str(parse_tree(code)))
    line, column = (int(position[1]), int(position[2]) - 1) if position else (1, 0)
    return Unreadable(
        "is not understood by the parser (libcst)", line, "a newer libcst may read it", column
    )
