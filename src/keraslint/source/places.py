"""Where calls and statements stand, for a fraction of what libcst's own position provider costs.

Python's `ast` knows all places and is parsed in a tenth of libcst's time. Its calls, lambdas and statements, in
the order of the source, are one to one those of the libcst tree.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.findings import Place
from keraslint.source.outline import Outline, outline
from keraslint.source.syntax import parse_syntax
from keraslint.source.text import split_lines
from keraslint.source.unreadable import Unreadable

if TYPE_CHECKING:
    from keraslint.source.module import Module

_LITERALS = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))
_LEAVES = (
    ast.Name,
    ast.Constant,
    ast.expr_context,
    ast.operator,
    ast.cmpop,
    ast.unaryop,
    ast.boolop,
    ast.alias,
    *_LITERALS,
)


class _Branches(dict[type, bool]):
    """Whether calls, lambdas or statements may stand in a node of this class: asked once of each."""

    def __missing__(self, kind: type) -> bool:
        found = self[kind] = issubclass(kind, ast.AST) and not issubclass(kind, _LEAVES)
        return found


_BRANCHES = _Branches()


class Places:
    """The places of a module's nodes, found at the first question."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._ascii = module.code.isascii()

    def of(self, node: cst.CSTNode) -> Place:
        """The place of a call, lambda or statement; of a call inside an f-string, that of its statement."""
        known = self._known.get(node)
        if known is None:
            known = self._in_literals.get(node)
        if known is None:
            raise KeyError(
                f"{type(node).__name__} is not a call, lambda or statement of this module"
            )
        if not isinstance(known, Place):
            known = self._known[node] = self._place(known)
        return known

    def line(self, node: cst.CSTNode) -> int:
        """The first line of a call, lambda or statement; that of a decorated function is its `def`."""
        known = self._known.get(node)
        if known is None:
            return self.of(node).line
        return int(known.line if isinstance(known, Place) else known.lineno)

    @cached_property
    def _known(self) -> dict[cst.CSTNode, Any]:
        """Node -> Place, or the ast node that stands there."""
        found = self._module.outline
        try:
            aligned = _align(found, self._module.syntax or parse_syntax(self._module.code))
        except Unreadable:  # newer than the Python that runs
            aligned = None
        return aligned if aligned is not None else _provided(self._module, found)

    @cached_property
    def _in_literals(self) -> dict[cst.CSTNode, Place]:
        """Calls and lambdas inside f-strings, at the place of their statement."""
        found: dict[cst.CSTNode, Place] = {}
        for literal, before in self._module.outline.literals:
            inside = outline(literal, into_literals=True)
            place = self.of(self._module.outline.statements[before - 1])
            found.update(dict.fromkeys([*inside.calls, *inside.lambdas], place))
        return found

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self._module.code)

    def _place(self, node: Any) -> Place:
        """An ast node's place, its columns counted in characters instead of bytes."""
        start, end = node.col_offset, node.end_col_offset
        if not self._ascii:
            start, end = (
                self._characters(node.lineno, start),
                self._characters(node.end_lineno, end),
            )
        return Place(node.lineno, start, node.end_lineno, end)

    def _characters(self, line: int, offset: int) -> int:
        return len(self._lines[line - 1].encode()[:offset].decode(errors="replace"))


def _align(found: Outline, syntax: ast.Module) -> dict[cst.CSTNode, Any] | None:
    """Pairs the nodes of the two trees; None if they do not match."""
    calls: list[Any] = []
    lambdas: list[Any] = []
    statements: list[Any] = []
    pending: list[Any] = [syntax]
    for node in pending:
        for name in node._fields:
            value = getattr(node, name)
            if type(value) is list:
                pending.extend([item for item in value if _BRANCHES[type(item)]])
            elif _BRANCHES[type(value)]:
                pending.append(value)
        if isinstance(node, ast.Call):
            calls.append(node)
        elif isinstance(node, ast.stmt):
            statements.append(node)
        elif isinstance(node, ast.Lambda):
            lambdas.append(node)
    if len(calls) != len(found.calls) or len(lambdas) != len(found.lambdas):
        return None
    for nodes in (calls, lambdas, statements):
        nodes.sort(key=_position)
    paired: dict[cst.CSTNode, Any] = {}
    following = iter(statements)
    for statement in found.statements:
        paired[statement] = next(following, None)
        if isinstance(statement, cst.SimpleStatementLine | cst.SimpleStatementSuite):
            for _ in statement.body[1:]:
                next(following, None)
    if next(following, None) is not None or None in paired.values():
        return None
    paired.update(zip(found.lambdas, lambdas, strict=True))
    for call, twin in zip(found.calls, calls, strict=True):
        if len(call.args) != len(twin.args) + len(twin.keywords):
            return None
        paired[call] = twin
    return paired


def _position(node: Any) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, -node.end_lineno, -node.end_col_offset


def _provided(module: Module, found: Outline) -> dict[cst.CSTNode, Any]:
    """The same from libcst itself: slow, and always right."""
    from libcst.metadata import MetadataWrapper, PositionProvider

    ranges = MetadataWrapper(module.tree, unsafe_skip_copy=True).resolve(PositionProvider)
    places: dict[cst.CSTNode, Any] = {}
    for node in (*found.calls, *found.lambdas, *found.statements):
        extent = ranges[node]
        places[node] = Place(
            extent.start.line, extent.start.column, extent.end.line, extent.end.column
        )
    return places
