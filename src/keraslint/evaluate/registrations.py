"""Layers of other people: which classes are registered, and the functions that the project registers for them.

A plugin is installed, and its functions are Python's to call. A file that `[tool.keraslint] layers` names is part
of the project, so nothing of it is executed: its functions are evaluated like the rest of what is analysed, and
`keraslint.registration` gives them shapes, weights and refusals to work with.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint import registration
from keraslint.evaluate.values import Class, Function, List, Method, Value
from keraslint.layers.definition import Built, Definition, nothing_known
from keraslint.layers.generations import KERAS3, Keras
from keraslint.layers.registered import Registered, RegisteredLayer, is_path
from keraslint.layers.signatures import REQUIRED
from keraslint.refusals import BadArgument, Refusal
from keraslint.shapes import Shape
from keraslint.source.packages import Found
from keraslint.unknown import Unknown
from keraslint.weights import Weight

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run
    from keraslint.settings import Settings

ROOM = "keraslint.registration."
ATTRIBUTES = {
    Shape: ("dims", "rank", "last"),
    Keras: ("one", "two", "tf", "three", "version", "data_format"),
    Weight: ("name", "shape", "trainable"),
    Built: ("output", "weights"),
}
METHODS = {
    Shape: ("axes", "axis", "at_least", "with_last", "with_axis"),
    Keras: ("before",),
}
"""What a registered function may ask of its objects."""
FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Registrar:
    """layer("mylib.layers.GatedDense"), waiting for the function that it decorates."""

    paths: tuple[Value, ...]

    def register(self, run: Run, function: Function) -> None:
        """Notes the function under each of its names."""
        for path in self.paths:
            if is_path(path) and function.module is not None:
                run.declared[path] = function


def read(run: Run) -> None:
    """Reads the files of the project that register layers."""
    from keraslint.evaluate import imports

    for file in run.settings.layers:
        module = imports.load(run, os.path.basename(file), Found(file))
        if module.why is not None:
            reason = f"the layers that the project registers are unknown: {module.why.reason}"
            run.cut_short = run.unknown(reason, line=1)
    for path, function in run.declared.items():
        run.registered[path] = _registered(run, path, function)


def of_project(settings: Settings) -> list[Registered]:
    """The layers of other people that these settings and the installed plugins register."""
    from keraslint.evaluate.run import Run
    from keraslint.source.module import parse

    run = Run(parse("", ""), settings, KERAS3)
    read(run)
    return [run.registered[path] for path in sorted(run.registered)]


def _registered(run: Run, path: str, function: Function) -> Registered:
    parameters = function.node.params
    named = [p.name.value for p in (*parameters.posonly_params, *parameters.params)]
    settings = {p.name.value: _annotation(p) for p in parameters.kwonly_params}

    def evaluated(*inputs: Any, **given: Any) -> Built:
        return _evaluate(run, function, inputs, given)

    definition = Definition(
        evaluated, tuple(named), settings, variadic=isinstance(parameters.star_arg, cst.Param)
    )
    defaults = {name: function.defaults.get(name, REQUIRED) for name in settings if name != "keras"}
    text = function.node.get_docstring() if isinstance(function.node, cst.FunctionDef) else ""
    summary = inspect.cleandoc(text or "").partition("\n")[0]
    return Registered(path, defaults, definition, function.module.name, summary)


def _annotation(parameter: cst.Param) -> str:
    """The annotation's last name: Size for registration.Size."""
    node = parameter.annotation.annotation if parameter.annotation is not None else None
    if isinstance(node, cst.SimpleString):
        return str(node.evaluated_value)
    name = getattr(node, "attr", node)
    return name.value if isinstance(name, cst.Name) else ""


def _evaluate(
    run: Run, function: Function, inputs: tuple[Any, ...], given: dict[str, Any]
) -> Built:
    """What the function returns for these shapes. Raises Refusal where it does."""
    from keraslint.evaluate import calls

    values = [run.list(value) if type(value) is list else value for value in inputs]
    outer, run.registering = run.registering, len(run.journals)
    try:
        result = calls.call_function(run, function, calls.Arguments(values, given))
    finally:
        run.registering = outer
    if isinstance(result, Built):
        return result
    why = f"what the function registered for it returns (`{function.name}`)"
    return nothing_known(result if isinstance(result, Unknown) else run.unknown(why))


def of_class(run: Run, cls: Class) -> Registered | None:
    """What is registered for a class of the analysed project."""
    if not run.registered:
        return None
    file = cls.module.path if cls.module is not None else run.project.file
    names = (f"{module}.{cls.name}" for module in run.project.modules(file))
    return next((run.registered[name] for name in names if name in run.registered), None)


def leads_to(run: Run, path: str) -> bool:
    """Whether this is a registered class, or a module on the way to one."""
    return path in run.registered or any(name.startswith(f"{path}.") for name in run.registered)


def make(run: Run, registered: Registered, arguments: Arguments) -> Value:
    """GatedDense(…): a layer object; arguments that its function cannot do without are a fault."""
    from keraslint.evaluate import keras, stated_shapes

    label = registered.label
    try:
        bound = registered.bind(arguments.positional, arguments.keywords)
    except BadArgument as refusal:
        if arguments.open is not None:
            return keras.opaque(run, label, arguments.open)
        run.fault(refusal, label, run.here)
        return keras.opaque(run, label, run.unknown(f"{label} is refused: {refusal}", label))
    if arguments.open is not None:
        given = {*list(registered.parameters)[: len(arguments.positional)], *arguments.keywords}
        bound.update((name, arguments.open) for name in registered.parameters if name not in given)
    name = bound.get("name")
    place = {"name": name if isinstance(name, str) else run.name_for(label), "line": run.line}
    layer = RegisteredLayer(registered, bound, run.keras, **place)
    if isinstance(bound.get("trainable"), Unknown):
        layer.trainable = None
    own = {key: value for key, value in bound.items() if key not in registered.parameters}
    try:
        layer.arguments["first_shape"] = stated_shapes.first_shape(label, own, run)
    except Refusal as refusal:
        run.fault(refusal, label, run.here, layer)
        layer.fail(run.unknown(f"{label} is refused: {refusal}", label))
    return keras.register(run, layer)


def call(run: Run, path: str, arguments: Arguments) -> Value:
    """keraslint.registration.name(…)"""
    name = path.removeprefix(ROOM)
    if name == "layer":
        return Registrar(tuple(arguments.positional))
    if name == "Shape.of":
        return Shape(tuple(arguments.positional))
    if name not in registration.__all__ or arguments.open is not None:
        return run.unknown(f"{path}() is not followed", name)
    return _ask(run, getattr(registration, name), arguments)


def attribute(run: Run, value: Value, name: str) -> Value:
    """value.name of a shape, a weight or a Keras."""
    if name in METHODS.get(type(value), ()):
        return Method(value, name)
    if name in ATTRIBUTES[type(value)]:
        found = getattr(value, name)
        return run.unknown("a shape of unknown rank") if found is None and name != "last" else found
    return run.unknown(f"`.{name}` of something that is not known", name)


def method(run: Run, receiver: Value, name: str, arguments: Arguments) -> Value:
    """receiver.name(…)"""
    return _ask(run, getattr(receiver, name), arguments)


def _ask(run: Run, function: Callable[..., Any], arguments: Arguments) -> Value:
    """What one of keraslint's own functions says; a gap where it is given what is not known."""
    try:
        return function(*map(_plain, arguments.positional), **_plain(arguments.keywords))
    except Refusal as refusal:
        return refuse(run, refusal)
    except FAILURES:
        return run.unknown("a size that cannot be computed")


def _plain(value: Value) -> Value:
    """Lists as tuples."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return tuple(map(_plain, value)) if isinstance(value, (List, tuple)) else value


def refuse(run: Run, refusal: Value) -> Value:
    """`raise BadArgument(…)`: certain only where no branch that is not decided leads here."""
    if isinstance(refusal, Refusal) and run.registering == len(run.journals):
        raise refusal
    return run.unknown("something may be refused")


OBJECTS = tuple(ATTRIBUTES)
