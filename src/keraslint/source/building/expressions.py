"""How each kind of expression is built."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.source.building import nodes

if TYPE_CHECKING:
    from keraslint.source.building import Builder


def _build_name(builder: Builder, node: ast.Name) -> Any:
    return nodes.Name(node.id)


def _build_constant(builder: Builder, node: ast.Constant) -> Any:
    return _CONSTANTS[type(node.value)](node.value)


_MOST_BITS = 128
"""Of numbers written in decimals: Python refuses to write very long ones."""


def _integer_of(value: int) -> Any:
    return nodes.Integer(str(value) if value.bit_length() <= _MOST_BITS else hex(value))


def _written(value: float) -> str:
    return repr(value).replace("inf", "1e999")


_CONSTANTS: dict[type, Callable[[Any], Any]] = {
    str: lambda value: nodes.SimpleString(repr(value)),
    bytes: lambda value: nodes.SimpleString(repr(value)),
    int: _integer_of,
    float: lambda value: nodes.Float(_written(value)),
    complex: lambda value: nodes.Imaginary(_written(value.imag) + "j"),
    bool: lambda value: nodes.Name(str(value)),
    type(None): lambda value: nodes.Name("None"),
    type(...): lambda value: nodes.Ellipsis(),
}


def _build_attribute(builder: Builder, node: ast.Attribute) -> Any:
    return nodes.Attribute(builder.expression(node.value), nodes.Name(node.attr))


def _build_call(builder: Builder, node: ast.Call) -> Any:
    function = builder.expression(node.func)
    return nodes.Call(function, builder.arguments(node.args, node.keywords))


def _build_boolean(builder: Builder, node: ast.BoolOp) -> Any:
    operator = nodes.OPERATORS[type(node.op)]
    values = map(builder.expression, node.values)
    built = next(values)
    for value in values:
        built = nodes.BooleanOperation(built, operator, value)
        builder.twins[built] = node
    return built


def _build_comparison(builder: Builder, node: ast.Compare) -> Any:
    return nodes.Comparison(
        builder.expression(node.left),
        [
            nodes.ComparisonTarget(nodes.OPERATORS[type(operator)], builder.expression(value))
            for operator, value in zip(node.ops, node.comparators, strict=True)
        ],
    )


def _build_subscript(builder: Builder, node: ast.Subscript) -> Any:
    value = builder.expression(node.value)
    index = node.slice
    if type(index) is ast.Tuple and index.elts:
        comma = nodes.COMMA if len(index.elts) == 1 else nodes.UNSAID
        parts = [nodes.SubscriptElement(_index_of(builder, part), comma) for part in index.elts]
    else:
        parts = [nodes.SubscriptElement(_index_of(builder, index), nodes.UNSAID)]
    return nodes.Subscript(value, parts)


def _index_of(builder: Builder, node: ast.expr) -> Any:
    if type(node) is ast.Slice:
        return nodes.Slice(
            builder.optional(node.lower), builder.optional(node.upper), builder.optional(node.step)
        )
    if type(node) is ast.Starred:
        return nodes.Index(builder.expression(node.value), "*")
    return nodes.Index(builder.expression(node), None)


def _build_dict(builder: Builder, node: ast.Dict) -> Any:
    return nodes.Dict(
        [
            nodes.StarredDictElement(builder.expression(value))
            if key is None
            else nodes.DictElement(builder.expression(key), builder.expression(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ]
    )


def _build_formatted(builder: Builder, node: ast.JoinedStr) -> Any:
    outer, builder.literal = builder.literal, builder.literal or builder.around
    parts = list(builder.formatted(node.values))
    builder.literal = outer
    return nodes.FormattedString(parts, "f'", "'")


def _build_dict_comprehension(builder: Builder, node: ast.DictComp) -> Any:
    return nodes.DictComp(
        builder.expression(node.key),
        builder.expression(node.value),
        builder.comprehension(node.generators),
    )


def _comprehension_builder(make: Callable[..., Any]) -> Callable[[Builder, Any], Any]:
    def build_comprehension(builder: Builder, node: Any) -> Any:
        return make(builder.expression(node.elt), builder.comprehension(node.generators))

    return build_comprehension


EXPRESSIONS: dict[type, Callable[[Builder, Any], Any]] = {
    ast.Name: _build_name,
    ast.Constant: _build_constant,
    ast.Attribute: _build_attribute,
    ast.Call: _build_call,
    ast.BoolOp: _build_boolean,
    ast.Compare: _build_comparison,
    ast.Subscript: _build_subscript,
    ast.Dict: _build_dict,
    ast.JoinedStr: _build_formatted,
    ast.DictComp: _build_dict_comprehension,
    ast.ListComp: _comprehension_builder(nodes.ListComp),
    ast.SetComp: _comprehension_builder(nodes.SetComp),
    ast.GeneratorExp: _comprehension_builder(nodes.GeneratorExp),
    ast.Tuple: lambda builder, node: nodes.Tuple(builder.elements(node.elts)),
    ast.List: lambda builder, node: nodes.List(builder.elements(node.elts)),
    ast.Set: lambda builder, node: nodes.Set(builder.elements(node.elts)),
    ast.BinOp: lambda builder, node: nodes.BinaryOperation(
        builder.expression(node.left),
        nodes.OPERATORS[type(node.op)],
        builder.expression(node.right),
    ),
    ast.UnaryOp: lambda builder, node: nodes.UnaryOperation(
        nodes.OPERATORS[type(node.op)], builder.expression(node.operand)
    ),
    ast.IfExp: lambda builder, node: nodes.IfExp(
        builder.expression(node.body),
        builder.expression(node.test),
        builder.expression(node.orelse),
    ),
    ast.Lambda: lambda builder, node: nodes.Lambda(
        builder.parameters(node.args), builder.expression(node.body)
    ),
    ast.NamedExpr: lambda builder, node: nodes.NamedExpr(
        builder.expression(node.target), builder.expression(node.value)
    ),
    ast.Await: lambda builder, node: nodes.Await(builder.expression(node.value)),
    ast.Yield: lambda builder, node: nodes.Yield(builder.optional(node.value)),
    ast.YieldFrom: lambda builder, node: nodes.Yield(nodes.From(builder.expression(node.value))),
}
