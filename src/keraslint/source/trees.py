"""libcst's trees, of a whole text or of its fragments.

A fragment is a statement that stands outside of everything, with the lines before it that belong to no other. Of a text
that changes as it is typed, only those that changed are parsed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import libcst as cst

from keraslint.source.syntax import parse_syntax
from keraslint.source.text import line_starts
from keraslint.source.unreadable import Unreadable

Body = Sequence[cst.SimpleStatementLine | cst.BaseCompoundStatement]

_offered: ContextVar[Fragments | None] = ContextVar("_offered", default=None)


def parse_tree(code: str) -> cst.Module | BaseException:
    """libcst's tree, or the error that it raised."""
    try:
        return cst.parse_module(code)
    except (cst.ParserSyntaxError, UnicodeError, RecursionError, MemoryError) as error:
        return error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the native parser fails; no Exception
            return error
        raise


class Fragments:
    """The parsed fragments of the text that was read last."""

    def __init__(self) -> None:
        self._known: dict[str, list[Body]] = {}

    @contextmanager
    def offered(self) -> Iterator[None]:
        """The first text that is parsed while this is open takes from the fragments what it can, and leaves its own."""
        token = _offered.set(self)
        try:
            yield
        finally:
            _offered.reset(token)

    def read(self, code: str) -> tuple[cst.Module, ast.Module] | None:
        """libcst's tree and Python's; None if Python or, of a fragment, libcst does not parse it."""
        try:
            syntax = parse_syntax(code)
        except Unreadable:
            return None
        parsed: dict[str, list[Body]] = {}
        statements: list[cst.SimpleStatementLine | cst.BaseCompoundStatement] = []
        for text in _cut(code, syntax):
            body = self._body(text)
            if body is None:
                return None
            parsed.setdefault(text, []).append(body)
            statements.extend(body)
        self._known = parsed
        return cst.Module(statements), syntax

    def _body(self, text: str) -> Body | None:
        """A fragment's statements: of a fragment that comes twice, each has its own."""
        known = self._known.get(text)
        if known:
            return known.pop()
        tree = parse_tree(text)
        return tree.body if isinstance(tree, cst.Module) else None


def take_offered() -> Fragments | None:
    """The fragments that are offered; from then on none are."""
    found = _offered.get()
    _offered.set(None)
    return found


def _cut(code: str, syntax: ast.Module) -> Iterator[str]:
    """The fragments of a text; statements that share a line are one."""
    starts = line_starts(code)
    begin = 0
    for statement, following in zip(syntax.body, [*syntax.body[1:], None], strict=True):
        assert statement.end_lineno is not None
        if following is None:
            yield code[begin:]
        elif following.lineno > statement.end_lineno:
            end = starts[statement.end_lineno]
            yield code[begin:end]
            begin = end
