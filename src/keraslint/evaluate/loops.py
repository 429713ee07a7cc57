"""Loops: turn by turn where the turns are known, else one turn that stands for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import bounds, expressions, names, operations, statements
from keraslint.evaluate.journal import capture, join_states, restore
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.signals import (
    BREAK,
    LEAVES_FUNCTION,
    LEAVES_LOOP,
    ON,
    Signal,
    either,
    signal_of,
    then,
    ways_of,
)
from keraslint.evaluate.values import (
    Array,
    Class,
    Dict,
    External,
    Function,
    Instance,
    List,
    Set,
    Value,
)
from keraslint.graph.network import Sequential
from keraslint.layers.layer import Layer
from keraslint.shapes import Shape
from keraslint.source.trees import nodes_of
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

ROUNDS = 24  # turns of a loop that are always followed one by one
STEPS = 1_000  # of turns in which nothing of Keras's happens
MANY_STEPS = 20_000  # the same where it could
HEAVY_STEPS = 4_000  # the same of the few turns of a short loop
AGAIN_STEPS = 100  # the same of a loop that has been given up before
MOST_TURNS = 2_000  # of a while loop
CHANGED = "is changed in a loop whose turns are not known: "

Change = tuple[Any, Any, Any]  # a thing, its state before and after


def run_for(run: Run, node: cst.For, scope: Scope) -> Signal:
    """for … in …"""
    run.asked = node.iter
    turns = operations.iterate(run, expressions.evaluate(run, node.iter, scope))
    if isinstance(turns, Unknown):
        return _ended(run, node, scope, unknown_turns(run, node, scope, turns))
    total = len(turns)
    found = turns if isinstance(turns, range) else list(turns)
    start = run.steps
    steps = MANY_STEPS if _layers(found) or _changes_models(run, node.body) else STEPS
    if total >= run.given_up.get(node, total + 1):
        steps = min(steps, AGAIN_STEPS)
    for number, turn in enumerate(found):
        before = run.events
        names.assign(run, scope, node.target, turn)
        signal = statements.run_body(run, node.body, scope)
        ways = ways_of(signal)
        if ways.isdisjoint({ON, "continue"}):
            return _left(signal)
        if not ways.isdisjoint({LEAVES_LOOP, LEAVES_FUNCTION}):
            return _maybe_left(run, node, scope, signal, number + 1 < total)
        limit = steps if total > ROUNDS else HEAVY_STEPS
        idle = run.frames[-1].generator or (number > 1 and run.steps - start > limit)
        if run.events == before and idle:
            # Nothing of Keras's happens in this loop: its remaining turns are not worth the steps.
            run.given_up[node] = min(total, run.given_up.get(node, total))
            why = run.unknown("changes in a long loop")
            run.suspects[why] = _layers(found[number + 1 :])
            return _ended(run, node, scope, unknown_turns(run, node, scope, why))
    more = getattr(turns, "open", None)
    signal = unknown_turns(run, node, scope, more) if more is not None else None
    return _ended(run, node, scope, signal)


def run_while(run: Run, node: cst.While, scope: Scope) -> Signal:
    """while …"""
    start = run.steps
    steps = MANY_STEPS if _changes_models(run, node.body) else STEPS
    for number in range(MOST_TURNS):
        test = operations.truth(expressions.evaluate(run, node.test, scope))
        if test is None:
            why = run.unknown("the condition of a while loop")
            return _ended(run, node, scope, unknown_turns(run, node, scope, why))
        if test is False:
            return _ended(run, node, scope, None)
        before = run.events
        signal = statements.run_body(run, node.body, scope)
        ways = ways_of(signal)
        if ways.isdisjoint({ON, "continue"}):
            return _left(signal)
        if not ways.isdisjoint({LEAVES_LOOP, LEAVES_FUNCTION}):
            return _maybe_left(run, node, scope, signal, more=True)
        limit = steps if number > ROUNDS else HEAVY_STEPS
        idle = run.frames[-1].generator or (number and run.steps - start > limit)
        if run.events == before and idle:
            break
    why = run.unknown("changes in a long loop")
    return _ended(run, node, scope, unknown_turns(run, node, scope, why))


def _layers(items: Sequence[Value]) -> list[Layer]:
    return [] if isinstance(items, range) else [item for item in items if isinstance(item, Layer)]


def _changes_models(run: Run, body: cst.BaseSuite) -> bool:
    """Whether a body can freeze or grow a model in some turns and not in others."""
    known = run.growing.get(body)
    if known is None:
        known = run.growing[body] = any(
            type(node) is cst.Attribute and node.attr.value in ("trainable", "add", "pop")
            for node in nodes_of(body)
        )
    return known


def _left(signal: Signal) -> Signal:
    """After a loop that is surely left."""
    return None if signal is BREAK else signal


def _maybe_left(
    run: Run, node: cst.For | cst.While, scope: Scope, signal: Any, more: bool
) -> Signal:
    """After a turn that may have left the loop; `more`: there may be further ones."""
    rest = unknown_turns(run, node, scope, signal.why) if more else None
    ways = ways_of(signal) | ways_of(rest)
    after = signal_of({ON} | (ways & {LEAVES_FUNCTION}), signal.why)
    if node.orelse is None:
        return after
    orelse = node.orelse.body
    return then(
        run,
        after,
        lambda: either(
            run, [lambda: statements.run_body(run, orelse, scope), lambda: None], signal.why
        ),
    )


def _ended(run: Run, node: cst.For | cst.While, scope: Scope, signal: Signal) -> Signal:
    """After the last turn: the `else` of the loop."""
    if node.orelse is None:
        return signal
    orelse = node.orelse.body
    return then(run, signal, lambda: statements.run_body(run, orelse, scope))


def unknown_turns(run: Run, node: cst.For | cst.While, scope: Scope, why: Unknown) -> Signal:
    """A body that runs any number of times.

    A rehearsal shows what a turn changes. Then one turn that begins with all of that unknown stands for
    every turn, or there is none at all.
    """

    def turn() -> Signal:
        if isinstance(node, cst.For):
            each = why.called("each item")
            run.suspects[each] = run.suspects.get(why, [])
            names.assign(run, scope, node.target, each)
        signal = statements.run_body(run, node.body, scope)
        ways = ways_of(signal)
        if getattr(signal, "dead", False) or ways == {LEAVES_FUNCTION}:
            return signal
        return signal_of({ON} | (ways & {LEAVES_FUNCTION}), reason)

    def any_turn() -> Signal:
        for thing, before, after in changes:
            run.touch(thing)
            _widen(thing, before, after, reason)
        return turn()

    reason = run.unknown(CHANGED + why.reason.removeprefix(CHANGED))
    changes = [] if run.rehearsing else _rehearse(run, turn)
    with run.journal() as journal:
        signal = either(run, [any_turn, lambda: None], reason, keep_faults=True)
    for thing, before in list(journal.before.values()):
        run.touch(thing)
        _widen(thing, before, capture(thing), reason)
    return signal


def take_effect(run: Run, action: Callable[[], object], why: Unknown) -> None:
    """What an action that runs any number of times, or never, may have changed is not known any more.

    For what is called with unknown things where its result does not matter: what it makes is not listed.
    """
    reason = run.unknown(CHANGED + why.reason.removeprefix(CHANGED))
    called = [(function, function.calls) for function in run.functions]
    made = [(cls, cls.instances) for cls in run.classes]
    for _ in range(
        1 if run.rehearsing else 2
    ):  # the second time from what the first one leaves open
        changes = _rehearse(run, action)
        for thing, before, after in changes:
            run.touch(thing)
            restore(thing, join_states(thing, before, after, reason))
            _widen(thing, before, after, reason)
        if not changes:
            break
    for function, calls in called:
        function.calls = calls
    for cls, instances in made:
        cls.instances = instances


def _rehearse(run: Run, turn: Callable[[], object]) -> list[Change]:
    """What one turn changes; nothing of it is left."""
    run.step(bounds.STEPS_OF_BRANCH)
    lists = ("networks", "faults", "mentions", "functions", "classes")
    lengths = [len(getattr(run, name)) for name in lists]
    returned, counters = list(run.frames[-1].returned), run.counters.copy()
    rehearsing, run.rehearsing = run.rehearsing, True
    try:
        with run.journal() as journal:
            turn()
        after = journal.undo()
    finally:
        run.rehearsing = rehearsing
        run.frames[-1].returned, run.counters = returned, counters
        for name, length in zip(lists, lengths, strict=True):
            del getattr(run, name)[length:]
    return [(thing, before, after[key][1]) for key, (thing, before) in journal.before.items()]


def _widen(thing: Any, before: Any, after: Any, why: Unknown) -> None:
    """Gives a thing the state that holds after any number of turns such as the one that changed it."""
    if isinstance(thing, (Scope, Instance)):
        restore(thing, {name: _any_of(name, before, after, why) for name in after})
    elif isinstance(thing, (List, Dict, Set)):
        restore(thing, join_states(thing, before, after, why))
        thing.open = thing.open or why
    elif isinstance(thing, Array):
        same = before[0] == after[0]
        shape = before[0] if same else Shape.unknown(why)
        columns = after[3] if same or after[3] is None else ...
        restore(thing, (shape, None, None, columns, None))
    elif isinstance(thing, Sequential) and len(after["layers"]) != len(before["layers"]):
        restore(thing, join_states(thing, before, after, why))
        thing.doubt(why)


def _any_of(name: str, before: dict[str, Value], after: dict[str, Value], why: Unknown) -> Value:
    """A variable after any number of turns: what each turn makes anew stands for all."""
    value = after[name]
    if (
        name not in before
        or before[name] is value
        or isinstance(value, (Function, Class, External))
    ):
        return value
    if (
        isinstance(value, (int, str))
        and type(value) is type(before[name])
        and value == before[name]
    ):
        return value
    return why.called(name)
