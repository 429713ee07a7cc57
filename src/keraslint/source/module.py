"""A Python file as the evaluator and the checks see it: text, tree, comments and places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from keraslint.findings import Place
from keraslint.patterns import compile_lazily
from keraslint.source import python2
from keraslint.source.building import Twins
from keraslint.source.comments import Comment, comments, names_of_sizes
from keraslint.source.evidence import Evidence
from keraslint.source.magics import without_magics
from keraslint.source.nesting import check_nesting
from keraslint.source.notebook import Notebook, is_notebook, read_notebook
from keraslint.source.places import Places
from keraslint.source.syntax import parse_syntax
from keraslint.source.text import LARGEST_TEXT, split_lines
from keraslint.source.trees import build_tree, parse_tree
from keraslint.source.unreadable import Unreadable

_POSITION = compile_lazily(r"error at (\d+):(\d+)")


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
        lines = self.lines[place.line - 1 : place.end_line] or [""]
        lines[-1] = lines[-1][: place.end_column]
        lines[0] = lines[0][place.column :]
        return "\n".join(lines)

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
    for built in (False,) if exact else (True, False):
        for reading, older in _readings(code):
            tree, twins = _tree(reading, syntax if reading == code else None, built)
            if tree is not None:
                return Module(filename, text, reading, tree, twins, older)
    raise _refusal(code)


def _tree(
    code: str, syntax: ast.Module | None, built: bool
) -> tuple[cst.Module | None, Twins | None]:
    """The tree that is built from Python's, or that libcst's parser makes; None if it cannot be had."""
    if built:
        return build_tree(code, syntax) or (None, None)
    tree = parse_tree(code)
    return (tree if isinstance(tree, cst.Module) else None), None


def _readings(code: str) -> Iterator[tuple[str, bool]]:
    """What a text may be, likeliest first: Python 3, Python 2 (True), either with IPython's commands."""
    yield code, False
    for reading, older in _other_readings(code):
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
    tree, twins = _any_tree(book.code)
    if tree is None:
        book = book.without({cell.number for cell in book.cells if _any_tree(cell.code)[0] is None})
        tree, twins = _any_tree(book.code)
    if tree is None:
        raise _refusal(book.code)
    older = book.text != book.code
    return Module(filename, book.text, book.code, tree, twins, older, book)


def _any_tree(code: str) -> tuple[cst.Module | None, Twins | None]:
    found = _tree(code, None, built=True)
    return found if found[0] is not None else _tree(code, None, built=False)


def _refusal(code: str) -> Unreadable:
    """Why a text cannot be read, with the best message and line at hand: Python's own, else libcst's."""
    try:
        parse_syntax(code)
    except Unreadable as error:
        return error
    position = _POSITION.search(str(parse_tree(code)))
    line, column = (int(position[1]), int(position[2]) - 1) if position else (1, 0)
    return Unreadable(
        "is not understood by the parser (libcst)", line, "a newer libcst may read it", column
    )
