"""Statements: running a body, in order, with branches and loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import calls, classes, expressions, imports, names, operations
from keraslint.evaluate.journal import fork, join_states
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Class, External, Function, List, Value
from keraslint.layers.layer import Layer
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

ROUNDS = 24  # turns of a loop that are always followed one by one


@dataclass(frozen=True, slots=True)
class Return:
    """A function returns."""

    value: Value
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """break or continue, or (dead) an exception: nothing after it runs."""

    kind: str
    dead: bool = False


BREAK, CONTINUE, RAISE = Jump("break"), Jump("continue"), Jump("raise", dead=True)
Signal = Any  # None (goes on), Return or Jump


def run_body(run: Run, body: Any, scope: Scope) -> Signal:
    """Runs the statements of a block until one of them leaves it."""
    if isinstance(body, cst.SimpleStatementSuite):  # on the line of its `if` or `def`
        return run_statement(run, body, scope)
    for statement in body.body:
        signal = run_statement(run, statement, scope)
        if signal is not None:
            return signal
    return None


def run_statement(run: Run, statement: Any, scope: Scope) -> Signal:
    """Runs one statement (or all of a line)."""
    run.step()
    if run.in_file:
        run.line = run.line_of(statement)
    try:
        if isinstance(statement, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
            for small in statement.body:
                signal = run_small(run, small, scope)
                if signal is not None:
                    return signal
            return None
        handler = COMPOUND.get(type(statement))
        return handler(run, statement, scope) if handler else None
    except RecursionError:
        return None


def run_small(run: Run, node: Any, scope: Scope) -> Signal:
    """Runs one simple statement."""
    handler = SIMPLE.get(type(node))
    return handler(run, node, scope) if handler else None


def _expression(run: Run, node: cst.Expr, scope: Scope) -> Signal:
    expressions.evaluate(run, node.value, scope)
    return None


def _assign(run: Run, node: cst.Assign, scope: Scope) -> Signal:
    value = expressions.evaluate(run, node.value, scope)
    for target in node.targets:
        names.assign(run, scope, target.target, _named(value, target.target))
        _name_models(run, target.target, value)
    return None


def _name_models(run: Run, target: Any, value: Value) -> None:
    """A model is called after the variable that it is assigned to."""
    if isinstance(target, cst.Name):
        run.name_model(value, target.value)
    elif isinstance(target, cst.Attribute):
        run.name_model(value, target.attr.value)
    elif isinstance(target, cst.Tuple) and isinstance(value, (tuple, List)):
        for element, part in zip(target.elements, value, strict=False):
            _name_models(run, element.value, part)


def _named(value: Value, target: Any) -> Value:
    """A gap takes the name of the variable that holds it."""
    if isinstance(value, Unknown) and isinstance(target, cst.Name) and value.name in ("?", ""):
        return Unknown(value.reason, value.line, target.value)
    return value


def _annotated(run: Run, node: cst.AnnAssign, scope: Scope) -> Signal:
    if node.value is not None:
        names.assign(run, scope, node.target, expressions.evaluate(run, node.value, scope))
    elif scope.kind == "class" and isinstance(node.target, cst.Name):
        scope.names.setdefault(f"{node.target.value}:declared", True)
    return None


def _augmented(run: Run, node: cst.AugAssign, scope: Scope) -> Signal:
    old = expressions.evaluate(run, node.target, scope)
    right = expressions.evaluate(run, node.value, scope)
    if isinstance(old, List) and type(node.operator) is cst.AddAssign:
        run.touch(old)
        items = operations.iterate(run, right)
        if isinstance(items, Unknown):
            old.open = items
        else:
            old.extend(items)
            old.open = old.open or getattr(items, "open", None)
        return None
    names.assign(
        run, scope, node.target, operations.binary(run, type(node.operator).__name__, old, right)
    )
    return None


def _return(run: Run, node: cst.Return, scope: Scope) -> Signal:
    return Return(expressions.evaluate(run, node.value, scope) if node.value is not None else None)


def _delete(run: Run, node: cst.Del, scope: Scope) -> Signal:
    names.delete(run, scope, node.target)
    return None


def _share(run: Run, node: cst.Global | cst.Nonlocal, scope: Scope) -> Signal:
    for item in node.names:
        name = item.name.value
        home: Scope | None = scope.module
        if isinstance(node, cst.Nonlocal):
            home = scope.parent
            while home is not None and name not in home.names:
                home = home.parent
        scope.shared[name] = home or scope.module
    return None


def _assert(run: Run, node: cst.Assert, scope: Scope) -> Signal:
    run.mention_assertion(node, scope)
    return None


def _if(run: Run, node: cst.If, scope: Scope) -> Signal:
    test = expressions.evaluate(run, node.test, scope)
    truth = operations.truth(test)
    if truth is True:
        return run_body(run, node.body, scope)
    if truth is False:
        return _else(run, node.orelse, scope)
    why = operations.why_undecided(run, test)
    return either(
        run, [lambda: run_body(run, node.body, scope), lambda: _else(run, node.orelse, scope)], why
    )


def _else(run: Run, orelse: Any, scope: Scope) -> Signal:
    if orelse is None:
        return None
    if isinstance(orelse, cst.If):
        return _if(run, orelse, scope)
    return run_body(run, orelse.body, scope)


def either(run: Run, branches: Sequence[Callable[[], Signal]], why: Unknown) -> Signal:
    """One of these branches runs; which one is not known.

    A branch that returns early leaves its value with the frame, and the others go on.
    """
    signals = list(fork(run, list(branches), why))
    living = [signal for signal in signals if not getattr(signal, "dead", False)]
    if not living:
        return RAISE
    going_on = [signal for signal in living if not isinstance(signal, Return)]
    returned = [signal.value for signal in living if isinstance(signal, Return)]
    if not going_on:
        run.frames[-1].returned.extend(returned[1:])
        return Return(returned[0])
    run.frames[-1].returned.extend(returned)
    return going_on[0] if all(signal == going_on[0] for signal in going_on) else None


def _for(run: Run, node: cst.For, scope: Scope) -> Signal:
    turns = operations.iterate(run, expressions.evaluate(run, node.iter, scope))
    if isinstance(turns, Unknown):
        return _unknown_turns(run, node, scope, turns)
    signal: Signal = None
    total = len(turns)  # type: ignore[arg-type]
    copied = list(turns) if not isinstance(turns, range) else turns
    before = run.events
    may_stop = total > ROUNDS and not any(isinstance(turn, Layer) for turn in copied[:ROUNDS])
    may_stop = may_stop and not _changes_models(node.body)
    for number, turn in enumerate(copied):
        names.assign(run, scope, node.target, turn)
        signal = run_body(run, node.body, scope)
        if signal is not None and signal is not CONTINUE:
            break
        if may_stop and number > 1 and run.events == before:
            # Nothing of Keras's happens in this loop: its remaining turns are not worth the steps.
            _forget(run, node, scope, run.unknown("changes in a long loop"))
            break
    if isinstance(turns, List) and turns.open is not None and signal is None:
        _unknown_turns(run, node, scope, turns.open)
    if signal is BREAK or signal is CONTINUE:
        return None
    if signal is None and node.orelse is not None:
        return run_body(run, node.orelse.body, scope)
    return signal


def _changes_models(node: Any) -> bool:
    """Whether a body can freeze or grow a model in some turns and not in others."""
    if isinstance(node, cst.Attribute) and node.attr.value in ("trainable", "add", "pop"):
        return True
    return any(_changes_models(child) for child in node.children)


def _unknown_turns(run: Run, node: cst.For | cst.While, scope: Scope, why: Unknown) -> Signal:
    """A body that runs any number of times: what it changes is then unknown, but for what it leaves alone."""

    def turn() -> Signal:
        if isinstance(node, cst.For):
            names.assign(run, scope, node.target, Unknown(why.reason, why.line, "each item"))
        signal = run_body(run, node.body, scope)
        return signal if isinstance(signal, Return) or signal is RAISE else None

    reason = run.unknown(f"is changed in a loop whose turns are not known: {why.reason}")
    with run.journal() as journal:
        signal = either(run, [turn, lambda: None], reason)
    for thing, before in journal.before.values():
        run.touch(thing)
        widen(thing, before, reason)
    return signal if isinstance(signal, Return) else None


def widen(thing: Any, before: Any, why: Unknown) -> None:
    """Marks what a loop of unknown length changed."""
    from keraslint.evaluate.journal import capture, restore
    from keraslint.evaluate.values import Dict, Instance, Set
    from keraslint.graph.network import Sequential

    after = capture(thing)
    if isinstance(thing, (Scope, Instance)):
        changed = {
            k: v if k in before and before[k] is v or _is_settled(v) else why
            for k, v in after.items()
        }
        restore(thing, changed)
    elif isinstance(thing, (List, Dict, Set)):
        restore(thing, join_states(thing, before, after, why))
        thing.open = thing.open or why
    elif isinstance(thing, Sequential) and len(after["layers"]) != len(before["layers"]):
        thing.unknown = thing.unknown or why


def _is_settled(value: Value) -> bool:
    """Things made anew in each turn stand for themselves."""
    return isinstance(value, (Function, Class, External, Unknown))


def _forget(run: Run, node: cst.For | cst.While, scope: Scope, why: Unknown) -> None:
    """Names that a loop rebinds are unknown after turns that were not followed."""
    with run.journal() as journal:
        run_body(run, node.body, scope)
    for thing, before in journal.before.values():
        run.touch(thing)
        widen(thing, before, why)


def _while(run: Run, node: cst.While, scope: Scope) -> Signal:
    signal: Signal = None
    before = run.events
    may_stop = not _changes_models(node.body)
    for number in range(2_000):
        test = operations.truth(expressions.evaluate(run, node.test, scope))
        if test is None:
            return _unknown_turns(run, node, scope, run.unknown("the condition of a while loop"))
        if test is False:
            break
        signal = run_body(run, node.body, scope)
        if signal is not None and signal is not CONTINUE:
            break
        if may_stop and number > ROUNDS and run.events == before:
            _forget(run, node, scope, run.unknown("changes in a long loop"))
            break
    return None if signal in (BREAK, CONTINUE) else signal


def _try(run: Run, node: cst.Try | cst.TryStar, scope: Scope) -> Signal:
    signal = run_body(run, node.body, scope)
    if signal is RAISE and node.handlers:
        handler = node.handlers[0]
        if handler.name is not None:
            names.assign(run, scope, handler.name.name, run.unknown("an exception"))
        signal = run_body(run, handler.body, scope)
    elif signal is None and node.orelse is not None:
        signal = run_body(run, node.orelse.body, scope)
    if node.finalbody is not None:
        signal = run_body(run, node.finalbody.body, scope) or signal
    return signal


def _with(run: Run, node: cst.With, scope: Scope) -> Signal:
    for item in node.items:
        value = expressions.evaluate(run, item.item, scope)
        if item.asname is not None:
            names.assign(run, scope, item.asname.name, value)
    return run_body(run, node.body, scope)


def _function(run: Run, node: cst.FunctionDef, scope: Scope) -> Signal:
    module = run.files[-1] if run.files else None
    function = Function(
        node.name.value,
        node,
        scope,
        calls.defaults_of(run, node.params, scope),
        run.line,
        module=module,
    )
    value: Value = function
    for decorator in reversed(node.decorators):
        value = _decorated(run, value, expressions.evaluate(run, decorator.decorator, scope))
    if run.in_file and isinstance(value, Function) and len(run.frames) == 1:
        run.functions.append(function)
    names.bind(run, scope, node.name.value, value)
    return None


def _decorated(run: Run, value: Value, decorator: Value) -> Value:
    if isinstance(decorator, External) and isinstance(value, Function):
        if decorator.name in ("staticmethod", "classmethod", "property", "cached_property"):
            value.kind = "property" if decorator.name == "cached_property" else decorator.name
    elif isinstance(decorator, Function):
        result = calls.call(run, decorator, calls.Arguments([value]))
        return value if isinstance(result, Unknown) else result
    return value


def _class(run: Run, node: cst.ClassDef, scope: Scope) -> Signal:
    names.bind(run, scope, node.name.value, classes.define(run, node, scope))
    return None


def _match(run: Run, node: cst.Match, scope: Scope) -> Signal:
    from keraslint.evaluate import patterns

    return patterns.run_match(run, node, scope)


SIMPLE: dict[type, Callable[..., Signal]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Return: _return,
    cst.Del: _delete,
    cst.Global: _share,
    cst.Nonlocal: _share,
    cst.Assert: _assert,
    cst.Import: lambda run, node, scope: imports.import_names(run, node, scope),
    cst.ImportFrom: lambda run, node, scope: imports.import_from(run, node, scope),
    cst.Raise: lambda run, node, scope: RAISE,
    cst.Break: lambda run, node, scope: BREAK,
    cst.Continue: lambda run, node, scope: CONTINUE,
}
COMPOUND: dict[type, Callable[..., Signal]] = {
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.Match: _match,
}
