"""libcst's nodes, built from Python's own syntax tree in a quarter of the time that libcst's parser takes.

Two of five nodes that libcst's parser makes are blank space, and it takes most of its time before it makes any. What
is built here means the same and has no blanks, comments or parentheses of its own: it is there to be read, not to be
rewritten.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import libcst as cst

from keraslint.source.building import nodes
from keraslint.source.building.expressions import EXPRESSIONS
from keraslint.source.building.patterns import PATTERNS
from keraslint.source.building.statements import COMPOUND, SIMPLE

Twins = dict[cst.CSTNode, Any]


class Tree(NamedTuple):
    """A tree, and of each expression, and each line or compound statement, the node of Python that it was built from.

    What stands inside an f-string has the place of its statement: older Pythons do not tell its own. A tree that was
    not built, but read by libcst's parser, has no twins.
    """

    module: cst.Module
    twins: Twins | None


def build(syntax: ast.Module) -> Tree | None:
    """The same program in libcst's nodes; None if it holds what is too deep, or too new, to be built."""
    builder = Builder()
    try:
        return Tree(cst.Module(builder.block(syntax.body)), builder.twins)
    except (KeyError, RecursionError):
        return None


class Builder:
    """Builds statements and expressions, and keeps what each was built from."""

    def __init__(self) -> None:
        self.twins: Twins = {}
        self.literal: Any = None  # around the f-string that is being built
        self.around: Any = None  # the statement that is being built

    def block(self, statements: Sequence[ast.stmt]) -> list[Any]:
        """The lines and compound statements of a block; simple statements that share a line are one."""
        built: list[Any] = []
        line: list[Any] = []
        last = 0
        for statement in statements:
            self.around = statement
            kind = type(statement)
            compound = COMPOUND.get(kind)
            if compound is not None:
                node = compound(self, statement)
                built.append(node)
                self.twins[node] = statement
                last = 0
                continue
            small = SIMPLE[kind](self, statement)
            if statement.lineno == last:
                line.append(small)
            else:
                line = [small]
                node = nodes.SimpleStatementLine(line)
                built.append(node)
                self.twins[node] = statement
            last = statement.end_lineno or 0
        return built

    def suite(self, statements: Sequence[ast.stmt]) -> Any:
        return nodes.IndentedBlock(self.block(statements))

    def expression(self, node: Any) -> Any:
        built = EXPRESSIONS[type(node)](self, node)
        self.twins[built] = node if self.literal is None else self.literal
        return built

    def optional(self, node: Any) -> Any:
        return None if node is None else self.expression(node)

    def elements(self, parts: Sequence[ast.expr]) -> list[Any]:
        """The elements of a list, tuple or set."""
        return [
            nodes.StarredElement(self.expression(node.value))
            if type(node) is ast.Starred
            else nodes.Element(self.expression(node))
            for node in parts
        ]

    def arguments(
        self, positional: Sequence[ast.expr], keywords: Sequence[ast.keyword]
    ) -> list[Any]:
        """The arguments of a call in the order of the source."""
        if keywords and positional and _position(positional[-1]) > _position(keywords[0]):
            found: list[Any] = sorted([*positional, *keywords], key=_position)
        else:
            found = [*positional, *keywords]
        return [self.argument(node) for node in found]

    def argument(self, node: Any) -> Any:
        kind = type(node)
        if kind is ast.keyword:
            value = self.expression(node.value)
            return (
                nodes.Arg(value, nodes.Name(node.arg), "")
                if node.arg
                else nodes.Arg(value, None, "**")
            )
        if kind is ast.Starred:
            return nodes.Arg(self.expression(node.value), None, "*")
        return nodes.Arg(self.expression(node), None, "")

    def parameters(self, node: ast.arguments) -> Any:
        named = [*node.posonlyargs, *node.args]
        defaults: list[Any] = [None] * (len(named) - len(node.defaults)) + node.defaults
        built = [
            self.parameter(parameter, default)
            for parameter, default in zip(named, defaults, strict=True)
        ]
        star: Any = nodes.UNSAID
        if node.vararg is not None:
            star = self.parameter(node.vararg, None, "*")
        elif node.kwonlyargs:
            star = nodes.ParamStar()
        keyword_only = [
            self.parameter(parameter, default)
            for parameter, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)
        ]
        rest = None if node.kwarg is None else self.parameter(node.kwarg, None, "**")
        count = len(node.posonlyargs)
        return nodes.Parameters(built[count:], star, keyword_only, rest, built[:count])

    def parameter(self, node: ast.arg, default: ast.expr | None, star: str = "") -> Any:
        annotation = None
        if node.annotation is not None:
            annotation = nodes.Annotation(self.expression(node.annotation))
        return nodes.Param(nodes.Name(node.arg), annotation, self.optional(default), star)

    def orelse(self, statements: Sequence[ast.stmt]) -> Any:
        return nodes.Else(self.suite(statements)) if statements else None

    def decorators(self, expressions: Sequence[ast.expr]) -> list[Any]:
        return [nodes.Decorator(self.expression(node)) for node in expressions]

    def comprehension(self, generators: Sequence[ast.comprehension]) -> Any:
        """for a in b if c for d in e …, one inside the other."""
        inner = None
        for clause in reversed(generators):
            inner = nodes.CompFor(
                self.expression(clause.target),
                self.expression(clause.iter),
                [nodes.CompIf(self.expression(test)) for test in clause.ifs],
                inner,
                nodes.ASYNC if clause.is_async else None,
            )
        return inner

    def formatted(self, values: Sequence[Any]) -> Iterator[Any]:
        """The parts of an f-string."""
        for part in values:
            if type(part) is ast.FormattedValue:
                conversion = chr(part.conversion) if part.conversion > 0 else None
                spec = part.format_spec
                yield nodes.FormattedStringExpression(
                    self.expression(part.value),
                    conversion,
                    None if spec is None else list(self.formatted(getattr(spec, "values", [spec]))),
                )
            else:
                text = repr(part.value)[1:-1]
                yield nodes.FormattedStringText(text.replace("{", "{{").replace("}", "}}"))

    def pattern(self, node: Any) -> Any:
        return PATTERNS[type(node)](self, node)


def _position(node: Any) -> tuple[int, int]:
    return node.lineno, node.col_offset
