"""Expressions: what a piece of code stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from keraslint.evaluate import (
    attributes,
    bounds,
    calls,
    comprehensions,
    literals,
    names,
    operations,
)
from keraslint.evaluate.journal import fork, join_values
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import (
    Dict,
    External,
    Function,
    Instance,
    Super,
    Value,
)
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


ASKING = frozenset(f"builtins.{name}" for name in ("display", "len", "list", "print", "sorted"))


def evaluate(run: Run, node: cst.BaseExpression, scope: Scope) -> Value:
    """The value of an expression; never raises but for the budget."""
    run.steps += 1  # run.step(), without the call
    if run.steps > run.limit:
        run.step(0)
    handler = HANDLERS.get(type(node))
    if handler is None:
        return run.unknown(f"{type(node).__name__} is not followed")
    return handler(run, node, scope)


def _name(run: Run, node: cst.Name, scope: Scope) -> Value:
    return names.look_up(run, scope, node.value)


def _attribute(run: Run, node: cst.Attribute, scope: Scope) -> Value:
    return attributes.get(run, evaluate(run, node.value, scope), node.attr.value)


def _call(run: Run, node: cst.Call, scope: Scope) -> Value:
    function = node.func
    if type(function) is cst.Name and function.value in ("super", "locals", "globals", "vars"):
        return _frame_call(run, function.value, node, scope)
    asking = node is run.asked
    target = evaluate(run, function, scope)
    arguments = calls.Arguments()
    scattered: Unknown | None = None
    asks = isinstance(target, Unknown) or isinstance(target, External) and target.path in ASKING
    for argument in node.args:
        run.asked = argument.value if asks else None
        value = evaluate(run, argument.value, scope)
        if argument.star == "*":
            turns = operations.listable(run, value)
            if isinstance(turns, Unknown):
                scattered = scattered or turns
            elif scattered is None:
                run.step(bounds.price(turns))
                arguments.positional.extend(turns)
                scattered = getattr(turns, "open", None)
        elif argument.star == "**":
            if isinstance(value, Dict) and all(isinstance(key, str) for key in value):
                arguments.keywords.update(value)
                arguments.open = arguments.open or value.open
            else:
                arguments.open = (
                    value if isinstance(value, Unknown) else run.unknown("** of something unknown")
                )
        elif argument.keyword is not None:
            arguments.keywords[argument.keyword.value] = value
        elif scattered is None:  # after * of something unknown its position is not known
            arguments.positional.append(value)
    arguments.open = arguments.open or scattered
    line, position = run.line, run.position
    if run.in_file:
        run.position = run.place_of(node)
        run.line = run.position.line
    run.asked, run.asking = None, asking
    try:
        return calls.call(run, target, arguments)
    finally:
        run.line, run.position = line, position


def _frame_call(run: Run, name: str, node: cst.Call, scope: Scope) -> Value:
    if name == "super":
        frame = run.frames[-1]
        if frame.function is not None and frame.function.owner is not None:
            return Super(frame.receiver, frame.function.owner)
        return run.unknown("super() outside a method")
    if name == "vars" and node.args:
        value = evaluate(run, node.args[0].value, scope)
        return (
            run.dict(value.fields)
            if isinstance(value, Instance)
            else run.unknown("vars() of something unknown")
        )
    target = scope.module if name == "globals" else scope
    return run.dict(target.names, run.unknown(f"{name}()"))


def _binary(run: Run, node: cst.BinaryOperation, scope: Scope) -> Value:
    chain = [node]
    while type(chain[-1].left) is cst.BinaryOperation:  # a long sum nests to the left
        chain.append(chain[-1].left)
    value = evaluate(run, chain[-1].left, scope)
    for link in reversed(chain):
        right = evaluate(run, link.right, scope)
        value = operations.binary(run, type(link.operator).__name__, value, right)
    return value


def _unary(run: Run, node: cst.UnaryOperation, scope: Scope) -> Value:
    return operations.unary(
        run, type(node.operator).__name__, evaluate(run, node.expression, scope)
    )


def _boolean(run: Run, node: cst.BooleanOperation, scope: Scope) -> Value:
    left = evaluate(run, node.left, scope)
    truth = operations.truth(left)
    wants_right = type(node.operator) is cst.And
    if truth is None:
        right = evaluate(run, node.right, scope)
        if operations.truth(right) is (not wants_right) and isinstance(right, bool):
            return right
        return (
            run.unknown("`and`/`or` of something unknown")
            if not isinstance(left, Unknown)
            else left.called(left.name)
        )
    return evaluate(run, node.right, scope) if truth is wants_right else left


def _comparison(run: Run, node: cst.Comparison, scope: Scope) -> Value:
    left = evaluate(run, node.left, scope)
    result: Value = True
    for target in node.comparisons:
        right = evaluate(run, target.comparator, scope)
        outcome = operations.compare(run, target.operator, left, right)
        if outcome is False:
            return False
        if outcome is not True:
            result = outcome
        left = right
    return result


def _conditional(run: Run, node: cst.IfExp, scope: Scope) -> Value:
    test = evaluate(run, node.test, scope)
    truth = operations.truth(test)
    if truth is not None:
        return evaluate(run, node.body if truth else node.orelse, scope)
    why = operations.why_undecided(run, test)
    one, two = fork(
        run,
        [lambda: evaluate(run, node.body, scope), lambda: evaluate(run, node.orelse, scope)],
        why,
    )
    return join_values(one, two, why)


def _subscript(run: Run, node: cst.Subscript, scope: Scope) -> Value:
    value = evaluate(run, node.value, scope)
    return operations.item(run, value, index_of(run, node, scope))


def index_of(run: Run, node: cst.Subscript, scope: Scope) -> Value:
    """The index of a subscript: one value, or a tuple of them; slices stand for themselves."""
    first = node.slice[0]
    if (
        len(node.slice) == 1
        and type(first.slice) is cst.Index
        and type(first.comma) is not cst.Comma
    ):
        return evaluate(run, first.slice.value, scope)
    parts = []
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Index):
            parts.append(evaluate(run, part.value, scope))
        else:
            assert isinstance(part, cst.Slice)
            bounds = (part.lower, part.upper, part.step)
            parts.append(
                slice(
                    *(
                        evaluate(run, bound, scope) if bound is not None else None
                        for bound in bounds
                    )
                )
            )
    return (
        parts[0]
        if len(parts) == 1 and node.slice[0].comma.__class__ is not cst.Comma
        else tuple(parts)
    )


def _lambda(run: Run, node: cst.Lambda, scope: Scope) -> Value:
    return Function(
        "<lambda>",
        node,
        scope,
        calls.defaults_of(run, node.params, scope),
        run.line,
        module=run.files[-1] if run.files else None,
    )


def _named(run: Run, node: cst.NamedExpr, scope: Scope) -> Value:
    value = evaluate(run, node.value, scope)
    names.assign(
        run, scope.home("") if scope.kind == "comprehension" else scope, node.target, value
    )
    return value


def _await(run: Run, node: cst.Await, scope: Scope) -> Value:
    return evaluate(run, node.expression, scope)


def _yield(run: Run, node: cst.Yield, scope: Scope) -> Value:
    run.frames[-1].generator = True
    if node.value is not None:
        inner = node.value.item if isinstance(node.value, cst.From) else node.value
        evaluate(run, inner, scope)
    return run.unknown("what is sent to a generator")


HANDLERS: dict[type, Callable[..., Value]] = {
    cst.Integer: literals.integer_of,
    cst.Float: literals.float_of,
    cst.Imaginary: lambda run, node, scope: run.unknown("a complex number"),
    cst.SimpleString: literals.string_of,
    cst.ConcatenatedString: literals.string_of,
    cst.FormattedString: literals.formatted_of,
    cst.Ellipsis: lambda run, node, scope: ...,
    cst.Tuple: literals.tuple_of,
    cst.List: literals.list_of,
    cst.Set: literals.set_of,
    cst.Dict: literals.dict_of,
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.BinaryOperation: _binary,
    cst.UnaryOperation: _unary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.Subscript: _subscript,
    cst.Lambda: _lambda,
    cst.ListComp: comprehensions.comprehension,
    cst.SetComp: comprehensions.comprehension,
    cst.GeneratorExp: comprehensions.comprehension,
    cst.DictComp: comprehensions.comprehension,
    cst.NamedExpr: _named,
    cst.Await: _await,
    cst.Yield: _yield,
}
