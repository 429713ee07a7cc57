"""Layers that follow one another in a model, and what the source says of each: for the advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keraslint.checks.check import Context
from keraslint.model import Model, Row

CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D", "Convolution1D", "Convolution2D", "Convolution3D")


def neighbours(model: Model) -> Iterator[tuple[Row, Row]]:
    """Each layer with the one that alone reads it, where it is that one's only input."""
    readers = [index for row in model.layers for index in row.inputs]
    for row in model.layers:
        if len(row.inputs) == 1 and readers.count(row.inputs[0]) == 1:
            yield model.layers[row.inputs[0]], row


def arguments_of(context: Context, row: Row) -> Mapping[str, Any] | None:
    """A layer's constructor arguments as far as they are plain; None where one call made several layers."""
    for subject in context.survey.subjects:
        if subject.role == "layer" and subject.place == row.place and len(subject.rows) == 1:
            return subject.arguments
    return None
