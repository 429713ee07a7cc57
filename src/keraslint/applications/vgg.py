"""VGG (Simonyan & Zisserman, arxiv.org/abs/1409.1556)."""

from __future__ import annotations

from collections.abc import Callable

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.graph.tensor import Tensor


def _vgg(*depths: int) -> Callable[[Builder, Tensor], Tensor]:
    """Five blocks of 3×3 convolutions, each with so many of them."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        for block, (depth, filters) in enumerate(
            zip(depths, (64, 128, 256, 512, 512), strict=True), 1
        ):
            for i in range(1, depth + 1):
                x = net.convolution(
                    x, filters, 3, padding="same", activation="relu", name=f"block{block}_conv{i}"
                )
            x = net.max_pool(x, 2, name=f"block{block}_pool")
        return end(net, x, _classifier)

    return grow


def _classifier(net: Builder, x: Tensor) -> Tensor:
    x = net.flatten(x, "flatten")
    x = net.dense(x, 4096, "relu", "fc1")
    x = net.dense(x, 4096, "relu", "fc2")
    return classes(net, x)


ARCHITECTURES = (
    Architecture("VGG16", _vgg(2, 2, 3, 3, 3), "vgg16", earlier=48),
    Architecture("VGG19", _vgg(2, 2, 4, 4, 4), "vgg19", earlier=48),
)
