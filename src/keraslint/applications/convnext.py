"""ConvNeXt (Liu et al., arxiv.org/abs/2201.03545)."""

from __future__ import annotations

from collections.abc import Callable

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.graph.network import Sequential
from keraslint.graph.tensor import Tensor, connect
from keraslint.layers.definition import Built, layer
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Size, size
from keraslint.weights import Weight

VARIANTS = {
    "Tiny": (9, 96),
    "Small": (27, 96),
    "Base": (27, 128),
    "Large": (27, 192),
    "XLarge": (27, 256),
}
"""(blocks of the third stage, filters of the first)"""


def _convnext(depth: int, width: int, title: str) -> Callable[[Builder, Tensor], Tensor]:
    """Four stages of 3, 3, `depth` and 3 blocks, each stage twice as wide as the one before."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        name = title
        for given in (net.arguments.get("name"), net.arguments.get("model_name")):
            name = given if isinstance(given, str) else name
        if net["include_preprocessing"] and net.image_channels == 3:
            x = net.standardize(
                x, (123.7, 116.3, 103.5), (3409.0, 3263.0, 3291.0), f"{name}_prestem_normalization"
            )
        for stage, blocks in enumerate((3, 3, depth, 3)):
            filters = width * 2**stage
            x = _smaller(net, x, filters, stage, name)
            for block in range(blocks):
                x = _block(net, x, filters, f"{name}_stage_{stage}_block_{block}")
        return end(net, x, lambda net, x: _classifier(net, x, name), normalized=True)

    return grow


def _smaller(net: Builder, x: Tensor, filters: int, stage: int, name: str) -> Tensor:
    """The image in patches of 4×4, later 2×2: a model of its own with a convolution and a normalization."""
    title = f"{name}_downsampling_block_{stage - 1}" if stage else f"{name}_stem"
    model = Sequential(net.keras, name=title, line=net.line)
    patch = 2 if stage else 4
    convolution = net.layer(
        "Conv2D", f"{name}_downsampling_conv_{stage - 1}" if stage else f"{name}_stem_conv",
        filters=filters, kernel_size=(patch, patch), strides=(patch, patch),
    )  # fmt: skip
    normalization = net.layer(
        "LayerNormalization",
        f"{name}_downsampling_layernorm_{stage - 1}" if stage else f"{name}_stem_layernorm",
    )
    for part in (normalization, convolution) if stage else (convolution, normalization):
        model.add(part)
    net.last = model
    output: Tensor = connect(model, x, line=net.line)
    return output


def _block(net: Builder, x: Tensor, filters: int, name: str) -> Tensor:
    y = net.convolution(
        x, filters, 7, padding="same", groups=filters, name=f"{name}_depthwise_conv"
    )
    y = net.layer_normalize(y, f"{name}_layernorm")
    y = net.dense(y, 4 * filters, None, f"{name}_pointwise_conv_1")
    y = net.activate(y, "gelu", f"{name}_gelu")
    y = net.dense(y, filters, None, f"{name}_pointwise_conv_2")
    y = net.put("LayerScale", y, f"{name}_layer_scale", projection_dim=filters)
    y = net.activate(y, "linear", f"{name}_identity")
    return net.operate("Add", x, y)


def _classifier(net: Builder, x: Tensor, name: str) -> Tensor:
    x = net.layer_normalize(net.average(x, f"{name}_head_gap"), f"{name}_head_layernorm")
    return classes(net, x, f"{name}_head_dense")


@layer("LayerScale")
def layer_scale(x: Shape, *, projection_dim: Size) -> Built:
    """A factor for each channel (arxiv.org/abs/2103.17239)."""
    channels: Dim = projection_dim
    return Built(x, (Weight("gamma", (size(channels, "its channels"),)),))


ARCHITECTURES = tuple(
    Architecture(
        f"ConvNeXt{variant}", _convnext(depth, width, f"convnext_{variant.lower()}"), f"convnext_{variant.lower()}",
        order="include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation name",
        more="model_name", source=True, first=False,
    )
    for variant, (depth, width) in VARIANTS.items()
)  # fmt: skip
