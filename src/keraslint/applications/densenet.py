"""DenseNet (Huang et al., arxiv.org/abs/1608.06993)."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.graph.tensor import Tensor

GROWTH = 32


def _densenet(*depths: int) -> Callable[[Builder, Tensor], Tensor]:
    """Four blocks of so many layers, each of which adds GROWTH channels to those before it."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        first = "conv1_" if net.keras.three else "conv1/"
        x = net.pad(x, ((3, 3), (3, 3)))
        x = net.convolution(x, 64, 7, 2, use_bias=False, name=f"{first}conv")
        x = net.activate(net.batch_normalize(x, f"{first}bn"), "relu", f"{first}relu")
        x = net.pad(x, ((1, 1), (1, 1)))
        x = net.max_pool(x, 3, name="pool1")
        for block, depth in enumerate(depths, 2):
            if block > 2:
                x = _transition(net, x, f"pool{block - 1}")
            for i in range(1, depth + 1):
                x = _layer(net, x, f"conv{block}_block{i}")
        x = net.batch_normalize(x, "bn")
        if not (net.keras.two and net.keras.before(2, 2)):
            x = net.activate(x, "relu", "relu")
        return end(net, x, _classifier, "avg_pool", "max_pool")

    return grow


def _layer(net: Builder, x: Tensor, name: str) -> Tensor:
    y = net.activate(net.batch_normalize(x, f"{name}_0_bn"), "relu", f"{name}_0_relu")
    y = net.convolution(y, 4 * GROWTH, use_bias=False, name=f"{name}_1_conv")
    y = net.activate(net.batch_normalize(y, f"{name}_1_bn"), "relu", f"{name}_1_relu")
    y = net.convolution(y, GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv")
    return net.concatenate([x, y], f"{name}_concat")


def _transition(net: Builder, x: Tensor, name: str) -> Tensor:
    """Halves the channels, then the image."""
    channels = cast(int, net.channels(x))
    x = net.activate(net.batch_normalize(x, f"{name}_bn"), "relu", f"{name}_relu")
    x = net.convolution(x, channels // 2, use_bias=False, name=f"{name}_conv")
    return net.average_pool(x, 2, name=f"{name}_pool")


def _classifier(net: Builder, x: Tensor) -> Tensor:
    return classes(net, net.average(x, "avg_pool"), "fc1000" if net.keras.two else "predictions")


ARCHITECTURES = tuple(
    Architecture(name, _densenet(*depths), name.lower(), earlier=221, first=False)
    for name, depths in {
        "DenseNet121": (6, 12, 24, 16),
        "DenseNet169": (6, 12, 32, 32),
        "DenseNet201": (6, 12, 48, 32),
    }.items()
)
