"""EfficientNetV2 (Tan & Le, arxiv.org/abs/2104.00298)."""

from __future__ import annotations

import math
from collections.abc import Callable

from keraslint.applications.architecture import STANDARD, Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.efficientnet import classifier, skip, squeeze_and_excite, squeezed
from keraslint.applications.ends import end
from keraslint.applications.widths import divisible
from keraslint.graph.tensor import Tensor
from keraslint.sizes import Size, times

Stage = tuple[int, int, int, int, bool]
"""(filters, blocks, stride of the first block, expansion, fused: one full convolution in place of two)"""

BASE: tuple[Stage, ...] = (
    (16, 1, 1, 1, True), (32, 2, 2, 4, True), (48, 2, 2, 4, True), (96, 3, 2, 4, False), (112, 5, 1, 6, False), (192, 8, 2, 6, False),
)  # fmt: skip
SMALL: tuple[Stage, ...] = (
    (24, 2, 1, 1, True), (48, 4, 2, 4, True), (64, 4, 2, 4, True), (128, 6, 2, 4, False), (160, 9, 1, 6, False), (256, 15, 2, 6, False),
)  # fmt: skip
MEDIUM: tuple[Stage, ...] = (
    (24, 3, 1, 1, True), (48, 5, 2, 4, True), (80, 5, 2, 4, True), (160, 7, 2, 4, False),
    (176, 14, 1, 6, False), (304, 18, 2, 6, False), (512, 5, 1, 6, False),
)  # fmt: skip
LARGE: tuple[Stage, ...] = (
    (32, 4, 1, 1, True), (64, 7, 2, 4, True), (96, 7, 2, 4, True), (192, 10, 2, 4, False),
    (224, 19, 1, 6, False), (384, 25, 2, 6, False), (640, 7, 1, 6, False),
)  # fmt: skip
VARIANTS = {
    "B0": (BASE, 32, 1.0, 1.0, 224), "B1": (BASE, 32, 1.0, 1.1, 240), "B2": (BASE, 32, 1.1, 1.2, 260), "B3": (BASE, 32, 1.2, 1.4, 300),
    "S": (SMALL, 24, 1.0, 1.0, 384), "M": (MEDIUM, 24, 1.0, 1.0, 480), "L": (LARGE, 32, 1.0, 1.0, 480),
}  # fmt: skip
"""(stages, filters of the first convolution, width, depth, image size)"""


def _efficientnet_v2(
    stages: tuple[Stage, ...], stem: int, width: float, depth: float, *, base: bool
) -> Callable[[Builder, Tensor], Tensor]:
    """These stages, wider and deeper by these factors."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        if net["include_preprocessing"]:
            x = net.rescale(x)
            if base and net.image_channels == 3:
                x = net.standardize(x, (0.485, 0.456, 0.406), (0.052, 0.05, 0.051))
        x = net.convolution(
            x, _round(stem, width), 3, 2, padding="same", use_bias=False, name="stem_conv"
        )
        x = net.activate(net.batch_normalize(x, "stem_bn"), "swish", "stem_activation")
        done, total = 0, sum(stage[1] for stage in stages)
        for i, (filters, blocks, stride, expansion, fused) in enumerate(stages, 1):
            for block in range(math.ceil(depth * blocks)):
                make = _fused_block if fused else _block
                prefix = f"block{i}{chr(ord('a') + block)}_"
                x = make(
                    net,
                    x,
                    _round(filters, width),
                    1 if block else stride,
                    expansion,
                    0.2 * done / total,
                    prefix,
                )
                done += 1
        x = net.convolution(x, _round(1280, width), padding="same", use_bias=False, name="top_conv")
        x = net.activate(net.batch_normalize(x, "top_bn"), "swish", "top_activation")
        return end(net, x, lambda net, x: classifier(net, x, 0.2), "avg_pool", "max_pool")

    return grow


def _round(filters: int, width: float) -> Size:
    return divisible(filters, width, keep=0)


def _block(
    net: Builder, x: Tensor, filters: Size, stride: int, expansion: int, rate: float, prefix: str
) -> Tensor:
    """An inverted residual with squeeze and excite."""
    channels = net.channels(x)
    expanded = times(channels, expansion)
    y = net.convolution(x, expanded, padding="same", use_bias=False, name=f"{prefix}expand_conv")
    y = net.activate(
        net.batch_normalize(y, f"{prefix}expand_bn"), "swish", f"{prefix}expand_activation"
    )
    y = net.depthwise(y, 3, stride, name=f"{prefix}dwconv2")
    y = net.activate(net.batch_normalize(y, f"{prefix}bn"), "swish", f"{prefix}activation")
    y = squeeze_and_excite(net, y, expanded, squeezed(channels), prefix)
    y = net.convolution(y, filters, padding="same", use_bias=False, name=f"{prefix}project_conv")
    y = net.batch_normalize(y, f"{prefix}project_bn")
    return skip(net, x, y, rate, prefix) if stride == 1 and channels == filters else y


def _fused_block(
    net: Builder, x: Tensor, filters: Size, stride: int, expansion: int, rate: float, prefix: str
) -> Tensor:
    """An inverted residual with a full 3×3 convolution."""
    channels, y = net.channels(x), x
    if expansion == 1:
        y = net.convolution(
            y, filters, 3, stride, padding="same", use_bias=False, name=f"{prefix}project_conv"
        )
        y = net.activate(
            net.batch_normalize(y, f"{prefix}project_bn"), "swish", f"{prefix}project_activation"
        )
    else:
        expanded = times(channels, expansion)
        y = net.convolution(
            y, expanded, 3, stride, padding="same", use_bias=False, name=f"{prefix}expand_conv"
        )
        y = net.activate(
            net.batch_normalize(y, f"{prefix}expand_bn"), "swish", f"{prefix}expand_activation"
        )
        y = net.convolution(
            y, filters, padding="same", use_bias=False, name=f"{prefix}project_conv"
        )
        y = net.batch_normalize(y, f"{prefix}project_bn")
    return skip(net, x, y, rate, prefix) if stride == 1 and channels == filters else y


ARCHITECTURES = tuple(
    Architecture(
        f"EfficientNetV2{variant}", _efficientnet_v2(stages, stem, width, depth, base=variant[0] == "B"),
        f"efficientnetv2-{variant.lower()}", order=STANDARD.replace("name", "include_preprocessing name"), size=size,
    )
    for variant, (stages, stem, width, depth, size) in VARIANTS.items()
)  # fmt: skip
