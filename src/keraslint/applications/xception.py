"""Xception (Chollet, arxiv.org/abs/1610.02357)."""

from __future__ import annotations

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import averaged_classes, end
from keraslint.graph.tensor import Tensor


def grow(net: Builder, x: Tensor) -> Tensor:
    for i, (filters, stride) in enumerate(((32, 2), (64, 1)), 1):
        x = net.convolution(x, filters, 3, stride, use_bias=False, name=f"block1_conv{i}")
        x = net.activate(
            net.batch_normalize(x, f"block1_conv{i}_bn"), "relu", f"block1_conv{i}_act"
        )
    for block, pair in ((2, (128, 128)), (3, (256, 256)), (4, (728, 728))):
        x = _halving(net, x, pair, block)
    for block in range(5, 13):
        shortcut = x
        for i in (1, 2, 3):
            x = _separable(net, x, 728, f"block{block}_sepconv{i}")
        x = net.add([x, shortcut])
    x = _halving(net, x, (728, 1024), 13)
    for i, filters in ((1, 1536), (2, 2048)):
        x = net.separable(x, filters, name=f"block14_sepconv{i}")
        x = net.activate(
            net.batch_normalize(x, f"block14_sepconv{i}_bn"), "relu", f"block14_sepconv{i}_act"
        )
    return end(net, x, averaged_classes)


def _separable(net: Builder, x: Tensor, filters: int, name: str) -> Tensor:
    x = net.separable(net.activate(x, "relu", f"{name}_act"), filters, name=name)
    return net.batch_normalize(x, f"{name}_bn")


def _halving(net: Builder, x: Tensor, filters: tuple[int, int], block: int) -> Tensor:
    """Two separable convolutions and a pooling beside a strided 1×1 convolution."""
    shortcut = net.convolution(x, filters[1], 1, 2, padding="same", use_bias=False)
    shortcut = net.batch_normalize(shortcut)
    name = f"block{block}"
    if block == 2:  # its input is activated already
        x = net.batch_normalize(
            net.separable(x, filters[0], name=f"{name}_sepconv1"), f"{name}_sepconv1_bn"
        )
    else:
        x = _separable(net, x, filters[0], f"{name}_sepconv1")
    x = _separable(net, x, filters[1], f"{name}_sepconv2")
    x = net.max_pool(x, 3, padding="same", name=f"{name}_pool")
    return net.add([x, shortcut])


ARCHITECTURES = (Architecture("Xception", grow, "xception", size=299, least=71, loose=True),)
