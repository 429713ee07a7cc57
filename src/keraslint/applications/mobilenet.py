"""MobileNet (Howard et al., arxiv.org/abs/1704.04861)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import end
from keraslint.applications.images import spatial
from keraslint.applications.widths import scaled
from keraslint.graph.tensor import Tensor
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Expression

SIZES = (128, 160, 192, 224)
BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)
"""(filters, stride) of each depthwise separable block."""


def grow(net: Builder, x: Tensor) -> Tensor:
    alpha = net["alpha"]
    filters = scaled(32, alpha)
    if _padded(net):
        x = net.pad(x, _padding(net), "conv1_pad")
        x = net.convolution(x, filters, 3, 2, use_bias=False, name="conv1")
    else:
        x = net.convolution(x, filters, 3, 2, padding="same", use_bias=False, name="conv1")
    x = net.relu(net.batch_normalize(x, "conv1_bn"), "conv1_relu", 6.0)
    for i, (filters, stride) in enumerate(BLOCKS, 1):
        x = _block(net, x, scaled(filters, alpha), stride, i)
    return end(net, x, _classifier)


def _padded(net: Builder) -> bool:
    """Whether an own layer pads before the first convolution: from Keras 2.1 until TensorFlow 2.4."""
    return net.keras.two and not net.keras.before(2, 1) or net.keras.tf and net.keras.before(2, 4)


def _padding(net: Builder) -> Any:
    return (1, 1) if net.keras.two and net.keras.before(2, 2) else ((0, 1), (0, 1))


def _block(net: Builder, x: Tensor, filters: Any, stride: int, i: int) -> Tensor:
    """A depthwise convolution, then a pointwise one."""
    if net.keras.two and net.keras.before(2, 1):
        padding = "same"
    elif net.keras.two and net.keras.before(2, 2) or stride > 1:
        x, padding = net.pad(x, _padding(net), f"conv_pad_{i}"), "valid"
    else:
        padding = "same"
    x = net.depthwise(
        x, 3, stride, padding=padding, depth_multiplier=net["depth_multiplier"], name=f"conv_dw_{i}"
    )
    x = net.relu(net.batch_normalize(x, f"conv_dw_{i}_bn"), f"conv_dw_{i}_relu", 6.0)
    x = net.convolution(x, filters, padding="same", use_bias=False, name=f"conv_pw_{i}")
    return net.relu(net.batch_normalize(x, f"conv_pw_{i}_bn"), f"conv_pw_{i}_relu", 6.0)


def _classifier(net: Builder, x: Tensor) -> Tensor:
    """A 1×1 convolution in place of a dense layer."""
    if net.keras.three or net.keras.tf and not net.keras.before(2, 6):
        x = net.average(x, keepdims=True)
    else:
        shape = (net.channels(x), 1, 1) if net.channel_axis == 1 else (1, 1, net.channels(x))
        x = net.reshape(net.average(x), shape, "reshape_1")
    x = net.dropout(x, net["dropout"], "dropout")
    x = net.convolution(x, net["classes"], padding="same", name="conv_preds")
    name = "act_softmax" if net.keras.two else "predictions"
    if net.keras.two and net.keras.before(2, 2):
        x = net.activate(x, net["classifier_activation"], name)
        return net.reshape(x, (net["classes"],), "reshape_2")
    x = net.reshape(x, (net["classes"],), "reshape_2")
    return net.activate(x, net["classifier_activation"], name)


def titled(
    stem: str, sizes: tuple[int, ...], given: Mapping[str, Any], image: Shape, keras: Keras
) -> str:
    """The model's name, such as mobilenet_1.00_224: the width factor and the height of its images."""
    height, width = spatial(image, keras)
    alpha = given["alpha"]
    if given["weights"] == "imagenet" and (height != width or height not in sizes):
        height = 224
    if isinstance(height, Expression) or not isinstance(alpha, (int, float)):
        return stem
    return f"{stem}_{alpha:0.2f}_{height}"


def _title(given: Mapping[str, Any], image: Shape, keras: Keras) -> str:
    return titled("mobilenet", SIZES, given, image, keras)


def check_alpha(given: Mapping[str, Any], *alphas: float) -> None:
    """There are ImageNet weights for these widths only."""
    alpha = given["alpha"]
    if isinstance(alpha, (int, float)) and alpha not in alphas:
        raise BadArgument(
            f"has ImageNet weights for alpha {', '.join(map(str, alphas))}, not for {alpha}"
        )


def _check(given: Mapping[str, Any]) -> None:
    multiplier = given["depth_multiplier"]
    if isinstance(multiplier, (int, float)) and multiplier != 1:
        raise BadArgument(f"has ImageNet weights for depth_multiplier 1, not for {multiplier}")
    check_alpha(given, 0.25, 0.5, 0.75, 1.0)


ORDER = "input_shape alpha depth_multiplier dropout include_top weights input_tensor pooling classes classifier_activation name"
ARCHITECTURES = (Architecture("MobileNet", grow, _title, order=ORDER, sizes=SIZES, check=_check),)
