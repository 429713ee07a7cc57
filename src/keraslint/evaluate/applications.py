"""Calls of keras.applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint import applications
from keraslint.evaluate.values import Value
from keraslint.refusals import Refusal
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def call(run: Run, tail: str, arguments: Arguments) -> Value:
    """The model that a constructor makes; None if `tail` is the path of no constructor that is known."""
    from keraslint.evaluate import keras

    architecture = applications.find(tail)
    if architecture is None:
        return None
    name = tail.rpartition(".")[2]
    if arguments.open is not None:
        return Unknown(arguments.open.reason, arguments.open.line, name)
    try:
        model = applications.build(
            architecture,
            arguments.positional,
            arguments.keywords,
            run.keras,
            run.name_for,
            run.line,
        )
    except Refusal as refusal:
        run.fault(refusal, name, run.here)
        return run.unknown(f"{name} is refused: {refusal}", name)
    run.step(len(model.layers))
    keras.register_network(run, model)
    return model
