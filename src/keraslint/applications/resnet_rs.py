"""ResNet-RS (Bello et al., arxiv.org/abs/2103.07579), which TensorFlow's Keras has."""

from __future__ import annotations

from collections.abc import Callable

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.efficientnet import classifier, squeeze_and_excite
from keraslint.applications.ends import end
from keraslint.graph.tensor import Tensor

VARIANTS = {
    50: ((3, 4, 6, 3), 0.25, 0.0), 101: ((3, 4, 23, 3), 0.25, 0.0), 152: ((3, 8, 36, 3), 0.25, 0.0), 200: ((3, 24, 36, 3), 0.25, 0.1),
    270: ((4, 29, 53, 4), 0.25, 0.1), 350: ((4, 36, 72, 4), 0.4, 0.1), 420: ((4, 44, 87, 4), 0.4, 0.1),
}  # fmt: skip
"""(blocks of each stage, dropout, stochastic depth)"""


def _resnet_rs(
    depths: tuple[int, ...], dropout: float, drop: float
) -> Callable[[Builder, Tensor], Tensor]:
    """Four stages of so many bottleneck blocks with squeeze and excite."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        if net["include_preprocessing"]:
            x = net.rescale(x)
            if net.image_channels == 3:
                x = net.standardize(x, (0.485, 0.456, 0.406), (0.052, 0.05, 0.051))
        stem = f"stem_{net.number('stem')}"
        for i, (filters, stride) in enumerate(((32, 2), (32, 1), (64, 1), (64, 2)), 1):
            x = _convolution(net, x, filters, 3, stride, f"{stem}_stem_conv_{i}")
            x = net.batch_normalize(x, f"{stem}_stem_batch_norm_{i}")
            x = net.activate(x, "relu", f"{stem}_stem_act_{i}")
        for stage, (depth, filters) in enumerate(zip(depths, (64, 128, 256, 512), strict=True), 2):
            for i in range(depth):
                stride = 2 if i == 0 and stage > 2 else 1
                x = _block(
                    net,
                    x,
                    filters,
                    stride,
                    i == 0,
                    drop * stage / 5,
                    f"BlockGroup{stage}__block_{i}_",
                )
        return end(net, x, lambda net, x: classifier(net, x, dropout), "avg_pool", "max_pool")

    return grow


def _convolution(
    net: Builder, x: Tensor, filters: int, kernel_size: int, stride: int, name: str
) -> Tensor:
    """A convolution without bias, padded by a layer of its own before a stride."""
    if stride == 1:
        return net.convolution(x, filters, kernel_size, padding="same", use_bias=False, name=name)
    half = (kernel_size - 1) // 2
    x = net.pad(x, ((half, kernel_size - 1 - half),) * 2)
    return net.convolution(x, filters, kernel_size, stride, use_bias=False, name=name)


def _block(
    net: Builder, x: Tensor, filters: int, stride: int, projected: bool, drop: float, name: str
) -> Tensor:
    shortcut = x
    if projected:
        if stride == 2:
            shortcut = net.average_pool(x, 2, padding="same", name=f"{name}_projection_pooling")
        shortcut = _convolution(net, shortcut, 4 * filters, 1, 1, f"{name}_projection_conv")
        shortcut = net.batch_normalize(shortcut, f"{name}_projection_batch_norm")
    x = _convolution(net, x, filters, 1, 1, f"{name}_conv_1")
    x = net.activate(net.batch_normalize(x, f"{name}batch_norm_1"), "relu", f"{name}_act_1")
    x = _convolution(net, x, filters, 3, stride, f"{name}_conv_2")
    x = net.activate(net.batch_normalize(x, f"{name}_batch_norm_2"), "relu", f"{name}_act_2")
    x = _convolution(net, x, 4 * filters, 1, 1, f"{name}_conv_3")
    x = net.batch_normalize(x, f"{name}_batch_norm_3")
    x = squeeze_and_excite(net, x, 4 * filters, filters, f"{name}_se_", "relu")
    if drop:
        x = net.drop_path(x, drop, f"{name}_drop")
    return net.activate(net.add([x, shortcut]), "relu", f"{name}_output_act")


ARCHITECTURES = tuple(
    Architecture(
        f"ResNetRS{variant}", _resnet_rs(*plan), f"resnet-rs-{variant}",
        order="include_top weights classes input_shape input_tensor pooling classifier_activation include_preprocessing",
    )
    for variant, plan in VARIANTS.items()
)  # fmt: skip
