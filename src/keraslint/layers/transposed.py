"""Transposed convolutions: every input point spreads a kernel over the output."""

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
    kernel_window,
    not_both,
    number_of_filters,
    per_axis,
)
from keraslint.refusals import BadArgument, EmptyDimension
from keraslint.shapes import Shape, transposed_window
from keraslint.sizes import Dim, Expression, Size, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


def transposed_convolution(rank: int) -> Callable[..., Built]:
    """The transposed convolution over `rank` spatial axes."""

    def spread(
        x: Shape,
        *,
        filters: Any,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: Padding = "valid",
        output_padding: Any = None,
        data_format: DataFormat = None,
        dilation_rate: Sizes = 1,
        use_bias: bool = True,
        keras: Keras,
    ) -> Built:
        """The way back of a convolution (keras.io/api/layers/convolution_layers)."""
        filters = number_of_filters(filters, keras)
        edge = border(padding, ("valid", "same", *["full"] * keras.two), keras)
        over = kernel_window(rank, kernel_size, strides, dilation_rate, edge, keras)
        check_dilation(over, keras)
        extra = extra_rows(output_padding, over, keras)
        image = Image.of(x, rank, data_format, keras)
        spatial = lengths(image.spatial, over, extra, keras)
        kernel = Weight("kernel", (*over.sizes, filters, image.features))
        return Built(image.shape(spatial, filters), (kernel, *bias(use_bias, filters)))

    return spread


for axes in (1, 2, 3):
    layer(f"Conv{axes}DTranspose")(transposed_convolution(axes))


@layer("Deconvolution2D")
def deconvolution(
    x: Shape,
    *,
    filters: Any,
    kernel_size: Sizes,
    output_shape: Any,
    strides: Sizes = (1, 1),
    padding: Padding = "valid",
    data_format: DataFormat = None,
    activation: Any = None,
    use_bias: bool = True,
    keras: Keras,
) -> Built:
    """Keras 1's transposed convolution, which is told the shape of its output."""
    filters = number_of_filters(filters, keras)
    edge = border(padding, ("valid", "same", *["full"] * (not keras.before(1, 2))), keras)
    over = kernel_window(2, kernel_size, strides, (1, 1), edge, keras)
    image = Image.of(x, 2, data_format, keras)
    check_softmax(activation, x, keras)
    spatial = told(output_shape, image.first)
    if keras.before(1, 1):  # 1.0 does not show what it is told
        spatial = lengths(image.spatial, over, (0, 0), keras)
    kernel = Weight("kernel", (*over.sizes, image.features, filters))
    return Built(image.shape(spatial, filters), (kernel, *bias(use_bias, filters)))


def extra_rows(output_padding: Any, over: Window, keras: Keras) -> tuple[Size | None, ...]:
    """Rows added at the far end, fewer than a stride."""
    if output_padding is None:
        return (None,) * len(over.sizes)
    extra = per_axis(output_padding, len(over.sizes), "output_padding", keras, 0)
    for rows, stride in zip(extra, over.strides, strict=True):
        if isinstance(rows, int) and isinstance(stride, int) and rows >= stride:
            raise BadArgument(
                "needs an output_padding smaller than the strides,"
                f" got output_padding={extra} and strides={over.strides}"
            )
    return extra


def check_dilation(over: Window, keras: Keras) -> None:
    """Refuses it beside strides; tf.keras spreads both sides of a picture's kernel alike."""
    if keras.tf or keras.three:
        not_both(over)
    numbers = {d for d in over.dilation if isinstance(d, int)}
    if keras.tf and len(over.dilation) == 2 and len(numbers) > 1:
        raise BadArgument(f"takes a dilation_rate of two equal numbers, not {over.dilation}")


def lengths(
    spatial: tuple[Dim, ...], over: Window, extra: tuple[Size | None, ...], keras: Keras
) -> tuple[Dim, ...]:
    """The output's spatial axes; before Keras 3 a volume's dilation_rate does nothing."""
    spread = over.dilation if keras.three or len(spatial) < 3 else (1, 1, 1)
    found = []
    for n, k, stride, rows, d in zip(spatial, over.sizes, over.strides, extra, spread, strict=True):
        length = transposed_window(n, k, stride, over.padding, rows, d)
        if isinstance(length, int) and length < 1:
            raise EmptyDimension(f"leaves nothing of a length of {n}")
        found.append(length)
    return tuple(found)


def told(output_shape: Any, first: bool) -> tuple[Dim, ...]:
    """Height and width of the output_shape that the call states."""
    places = (2, 3) if first else (1, 2)
    if isinstance(output_shape, Unknown):
        return tuple(Expression.unknown(output_shape, i) for i in places)
    if not isinstance(output_shape, (tuple, list)) or len(output_shape) != 4:
        raise BadArgument(f"takes output_shape as a tuple of 4, not {output_shape!r}")
    sides = [output_shape[i] for i in places]
    return tuple(
        Expression.unknown(side) if isinstance(side, Unknown) else size(side, "its output_shape")
        for side in sides
    )
