"""Objects of libraries that have methods of their own: encoders, tokenizers, parsers of command lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate.values import MISUSES, Array, Bundle, Instance, Method, Number, Value
from keraslint.sizes import Expression, Symbol
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]


def _methods(kind: str) -> dict[str, Handler]:
    """The methods of one kind of object."""
    from keraslint.evaluate import (
        array_functions,
        command_line,
        datasets,
        pictures,
        pipelines,
        tokenizers,
        transformers,
    )

    if kind == "generator":
        return array_functions.RANDOM
    for tables in (
        command_line.OBJECTS,
        transformers.OBJECTS,
        tokenizers.OBJECTS,
        pictures.OBJECTS,
        pipelines.OBJECTS,
        datasets.OBJECTS,
    ):
        if kind in tables:
            return tables[kind]
    return {}


def attribute(run: Run, value: Bundle, name: str) -> Value:
    """value.name"""
    from keraslint.evaluate import operations, tokenizers, transformers

    if name in value.members:
        return value.members[name]
    if value.kind and name in _methods(value.kind):
        return Method(value, name)
    if value.kind == "tokenizer":
        return tokenizers.attribute(run, value, name)
    if value.kind in transformers.OBJECTS:
        return transformers.fitted_attribute(run, value, name)
    if name in TUNERS and value.name.startswith(("keras_tuner", "kerastuner")):
        return Method(value, name)
    return operations.part(run, run.gap(value, f"{value.name} is not followed"), name)


def method(run: Run, value: Value, name: str, arguments: Arguments) -> Value:
    """value.name(…)"""
    if name in TUNERS and not (isinstance(value, Bundle) and value.kind):
        return TUNERS[name](run, value, arguments)
    function = _methods(value.kind).get(name) if isinstance(value, Bundle) else None
    if function is None:
        return run.unknown(
            f".{name}() of {getattr(value, 'name', 'something')} is not followed", f"{name}()"
        )
    if arguments.open is not None:
        return arguments.open.called(f"{name}()")
    given = arguments.positional if value.kind == "generator" else [value, *arguments.positional]
    try:
        return function(run, type(arguments)(given, arguments.keywords))
    except MISUSES:
        return run.unknown(f".{name}() is called in a way that is not followed", f"{name}()")


def call(run: Run, value: Bundle, arguments: Arguments) -> Value:
    """value(…): an initializer gives a tensor of the shape that it is given"""
    from keraslint.evaluate import calls, tensor_data

    if (
        value.name.startswith(("keras.initializers.", "keras.initializations."))
        and arguments.open is None
    ):
        return tensor_data.initialized(run, arguments)
    return calls.call_unknown(
        run, run.unknown(f"a call of {value.name} is not followed"), arguments
    )


def item(run: Run, value: Bundle, index: Value) -> Value:
    """value[index]"""
    from keraslint.evaluate import attributes, data_frames

    if value.kind == "locator":
        return data_frames.located(run, value.members["frame"], value.name, index)
    if isinstance(index, str):
        return attributes.get(run, value, index)
    return run.unknown("indexing something that is not known")


def set_item(run: Run, value: Bundle, index: Value) -> None:
    """value[index] = …"""
    from keraslint.evaluate import data_frames

    if value.kind == "locator" and isinstance(value.members["frame"], Array):
        data_frames.set_located(run, value.members["frame"], index)


# -- hyperparameters that a tuner chooses ---------------------------------------------------------------


def _name_of(arguments: Arguments) -> str:
    name = arguments.get(0, "name")
    return name if isinstance(name, str) else "?"


def _whole(run: Run, low: Value, high: Value, name: str, key: object) -> Value:
    """A whole number between bounds, the same one wherever it has the same name."""
    gap = Number(f"`{name}` is chosen by a tuner", run.line, name)
    if not isinstance(low, int) or not isinstance(high, int) or low < 0 or low > high:
        return gap
    return (
        Expression.of(Symbol(name, key if name != "?" else object(), low, high, gap))
        if low < high
        else low
    )


def _tuned_int(run: Run, value: Value, arguments: Arguments) -> Value:
    """hp.Int(name, min_value, max_value), trial.suggest_int(name, low, high)"""
    low, high = (
        arguments.get(i, name, arguments.keywords.get(other))
        for i, name, other in ((1, "min_value", "low"), (2, "max_value", "high"))
    )
    name = _name_of(arguments)
    return _whole(run, low, high, name, (value, "tuned", name))


def _tuned_choice(run: Run, value: Value, arguments: Arguments) -> Value:
    """hp.Choice(name, values), trial.suggest_categorical(name, choices)"""
    from keraslint.evaluate import operations

    name = _name_of(arguments)
    turns = operations.iterate(run, arguments.get(1, "values", arguments.keywords.get("choices")))
    options = [] if isinstance(turns, Unknown) or getattr(turns, "open", None) else list(turns)
    if options and all(type(item) is int for item in options):
        return _whole(run, min(options), max(options), name, (value, "tuned", name))
    return Unknown(f"`{name}` is chosen by a tuner", run.line, name)


def _tuned(run: Run, value: Value, arguments: Arguments) -> Value:
    name = _name_of(arguments)
    return Number(f"`{name}` is chosen by a tuner", run.line, name)


def _tuned_switch(run: Run, value: Value, arguments: Arguments) -> Value:
    name = _name_of(arguments)
    return Unknown(f"`{name}` is chosen by a tuner", run.line, name)


TUNERS: dict[str, Callable[[Run, Value, Arguments], Value]] = {
    "Int": _tuned_int, "Choice": _tuned_choice, "Float": _tuned, "Boolean": _tuned_switch, "suggest_int": _tuned_int,
    "suggest_categorical": _tuned_choice, "suggest_float": _tuned, "suggest_uniform": _tuned, "suggest_loguniform": _tuned,
}  # fmt: skip


def namespace(run: Run, fields: dict[str, Value]) -> Instance:
    """An object with these attributes and nothing else."""
    from keraslint.evaluate.values import Class

    found = Instance(Class("Namespace", [], {}, 0), run.clock)
    found.fields.update(fields)
    return found
