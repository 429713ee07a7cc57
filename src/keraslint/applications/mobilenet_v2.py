"""MobileNetV2 (Sandler et al., arxiv.org/abs/1801.04381)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.applications.mobilenet import check_alpha, titled
from keraslint.applications.widths import divisible, scaled
from keraslint.graph.tensor import Tensor
from keraslint.layers.generations import Keras
from keraslint.shapes import Shape
from keraslint.sizes import derived, same, times
from keraslint.unknown import Unknown

SIZES = (96, 128, 160, 192, 224)
STAGES = ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))
"""(filters, blocks, stride of the first block)."""


def grow(net: Builder, x: Tensor) -> Tensor:
    alpha = net["alpha"]
    first = divisible(32, alpha)
    if net.keras.two or net.keras.tf and net.keras.before(2, 4):
        x = net.pad_for_stride(x, 3, "Conv1_pad")
        x = net.convolution(x, first, 3, 2, use_bias=False, name="Conv1")
    else:
        x = net.convolution(x, first, 3, 2, padding="same", use_bias=False, name="Conv1")
    x = net.relu(net.batch_normalize(x, "bn_Conv1"), "Conv1_relu", 6.0)
    i = 0
    for filters, blocks, stride in STAGES:
        for block in range(blocks):
            x = _block(net, x, divisible(scaled(filters, alpha)), 1 if block else stride, i)
            i += 1
    x = net.convolution(x, _last(alpha), use_bias=False, name="Conv_1")
    x = net.relu(net.batch_normalize(x, "Conv_1_bn"), "out_relu", 6.0)
    return end(net, x, _classifier)


def _last(alpha: Any) -> Any:
    """The filters of the last convolution: a width below 1 does not make it narrower."""
    if isinstance(alpha, Unknown):
        return derived(f"{alpha.name}[1280]", ("mobilenet_v2", alpha), 1280)
    return divisible(1280, alpha) if alpha > 1.0 else 1280


def _block(net: Builder, x: Tensor, filters: Any, stride: int, i: int) -> Tensor:
    """An inverted residual: wide in the middle, narrow at its ends."""
    prefix = f"block_{i}_" if i else "expanded_conv_"
    channels, y = net.channels(x), x
    if i:
        y = net.convolution(
            y, times(6, channels), padding="same", use_bias=False, name=f"{prefix}expand"
        )
        y = net.relu(net.batch_normalize(y, f"{prefix}expand_BN"), f"{prefix}expand_relu", 6.0)
    if stride == 2:
        y = net.pad_for_stride(y, 3, f"{prefix}pad")
    y = net.depthwise(
        y, 3, stride, padding="same" if stride == 1 else "valid", name=f"{prefix}depthwise"
    )
    y = net.relu(net.batch_normalize(y, f"{prefix}depthwise_BN"), f"{prefix}depthwise_relu", 6.0)
    y = net.convolution(y, filters, padding="same", use_bias=False, name=f"{prefix}project")
    y = net.batch_normalize(y, f"{prefix}project_BN")
    if stride == 1 and same(channels, filters):
        return net.add([x, y], f"{prefix}add")
    return y


def _classifier(net: Builder, x: Tensor) -> Tensor:
    return classes(net, net.average(x), "Logits" if net.keras.two else "predictions")


def _title(given: Mapping[str, Any], image: Shape, keras: Keras) -> str:
    return titled("mobilenetv2", SIZES, given, image, keras)


def _check(given: Mapping[str, Any]) -> None:
    check_alpha(given, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4)


ORDER = (
    "input_shape alpha include_top weights input_tensor pooling classes classifier_activation name"
)
ARCHITECTURES = (
    Architecture(
        "MobileNetV2", grow, _title, order=ORDER, sizes=SIZES, check=_check, matching=True
    ),
)
