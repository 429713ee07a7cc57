"""Examples of layers: a call with all that a layer needs, and its arithmetic in symbols and in numbers.

What a parameter is given goes by its name, whatever the layer; the input is the first of a few usual
ones that the layer takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keraslint.formulas import formula
from keraslint.layers import signatures
from keraslint.layers.catalogue import of_kind
from keraslint.layers.definition import DEFINITIONS
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.layers.signatures import Parameter, Signature
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Size
from keraslint.unknown import Unknown
from keraslint.weights import total


@dataclass(frozen=True, slots=True)
class Inner:
    """A layer that is an argument of another one."""

    name: str
    argument: object

    @property
    def text(self) -> str:
        return f"{self.name}({self.argument!r})"

    def make(self, keras: Keras, symbolic: bool) -> Layer:
        """The layer itself, its units a symbol or a number."""
        argument = _symbol("units") if symbolic and self.argument == UNITS else self.argument
        found = signatures.find(self.name, keras)
        assert found is not None
        return Layer(found.kind, signatures.bind(self.name, (argument,), {}, keras), keras)


UNITS = 64
SIZES: dict[str, int] = {
    "filters": 32,
    "head_dim": 16,
    "input_dim": 1000,
    "key_dim": 16,
    "n": 3,
    "num_heads": 4,
    "num_key_value_heads": 2,
    "num_query_heads": 4,
    "output_dim": 64,
    "units": UNITS,
}
"""Parameters that may be any size: themselves in symbols, a number in the example."""

VALUES: dict[str, object] = {
    "activation": "relu",
    "axes": (1, 1),
    "bin_boundaries": [0.0, 1.0],
    "cell": Inner("LSTMCell", UNITS),
    "cells": [Inner("LSTMCell", UNITS)],
    "dims": (2, 1),
    "equation": "abc,cd->abd",
    "factor": 0.2,
    "height": 24,
    "height_factor": 0.2,
    "initial_vocabulary": ["a", "b", "c"],
    "kernel_size": 3,
    "layer": Inner("Dense", UNITS),
    "layers": [Inner("Rescaling", 2.0)],
    "max_number": 10,
    "mean": 0.0,
    "num_bins": 10,
    "num_tokens": 10,
    "output_shape": (None, 64),
    "output_size": 4,
    "pool_size": 2,
    "rate": 0.5,
    "scale": 2.0,
    "stddev": 0.1,
    "target_shape": (-1,),
    "variance": 1.0,
    "vocabulary": ["a", "b", "c"],
    "vocabulary_size": 10,
    "width": 24,
    "width_factor": 0.2,
}
"""Parameters that are something else."""

OWN_VALUES: dict[str, dict[str, object]] = {
    "Bidirectional": {"layer": Inner("LSTM", UNITS)},
    "Deconvolution2D": {"output_shape": (None, 30, 30, 32)},
    "IntegerLookup": {"vocabulary": [1, 2, 3]},
    "RandomPosterization": {"factor": 4},
}
"""Where the name means something else in this class."""

WANTED = ("bin_boundaries", "mean", "num_tokens", "variance", "vocabulary")
"""Optional parameters that say what the layer puts out."""

SIDES = {
    "features": 32,
    "steps": 10,
    "samples": 16000,
    "height": 28,
    "width": 28,
    "depth": 8,
    "channels": 3,
}
SHAPES: tuple[tuple[str, ...], ...] = (
    ("features",),
    ("steps", "features"),
    ("height", "width", "channels"),
    ("depth", "height", "width", "channels"),
    ("steps", "height", "width", "channels"),
    ("steps", "depth", "height", "width", "channels"),
    ("samples", "channels"),
)
"""Usual inputs behind the batch axis."""


@dataclass(frozen=True, slots=True)
class Example:
    """A call on an input, and what comes of it.

    arithmetic  the count in symbols: (features + 1)·units
    formula     the same in numbers: (32 + 1)·64
    """

    keras: Keras
    call: str
    input_shape: str
    output_shape: str
    arithmetic: str
    formula: str
    params: Size


def example(kind: str) -> Example | None:
    """An example in the newest Keras that has the class; None where a call alone shows nothing."""
    for keras in reversed(signatures.on_file()):
        for signature in of_kind(kind, keras):
            if not signature.function:
                return next(_examples(signature, keras), None)
    return None


def _examples(signature: Signature, keras: Keras) -> Iterator[Example]:
    """One for each usual input that the layer takes."""
    given = dict(_given(signature))
    if any(
        parameter.required and parameter.name not in given for parameter in signature.parameters
    ):
        return
    for sides in _fitting(signature.kind):
        try:
            made, inputs, output = _applied(signature, given, keras, sides, symbolic=False)
            symbolic, _, _ = _applied(signature, given, keras, sides, symbolic=True)
        except Refusal:
            continue
        yield Example(
            keras,
            _text(signature, given),
            " and ".join(map(str, inputs)),
            " and ".join(map(str, _shapes(output))),
            formula(symbolic.weights),
            formula(made.weights),
            total(made.weights),
        )


def _fitting(kind: str) -> list[tuple[str, ...]]:
    """The usual inputs, images first for Conv2D, volumes for Conv3D."""
    axes = next((axes for axes in (1, 2, 3) if f"{axes}D" in kind), None)
    return list(SHAPES) if axes is None else sorted(SHAPES, key=lambda dims: len(dims) != axes + 1)


def _given(signature: Signature) -> Iterator[tuple[str, object]]:
    """The arguments that the layer needs, by its own names."""
    table = {**VALUES, **SIZES, **OWN_VALUES.get(signature.kind, {})}
    for parameter in signature.parameters:
        if parameter.canonical in table and (parameter.required or parameter.canonical in WANTED):
            value = table[parameter.canonical]
            axes = signature.kind[-2:-1] if signature.kind.endswith("D") else ""
            spread = parameter.canonical == "output_size" and axes.isdigit()
            yield parameter.name, (value,) * int(axes) if spread else value
        elif parameter.name in signature.sides:
            yield parameter.name, table["kernel_size"]


def _applied(
    signature: Signature,
    given: dict[str, object],
    keras: Keras,
    sides: tuple[str, ...],
    symbolic: bool,
) -> tuple[Layer, list[Shape], Any]:
    """The layer, its inputs and its output. Raises Refusal."""
    arguments = {
        parameter.name: _symbol(parameter.name)
        if symbolic and parameter.name in signature.sides
        else _value(parameter, given[parameter.name], keras, symbolic)
        for parameter in signature.parameters
        if parameter.name in given
    }
    layer = Layer(signature.kind, signatures.bind(signature.name, (), arguments, keras), keras)
    dims = (_symbol(side) if symbolic else SIDES[side] for side in sides)
    shape = Shape((None, *dims))
    takes = DEFINITIONS[signature.kind].call[0]
    if takes == "inputs":  # a list of them
        return layer, [shape, shape], layer.apply([shape, shape])
    inputs = [shape, shape] if takes == "query" else [shape]
    return layer, inputs, layer.apply(*inputs)


def _value(parameter: Parameter, value: object, keras: Keras, symbolic: bool) -> object:
    if isinstance(value, list):
        return [_value(parameter, item, keras, symbolic) for item in value]
    if isinstance(value, Inner):
        return value.make(keras, symbolic)
    if symbolic and parameter.canonical == "kernel_size":
        return Unknown("an argument", name="kernel_size")
    if symbolic and parameter.canonical in SIZES:
        return _symbol(parameter.canonical)
    return value


def _symbol(name: str) -> Size:
    return Expression.unknown(Unknown("an argument", name=name))


def _text(signature: Signature, given: dict[str, object]) -> str:
    """The call as people write it: what is required by position."""
    parts = [
        _value_text(value) if name in signature.required else f"{name}={_value_text(value)}"
        for name, value in given.items()
    ]
    return f"{signature.name}({', '.join(parts)})"


def _value_text(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value_text, value))}]"
    return value.text if isinstance(value, Inner) else repr(value)


def _shapes(output: Any) -> list[Shape]:
    if isinstance(output, Shape):
        return [output]
    return [shape for part in output for shape in _shapes(part)]
