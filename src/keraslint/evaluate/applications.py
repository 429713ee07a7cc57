"""Calls of keras.applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint import applications
from keraslint.evaluate.values import List, Value
from keraslint.refusals import Refusal
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def obtain_input_shape(run: Run, arguments: Arguments) -> Value:
    """keras.applications.imagenet_utils.obtain_input_shape(input_shape, default_size, min_size, data_format, require_flatten, weights)

    Other people's architectures call it, too. What Keras refuses there is not looked at.
    """
    given = arguments.get(0, "input_shape")
    if isinstance(given, List) and given.open is None:
        given = tuple(given)
    if given is None:
        size, flat = arguments.get(1, "default_size"), arguments.get(4, "require_flatten")
        flat = arguments.keywords.get("include_top", flat)
        if isinstance(flat, Unknown) or not isinstance(size, int):
            return run.unknown("an input shape that depends on what is not known", "input_shape")
        given = (size, size, 3) if flat else (None, None, 3)
        if arguments.get(3, "data_format") == "channels_first":
            given = (3, *given[:2])
    return given if isinstance(given, tuple) else run.unknown("an input shape that is not known")


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
