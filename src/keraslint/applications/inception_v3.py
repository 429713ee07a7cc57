"""InceptionV3 (Szegedy et al., arxiv.org/abs/1512.00567)."""

from __future__ import annotations

from typing import Any

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder, Window
from keraslint.applications.ends import averaged_classes, classes, end
from keraslint.graph.tensor import Tensor

Step = tuple[int, Window] | tuple[int, Window, int]
"""(filters, kernel size) or (filters, kernel size, stride); a stride goes with padding='valid'."""


def grow(net: Builder, x: Tensor) -> Tensor:
    x = _convolutions(net, x, (32, 3, 2), (32, 3, 1), (64, 3))
    x = net.max_pool(x, 3)
    x = _convolutions(net, x, (80, 1, 1), (192, 3, 1))
    x = net.max_pool(x, 3)
    for i, pooled in enumerate((32, 32, 32) if net.keras.one else (32, 64, 64)):
        branches: list[Any] = [((64, 1),), ((48, 1), (64, 5)), ((64, 1), (96, 3), (96, 3))]
        x = _mixed(net, x, branches, pooled, f"mixed{i}")
    x = _halving(net, x, [((384, 3, 2),), ((64, 1), (96, 3), (96, 3, 2))], "mixed3")
    for i, width in enumerate((128, 160, 160, 192), 4):
        first = 160 if net.keras.one and i == 7 else width
        single = ((width, 1), (width, (1, 7)), (192, (7, 1)))
        double = ((first, 1), (width, (7, 1)), (width, (1, 7)), (width, (7, 1)), (192, (1, 7)))
        x = _mixed(net, x, [((192, 1),), single, double], 192, f"mixed{i}")
    x = _halving(
        net,
        x,
        [((192, 1), (320, 3, 2)), ((192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2))],
        "mixed8",
    )
    for i in range(2):
        x = _widest(net, x, i)
    return end(net, x, _pooled_classes if net.keras.one else averaged_classes)


def _convolutions(net: Builder, x: Tensor, *steps: Step) -> Tensor:
    for filters, kernel_size, *strides in steps:
        padding, stride = ("valid", strides[0]) if strides else ("same", 1)
        if net.keras.one:
            x = net.convolution(x, filters, kernel_size, stride, padding=padding, activation="relu")
            x = net.batch_normalize(x)
        else:
            x = net.convolution(x, filters, kernel_size, stride, padding=padding, use_bias=False)
            x = net.activate(net.batch_normalize(x, scale=False))
    return x


def _mixed(
    net: Builder, x: Tensor, branches: list[tuple[Step, ...]], pooled: int, name: str
) -> Tensor:
    """Branches of convolutions and one of a pooling, side by side."""
    ends = [_convolutions(net, x, *steps) for steps in branches]
    ends.append(_convolutions(net, net.average_pool(x, 3, 1, padding="same"), (pooled, 1)))
    return net.concatenate(ends, name)


def _halving(net: Builder, x: Tensor, branches: list[tuple[Step, ...]], name: str) -> Tensor:
    ends = [_convolutions(net, x, *steps) for steps in branches]
    averaged = net.keras.one and name == "mixed8"
    ends.append(net.average_pool(x, 3) if averaged else net.max_pool(x, 3))
    return net.concatenate(ends, name)


def _widest(net: Builder, x: Tensor, i: int) -> Tensor:
    """The last two, whose branches fork again."""
    narrow = _convolutions(net, x, (320, 1))
    y = _convolutions(net, x, (384, 1))
    single = net.concatenate(
        [_convolutions(net, y, (384, (1, 3))), _convolutions(net, y, (384, (3, 1)))], f"mixed9_{i}"
    )
    y = _convolutions(net, x, (448, 1), (384, 3))
    double = net.concatenate(
        [_convolutions(net, y, (384, (1, 3))), _convolutions(net, y, (384, (3, 1)))]
    )
    pooled = _convolutions(net, net.average_pool(x, 3, 1, padding="same"), (192, 1))
    return net.concatenate([narrow, single, double, pooled], f"mixed{9 + i}")


def _pooled_classes(net: Builder, x: Tensor) -> Tensor:
    """Keras 1's top."""
    return classes(net, net.flatten(net.average_pool(x, 8, 8, name="avg_pool"), "flatten"))


ARCHITECTURES = (
    Architecture("InceptionV3", grow, "inception_v3", size=299, least=75, earlier=139, loose=True),
)
