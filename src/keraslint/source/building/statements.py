"""How each kind of statement is built."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from keraslint.source.building import nodes

if TYPE_CHECKING:
    from keraslint.source.building import Builder


def _build_assign(builder: Builder, node: ast.Assign) -> Any:
    value = builder.expression(node.value)
    return nodes.Assign([nodes.AssignTarget(builder.expression(t)) for t in node.targets], value)


def _build_delete(builder: Builder, node: ast.Delete) -> Any:
    if len(node.targets) == 1:
        return nodes.Del(builder.expression(node.targets[0]))
    return nodes.Del(nodes.Tuple(builder.elements(node.targets)))


def _build_raise(builder: Builder, node: ast.Raise) -> Any:
    cause = None if node.cause is None else nodes.From(builder.expression(node.cause))
    return nodes.Raise(builder.optional(node.exc), cause)


def _build_import_from(builder: Builder, node: ast.ImportFrom) -> Any:
    module = _dotted(node.module) if node.module else None
    star = node.names[0].name == "*"
    names = nodes.ImportStar() if star else [_alias(alias) for alias in node.names]
    return nodes.ImportFrom(module, names, [nodes.Dot() for _ in range(node.level)])


def _alias(alias: ast.alias) -> Any:
    asname = nodes.AsName(nodes.Name(alias.asname)) if alias.asname else None
    return nodes.ImportAlias(_dotted(alias.name), asname)


def _dotted(path: str) -> Any:
    first, *others = path.split(".")
    built = nodes.Name(first)
    for name in others:
        built = nodes.Attribute(built, nodes.Name(name))
    return built


def _name_items(names: Sequence[str]) -> list[Any]:
    return [nodes.NameItem(nodes.Name(name)) for name in names]


SIMPLE: dict[type, Callable[[Builder, Any], Any]] = {
    ast.Expr: lambda builder, node: nodes.Expr(builder.expression(node.value)),
    ast.Assign: _build_assign,
    ast.AugAssign: lambda builder, node: nodes.AugAssign(
        builder.expression(node.target),
        nodes.AUGMENTED[type(node.op)],
        builder.expression(node.value),
    ),
    ast.AnnAssign: lambda builder, node: nodes.AnnAssign(
        builder.expression(node.target),
        nodes.Annotation(builder.expression(node.annotation)),
        builder.optional(node.value),
    ),
    ast.Return: lambda builder, node: nodes.Return(builder.optional(node.value)),
    ast.Delete: _build_delete,
    ast.Raise: _build_raise,
    ast.Assert: lambda builder, node: nodes.Assert(
        builder.expression(node.test), builder.optional(node.msg)
    ),
    ast.Import: lambda builder, node: nodes.Import([_alias(alias) for alias in node.names]),
    ast.ImportFrom: _build_import_from,
    ast.Global: lambda builder, node: nodes.Global(_name_items(node.names)),
    ast.Nonlocal: lambda builder, node: nodes.Nonlocal(_name_items(node.names)),
    ast.Pass: lambda builder, node: nodes.Pass(),
    ast.Break: lambda builder, node: nodes.Break(),
    ast.Continue: lambda builder, node: nodes.Continue(),
}


def _build_function(builder: Builder, node: Any) -> Any:
    decorators = builder.decorators(node.decorator_list)
    parameters = builder.parameters(node.args)
    returns = None if node.returns is None else nodes.Annotation(builder.expression(node.returns))
    asynchronous = nodes.ASYNC if type(node) is ast.AsyncFunctionDef else None
    body = builder.suite(node.body)
    return nodes.FunctionDef(
        nodes.Name(node.name), parameters, body, decorators, returns, asynchronous
    )


def _build_class(builder: Builder, node: ast.ClassDef) -> Any:
    decorators = builder.decorators(node.decorator_list)
    bases, keywords = builder.arguments(node.bases, []), builder.arguments([], node.keywords)
    return nodes.ClassDef(
        nodes.Name(node.name), builder.suite(node.body), bases, keywords, decorators
    )


def _build_if(builder: Builder, node: ast.If) -> Any:
    test, body = builder.expression(node.test), builder.suite(node.body)
    following = node.orelse[0] if node.orelse else None
    if type(following) is ast.If and following.col_offset == node.col_offset:  # elif
        other = builder.block([following])[0]
    else:
        other = builder.orelse(node.orelse)
    return nodes.If(test, body, other)


def _build_for(builder: Builder, node: Any) -> Any:
    return nodes.For(
        builder.expression(node.target),
        builder.expression(node.iter),
        builder.suite(node.body),
        builder.orelse(node.orelse),
        nodes.ASYNC if type(node) is ast.AsyncFor else None,
    )


def _build_while(builder: Builder, node: ast.While) -> Any:
    test = builder.expression(node.test)
    return nodes.While(test, builder.suite(node.body), builder.orelse(node.orelse))


def _build_with(builder: Builder, node: Any) -> Any:
    items = [
        nodes.WithItem(
            builder.expression(item.context_expr),
            None
            if item.optional_vars is None
            else nodes.AsName(builder.expression(item.optional_vars)),
        )
        for item in node.items
    ]
    return nodes.With(
        items, builder.suite(node.body), nodes.ASYNC if type(node) is ast.AsyncWith else None
    )


def _build_try(builder: Builder, node: Any) -> Any:
    plain = type(node) is ast.Try
    make, handler = (
        (nodes.Try, nodes.ExceptHandler) if plain else (nodes.TryStar, nodes.ExceptStarHandler)
    )
    body = builder.suite(node.body)
    handlers = [
        handler(
            builder.suite(clause.body),
            builder.optional(clause.type),
            nodes.AsName(nodes.Name(clause.name)) if clause.name else None,
        )
        for clause in node.handlers
    ]
    final = nodes.Finally(builder.suite(node.finalbody)) if node.finalbody else None
    return make(body, handlers, builder.orelse(node.orelse), final)


def _build_match(builder: Builder, node: ast.Match) -> Any:
    subject = builder.expression(node.subject)
    cases = [
        nodes.MatchCase(
            builder.pattern(case.pattern), builder.optional(case.guard), builder.suite(case.body)
        )
        for case in node.cases
    ]
    return nodes.Match(subject, cases)


COMPOUND: dict[type, Callable[[Builder, Any], Any]] = {
    ast.FunctionDef: _build_function,
    ast.AsyncFunctionDef: _build_function,
    ast.ClassDef: _build_class,
    ast.If: _build_if,
    ast.For: _build_for,
    ast.AsyncFor: _build_for,
    ast.While: _build_while,
    ast.With: _build_with,
    ast.AsyncWith: _build_with,
    ast.Try: _build_try,
    ast.TryStar: _build_try,
    ast.Match: _build_match,
}
