"""Layers that follow one another in a model, and what the source says of each: for the advice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from keraslint.checks.check import Context
from keraslint.findings import Place
from keraslint.model import Model, Row

CONVOLUTIONS = frozenset(
    f"{stem}{rank}D" for stem in ("Conv", "Convolution", "SeparableConv") for rank in (1, 2, 3)
) | {"Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D"}
ACTIVATIONS = {
    "ELU": "elu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ReLU": "relu",
    "Softmax": "softmax",
}
"""Layers that are nothing but an activation."""


def pairs(context: Context) -> Iterator[tuple[Model, Row, Row]]:
    """In every model each layer of the source with the one that alone reads it, where it is that one's only input.

    Left out is what a user may want to see as it is: the end of another model, one of several outputs.
    """
    ends = {model.layers[-1].place for model in context.survey.models if model.layers}
    for model in context.survey.models:
        readers = [index for row in model.layers for index in row.inputs]
        outputs = model.output_shape if isinstance(model.output_shape, (list, tuple)) else ()
        for reader in model.layers:
            if len(reader.inputs) != 1 or readers.count(reader.inputs[0]) != 1:
                continue
            row = model.layers[reader.inputs[0]]
            if row.place in ends or not is_written(row) or not is_written(reader):
                continue
            if not _is_output(row, outputs):
                yield model, row, reader


def is_written(row: Row) -> bool:
    """Whether the source has the call that makes this layer; those inside applications are nobody's to change."""
    return row.place is not None and row.place.line > 0


def arguments_of(context: Context, row: Row) -> Mapping[str, Any]:
    """A layer's constructor arguments as far as they are plain; none where one call made several layers."""
    for subject in context.survey.subjects:
        if subject.role == "layer" and subject.place == row.place and len(subject.rows) == 1:
            return subject.arguments
    return {}


def activation_of(context: Context, row: Row) -> object:
    """The name of a layer's activation; None for a linear one, "?" where it is not known."""
    if row.kind in ACTIVATIONS:
        return ACTIVATIONS[row.kind]
    given = arguments_of(context, row).get("activation", "?")
    return None if given == "linear" else given


def place_of(row: Row) -> Place:
    """Where the layer is made."""
    assert row.place is not None
    return row.place


def _is_output(row: Row, outputs: Collection[object]) -> bool:
    """Whether a layer's output may be one of several that the model gives."""
    several = any(isinstance(shape, (list, tuple)) for shape in outputs)
    return several and row.output_shape in outputs
