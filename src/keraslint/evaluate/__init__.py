"""An abstract interpreter: runs the source's own statements on values that may be unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keraslint.evaluate import calls, classes, statements
from keraslint.evaluate.run import Fault, Mention, OverBudget, Run
from keraslint.evaluate.values import Class, Function
from keraslint.layers import families  # noqa: F401  (registers every layer)
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.layers.generations import Keras
    from keraslint.settings import Settings
    from keraslint.source.module import Module


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one evaluation found: its state at the end."""

    run: Run

    @property
    def faults(self) -> list[Fault]:
        return self.run.faults

    @property
    def mentions(self) -> list[Mention]:
        return self.run.mentions


def evaluate(module: Module, settings: Settings, keras: Keras) -> Evaluation:
    """Runs a module abstractly under one Keras. Never raises but for errors of its own."""
    run = Run(module, settings, keras)
    try:
        for statement in module.tree.body:
            if statements.run_statement(run, statement, run.scope) is not None:
                break
        _run_the_uncalled(run)
    except OverBudget:
        run.cut_short = Unknown(f"the analysis stopped here after {run.limit:,} steps", run.line)
        for network in run.networks:
            network.unknown = network.unknown or run.cut_short
    return Evaluation(run)


def _run_the_uncalled(run: Run) -> None:
    """Functions and classes that nobody uses are tried with their defaults; what they change is undone."""
    for function in list(run.functions):
        if function.calls == 0 and function.owner is None:
            run.line = function.line
            with run.journal() as journal:
                calls.call_function(run, function, calls.Arguments())
            journal.undo()
    for cls in list(run.classes):
        _run_class(run, cls)


def _run_class(run: Run, cls: Class) -> None:
    from keraslint.evaluate import subclassing

    run.line = cls.line
    instance = run.first_instances.get(cls)
    if instance is None:
        if cls.instances:
            return
        value = classes.instantiate(
            run,
            cls,
            calls.Arguments(open=Unknown(f"`{cls.name}` is never instantiated here", cls.line)),
        )
        if subclassing.keras_base(cls):
            return
        instance = value
    for member in list(cls.members.values()):
        if (
            isinstance(member, Function)
            and member.calls == 0
            and member.kind in ("", "classmethod", "staticmethod")
        ):
            run.line = member.line
            with run.journal() as journal:
                calls.call_function(
                    run,
                    member,
                    calls.Arguments(),
                    receiver=None if member.kind == "staticmethod" else instance,
                )
            journal.undo()
