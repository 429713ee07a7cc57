"""How an architecture ends: with its classifier, or with the pooling that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keraslint.applications.builder import Builder
from keraslint.graph.tensor import Tensor, connect
from keraslint.graph.uncertain import Either
from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.shapes import Shape
from keraslint.unknown import Unknown


def end(
    net: Builder,
    x: Tensor,
    top: Callable[[Builder, Tensor], Tensor],
    average: str = "",
    largest: str = "",
    *,
    normalized: bool = False,
) -> Tensor:
    """The classifier `top` if it is included, else the pooling that is asked for, under these names.

    normalized  whether a layer normalization comes after the pooling
    """
    include_top = net["include_top"]
    undecided = isinstance(include_top, Unknown)
    ends = [top(net, x)] if undecided or include_top else []
    if undecided or not include_top:
        pooled = _pooled(net, x, average, largest)
        ends.append(net.layer_normalize(pooled) if normalized else pooled)
    return connect(Either(net.keras, include_top), *ends) if undecided else ends[0]


def _pooled(net: Builder, x: Tensor, average: str, largest: str) -> Tensor:
    """The pooling that `pooling=` asks for, if any."""
    pooling = net.arguments.get("pooling")
    if isinstance(pooling, Unknown):
        return net.put("UnknownPooling", x, "pooling", pooling=pooling)
    if pooling == "avg":
        return net.average(x, average)
    return net.largest(x, largest) if pooling == "max" else x


@layer("UnknownPooling")
def unknown_pooling(x: Shape, *, pooling: Any, keras: Keras) -> Built:
    """What is certain of a feature map that is pooled or not: its channels."""
    if keras.data_format == "channels_first":
        return Built(Shape.unknown(pooling))
    return Built(Shape.unknown(pooling, x.last))


def classes(net: Builder, x: Tensor, name: str = "predictions") -> Tensor:
    """The dense layer that gives each class its probability."""
    return net.dense(x, net["classes"], net["classifier_activation"], name)


def averaged_classes(net: Builder, x: Tensor) -> Tensor:
    """The usual top: the mean over the image, then a dense layer."""
    return classes(net, net.average(x, "avg_pool"))
