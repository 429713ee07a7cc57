"""An abstract interpreter: runs the source's own statements on values that may be unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from keraslint.evaluate import calls, classes, registrations, statements
from keraslint.evaluate.relevance import concerns_keras
from keraslint.evaluate.run import STEPS, Fault, Mention, OverBudget, Run
from keraslint.evaluate.values import Class, Function, Value
from keraslint.layers import families  # noqa: F401  (registers every layer)
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.layers.generations import Keras
    from keraslint.settings import Settings
    from keraslint.source.module import Module


STEPS_OF_THE_UNCALLED = 60_000
LEAST_IDLE_STEPS = 2_000  # that each of it may take before anything of Keras's happens


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one evaluation found: its state at the end."""

    run: Run

    @property
    def faults(self) -> list[Fault]:
        return [fault for fault in self.run.faults if fault.told]

    @property
    def mentions(self) -> list[Mention]:
        return self.run.mentions


def evaluate(
    module: Module, settings: Settings, keras: Keras, steps: int = 2 * STEPS
) -> Evaluation:
    """Runs a module abstractly under one Keras, in at most so many steps. Never raises but for errors of its own."""
    run = Run(module, settings, keras)
    run.limit = min(STEPS, steps)
    registrations.read(run)
    try:
        for statement in module.tree.body:
            before = run.steps, run.layers
            if statements.run_statement(run, statement, run.scope) is not None:
                break
            run.refund(*before)
    except OverBudget:
        run.cut_short = Unknown(f"the analysis stopped here after {run.limit:,} steps", run.line)
        for network in run.networks:
            network.unknown = network.unknown or run.cut_short
    run.spare = max(min(STEPS, steps - run.steps), 0)
    _run_the_uncalled(run)
    return Evaluation(run)


def _try(run: Run, action: Callable[[], object]) -> None:
    """Runs something that nobody calls, within steps of its own; what it changes is undone.

    Most of it has nothing to do with Keras, however its names look: who builds models begins soon.
    """
    start, known, events = run.steps, len(run.networks), run.events
    most = min(STEPS_OF_THE_UNCALLED, run.spare)
    idle = min(most, max(LEAST_IDLE_STEPS, run.spare_idle))
    run.limit, run.reserve, run.idle_at = start + idle, most - idle, events
    run.layers, layers = 0, run.layers
    try:
        with run.journal() as journal:
            action()
        journal.undo()
    except OverBudget:
        journal.undo()
        for network in run.networks[known:]:
            why = Unknown("it takes too many steps to follow", network.line)
            network.unknown = network.unknown or why
    run.layers = layers
    if run.events == events:
        run.spare_idle -= run.steps - start
    run.pay_for_trial()
    run.spare -= run.steps - start


def _run_the_uncalled(run: Run) -> None:
    """Functions and classes that nobody uses are tried with their defaults; what they change is undone."""
    for function in list(run.functions):
        if run.has_tried_enough:
            return
        if function.calls == 0 and function.owner is None and concerns_keras(run, function):
            _try_function(run, function, None)
    for cls in list(run.classes):
        if run.has_tried_enough:
            return
        if concerns_keras(run, run.first_instances.get(cls, cls)):
            _run_class(run, cls)


def _try_function(run: Run, function: Function, receiver: Value) -> None:
    """Tries a function; a model that it returns is called after it."""

    def call(arguments: calls.Arguments) -> None:
        made = calls.call_function(run, function, arguments, receiver)
        run.name_model(made, function.name)

    _try_with_defaults(run, function, call, bool(function.defaults))


def _try_with_defaults(
    run: Run, what: Function | Class, call: Callable[[calls.Arguments], None], has_defaults: bool
) -> None:
    """Calls what nobody calls; what Keras refuses counts only if it does not depend on the defaults."""
    run.line = what.line
    known = len(run.faults)
    _try(run, partial(call, calls.Arguments(uncalled=True)))
    found = run.faults[known:]
    if not found or not has_defaults:
        return
    del run.faults[known:]
    kept = len(run.networks), len(run.mentions), run.counters.copy()
    why = Unknown(f"`{what.name}` may be called with anything", what.line)
    _try(run, partial(call, calls.Arguments(open=why, uncalled=True)))
    always = {(fault.position, type(fault.refusal)) for fault in run.faults[known:]}
    run.faults[known:] = [f for f in found if (f.position, type(f.refusal)) in always]
    del run.networks[kept[0] :], run.mentions[kept[1] :]
    run.counters = kept[2]


def _run_class(run: Run, cls: Class) -> None:
    from keraslint.evaluate import subclassing

    run.line = cls.line
    instance = run.first_instances.get(cls)
    if instance is None:
        if cls.instances:
            return
        made: list[Value] = []
        _try_with_defaults(
            run, cls, lambda arguments: made.append(classes.instantiate(run, cls, arguments)), True
        )
        if subclassing.keras_base(cls) or not made:
            return
        instance = made[0]
    for member in list(cls.members.values()):
        if isinstance(member, Function) and member.calls == 0 and member.kind != "property":
            _try_function(run, member, None if member.kind == "staticmethod" else instance)
