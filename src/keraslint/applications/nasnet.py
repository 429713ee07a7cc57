"""NASNet-A (Zoph et al., arxiv.org/abs/1707.07012)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keraslint.applications.architecture import Architecture
from keraslint.applications.builder import Builder
from keraslint.applications.ends import classes, end
from keraslint.graph.tensor import Tensor
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument

Map = tuple[Tensor, int]
"""A feature map and how often the image was halved for it."""


def _nasnet(
    filters: int, blocks: int, stem: int, *, skips: bool
) -> Callable[[Builder, Tensor], Tensor]:
    """Three groups of normal cells with reduction cells before them; a cell reads the outputs of the two cells before it.

    skips  whether the first cell after a reduction reads past the cell before that
    """

    def grow(net: Builder, x: Tensor) -> Tensor:
        x = net.convolution(x, stem, 3, 2, use_bias=False, name="stem_conv1")
        start: Map = (net.batch_normalize(x, "stem_bn1"), 0)
        now, before = _reduction_cell(net, start, start, filters // 4, "stem_1"), start
        now, before = _reduction_cell(net, now, before, filters // 2, "stem_2"), now
        for group, width in enumerate((filters, 2 * filters, 4 * filters)):
            if group:
                reduced = _reduction_cell(net, now, before, width, f"reduce_{group * blocks}")
                now, before = reduced, before if skips and not _early(net) else now
            for i in range(blocks):
                number = group * blocks + i + (group > 0)
                now, before = _normal_cell(net, now, before, width, f"{number}"), now
        return end(net, net.activate(now[0]), _classifier)

    return grow


def _early(net: Builder) -> bool:
    """Standalone Keras 2.1, where strides go with padding='same' instead of layers that pad."""
    return net.keras.two and net.keras.before(2, 2)


def _classifier(net: Builder, x: Tensor) -> Tensor:
    return classes(net, net.average(x))


def _adjusted(net: Builder, now: Map, before: Map, filters: int, cell: str) -> Tensor:
    """The earlier feature map in the size and with the filters of the cell."""
    x = before[0]
    if before is now:
        return x
    if _differ_in_size(net, now, before):
        x = net.activate(x, "relu", f"adjust_relu_1_{cell}")
        left = net.average_pool(x, 1, 2, name=f"adjust_avg_pool_1_{cell}")
        left = net.convolution(
            left, filters // 2, padding="same", use_bias=False, name=f"adjust_conv_1_{cell}"
        )
        right = net.crop(net.pad(x, ((0, 1), (0, 1))), ((1, 0), (1, 0)))
        right = net.average_pool(right, 1, 2, name=f"adjust_avg_pool_2_{cell}")
        right = net.convolution(
            right, filters // 2, padding="same", use_bias=False, name=f"adjust_conv_2_{cell}"
        )
        x = net.concatenate([left, right])
    elif net.channels(x) != filters:
        x = net.activate(x)
        x = net.convolution(
            x, filters, padding="same", use_bias=False, name=f"adjust_conv_projection_{cell}"
        )
    else:
        return x
    return net.batch_normalize(x, f"adjust_bn_{cell}")


def _differ_in_size(net: Builder, now: Map, before: Map) -> bool:
    """Keras compares the widths; for one that is not known, the number of halvings decides."""
    widths = [net.spatial(x)[1 if net.channel_axis == -1 else 0] for x in (now[0], before[0])]
    if all(width is None or isinstance(width, int) for width in widths):
        return widths[0] != widths[1]
    return now[1] != before[1]


def _squeezed(net: Builder, x: Tensor, filters: int, kind: str, cell: str) -> Tensor:
    x = net.convolution(
        net.activate(x), filters, padding="same", use_bias=False, name=f"{kind}_conv_1_{cell}"
    )
    return net.batch_normalize(x, f"{kind}_bn_1_{cell}")


def _separable(
    net: Builder, x: Tensor, filters: int, kernel_size: int, place: str, stride: int = 1
) -> Tensor:
    """Two separable convolutions, the first of which may halve the image."""
    x = net.activate(x)
    padding = "same"
    if stride == 2 and not _early(net):
        x, padding = net.pad_for_stride(x, kernel_size, f"separable_conv_1_pad_{place}"), "valid"
    x = net.separable(
        x, filters, kernel_size, stride, padding=padding, name=f"separable_conv_1_{place}"
    )
    x = net.activate(net.batch_normalize(x, f"separable_conv_1_bn_{place}"))
    x = net.separable(x, filters, kernel_size, name=f"separable_conv_2_{place}")
    return net.batch_normalize(x, f"separable_conv_2_bn_{place}")


def _normal_cell(net: Builder, now: Map, before: Map, filters: int, cell: str) -> Map:
    """Five sums of what two branches find, beside the earlier feature map."""
    p = _adjusted(net, now, before, filters, cell)
    h = _squeezed(net, now[0], filters, "normal", cell)
    left = _separable(net, h, filters, 5, f"normal_left1_{cell}")
    right = _separable(net, p, filters, 3, f"normal_right1_{cell}")
    first = net.add([left, right], f"normal_add_1_{cell}")
    left = _separable(net, p, filters, 5, f"normal_left2_{cell}")
    right = _separable(net, p, filters, 3, f"normal_right2_{cell}")
    second = net.add([left, right], f"normal_add_2_{cell}")
    left = net.average_pool(h, 3, 1, padding="same", name=f"normal_left3_{cell}")
    third = net.add([left, p], f"normal_add_3_{cell}")
    left = net.average_pool(p, 3, 1, padding="same", name=f"normal_left4_{cell}")
    right = net.average_pool(p, 3, 1, padding="same", name=f"normal_right4_{cell}")
    fourth = net.add([left, right], f"normal_add_4_{cell}")
    left = _separable(net, h, filters, 3, f"normal_left5_{cell}")
    fifth = net.add([left, h], f"normal_add_5_{cell}")
    found = [p, first, second, third, fourth, fifth]
    return net.concatenate(found, f"normal_concat_{cell}"), now[1]


def _reduction_cell(net: Builder, now: Map, before: Map, filters: int, cell: str) -> Map:
    """The same with half the height and width."""
    p = _adjusted(net, now, before, filters, cell)
    h = _squeezed(net, now[0], filters, "reduction", cell)
    early = _early(net)
    padded = h if early else net.pad_for_stride(h, 3, f"reduction_pad_1_{cell}")
    padding = "same" if early else "valid"
    left = _separable(net, h, filters, 5, f"reduction_left1_{cell}", 2)
    right = _separable(net, p, filters, 7, f"reduction_{'' if early else 'right'}1_{cell}", 2)
    first = net.add([left, right], f"reduction_add_1_{cell}")
    left = net.max_pool(padded, 3, padding=padding, name=f"reduction_left2_{cell}")
    right = _separable(net, p, filters, 7, f"reduction_right2_{cell}", 2)
    second = net.add([left, right], f"reduction_add_2_{cell}")
    left = net.average_pool(padded, 3, padding=padding, name=f"reduction_left3_{cell}")
    right = _separable(net, p, filters, 5, f"reduction_right3_{cell}", 2)
    third = net.add([left, right], f"reduction_add3_{cell}")
    right = net.average_pool(first, 3, 1, padding="same", name=f"reduction_left4_{cell}")
    fourth = net.add([second, right])
    left = _separable(net, first, filters, 3, f"reduction_left4_{cell}")
    right = net.max_pool(padded, 3, padding=padding, name=f"reduction_right5_{cell}")
    fifth = net.add([left, right], f"reduction_add4_{cell}")
    found = [second, third, fourth, fifth]
    return net.concatenate(found, f"reduction_concat_{cell}"), now[1] + 1


def _title(name: str) -> Callable[[Mapping[str, Any], Any, Keras], str]:
    return lambda given, image, keras: name if keras.three else "NASNet"


def _check(given: Mapping[str, Any]) -> None:
    if isinstance(given["input_shape"], tuple) and None in given["input_shape"]:
        raise BadArgument(
            f"has ImageNet weights for images of one size, not for input_shape={given['input_shape']}"
        )


ORDER = "input_shape include_top weights input_tensor pooling classes classifier_activation name"
ARCHITECTURES = (
    Architecture(
        "NASNetMobile", _nasnet(44, 4, 32, skips=False), _title("nasnet_mobile"),
        order=ORDER, check=_check, fixed=True, loose=True, bare=224, first=False,
    ),
    Architecture(
        "NASNetLarge", _nasnet(168, 6, 96, skips=True), _title("nasnet_large"),
        order=ORDER, check=_check, fixed=True, loose=True, first=False, size=331,
    ),
)  # fmt: skip
