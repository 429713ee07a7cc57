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


def call(run: Run, tail: str, arguments: Arguments) -> Value:
    """The model that a constructor makes; None if `tail` is the path of no constructor that is known."""
    from keraslint.evaluate import keras

    architecture = applications.find(tail)
    if architecture is None:
        return None
    name = tail.rpartition(".")[2]
    if arguments.open is not None:
        return arguments.open.called(name)
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
    run.pay_for_ready_model(len(model.layers))
    keras.register_network(run, model)
    return model


def obtain_input_shape(run: Run, arguments: Arguments) -> Value:
    """obtain_input_shape(input_shape, default_size, min_size, data_format, require_flatten, weights).

    (keras/applications/imagenet_utils.py; `require_flatten` was called `include_top` before 2.1.)
    """
    given, size = arguments.get(0, "input_shape"), arguments.get(1, "default_size")
    keywords = arguments.keywords
    flat = arguments.get(4, "require_flatten", keywords.get("include_top"))
    if arguments.open is not None or isinstance(given, Unknown):
        return arguments.open or given
    if isinstance(given, (tuple, List)) and given:
        return run.unknown("an input shape", "input_shape") if _is_open(given) else tuple(given)
    if given is not None or not isinstance(flat, bool) or not isinstance(size, int):
        return flat if isinstance(flat, Unknown) else run.unknown("an input shape", "input_shape")
    sizes = (size, size) if flat else (None, None)
    stated = arguments.get(3, "data_format", keywords.get("dim_ordering"))
    first = (stated or run.keras.data_format) in ("channels_first", "th")
    return (3, *sizes) if first else (*sizes, 3)


def _is_open(given: Value) -> bool:
    return getattr(given, "open", None) is not None
