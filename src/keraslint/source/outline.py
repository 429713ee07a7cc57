"""All calls, lambdas and statements of a tree in the order of the source, in one fast walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import libcst as cst

_ORDERED: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Attribute: ("value",),
    cst.ClassDef: ("decorators", "bases", "keywords", "body"),
    cst.ExceptHandler: ("type", "body"),
    cst.ExceptStarHandler: ("type", "body"),
    cst.FunctionDef: ("decorators", "params", "returns", "body"),
    cst.IfExp: ("body", "test", "orelse"),
    cst.Import: (),
    cst.ImportFrom: (),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.Param: ("annotation", "default"),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.FormattedString: (),
}
"""Where the order of the fields is not that of the source, or where nothing of interest can stand."""

_OMITTED = (
    "whitespace",
    "lpar",
    "rpar",
    "lbracket",
    "rbracket",
    "lbrace",
    "rbrace",
    "leading_lines",
    "lines_after",
    "header",
    "footer",
)
_MARKS = {
    "comma",
    "semicolon",
    "equal",
    "operator",
    "dot",
    "colon",
    "first_colon",
    "second_colon",
    "keyword",
    "asynchronous",
}

_STATEMENTS = (cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.BaseCompoundStatement)

Children = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Nodes in the order of the source.

    statements  compound statements, and the lines (or the rests of lines) of simple ones
    literals    f-strings, each with the number of statements that begin before it: what they hold is not listed
    """

    calls: list[cst.Call]
    lambdas: list[cst.Lambda]
    statements: list[cst.CSTNode]
    literals: list[tuple[cst.CSTNode, int]]


def nodes_of(tree: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Every node of a tree but for punctuation and blank space, in no promised order."""
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind is tuple or kind is list:
            pending.extend(node)
            continue
        getter = _CHILDREN.get(kind, _unseen)
        if getter is _unseen:
            getter = _CHILDREN[kind] = _children(kind)
        if kind is str or node is None:
            continue
        yield node
        if getter is not None:
            pending.append(getter(node))


def outline(tree: cst.CSTNode, into_literals: bool = False) -> Outline:
    """The outline of a tree. With `into_literals` the calls inside f-strings are listed like all others."""
    found = Outline([], [], [], [])
    calls, lambdas, statements, literals = (
        found.calls,
        found.lambdas,
        found.statements,
        found.literals,
    )
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind is tuple or kind is list:
            pending.extend(reversed(node))
            continue
        role = _ROLES.get(kind)
        if role is None:
            role = _ROLES[kind] = _role(kind)
        if role == "call":
            calls.append(node)
        elif role == "statement":
            statements.append(node)
        elif role == "lambda":
            lambdas.append(node)
        elif role == "literal":
            literals.append((node, len(statements)))
            if into_literals:
                pending.extend(reversed(node.parts))
            continue
        getter = _CHILDREN.get(kind, _unseen)
        if getter is _unseen:
            getter = _CHILDREN[kind] = _children(kind)
        if getter is not None:
            children = getter(node)
            if type(children) is tuple:
                pending.extend(reversed(children))
            else:
                pending.append(children)
    return found


def _unseen(node: Any) -> Any:
    raise AssertionError


_ROLES: dict[type, str] = {}


def _role(kind: type) -> str:
    """What a class of nodes is to an outline: asked once of each, since the answer takes libcst's classes long."""
    if kind is cst.Call:
        return "call"
    if kind is cst.Lambda:
        return "lambda"
    if kind.__name__ in ("FormattedString", "TemplatedString"):
        return "literal"
    return "statement" if issubclass(kind, _STATEMENTS) else ""


_CHILDREN: dict[type, Children | None] = {str: None, type(None): None}


def _children(kind: type) -> Children | None:
    """What gives the child nodes of interest of a class, None if it can have none."""
    if not issubclass(kind, cst.CSTNode):
        return None
    names = _ORDERED.get(kind)
    if names is None:
        names = tuple(
            field.name
            for field in fields(kind)
            if field.name not in _MARKS and not field.name.startswith(_OMITTED)
        )
    return attrgetter(*names) if names else None
