"""MobileNetV3 (Howard et al., arxiv.org/abs/1905.02244)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import end
from keraslint.applications.mobilenet import check_alpha
from keraslint.applications.widths import divisible
from keraslint.graph.tensor import Tensor
from keraslint.layers.generations import Keras
from keraslint.shapes import Shape
from keraslint.sizes import same, times
from keraslint.unknown import Unknown

Block = tuple[float, int, int, int, bool, str]
"""(expansion, filters, kernel size, stride, squeeze and excite, activation)"""

SMALL: tuple[Block, ...] = (
    (1, 16, 3, 2, True, "relu"), (72 / 16, 24, 3, 2, False, "relu"), (88 / 24, 24, 3, 1, False, "relu"),
    (4, 40, 5, 2, True, "swish"), (6, 40, 5, 1, True, "swish"), (6, 40, 5, 1, True, "swish"),
    (3, 48, 5, 1, True, "swish"), (3, 48, 5, 1, True, "swish"),
    (6, 96, 5, 2, True, "swish"), (6, 96, 5, 1, True, "swish"), (6, 96, 5, 1, True, "swish"),
)  # fmt: skip
LARGE: tuple[Block, ...] = (
    (1, 16, 3, 1, False, "relu"), (4, 24, 3, 2, False, "relu"), (3, 24, 3, 1, False, "relu"),
    (3, 40, 5, 2, True, "relu"), (3, 40, 5, 1, True, "relu"), (3, 40, 5, 1, True, "relu"),
    (6, 80, 3, 2, False, "swish"), (2.5, 80, 3, 1, False, "swish"), (2.3, 80, 3, 1, False, "swish"), (2.3, 80, 3, 1, False, "swish"),
    (6, 112, 3, 1, True, "swish"), (6, 112, 3, 1, True, "swish"),
    (6, 160, 5, 2, True, "swish"), (6, 160, 5, 1, True, "swish"), (6, 160, 5, 1, True, "swish"),
)  # fmt: skip


def _mobilenet_v3(blocks: tuple[Block, ...], last: int) -> Callable[[Builder, Tensor], Tensor]:
    """These blocks, then 1×1 convolutions, the last but one with so many filters."""

    def grow(net: Builder, x: Tensor) -> Tensor:
        alpha, names = net["alpha"], _Names(net)
        if net["include_preprocessing"]:
            x = net.rescale(x)
        x = net.convolution(x, 16, 3, 2, padding="same", use_bias=False, name=names.conv())
        x = _activate(net, net.batch_normalize(x, names.conv("", "bn")), "swish")
        for i, block in enumerate(blocks):
            x = _block(
                net,
                x,
                block,
                divisible(block[1], alpha),
                f"expanded_conv_{i}" if i else "expanded_conv",
                names,
            )
        x = net.convolution(
            x,
            divisible(times(6, net.channels(x))),
            padding="same",
            use_bias=False,
            name=names.conv("_1"),
        )
        x = _activate(net, net.batch_normalize(x, names.conv("_1", "bn")), "swish")
        wider = isinstance(alpha, Unknown) or alpha > 1.0
        filters = (
            divisible(last, alpha, lowest=last if isinstance(alpha, Unknown) else 0)
            if wider
            else last
        )

        def top(net: Builder, x: Tensor) -> Tensor:
            return _classifier(net, x, filters, names)

        return end(net, x, top, "avg_pool", "max_pool")

    return grow


class _Names:
    """The names of its layers in TensorFlow (expanded_conv/expand/BatchNorm) and in Keras 3 (expanded_conv_expand_bn)."""

    def __init__(self, net: Builder) -> None:
        self.three = net.keras.three

    def of(self, prefix: str, *parts: str) -> str:
        earlier = {
            "bn": "BatchNorm",
            "avg_pool": "AvgPool",
            "conv": "Conv",
            "conv_1": "Conv_1",
            "relu": "Relu",
            "mul": "Mul",
            "add": "Add",
        }
        return (
            "_".join((prefix, *parts))
            if self.three
            else "/".join((prefix, *(earlier.get(part, part) for part in parts)))
        )

    def conv(self, number: str = "", *parts: str) -> str:
        return self.of(f"conv{number}" if self.three else f"Conv{number}", *parts)

    def end(self, name: str) -> str:
        return name if self.three else name.capitalize()


def _block(
    net: Builder, x: Tensor, block: Block, filters: Any, prefix: str, names: _Names
) -> Tensor:
    expansion, _, kernel_size, stride, squeezed, function = block
    if net["minimalistic"]:
        kernel_size, squeezed, function = 3, False, "relu"
    channels, y = net.channels(x), x
    expanded = divisible(channels, expansion)
    if prefix != "expanded_conv":
        y = net.convolution(
            y, expanded, padding="same", use_bias=False, name=names.of(prefix, "expand")
        )
        y = _activate(net, net.batch_normalize(y, names.of(prefix, "expand", "bn")), function)
    if stride == 2:
        y = net.pad_for_stride(y, kernel_size, names.of(prefix, "depthwise", "pad"))
    y = net.depthwise(
        y,
        kernel_size,
        stride,
        padding="same" if stride == 1 else "valid",
        name=names.of(prefix, "depthwise"),
    )
    y = _activate(net, net.batch_normalize(y, names.of(prefix, "depthwise", "bn")), function)
    if squeezed:
        y = _squeeze_and_excite(net, y, expanded, prefix, names)
    y = net.convolution(
        y, filters, padding="same", use_bias=False, name=names.of(prefix, "project")
    )
    y = net.batch_normalize(y, names.of(prefix, "project", "bn"))
    return (
        net.add([x, y], names.of(prefix, "add")) if stride == 1 and same(channels, filters) else y
    )


def _activate(net: Builder, x: Tensor, function: str) -> Tensor:
    """relu, or the hard form of swish, which is one layer in Keras 3 and x · hard sigmoid of x in TensorFlow."""
    if function == "relu" or net["minimalistic"]:
        return net.relu(x)
    if net.keras.three:
        return net.activate(x, "hard_swish")
    return net.multiply([x, _hard_sigmoid(net, x)])


def _hard_sigmoid(net: Builder, x: Tensor) -> Tensor:
    return net.operate("Multiply", net.relu(net.operate("Add", x), most=6.0))


def _squeeze_and_excite(
    net: Builder, x: Tensor, filters: Any, prefix: str, names: _Names
) -> Tensor:
    def name(part: str) -> str:
        return names.of(prefix, "squeeze_excite", part)

    y = net.average(x, name("avg_pool"), keepdims=True)
    y = net.convolution(y, divisible(filters, 0.25), padding="same", name=name("conv"))
    y = net.relu(y, name("relu"))
    y = net.convolution(y, filters, padding="same", name=name("conv_1"))
    return net.multiply([x, _hard_sigmoid(net, y)], name("mul"))


def _classifier(net: Builder, x: Tensor, filters: Any, names: _Names) -> Tensor:
    x = net.average(x, keepdims=True)
    x = _activate(net, net.convolution(x, filters, padding="same", name=names.conv("_2")), "swish")
    if isinstance(net["dropout_rate"], Unknown) or net["dropout_rate"] > 0:
        x = net.dropout(x, net["dropout_rate"])
    x = net.convolution(x, net["classes"], padding="same", name=names.end("logits"))
    return net.activate(net.flatten(x), net["classifier_activation"], names.end("predictions"))


def _title(size: str) -> Callable[[Mapping[str, Any], Shape, Keras], str]:
    return lambda given, image, keras: (
        f"MobileNetV3{size.capitalize()}" if keras.three else f"MobilenetV3{size}"
    )


def _check(given: Mapping[str, Any]) -> None:
    if not isinstance(given["minimalistic"], Unknown):
        check_alpha(given, *((1.0,) if given["minimalistic"] else (0.75, 1.0)))


ORDER = (
    "input_shape alpha minimalistic include_top weights input_tensor classes pooling dropout_rate "
    "classifier_activation include_preprocessing name"
)
ARCHITECTURES = (
    Architecture(
        "MobileNetV3Small",
        _mobilenet_v3(SMALL, 1024),
        _title("small"),
        order=ORDER,
        check=_check,
        free=True,
        matching=True,
    ),
    Architecture(
        "MobileNetV3Large",
        _mobilenet_v3(LARGE, 1280),
        _title("large"),
        order=ORDER,
        check=_check,
        free=True,
        matching=True,
    ),
)
