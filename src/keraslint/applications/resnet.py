"""ResNet and ResNetV2 (He et al., arxiv.org/abs/1512.03385, arxiv.org/abs/1603.05027)."""

from __future__ import annotations

from collections.abc import Callable

from keraslint.applications import first_resnet
from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.graph.tensor import Tensor

Grow = Callable[[Builder, Tensor], Tensor]
FILTERS = (64, 128, 256, 512)


def stem(net: Builder, x: Tensor, *, use_bias: bool = True, normalized: bool = True) -> Tensor:
    """A wide convolution and a pooling, each of which halves the image."""
    x = net.pad(x, ((3, 3), (3, 3)), "conv1_pad")
    x = net.convolution(x, 64, 7, 2, use_bias=use_bias, name="conv1_conv")
    if normalized:
        x = net.activate(net.batch_normalize(x, "conv1_bn"), "relu", "conv1_relu")
    x = net.pad(x, ((1, 1), (1, 1)), "pool1_pad")
    return net.max_pool(x, 3, name="pool1_pool")


def resnet(*depths: int) -> Grow:
    """Four stages of so many bottleneck blocks, normalized after each convolution."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        x = stem(net, x)
        for stage, (depth, filters) in enumerate(zip(depths, FILTERS, strict=True), 2):
            for i in range(1, depth + 1):
                stride = 2 if i == 1 and stage > 2 else 1
                x = _block(net, x, filters, stride, i == 1, f"conv{stage}_block{i}")
        return resnet_end(net, x)

    return grow


def _block(
    net: Builder, x: Tensor, filters: int, stride: int, projected: bool, name: str
) -> Tensor:
    shortcut = x
    if projected:
        shortcut = net.convolution(x, 4 * filters, 1, stride, name=f"{name}_0_conv")
        shortcut = net.batch_normalize(shortcut, f"{name}_0_bn")
    x = net.convolution(x, filters, 1, stride, name=f"{name}_1_conv")
    x = net.activate(net.batch_normalize(x, f"{name}_1_bn"), "relu", f"{name}_1_relu")
    x = net.convolution(x, filters, 3, padding="same", name=f"{name}_2_conv")
    x = net.activate(net.batch_normalize(x, f"{name}_2_bn"), "relu", f"{name}_2_relu")
    x = net.convolution(x, 4 * filters, name=f"{name}_3_conv")
    x = net.batch_normalize(x, f"{name}_3_bn")
    x = net.add([shortcut, x], f"{name}_add")
    return net.activate(x, "relu", f"{name}_out")


def resnet_v2(*depths: int) -> Grow:
    """The same with the normalization before each convolution; the last block of a stage halves the image."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        x = stem(net, x, normalized=False)
        for stage, (depth, filters) in enumerate(zip(depths, FILTERS, strict=True), 2):
            for i in range(1, depth + 1):
                stride = 2 if i == depth and stage < 5 else 1
                x = _block_v2(net, x, filters, stride, i == 1, f"conv{stage}_block{i}")
        x = net.activate(net.batch_normalize(x, "post_bn"), "relu", "post_relu")
        return resnet_end(net, x)

    return grow


def _block_v2(
    net: Builder, x: Tensor, filters: int, stride: int, projected: bool, name: str
) -> Tensor:
    before = net.activate(
        net.batch_normalize(x, f"{name}_preact_bn"), "relu", f"{name}_preact_relu"
    )
    shortcut = x
    if projected:
        shortcut = net.convolution(before, 4 * filters, 1, stride, name=f"{name}_0_conv")
    elif stride > 1:
        shortcut = net.max_pool(x, 1, stride)
    x = net.convolution(before, filters, use_bias=False, name=f"{name}_1_conv")
    x = net.activate(net.batch_normalize(x, f"{name}_1_bn"), "relu", f"{name}_1_relu")
    x = net.pad(x, ((1, 1), (1, 1)), f"{name}_2_pad")
    x = net.convolution(x, filters, 3, stride, use_bias=False, name=f"{name}_2_conv")
    x = net.activate(net.batch_normalize(x, f"{name}_2_bn"), "relu", f"{name}_2_relu")
    x = net.convolution(x, 4 * filters, name=f"{name}_3_conv")
    return net.add([shortcut, x], f"{name}_out")


def resnet_end(net: Builder, x: Tensor) -> Tensor:
    return end(net, x, _classifier, "avg_pool", "max_pool")


def _classifier(net: Builder, x: Tensor) -> Tensor:
    x = net.average(x, "avg_pool")
    return classes(net, x, "probs" if net.keras.two else "predictions")


def _resnet50(net: Builder, x: Tensor) -> Tensor:
    """`ResNet50` and `resnet50.ResNet50` are the first version in Keras 1 and standalone Keras 2."""
    if net.keras.one or net.keras.two:
        return first_resnet.grow(net, x)
    return resnet(3, 4, 6, 3)(net, x)


ARCHITECTURES = (
    Architecture("ResNet50", _resnet50, "resnet50", earlier=197),
    Architecture("resnet.ResNet50", resnet(3, 4, 6, 3), "resnet50"),
    Architecture("ResNet101", resnet(3, 4, 23, 3), "resnet101"),
    Architecture("ResNet152", resnet(3, 8, 36, 3), "resnet152"),
    Architecture("ResNet50V2", resnet_v2(3, 4, 6, 3), "resnet50v2"),
    Architecture("ResNet101V2", resnet_v2(3, 4, 23, 3), "resnet101v2"),
    Architecture("ResNet152V2", resnet_v2(3, 8, 36, 3), "resnet152v2"),
)
