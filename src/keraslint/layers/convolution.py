"""Convolutions: every filter looks through a window at all the channels of its group.

A kernel is listed in the newest order (its sizes, channels, filters) whatever the data format;
Keras 1 stores another one with dim_ordering='th'.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keraslint.layers.arguments import check_softmax
from keraslint.layers.core import check_adaptable
from keraslint.layers.definition import Built, DataFormat, Padding, Sizes, layer
from keraslint.layers.generations import Keras
from keraslint.layers.windows import (
    Image,
    bias,
    border,
    count,
    kernel_window,
    not_both,
    number_of_filters,
)
from keraslint.refusals import BadArgument, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Size, derived
from keraslint.unknown import Unknown
from keraslint.weights import Weight


def convolution(rank: int) -> Callable[..., Built]:
    """The convolution over `rank` spatial axes."""
    ones: Any = 1 if rank == 1 else (1,) * rank

    def convolve(
        x: Shape,
        *,
        filters: Any,
        kernel_size: Sizes,
        strides: Sizes = ones,
        padding: Padding = "valid",
        data_format: DataFormat = "channels_last",
        dilation_rate: Sizes = ones,
        groups: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_constraint: Any = None,
        lora_rank: Any = None,
        keras: Keras,
    ) -> Built:
        """One kernel for each filter (keras.io/api/layers/convolution_layers/convolution2d)."""
        filters = number_of_filters(filters, keras)
        edge = border(padding, paddings(rank, data_format, keras), keras)
        over = kernel_window(rank, kernel_size, strides, dilation_rate, edge, keras)
        if keras.tf or keras.three:
            not_both(over)
        image = Image.of(x, rank, data_format, keras, any_front=keras.tf)
        check_softmax(activation, x, keras)
        channels = group(image.features, filters, groups, keras)
        check_adaptable(lora_rank, kernel_constraint)
        kernel = Weight("kernel", (*over.sizes, channels, filters))
        weights = [kernel, *bias(use_bias, filters), *low_rank(kernel, lora_rank)]
        output = image.shape(over.lengths(image.spatial), filters)
        return Built(output, tuple(weights), lora_rank if isinstance(lora_rank, Unknown) else None)

    return convolve


layer("Conv1D", "AtrousConvolution1D")(convolution(1))
layer("Conv2D", "AtrousConvolution2D")(convolution(2))
layer("Conv3D")(convolution(3))


def paddings(rank: int, data_format: object, keras: Keras) -> tuple[str, ...]:
    """What a convolution takes: full is for Theano, causal for sequences."""
    if keras.one:
        return ("valid", "same") if keras.before(1, 2) else ("valid", "same", "full")
    causal = rank == 1 and (data_format == "channels_last" or not keras.two)
    return ("valid", "same", *["full"] * keras.two, *["causal"] * causal)


def group(channels: Size, filters: Size, groups: Any, keras: Keras) -> Size:
    """The channels that each filter sees: those of its group (Krizhevsky et al., 2012)."""
    parts = count(groups or 1 if keras.tf else groups, "groups")
    if isinstance(filters, int) and isinstance(parts, int) and filters % parts:
        raise BadArgument(f"cannot split {filters} filters into {parts} equal groups")
    if isinstance(channels, int) and isinstance(parts, int) and channels % parts:
        raise Mismatch(f"cannot split {channels} input channels into {parts} equal groups")
    share = channels // parts
    if isinstance(share, Expression) and share.least < 1:  # what Keras accepts divides evenly
        return derived(f"({channels}/{parts})", ("group", channels, parts), 1, share.most)
    return share


def low_rank(kernel: Weight, lora_rank: Any) -> list[Weight]:
    """Freezes the kernel and trains two thin factors beside it (LoRA, arXiv:2106.09685)."""
    if not lora_rank or isinstance(lora_rank, Unknown):
        return []
    kernel.trainable = False
    *front, filters = kernel.shape
    narrow = count(lora_rank, "lora_rank")
    return [Weight("lora_kernel_a", (*front, narrow)), Weight("lora_kernel_b", (narrow, filters))]
