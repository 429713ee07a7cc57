"""Calls: binding arguments, running the analysed code's own functions, dispatching to what is built in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import (
    array_values,
    bounds,
    builtin_methods,
    classes,
    expressions,
    keras_objects,
    layer_calls,
    libraries,
    library_objects,
    loops,
    statements,
)
from keraslint.evaluate.journal import join_values
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.signals import ON, Mixed, Return
from keraslint.evaluate.values import (
    Array,
    Bundle,
    Class,
    Dict,
    External,
    Function,
    Instance,
    List,
    Method,
    Partial,
    Set,
    Value,
)
from keraslint.graph.network import Network
from keraslint.graph.tensor import Tensor
from keraslint.layers.layer import Layer
from keraslint.structures import LEAVES, TooLarge, leaves
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

MOST_RUNNING = 12  # calls of one function inside each other


PASSIVE = LEAVES | {Unknown, External}
"""What no call changes."""


@dataclass(slots=True)
class Arguments:
    """The arguments of a call; `open` says why there may be more.

    uncalled  it is no call of the source, but tries out what nobody calls
    """

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    open: Unknown | None = None
    uncalled: bool = False

    def get(self, index: int, name: str, default: Value = None) -> Value:
        """An argument by position or name; the default if it is not given, or `open` if it may be."""
        if index < len(self.positional):
            return self.positional[index]
        if name in self.keywords:
            return self.keywords[name]
        return default if self.open is None else self.open

    @property
    def values(self) -> list[Value]:
        return [*self.positional, *self.keywords.values()]


def call(run: Run, target: Value, arguments: Arguments) -> Value:
    """What a call returns; what it changes, it changes."""
    run.step(1 + bounds.price_of_walk((arguments.positional, arguments.keywords)))
    if isinstance(target, External):
        return libraries.call(run, target, arguments)
    if isinstance(target, Method):
        if isinstance(target.function, Function):
            return call_function(run, target.function, arguments, receiver=target.receiver)
        return builtin_methods.call(run, target.receiver, target.function, arguments)
    if isinstance(target, Function):
        return call_function(run, target, arguments)
    if isinstance(target, Layer):
        return layer_calls.call_layer(run, target, arguments)
    if isinstance(target, Class):
        return classes.instantiate(run, target, arguments)
    if isinstance(target, Partial):
        merged = Arguments(
            [*target.arguments, *arguments.positional],
            {**target.keywords, **arguments.keywords},
            arguments.open,
        )
        return call(run, target.function, merged)
    if isinstance(target, Instance):
        found = target.cls.find("__call__") or target.cls.find("call")
        if found and isinstance(found[0], Function):
            return call_function(run, found[0], arguments, receiver=target)
    if isinstance(target, Bundle):
        return library_objects.call(run, target, arguments)
    return call_unknown(run, target, arguments)


def call_unknown(run: Run, target: Value, arguments: Arguments) -> Value:
    """A call of something that is not known: it may change the models and lists that it is given.

    Not so a model that is compiled: whoever compiles it has finished it. And a call that stands where its
    result is gone through or passed on (`for row in summary(model)`) asks, it does not act.
    """
    reason, line, name = "calls something that is not followed", run.line, "?"
    symbolic = is_symbolic(arguments.values)
    if isinstance(target, Unknown):
        reason, line, name = target.reason, target.line, f"{target.name}()"
        symbolic |= target.symbolic
    why = Unknown(reason, line, name, symbolic)
    for value in arguments.values:
        if type(value) in PASSIVE:
            continue
        if isinstance(value, Method) and isinstance(value.function, str):
            value = value.receiver  # it may call words.update
        if isinstance(value, Network):
            keras_objects.expose(run, value)
            if not run.asking and not _is_finished(run, value):
                keras_objects.doubt(run, value, why)
        elif isinstance(value, (List, Dict, Set)):
            run.touch(value)
            value.open = value.open or why
            for part in value.values() if isinstance(value, Dict) else value:
                keras_objects.expose(run, part)
        elif isinstance(value, Array):
            array_values.forget(run, value)
        elif isinstance(value, (Function, Method, Partial)):
            call_any_times(run, value, why)
    return why


def call_any_times(run: Run, function: Value, why: Unknown, count: int | None = None) -> None:
    """Something may call this function, with what is not known: so many arguments, or any number of them."""
    if isinstance(function, Method) and isinstance(function.function, str):
        call_unknown(run, why, Arguments([function.receiver]))
        return
    given = [why.called("each item") for _ in range(count or 0)]
    arguments = Arguments(given, open=why if count is None else None)
    if isinstance(function, (Function, Method, Partial)):
        loops.take_effect(run, lambda: call(run, function, arguments), why)


def _is_finished(run: Run, model: Network) -> bool:
    return model in run.finished and any(  # a trial's mentions go again
        m.subject is model and m.role in ("compile", "fit") for m in run.mentions
    )


def _not_followed(run: Run, reason: str, arguments: Arguments, receiver: Value) -> Value:
    run.asking = False
    values = [receiver, *arguments.positional]
    return call_unknown(run, run.unknown(reason), Arguments(values, arguments.keywords))


def defaults_of(run: Run, parameters: cst.Parameters, scope: Scope) -> dict[str, Value]:
    """The values of a function's defaults, computed where it is defined."""
    found: dict[str, Value] = {}
    for parameter in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params):
        if parameter.default is not None:
            found[parameter.name.value] = expressions.evaluate(run, parameter.default, scope)
    return found


def call_function(
    run: Run, function: Function, arguments: Arguments, receiver: Value = None
) -> Value:
    """Runs a function of the analysed code."""
    from keraslint.evaluate import run as limits

    function.calls += 1
    if len(run.frames) > limits.DEPTH:
        return _not_followed(run, f"`{function.name}` is called too deep", arguments, receiver)
    if function.running > MOST_RUNNING:
        return _not_followed(run, f"`{function.name}` calls itself too often", arguments, receiver)
    scope = Scope("function", function.scope, run.clock)
    passed = list(arguments.positional)
    if function.kind != "staticmethod" and receiver is not None:
        passed.insert(
            0,
            receiver
            if function.kind != "classmethod" or isinstance(receiver, Class)
            else receiver.cls,
        )
    given = Arguments(passed, arguments.keywords, arguments.open, arguments.uncalled)
    _bind(run, function, given, scope)
    frame = limits.Frame(
        function,
        scope,
        receiver=receiver,
        uncalled=arguments.uncalled,
        by_default=not arguments.values
        and arguments.open is None
        and _all_have_defaults(function, receiver is not None),
    )
    line, position = run.line, run.position
    files = run.files
    run.frames.append(frame)
    function.running += 1
    if function.module is None:
        run.files = []
    elif not files or files[-1] is not function.module:
        run.files = [*files, function.module]
    try:
        if type(function.node) is cst.Lambda:
            return expressions.evaluate(run, function.node.body, scope)
        signal = statements.run_body(run, function.node.body, scope)
    finally:
        run.frames.pop()
        function.running -= 1
        run.files = files
        run.line, run.position = line, position
    result = signal.value if isinstance(signal, Return) else None
    if isinstance(signal, Mixed) and ON not in signal.ways and frame.returned:
        result = frame.returned.pop()
    run.frames[-1].may_raise |= frame.may_raise
    if getattr(signal, "dead", False) and frame.returned:
        result = frame.returned.pop()
    elif getattr(signal, "dead", False):
        return run.unknown(f"`{function.name}` raises")
    for other in frame.returned:
        result = join_values(
            result, other, run.unknown(f"`{function.name}` returns one of several values")
        )
    if frame.generator:
        return run.unknown(f"`{function.name}` is a generator")
    return result


def _all_have_defaults(function: Function, has_receiver: bool) -> bool:
    """Whether a call without arguments leaves nothing open."""
    parameters = function.node.params
    named = (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    bound = function.kind != "staticmethod" and has_receiver
    return all(p.name.value in function.defaults for p in named[bound:])


def _bind(run: Run, function: Function, arguments: Arguments, scope: Scope) -> None:
    """Gives the parameters their values."""
    parameters = function.node.params
    names = [p.name.value for p in (*parameters.posonly_params, *parameters.params)]
    values = scope.names
    keywords = dict(arguments.keywords)
    for name, value in zip(names, arguments.positional, strict=False):
        values[name] = value
    more = arguments.open  # why there may be more arguments than those given
    for parameter in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params):
        name = parameter.name.value
        if name in values:
            continue
        if name in keywords:
            values[name] = keywords.pop(name)
        elif arguments.open is not None:
            values[name] = arguments.open.called(name)
        elif name in function.defaults:
            values[name] = function.defaults[name]
        else:
            reason = f"`{name}` is a parameter of `{function.name}`"
            more = values[name] = Unknown(reason, function.line, name)
    star = parameters.star_arg.name.value if type(parameters.star_arg) is cst.Param else ""
    if star and arguments.uncalled:
        more = Unknown(f"`{star}` is a parameter of `{function.name}`", function.line, star)
    if star:
        rest = arguments.positional[len(names) :]
        values[star] = tuple(rest) if more is None else more
    if parameters.star_kwarg is not None:
        values[parameters.star_kwarg.name.value] = run.dict(
            {k: v for k, v in keywords.items() if k not in values}, more
        )


def is_symbolic(values: list[Any]) -> bool:
    """Whether any of the values holds a symbolic tensor, or what may be one."""
    try:
        return any(
            isinstance(leaf, Tensor) or isinstance(leaf, Unknown) and leaf.symbolic
            for leaf in leaves(values)
        )
    except TooLarge:
        return False
