"""libcst's trees of a text, and a walk over their nodes.

To be analysed, a text is read by Python's own parser and its tree built anew in libcst's nodes. libcst's parser takes
four times as long: it keeps every blank, which rewriting needs, and may know a newer Python than the one that runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any

import libcst as cst

from keraslint.source.building import Tree, build
from keraslint.source.syntax import parse_syntax
from keraslint.source.unreadable import Unreadable


def build_tree(code: str, syntax: ast.Module | None = None) -> Tree | None:
    """The tree without its blanks; None if this Python does not parse the text.

    syntax: Python's own tree of the same text, if there is one already.
    """
    try:
        return build(syntax or parse_syntax(code))
    except Unreadable:
        return None


def read_tree(code: str) -> Tree | None:
    """The tree with every blank and comment; None if libcst's parser does not take the text."""
    tree = parse_tree(code)
    return Tree(tree, None) if isinstance(tree, cst.Module) else None


def parse_tree(code: str) -> cst.Module | BaseException:
    """The tree that libcst's own parser makes, or the error that it raised."""
    try:
        return cst.parse_module(code)
    except (cst.ParserSyntaxError, UnicodeError, RecursionError, MemoryError) as error:
        return error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the native parser fails; no Exception
            return error
        raise


def nodes_of(tree: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Every node of a tree but for punctuation and blank space, in no promised order."""
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind is tuple or kind is list:
            pending.extend(node)
            continue
        if kind is str or node is None:
            continue
        getter = _CHILDREN.get(kind, _unseen)
        if getter is _unseen:
            getter = _CHILDREN[kind] = _children(kind)
        yield node
        if getter is not None:
            pending.append(getter(node))


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
_FIELDS: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Attribute: ("value",),
    cst.ClassDef: ("decorators", "bases", "keywords", "body"),
    cst.ExceptHandler: ("type", "body"),
    cst.ExceptStarHandler: ("type", "body"),
    cst.FormattedString: (),
    cst.FunctionDef: ("decorators", "params", "returns", "body"),
    cst.Import: (),
    cst.ImportFrom: (),
    cst.Param: ("annotation", "default"),
}
"""Where only some fields hold something of interest."""

Children = Callable[[Any], Any]

_CHILDREN: dict[type, Children | None] = {}


def _unseen(node: Any) -> Any:
    raise AssertionError


def _children(kind: type) -> Children | None:
    """What gives the child nodes of interest of a class, None if it can have none: asked once of each class."""
    if not issubclass(kind, cst.CSTNode):
        return None
    names = _FIELDS.get(kind)
    if names is None:
        names = tuple(
            field.name
            for field in fields(kind)
            if field.name not in _MARKS and not field.name.startswith(_OMITTED)
        )
    return attrgetter(*names) if names else None
