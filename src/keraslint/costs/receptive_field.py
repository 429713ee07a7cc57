"""How far each output of a layer sees: the window on the model's input, along each spatial axis.

A window of size k at dilation d, over outputs that lie `jump` input points apart, widens the field by
(k - 1)·d·jump; a stride multiplies the jump (Araujo et al., distill.pub/2019/computing-receptive-fields). Where paths
meet, the widest counts. Undefined behind a layer that sees everything (Flatten, global pooling, recurrence).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from keraslint.costs.calls import Call
from keraslint.layers.layer import Layer

CONVOLUTIONS = frozenset(
    "Conv1D Conv2D Conv3D AtrousConvolution1D AtrousConvolution2D DepthwiseConv1D DepthwiseConv2D SeparableConv1D "
    "SeparableConv2D LocallyConnected1D LocallyConnected2D".split()
)
POOLINGS = frozenset(f"{how}Pooling{rank}D" for how in ("Max", "Average") for rank in (1, 2, 3))
POINTWISE = frozenset(
    "Activation ActivityRegularization AlphaDropout BatchNormalization Cropping1D Cropping2D Cropping3D Dense Dropout ELU "
    "GaussianDropout GaussianNoise Identity LeakyReLU Masking PReLU ReLU Rescaling Softmax SpatialDropout1D "
    "SpatialDropout2D SpatialDropout3D SyncBatchNormalization ThresholdedReLU ZeroPadding1D ZeroPadding2D ZeroPadding3D "
    "Add Average Concatenate Maximum Minimum Multiply Subtract".split()
)


@dataclass(frozen=True, slots=True)
class View:
    """For each spatial axis: how many input points an output sees, and how far neighbours lie apart."""

    field: tuple[int, ...]
    jump: tuple[int, ...]


Views: TypeAlias = dict[Layer, tuple[int, ...] | None]


def receptive_fields(made: Sequence[Call]) -> Views:
    """The field of each layer's first output; None where it is not defined or not known."""
    views: dict[int, View | None] = {}
    fields: Views = {}
    for call in made:
        view = _view(call, [views.get(id(tensor), _input_view(tensor)) for tensor in call.inputs])
        for tensor in call.outputs:
            views[id(tensor)] = view
        known = view.field if view else None
        fields[call.layer] = known if fields.get(call.layer, known) == known else None
    return fields


def _input_view(tensor: Any) -> View | None:
    """A point of an image or a sequence sees itself."""
    rank = len(tensor.shape.dims or ()) - 2
    return View((1,) * rank, (1,) * rank) if 1 <= rank <= 3 else None


def _view(call: Call, sources: list[View | None]) -> View | None:
    kind = call.layer.kind
    if not sources and call.outputs:
        return _input_view(call.outputs[0])
    known = [view for view in sources if view is not None]
    if len(known) < len(sources) or any(view.jump != known[0].jump for view in known):
        return None
    widest = View(tuple(map(max, zip(*(view.field for view in known), strict=True))), known[0].jump)
    if kind in CONVOLUTIONS:
        return _through_window(call.layer, widest, "kernel_size", "dilation_rate")
    if kind in POOLINGS:
        return _through_window(call.layer, widest, "pool_size", "")
    ranks = {len(tensor.shape.dims or ()) for tensor in (*call.inputs, *call.outputs)}
    return widest if kind in POINTWISE and ranks == {len(widest.field) + 2} else None


def _through_window(layer: Layer, view: View, size: str, dilation: str) -> View | None:
    rank = len(view.field)
    sizes, spread = _per_axis(layer, size, rank), _per_axis(layer, dilation, rank)
    strides = sizes if dilation == "" else (1,) * rank
    if layer.arguments.get("strides") is not None:
        strides = _per_axis(layer, "strides", rank)
    if sizes is None or spread is None or strides is None:
        return None
    axes = zip(view.field, view.jump, sizes, spread, strict=True)
    field = tuple(seen + (k - 1) * d * jump for seen, jump, k, d in axes)
    return View(field, tuple(a * b for a, b in zip(view.jump, strides, strict=True)))


def _per_axis(layer: Layer, name: str, rank: int) -> tuple[int, ...] | None:
    """An argument as one whole number for each axis; 1 where the layer does not have it."""
    value = layer.arguments.get(name, 1)
    found = tuple(value) if isinstance(value, (list, tuple)) else (value,) * rank
    known = len(found) == rank and all(isinstance(n, int) and n > 0 for n in found)
    return found if known else None
