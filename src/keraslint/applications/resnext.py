"""ResNeXt (Xie et al., arxiv.org/abs/1611.05431), as keras_applications has it: grouped by depthwise convolutions."""

from __future__ import annotations

from collections.abc import Callable

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.resnet import resnet_end, stem
from keraslint.graph.tensor import Tensor
from keraslint.sizes import Dim

GROUPS = 32


def _resnext(*depths: int) -> Callable[[Builder, Tensor], Tensor]:
    """Four stages of so many bottleneck blocks whose 3×3 convolution works in groups."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        x = stem(net, x, use_bias=False)
        for stage, (depth, filters) in enumerate(
            zip(depths, (128, 256, 512, 1024), strict=True), 2
        ):
            for i in range(1, depth + 1):
                stride = 2 if i == 1 and stage > 2 else 1
                x = _block(net, x, filters, stride, i == 1, f"conv{stage}_block{i}")
        return resnet_end(net, x)

    return grow


def _block(
    net: Builder, x: Tensor, filters: int, stride: int, projected: bool, name: str
) -> Tensor:
    shortcut, width = x, 64 // GROUPS * filters
    if projected:
        shortcut = net.convolution(x, width, 1, stride, use_bias=False, name=f"{name}_0_conv")
        shortcut = net.batch_normalize(shortcut, f"{name}_0_bn")
    x = net.convolution(x, filters, use_bias=False, name=f"{name}_1_conv")
    x = net.activate(net.batch_normalize(x, f"{name}_1_bn"), "relu", f"{name}_1_relu")
    x = _grouped(net, x, filters, stride, name)
    x = net.activate(net.batch_normalize(x, f"{name}_2_bn"), "relu", f"{name}_2_relu")
    x = net.convolution(x, width, use_bias=False, name=f"{name}_3_conv")
    x = net.batch_normalize(x, f"{name}_3_bn")
    x = net.add([shortcut, x], f"{name}_add")
    return net.activate(x, "relu", f"{name}_out")


def _grouped(net: Builder, x: Tensor, filters: int, stride: int, name: str) -> Tensor:
    """A depthwise convolution whose outputs are summed up within each group."""
    depth = filters // GROUPS
    x = net.pad(x, ((1, 1), (1, 1)), f"{name}_2_pad")
    x = net.depthwise(x, 3, stride, padding="valid", depth_multiplier=depth, name=f"{name}_2_conv")
    image: tuple[Dim, ...] = net.spatial(x)
    x = net.reshape(x, (*image, GROUPS, depth, depth))
    x = net.put("Lambda", x, f"{name}_2_reduce", output_shape=(*image, GROUPS, depth))
    return net.reshape(x, (*image, filters))


ARCHITECTURES = (
    Architecture("ResNeXt50", _resnext(3, 4, 6, 3), "resnext50"),
    Architecture("ResNeXt101", _resnext(3, 4, 23, 3), "resnext101"),
)
