"""Statements: running a body, in order, with branches and loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import (
    arrays,
    assertions,
    calls,
    classes,
    expressions,
    guarded_imports,
    imports,
    names,
    operations,
    registrations,
    shown_shapes,
)
from keraslint.evaluate.run import OverBudget
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.signals import (
    BREAK,
    CONTINUE,
    EXIT,
    RAISE,
    Mixed,
    Return,
    Signal,
    either,
    then,
)
from keraslint.evaluate.values import Array, External, Function, List, Value
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

LINES = frozenset({cst.SimpleStatementLine, cst.SimpleStatementSuite})
OTHER_EXCEPTIONS = frozenset(
    "ImportError ModuleNotFoundError KeyboardInterrupt KeyError OSError IOError FileNotFoundError EOFError SystemExit"
    " NameError StopIteration UnicodeDecodeError PermissionError FileExistsError".split()
)
"""What an except clause may name without catching what Keras raises."""
EXITS = ("sys.exit", "builtins.exit", "builtins.quit", "os._exit")


def run_body(run: Run, body: Any, scope: Scope) -> Signal:
    """Runs the statements of a block until one of them leaves it."""
    # A suite stands on the line of its `if` or `def`.
    found = (body,) if type(body) is cst.SimpleStatementSuite else body.body
    return _run_from(run, found, 0, scope)


def _run_from(run: Run, found: Sequence[Any], start: int, scope: Scope) -> Signal:
    for i in range(start, len(found)):
        signal = run_statement(run, found[i], scope)
        if isinstance(signal, Mixed) and i + 1 < len(found):
            return then(run, signal, partial(_run_from, run, found, i + 1, scope))
        if signal is not None:
            return signal
    return None


def run_statement(run: Run, statement: Any, scope: Scope) -> Signal:
    """Runs one statement (or all of a line)."""
    run.step()
    if not run.files:  # run.in_file, without the call
        run.line = run.line_of(statement)
    try:
        if type(statement) in LINES:
            for small in statement.body:
                signal = run_small(run, small, scope)
                if signal is not None:
                    return signal
            return None
        handler = COMPOUND.get(type(statement))
        return handler(run, statement, scope) if handler else None
    except RecursionError:
        raise OverBudget from None


def run_small(run: Run, node: Any, scope: Scope) -> Signal:
    """Runs one simple statement."""
    handler = SIMPLE.get(type(node))
    return handler(run, node, scope) if handler else None


def _expression(run: Run, node: cst.Expr, scope: Scope) -> Signal:
    if type(node.value) is cst.SimpleString:
        return None  # a docstring
    expressions.evaluate(run, node.value, scope)
    assertions.note(run, node.value, scope)
    shown_shapes.note(run, node.value, scope)
    return EXIT if _is_exit(run, node.value, scope) else None


def _assert(run: Run, node: cst.Assert, scope: Scope) -> Signal:
    assertions.note(run, node.test, scope)
    return None


def _is_exit(run: Run, node: Any, scope: Scope) -> bool:
    """Whether this is sys.exit() or its like."""
    function = node.func if type(node) is cst.Call else None
    name = getattr(function, "attr", function)
    if type(name) is not cst.Name or name.value not in ("exit", "quit", "_exit"):
        return False
    target = expressions.evaluate(run, function, scope)  # type: ignore[arg-type]
    return isinstance(target, External) and target.path in EXITS


def _assign(run: Run, node: cst.Assign, scope: Scope) -> Signal:
    value = expressions.evaluate(run, node.value, scope)
    for target in node.targets:
        names.assign(run, scope, target.target, _named(run, value, target.target))
        _name_models(run, target.target, value)
    return None


def _name_models(run: Run, target: Any, value: Value) -> None:
    """A model is called after the variable that it is assigned to."""
    if type(target) is cst.Name:
        run.name_model(value, target.value)
    elif type(target) is cst.Attribute:
        run.name_model(value, target.attr.value)
    elif type(target) is cst.Tuple and isinstance(value, (tuple, List)):
        for element, part in zip(target.elements, value, strict=False):
            _name_models(run, element.value, part)


def _named(run: Run, value: Value, target: Any) -> Value:
    """A gap takes the name of the variable that holds it."""
    if isinstance(value, Unknown) and type(target) is cst.Name and value.name in ("?", ""):
        named = value.called(target.value)
        run.suspects[named] = run.suspects.get(value, [])
        return named
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
            old.open = old.open or items
        else:
            operations.extend(old, items)
        return None
    if isinstance(old, Array):
        names.assign(
            run, scope, node.target, arrays.in_place(run, type(node.operator).__name__, old, right)
        )
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


def _raise(run: Run, node: cst.Raise, scope: Scope) -> Signal:
    if run.registering is not None and node.exc is not None:
        registrations.refuse(run, expressions.evaluate(run, node.exc, scope))
    return RAISE


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


def _for(run: Run, node: cst.For, scope: Scope) -> Signal:
    from keraslint.evaluate import loops

    return loops.run_for(run, node, scope)


def _while(run: Run, node: cst.While, scope: Scope) -> Signal:
    from keraslint.evaluate import loops

    return loops.run_while(run, node, scope)


def _try(run: Run, node: cst.Try | cst.TryStar, scope: Scope) -> Signal:
    frame = run.frames[-1]
    outer, frame.may_raise = frame.may_raise, False
    noted, known = len(run.mentions), len(run.faults)
    signal = run_body(run, node.body, scope)
    if node.handlers:
        assertions.forget(run, noted)
    if any(map(_may_catch_refusals, node.handlers)):
        del run.faults[known:]
    raised, frame.may_raise = frame.may_raise, outer
    handlers = [partial(_handle, run, handler, scope) for handler in node.handlers]
    if signal is RAISE and handlers:
        why = run.unknown("depends on which exception is raised")
        signal = either(run, handlers, why) if len(handlers) > 1 else handlers[0]()
    else:
        if node.orelse is not None:
            signal = then(run, signal, partial(run_body, run, node.orelse.body, scope))
        handlers = [
            action
            for action, handler in zip(handlers, node.handlers, strict=True)
            if (
                guarded_imports.depends_on_library(run, node, handler)
                if _catches_imports(handler)
                else raised
            )
        ]
        if handlers:
            why = run.unknown("depends on whether an exception is raised")
            ended = signal
            signal = either(run, [lambda: ended, *handlers], why)
    if node.finalbody is not None:
        signal = run_body(run, node.finalbody.body, scope) or signal
    return signal


def _may_catch_refusals(handler: Any) -> bool:
    """Whether the program may go on after what Keras raises."""
    names = {node.value for node in cst_names(handler.type)} if handler.type is not None else set()
    return not names or not names <= OTHER_EXCEPTIONS


def cst_names(node: Any) -> list[cst.Name]:
    """The names at the ends of an expression such as (ValueError, errors.Other)."""
    if isinstance(node, cst.Tuple):
        return [name for element in node.elements for name in cst_names(element.value)]
    last = getattr(node, "attr", node)
    return [last] if isinstance(last, cst.Name) else []


def _catches_imports(handler: Any) -> bool:
    return getattr(handler.type, "value", "") in ("ImportError", "ModuleNotFoundError")


def _handle(run: Run, handler: Any, scope: Scope) -> Signal:
    """Runs an except clause."""
    if handler.name is not None:
        names.assign(run, scope, handler.name.name, run.unknown("an exception"))
    return run_body(run, handler.body, scope)


def _with(run: Run, node: cst.With, scope: Scope) -> Signal:
    for item in node.items:
        value = expressions.evaluate(run, item.item, scope)
        if item.asname is not None:
            names.assign(run, scope, item.asname.name, value)
    known, noted = len(run.faults), len(run.mentions)
    signal = run_body(run, node.body, scope)
    if any(_expects_exception(item.item) for item in node.items):
        del run.faults[known:]
        assertions.forget(run, noted)
    return signal


def _expects_exception(node: Any) -> bool:
    """Whether this is pytest.raises(…), self.assertRaises(…) or contextlib.suppress(…)."""
    function = getattr(node, "func", None)
    name = getattr(function, "attr", function)
    return isinstance(name, cst.Name) and name.value.lower().replace("_", "").startswith(
        ("raises", "assertraises", "suppress")
    )


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
    elif isinstance(decorator, registrations.Registrar) and isinstance(value, Function):
        decorator.register(run, value)
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
    cst.Assert: _assert,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Return: _return,
    cst.Del: _delete,
    cst.Global: _share,
    cst.Nonlocal: _share,
    cst.Import: lambda run, node, scope: imports.import_names(run, node, scope),
    cst.ImportFrom: lambda run, node, scope: imports.import_from(run, node, scope),
    cst.Raise: _raise,
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
