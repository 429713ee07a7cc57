"""RegNet (Radosavovic et al., arxiv.org/abs/2003.13678), which TensorFlow's Keras has."""

from __future__ import annotations

from collections.abc import Callable

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import end
from keraslint.graph.tensor import Tensor

VARIANTS = {
    "X002": ((1, 1, 4, 7), (24, 56, 152, 368), 8), "X004": ((1, 2, 7, 12), (32, 64, 160, 384), 16),
    "X006": ((1, 3, 5, 7), (48, 96, 240, 528), 24), "X008": ((1, 3, 7, 5), (64, 128, 288, 672), 16),
    "X016": ((2, 4, 10, 2), (72, 168, 408, 912), 24), "X032": ((2, 6, 15, 2), (96, 192, 432, 1008), 48),
    "X040": ((2, 5, 14, 2), (80, 240, 560, 1360), 40), "X064": ((2, 4, 10, 1), (168, 392, 784, 1624), 56),
    "X080": ((2, 5, 15, 1), (80, 240, 720, 1920), 120), "X120": ((2, 5, 11, 1), (224, 448, 896, 2240), 112),
    "X160": ((2, 6, 13, 1), (256, 512, 896, 2048), 128), "X320": ((2, 7, 13, 1), (336, 672, 1344, 2520), 168),
    "Y002": ((1, 1, 4, 7), (24, 56, 152, 368), 8), "Y004": ((1, 3, 6, 6), (48, 104, 208, 440), 8),
    "Y006": ((1, 3, 7, 4), (48, 112, 256, 608), 16), "Y008": ((1, 3, 8, 2), (64, 128, 320, 768), 16),
    "Y016": ((2, 6, 17, 2), (48, 120, 336, 888), 24), "Y032": ((2, 5, 13, 1), (72, 216, 576, 1512), 24),
    "Y040": ((2, 6, 12, 2), (128, 192, 512, 1088), 64), "Y064": ((2, 7, 14, 2), (144, 288, 576, 1296), 72),
    "Y080": ((2, 4, 10, 1), (168, 448, 896, 2016), 56), "Y120": ((2, 5, 11, 1), (224, 448, 896, 2240), 112),
    "Y160": ((2, 4, 11, 1), (224, 448, 1232, 3024), 112), "Y320": ((2, 5, 12, 1), (232, 696, 1392, 3712), 232),
}  # fmt: skip
"""(blocks of each stage, filters of each stage, filters of one group)"""


def _regnet(
    depths: tuple[int, ...], widths: tuple[int, ...], group: int, kind: str, title: str
) -> Callable[[Builder, Tensor], Tensor]:
    """Four stages of residual blocks with grouped convolutions; those of kind Y have squeeze and excite, too."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        given = net.arguments.get("model_name")
        name = given if isinstance(given, str) else title
        if net["include_preprocessing"]:
            x = net.rescale(x, f"{name}_prestem_rescaling")
        x = net.convolution(x, 32, 3, 2, padding="same", use_bias=False, name=f"{name}_stem_conv")
        x = net.relu(net.batch_normalize(x, f"{name}_stem_bn"), f"{name}_stem_relu")
        before = 32
        for stage, (depth, filters) in enumerate(zip(depths, widths, strict=True)):
            for i in range(depth):
                squeezed = before // 4 if kind == "Y" else 0
                x = _block(
                    net,
                    x,
                    filters,
                    group,
                    1 if i else 2,
                    squeezed,
                    f"{name}_Stage_{stage}_{kind}Block_{i}",
                )
                before = filters
        return end(net, x, _classifier)

    return grow


def _block(
    net: Builder, x: Tensor, filters: int, group: int, stride: int, squeezed: int, name: str
) -> Tensor:
    shortcut = x
    if stride > 1:
        shortcut = net.convolution(x, filters, 1, stride, use_bias=False, name=f"{name}_skip_1x1")
        shortcut = net.batch_normalize(shortcut, f"{name}_skip_bn")
    x = net.convolution(x, filters, use_bias=False, name=f"{name}_conv_1x1_1")
    x = net.relu(net.batch_normalize(x, f"{name}_conv_1x1_1_bn"), f"{name}_conv_1x1_1_relu")
    groups = filters // group
    x = net.convolution(
        x,
        filters,
        3,
        stride,
        padding="same",
        use_bias=False,
        groups=groups,
        name=f"{name}_conv_3x3",
    )
    x = net.relu(net.batch_normalize(x, f"{name}_conv_3x3_bn"), f"{name}_conv_3x3_relu")
    if squeezed:
        y = net.average(x, f"{name}_squeeze_and_excite_gap", keepdims=True)
        y = net.convolution(
            y, squeezed, activation="relu", name=f"{name}_squeeze_and_excite_squeeze"
        )
        y = net.convolution(
            y, filters, activation="sigmoid", name=f"{name}_squeeze_and_excite_excite"
        )
        x = net.operate("Multiply", y, x)
    x = net.convolution(x, filters, use_bias=False, name=f"{name}_conv_1x1_2")
    x = net.batch_normalize(x, f"{name}_conv_1x1_2_bn")
    return net.relu(net.operate("Add", x, shortcut), f"{name}_exit_relu")


def _classifier(net: Builder, x: Tensor) -> Tensor:
    """Its classes have no activation, whatever is asked for."""
    name = net.number("head")
    return net.dense(net.average(x, f"{name}_head_gap"), net["classes"], None, f"{name}head_dense")


ARCHITECTURES = tuple(
    Architecture(
        f"RegNet{variant}", _regnet(*plan, variant[0], f"regnet{variant.lower()}"), f"regnet{variant.lower()}",
        order="include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name",
        source=True,
    )
    for variant, plan in VARIANTS.items()
)  # fmt: skip
