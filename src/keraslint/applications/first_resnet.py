"""ResNet50 as Keras 1 and standalone Keras 2 have it: other names, another end."""

from __future__ import annotations

from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.graph.tensor import Tensor

STAGES = {2: ("abc", 64), 3: ("abcd", 128), 4: ("abcdef", 256), 5: ("abc", 512)}


def grow(net: Builder, x: Tensor) -> Tensor:
    before_2_2 = net.keras.one or net.keras.before(2, 2)
    padded = not (net.keras.two and net.keras.before(2, 1))
    if padded:
        x = net.pad(x, (3, 3), "" if net.keras.one else "conv1_pad")
    x = net.convolution(x, 64, 7, 2, padding="valid" if padded else "same", name="conv1")
    x = net.activate(net.batch_normalize(x, "bn_conv1"))
    if not before_2_2:
        x = net.pad(x, (1, 1), "pool1_pad")
    x = net.max_pool(x, 3)
    for stage, (blocks, filters) in STAGES.items():
        for block in blocks:
            x = _block(
                net, x, filters, 2 if block == "a" and stage > 2 else 1, f"{stage}{block}_branch"
            )
    if before_2_2:
        x = net.average_pool(x, 7, 7, name="avg_pool")
        return end(net, x, _flat_classes)
    return end(net, x, _classes)


def _block(net: Builder, x: Tensor, filters: int, stride: int, place: str) -> Tensor:
    y = net.convolution(x, filters, 1, stride, name=f"res{place}2a")
    y = net.activate(net.batch_normalize(y, f"bn{place}2a"))
    y = net.convolution(y, filters, 3, padding="same", name=f"res{place}2b")
    y = net.activate(net.batch_normalize(y, f"bn{place}2b"))
    y = net.convolution(y, 4 * filters, name=f"res{place}2c")
    y = net.batch_normalize(y, f"bn{place}2c")
    if "a_" in place:
        x = net.convolution(x, 4 * filters, 1, stride, name=f"res{place}1")
        x = net.batch_normalize(x, f"bn{place}1")
    return net.activate(net.add([y, x]))


def _classes(net: Builder, x: Tensor) -> Tensor:
    return classes(net, net.average(x, "avg_pool"), "fc1000")


def _flat_classes(net: Builder, x: Tensor) -> Tensor:
    return classes(net, net.flatten(x), "fc1000")
