"""A Python file as the evaluator and the checks see it: text, tree, comments and places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn

import libcst as cst

from keraslint.findings import Place
from keraslint.patterns import compile_lazily
from keraslint.source import python2
from keraslint.source.comments import Comment, comments, names_of_sizes
from keraslint.source.evidence import Evidence
from keraslint.source.magics import without_magics
from keraslint.source.nesting import check_nesting
from keraslint.source.notebook import Notebook, is_notebook, read_notebook
from keraslint.source.outline import Outline, outline
from keraslint.source.places import Places
from keraslint.source.syntax import parse_syntax
from keraslint.source.text import LARGEST_TEXT, split_lines
from keraslint.source.trees import parse_tree, take_offered
from keraslint.source.unreadable import Unreadable

_POSITION = compile_lazily(r"error at (\d+):(\d+)")


@dataclass(frozen=True, eq=False)
class Module:
    """One file, read.

    text     as it was given
    code     the Python 3 text that was parsed: line by line the same, but for Python 2 statements
    tree     libcst's tree of `code`
    syntax   Python's own tree of `code`, if there is one already
    python2  whether it had to be translated
    notebook the notebook whose code cells this is, if it is one: `notebook.locate` gives a place in its cells
    """

    filename: str
    text: str
    code: str
    tree: cst.Module = field(repr=False)
    syntax: ast.Module | None = field(default=None, repr=False)
    python2: bool = False
    notebook: Notebook | None = field(default=None, repr=False)

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
    def outline(self) -> Outline:
        return outline(self.tree)

    @cached_property
    def places(self) -> Places:
        return Places(self)


def parse(text: str, filename: str = "<string>", syntax: ast.Module | None = None) -> Module:
    """Reads a text as Python 3, else as Python 2; a notebook's JSON as the text of its code cells.

    syntax: Python's own tree of the same text, if there is one already.
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
    tree, parsed = _trees(code)
    if isinstance(tree, cst.Module):
        return Module(filename, text, code, tree, syntax or parsed)
    for reading, older in _other_readings(code):
        check_nesting(reading)
        translated = parse_tree(reading) if reading != code else None
        if isinstance(translated, cst.Module):
            return Module(filename, text, reading, translated, python2=older)
    _refuse(code, tree)
    return None


def _trees(code: str) -> tuple[cst.Module | BaseException, ast.Module | None]:
    """libcst's tree or the error that it raised; and Python's, where it had to be made on the way."""
    fragments = take_offered()
    read = fragments.read(code) if fragments is not None else None
    return read or (parse_tree(code), None)


def _other_readings(code: str) -> Iterator[tuple[str, bool]]:
    """What else a text may be, likeliest first: Python 2 (True), with IPython's commands, or both."""
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
    tree, syntax = _trees(book.code)
    if not isinstance(tree, cst.Module):
        book = book.without(
            {
                cell.number
                for cell in book.cells
                if not isinstance(parse_tree(cell.code), cst.Module)
            }
        )
        tree, syntax = parse_tree(book.code), None
    if not isinstance(tree, cst.Module):
        _refuse(book.code, tree)
    older = book.text != book.code
    return Module(filename, book.text, book.code, tree, syntax, older, book)


def _refuse(code: str, error: BaseException) -> NoReturn:
    """Raises Unreadable with the best message and line at hand: Python's own, else libcst's."""
    parse_syntax(code)
    position = _POSITION.search(str(error))
    line, column = (int(position[1]), int(position[2]) - 1) if position else (1, 0)
    raise Unreadable(
        "is not understood by the parser (libcst)", line, "a newer libcst may read it", column
    )
