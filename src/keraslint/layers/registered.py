"""Layers of other people: registered under the name by which they are imported.

    @layer("mylib.layers.GatedDense")
    def gated_dense(x: Shape, *, units: Size) -> Built: ...

What such a function takes after the `*` is the signature of the constructor, in its order and with its
defaults. Arguments that it does not name are taken to change neither the output's shape nor the weights.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from keraslint.layers.definition import DEFINITIONS, Built, Definition, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.layers.installed import entry_points
from keraslint.layers.layer import Layer
from keraslint.layers.signatures import REQUIRED
from keraslint.refusals import BadArgument
from keraslint.sizes import Expression, size
from keraslint.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Registered:
    """One layer class of somebody else's.

    path        the name by which it is imported: mylib.layers.GatedDense
    parameters  those of its constructor that matter, in positional order, with their defaults
    definition  its function
    origin      where it is registered: a distribution's module or a file
    summary     what it does, in a line
    """

    path: str
    parameters: Mapping[str, object]
    definition: Definition
    origin: str
    summary: str

    @property
    def label(self) -> str:
        """The class's own name."""
        return self.path.rpartition(".")[2]

    @property
    def call(self) -> str:
        """The constructor's signature as Python has it."""
        parts = (
            name if default is REQUIRED else f"{name}={default!r}"
            for name, default in self.parameters.items()
        )
        return f"{self.label}({', '.join(parts)})"

    def bind(self, args: Sequence[object], kwargs: Mapping[str, object]) -> dict[str, object]:
        """The arguments of a call by name. Raises BadArgument where one is missing or given twice."""
        given = dict(zip(self.parameters, args, strict=False))
        for name in kwargs:
            if name in given:
                raise BadArgument(f"gets {name} twice, by position and by name")
        bound = {**self.parameters, **given, **kwargs}
        missing = [name for name, value in bound.items() if value is REQUIRED]
        if missing:
            raise BadArgument(f"needs {' and '.join(missing)}")
        return bound


class RegisteredLayer(Layer):
    """A layer of such a class. What its function does wrong makes the layer unknown, nothing else."""

    def __init__(
        self, registered: Registered, arguments: Mapping[str, Any], keras: Keras, **place: Any
    ) -> None:
        super().__init__(registered.path, arguments, keras, **{"label": registered.label, **place})
        self.registered = registered

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        """What its function says. Raises Refusal where that does, or where a weight has a free axis."""
        try:
            made = self.registered.definition.build(self.keras, self.arguments, inputs, call)
            weights = tuple(made.weights)
            gaps = [axis for weight in weights for axis in weight.shape if not _is_dim(axis)]
        except (ArithmeticError, AssertionError, AttributeError) as error:
            return self._failed(type(error).__name__)
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            return self._failed(type(error).__name__)
        if gaps or not isinstance(made, Built):
            return self._failed("a weight's shape is not made of sizes")
        for weight in weights:
            for axis in weight.shape:
                size(axis, f"an axis of its weight {weight.name}")
        return replace(made, weights=weights)

    def _failed(self, how: str) -> Built:
        why = f"the function that {self.registered.origin} registers for {self.label} fails ({how})"
        return nothing_known(Unknown(why, self.line, self.label))

    def copy(self) -> Layer:
        twin = super().copy()
        return RegisteredLayer(
            self.registered, twin.arguments, self.keras, name=self.name, line=self.line
        )


def _is_dim(axis: object) -> bool:
    return axis is None or isinstance(axis, (int, Expression))


def register(*paths: str) -> Callable[[Callable[..., Built]], Callable[..., Built]]:
    """The decorator of plugins: the function is what these classes do, by the names they are imported by.

    Raises ValueError for a name that is no dotted one, or is Keras's own.
    """
    for path in paths:
        if not is_path(path):
            raise ValueError(
                f"{path!r} does not say where the class is imported from: mylib.layers.Name"
            )
    return layer(*paths)


def is_path(path: object) -> bool:
    """Whether a class of somebody else's may be registered under this name."""
    if not isinstance(path, str) or "." not in path:
        return False
    return path.partition(".")[0] not in ("keras", "tf_keras") and all(
        part.isidentifier() for part in path.split(".")
    )


def installed() -> dict[str, Registered]:
    """The layers that installed distributions register, by path."""
    load_plugins()
    return {
        path: Registered(
            path,
            defaults_of(definition.function),
            definition,
            definition.function.__module__,
            (inspect.getdoc(definition.function) or "").partition("\n")[0],
        )
        for path, definition in DEFINITIONS.items()
        if "." in path
    }


def defaults_of(function: Callable[..., Built]) -> dict[str, object]:
    """The parameters of the constructor, with their defaults."""
    return {
        parameter.name: REQUIRED if parameter.default is parameter.empty else parameter.default
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY and parameter.name != "keras"
    }


@cache
def load_plugins() -> dict[str, str]:
    """Imports the modules that entry points name, once; those that cannot be loaded, and why.

    Only what is installed counts, never what lies in the folder in which the analysis is started.
    """
    failures: dict[str, str] = {}
    for point in entry_points():
        try:
            point.load()
        except Exception as error:
            failures[f"{point.name} = {point.value}"] = f"{type(error).__name__}: {error}"
    return failures
