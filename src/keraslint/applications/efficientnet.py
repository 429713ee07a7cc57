"""EfficientNet (Tan & Le, arxiv.org/abs/1905.11946)."""

from __future__ import annotations

import math
from collections.abc import Callable

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import averaged_classes, classes, end
from keraslint.applications.widths import divisible
from keraslint.graph.tensor import Tensor
from keraslint.sizes import Dim, Size, times
from keraslint.unknown import Unknown

STAGES = (
    (16, 1, 3, 1, 1), (24, 2, 3, 2, 6), (40, 2, 5, 2, 6), (80, 3, 3, 2, 6), (112, 3, 5, 1, 6), (192, 4, 5, 2, 6), (320, 1, 3, 1, 6),
)  # fmt: skip
"""(filters, blocks, kernel size, stride of the first block, expansion)"""
VARIANTS = {
    "B0": (1.0, 1.0, 224, 0.2), "B1": (1.0, 1.1, 240, 0.2), "B2": (1.1, 1.2, 260, 0.3), "B3": (1.2, 1.4, 300, 0.3),
    "B4": (1.4, 1.8, 380, 0.4), "B5": (1.6, 2.2, 456, 0.4), "B6": (1.8, 2.6, 528, 0.5), "B7": (2.0, 3.1, 600, 0.5),
}  # fmt: skip
"""(width, depth, image size, dropout)"""


def _efficientnet(
    width: float, depth: float, dropout: float
) -> Callable[[Builder, Tensor], Tensor]:
    """Seven stages of inverted residuals, wider and deeper by these factors."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        x = net.standardize(net.rescale(x))
        if net["weights"] == "imagenet":
            x = net.rescale(x) if net.keras.three else net.operate("Multiply", x)
        x = net.convolution(
            net.pad_for_stride(x, 3, "stem_conv_pad"),
            divisible(32, width),
            3,
            2,
            use_bias=False,
            name="stem_conv",
        )
        x = net.activate(net.batch_normalize(x, "stem_bn"), "swish", "stem_activation")
        drop, done, total = (
            net["drop_connect_rate"],
            0,
            sum(math.ceil(depth * stage[1]) for stage in STAGES),
        )
        for i, (filters, blocks, kernel_size, stride, expansion) in enumerate(STAGES, 1):
            for block in range(math.ceil(depth * blocks)):
                rate = (
                    1.0
                    if isinstance(drop, Unknown) and done
                    else 0.0
                    if isinstance(drop, Unknown)
                    else drop * done / total
                )
                prefix = f"block{i}{chr(ord('a') + block)}_"
                x = _block(
                    net,
                    x,
                    divisible(filters, width),
                    kernel_size,
                    1 if block else stride,
                    expansion,
                    rate,
                    prefix,
                )
                done += 1
        x = net.convolution(
            x, divisible(1280, width), padding="same", use_bias=False, name="top_conv"
        )
        x = net.activate(net.batch_normalize(x, "top_bn"), "swish", "top_activation")
        return end(net, x, lambda net, x: classifier(net, x, dropout), "avg_pool", "max_pool")

    return grow


def _block(
    net: Builder,
    x: Tensor,
    filters: Size,
    kernel_size: int,
    stride: int,
    expansion: int,
    rate: float,
    prefix: str,
) -> Tensor:
    """An inverted residual with squeeze and excite."""
    channels, y = net.channels(x), x
    expanded = times(channels, expansion)
    if expansion != 1:
        y = net.convolution(
            y, expanded, padding="same", use_bias=False, name=f"{prefix}expand_conv"
        )
        y = net.activate(
            net.batch_normalize(y, f"{prefix}expand_bn"), "swish", f"{prefix}expand_activation"
        )
    if stride == 2:
        y = net.pad_for_stride(y, kernel_size, f"{prefix}dwconv_pad")
    y = net.depthwise(
        y, kernel_size, stride, padding="same" if stride == 1 else "valid", name=f"{prefix}dwconv"
    )
    y = net.activate(net.batch_normalize(y, f"{prefix}bn"), "swish", f"{prefix}activation")
    y = squeeze_and_excite(net, y, expanded, squeezed(channels), prefix)
    y = net.convolution(y, filters, padding="same", use_bias=False, name=f"{prefix}project_conv")
    y = net.batch_normalize(y, f"{prefix}project_bn")
    return skip(net, x, y, rate, prefix) if stride == 1 and channels == filters else y


def squeeze_and_excite(
    net: Builder, x: Tensor, filters: Dim, squeezed: Dim, prefix: str, activation: str = "swish"
) -> Tensor:
    """Weighs the channels by what a small network makes of their means (arxiv.org/abs/1709.01507)."""
    shape = (filters, 1, 1) if net.channel_axis == 1 else (1, 1, filters)
    y = net.reshape(net.average(x, f"{prefix}se_squeeze"), shape, f"{prefix}se_reshape")
    y = net.convolution(
        y, squeezed, padding="same", activation=activation, name=f"{prefix}se_reduce"
    )
    y = net.convolution(y, filters, padding="same", activation="sigmoid", name=f"{prefix}se_expand")
    return net.multiply([x, y], f"{prefix}se_excite")


def squeezed(channels: object, ratio: float = 0.25) -> int:
    """The filters in the middle of squeeze and excite: a part of the block's input channels."""
    assert isinstance(channels, int)
    return max(1, int(channels * ratio))


def skip(net: Builder, x: Tensor, y: Tensor, rate: float, prefix: str) -> Tensor:
    """The input beside what the block made of it."""
    if rate > 0:
        y = net.drop_path(y, rate, f"{prefix}drop")
    return net.add([y, x], f"{prefix}add")


def classifier(net: Builder, x: Tensor, dropout: float) -> Tensor:
    if dropout > 0:
        return classes(net, net.dropout(net.average(x, "avg_pool"), dropout, "top_dropout"))
    return averaged_classes(net, x)


ARCHITECTURES = tuple(
    Architecture(
        f"EfficientNet{variant}", _efficientnet(width, depth, dropout), f"efficientnet{variant.lower()}",
        more="drop_connect_rate depth_divisor activation blocks_args", size=size,
    )
    for variant, (width, depth, size, dropout) in VARIANTS.items()
)  # fmt: skip
