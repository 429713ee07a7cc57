"""Expressions: what a piece of code stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import attributes, calls, names, operations
from keraslint.evaluate.journal import fork, join_values
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import (
    Class,
    Dict,
    External,
    Function,
    Instance,
    List,
    Set,
    Super,
    Value,
)
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def evaluate(run: Run, node: cst.BaseExpression, scope: Scope) -> Value:
    """The value of an expression; never raises but for the budget."""
    run.step()
    handler = HANDLERS.get(type(node))
    if handler is None:
        return run.unknown(f"{type(node).__name__} is not followed")
    return handler(run, node, scope)


def _integer(run: Run, node: cst.Integer, scope: Scope) -> Value:
    text = node.value
    return int(text, 0) if len(text) < 40 else run.unknown("a number of more than 40 digits")


def _float(run: Run, node: cst.Float, scope: Scope) -> Value:
    return float(node.value)


def _string(run: Run, node: cst.SimpleString | cst.ConcatenatedString, scope: Scope) -> Value:
    try:
        if isinstance(node, cst.ConcatenatedString):
            left, right = evaluate(run, node.left, scope), evaluate(run, node.right, scope)
            return (
                left + right
                if type(left) is type(right) and isinstance(left, (str, bytes))
                else run.unknown("a string with unknown parts")
            )
        return node.evaluated_value
    except (ValueError, SyntaxError):
        return run.unknown("a string that cannot be read")


def _formatted(run: Run, node: cst.FormattedString, scope: Scope) -> Value:
    parts: list[str] = []
    missing: Value = None
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(part.value)
            continue
        value = evaluate(run, part.expression, scope)  # type: ignore[attr-defined]
        if isinstance(value, (str, int, float)) and not part.format_spec:  # type: ignore[attr-defined]
            parts.append(str(value)[:200])
        else:
            missing = value
    if missing is not None:
        return run.unknown("a formatted string with unknown parts")
    return "".join(parts)


def _tuple(run: Run, node: cst.Tuple, scope: Scope) -> Value:
    items = _elements(run, node.elements, scope)
    return tuple(items) if items.open is None else items.open


def _list(run: Run, node: cst.List, scope: Scope) -> Value:
    return _elements(run, node.elements, scope)


def _elements(run: Run, elements: Any, scope: Scope) -> List:
    result = run.list()
    for element in elements:
        value = evaluate(run, element.value, scope)
        if isinstance(element, cst.StarredElement):
            turns = operations.iterate(run, value)
            if isinstance(turns, Unknown):
                result.open = turns
            else:
                result.extend(turns)
                result.open = result.open or getattr(turns, "open", None)
        else:
            result.append(value)
    return result


def _set(run: Run, node: cst.Set, scope: Scope) -> Value:
    items = _elements(run, node.elements, scope)
    return make_set(run, items)


def make_set(run: Run, items: List) -> Value:
    """A set of these items, if Python could hash them."""
    try:
        return Set(items, run.clock, items.open)
    except TypeError:
        return run.unknown("a set of things that cannot be hashed")


def _dict(run: Run, node: cst.Dict, scope: Scope) -> Value:
    result = run.dict()
    for element in node.elements:
        value = evaluate(run, element.value, scope)
        if isinstance(element, cst.StarredDictElement):
            if isinstance(value, Dict):
                result.update(value)
                result.open = result.open or value.open
            else:
                result.open = (
                    value if isinstance(value, Unknown) else run.unknown("** of something unknown")
                )
            continue
        put(run, result, evaluate(run, element.key, scope), value)  # type: ignore[attr-defined]
    return result


def put(run: Run, target: Dict, key: Value, value: Value) -> None:
    """target[key] = value, as far as the key is known."""
    run.touch(target)
    if isinstance(key, Unknown) or not operations.hashable(key):
        target.open = key if isinstance(key, Unknown) else run.unknown("a key that is not known")
    else:
        target[key] = value


def _name(run: Run, node: cst.Name, scope: Scope) -> Value:
    return names.look_up(run, scope, node.value)


def _attribute(run: Run, node: cst.Attribute, scope: Scope) -> Value:
    return attributes.get(run, evaluate(run, node.value, scope), node.attr.value)


def _call(run: Run, node: cst.Call, scope: Scope) -> Value:
    function = node.func
    if isinstance(function, cst.Name) and function.value in ("super", "locals", "globals", "vars"):
        return _frame_call(run, function.value, node, scope)
    target = evaluate(run, function, scope)
    arguments = calls.Arguments()
    for argument in node.args:
        value = evaluate(run, argument.value, scope)
        if argument.star == "*":
            turns = operations.iterate(run, value)
            if isinstance(turns, Unknown):
                arguments.open = turns
            else:
                arguments.positional.extend(turns)
                arguments.open = arguments.open or getattr(turns, "open", None)
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
        else:
            arguments.positional.append(value)
    line, position = run.line, run.position
    if run.in_file:
        run.position = run.place_of(node)
        run.line = run.position.line
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
    while isinstance(
        chain[-1].left, cst.BinaryOperation
    ):  # a long sum nests to the left: no recursion for it
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
    wants_right = isinstance(node.operator, cst.And)
    if truth is None:
        right = evaluate(run, node.right, scope)
        if operations.truth(right) is (not wants_right) and isinstance(right, bool):
            return right
        return (
            run.unknown("`and`/`or` of something unknown")
            if not isinstance(left, Unknown)
            else Unknown(left.reason, left.line, left.name)
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


def _comprehension(run: Run, node: Any, scope: Scope) -> Value:
    found = run.list()
    inner = Scope("comprehension", scope, run.clock)
    if isinstance(node, cst.DictComp):
        pairs = run.dict()
        found.open = _each(
            run,
            node.for_in,
            inner,
            lambda: put(
                run, pairs, evaluate(run, node.key, inner), evaluate(run, node.value, inner)
            ),
        )
        pairs.open = pairs.open or found.open
        return pairs
    found.open = _each(
        run, node.for_in, inner, lambda: found.append(evaluate(run, node.elt, inner))
    )
    return make_set(run, found) if isinstance(node, cst.SetComp) else found


def _each(
    run: Run, clause: cst.CompFor, scope: Scope, action: Callable[[], object]
) -> Unknown | None:
    """Runs the action for every turn of a comprehension's clauses; an Unknown if the turns are not known."""
    turns = operations.iterate(run, evaluate(run, clause.iter, scope))
    if isinstance(turns, Unknown):
        return turns
    if isinstance(turns, List) and turns.open is not None:
        return turns.open
    why: Unknown | None = None
    for turn in turns:
        run.step()
        names.assign(run, scope, clause.target, turn, declare=True)
        tests = [operations.truth(evaluate(run, test.test, scope)) for test in clause.ifs]
        if None in tests:
            why = why or run.unknown("a comprehension with an undecided condition")
        elif all(tests):
            if clause.inner_for_in is not None:
                why = _each(run, clause.inner_for_in, scope, action) or why
            else:
                action()
    return why


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
    cst.Integer: _integer,
    cst.Float: _float,
    cst.Imaginary: lambda run, node, scope: run.unknown("a complex number"),
    cst.SimpleString: _string,
    cst.ConcatenatedString: _string,
    cst.FormattedString: _formatted,
    cst.Ellipsis: lambda run, node, scope: ...,
    cst.Tuple: _tuple,
    cst.List: _list,
    cst.Set: _set,
    cst.Dict: _dict,
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
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.DictComp: _comprehension,
    cst.NamedExpr: _named,
    cst.Await: _await,
    cst.Yield: _yield,
}

__all__ = ["Class", "External", "evaluate", "index_of", "make_set", "put"]
