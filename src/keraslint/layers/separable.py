"""Depthwise and separable convolutions: every channel has kernels of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keraslint.layers.arguments import check_softmax
from keraslint.layers.definition import Built, DataFormat, Padding, Sizes, layer
from keraslint.layers.generations import Keras
from keraslint.layers.windows import (
    Image,
    Window,
    bias,
    border,
    count,
    kernel_window,
    not_both,
    number_of_filters,
)
from keraslint.shapes import Shape
from keraslint.weights import Weight


def depthwise_convolution(rank: int) -> Callable[..., Built]:
    """The depthwise convolution over `rank` spatial axes."""

    def convolve(
        x: Shape,
        *,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: Padding = "valid",
        depth_multiplier: Any = 1,
        data_format: DataFormat = None,
        dilation_rate: Sizes = 1,
        use_bias: bool = True,
        keras: Keras,
    ) -> Built:
        """`depth_multiplier` kernels a channel (keras.io/api/layers/convolution_layers)."""
        edge = border(padding, paddings(keras), keras)
        over = channel_window(rank, kernel_size, strides, dilation_rate, edge, keras)
        multiplier = count(depth_multiplier, "depth_multiplier")
        image = Image.of(x, rank, data_format, keras)
        filters = image.features * multiplier
        name = "kernel" if keras.three else "depthwise_kernel"
        kernel = Weight(name, (*over.sizes, image.features, multiplier))
        output = image.shape(over.lengths(image.spatial), filters)
        return Built(output, (kernel, *bias(use_bias, filters)))

    return convolve


def separable_convolution(rank: int) -> Callable[..., Built]:
    """The separable convolution over `rank` spatial axes."""
    ones: Any = 1 if rank == 1 else (1,) * rank

    def convolve(
        x: Shape,
        *,
        filters: Any,
        kernel_size: Sizes,
        strides: Sizes = ones,
        padding: Padding = "valid",
        data_format: DataFormat = None,
        dilation_rate: Sizes = ones,
        depth_multiplier: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        keras: Keras,
    ) -> Built:
        """A depthwise convolution, then a pointwise one over all it gives (arXiv:1610.02357)."""
        filters = number_of_filters(filters, keras)
        edge = border(padding, paddings(keras, causal=keras.tf and rank == 1), keras)
        over = channel_window(rank, kernel_size, strides, dilation_rate, edge, keras)
        multiplier = count(depth_multiplier, "depth_multiplier", 0 if keras.two else 1)
        image = Image.of(x, rank, data_format, keras)
        check_softmax(activation, x, keras)
        weights = (
            Weight("depthwise_kernel", (*over.sizes, image.features, multiplier)),
            Weight("pointwise_kernel", (*[1] * rank, image.features * multiplier, filters)),
            *bias(use_bias, filters),
        )
        return Built(image.shape(over.lengths(image.spatial), filters), weights)

    return convolve


for axes in (1, 2):
    layer(f"DepthwiseConv{axes}D")(depthwise_convolution(axes))
    layer(f"SeparableConv{axes}D")(separable_convolution(axes))


def paddings(keras: Keras, *, causal: bool = False) -> tuple[str, ...]:
    """What these layers take: full is for Theano."""
    return ("valid", "same", *["full"] * keras.two, *["causal"] * causal)


def channel_window(
    rank: int, kernel_size: Sizes, strides: Sizes, dilation_rate: Sizes, padding: str, keras: Keras
) -> Window:
    """The window over each channel; later releases of Keras 3 take strides beside dilation."""
    over = kernel_window(rank, kernel_size, strides, dilation_rate, padding, keras)
    if keras.tf or (keras.three and keras.before(3, 1)):
        not_both(over)
    return over
