"""Locally connected layers: convolutions that share nothing, every place has its own kernel."""

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
    number_of_filters,
)
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Size, derived, product, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


def locally_connected(rank: int) -> Callable[..., Built]:
    """The locally connected layer over `rank` spatial axes."""
    ones: Any = 1 if rank == 1 else (1,) * rank

    def connect(
        x: Shape,
        *,
        filters: Any,
        kernel_size: Sizes,
        strides: Sizes = ones,
        padding: Padding = "valid",
        data_format: DataFormat = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        implementation: Any = 1,
        keras: Keras,
    ) -> Built:
        """A kernel and a bias for every place of the window (faroit.com/keras-docs/2.1.6)."""
        filters = number_of_filters(filters, keras)
        edge = border(padding, ("valid", *["same"] * (implementation != 1)), keras)
        over = kernel_window(rank, kernel_size, strides, ones, edge, keras)
        image = Image.of(x, rank, data_format, keras)
        if rank == 1 and keras.two:  # it takes data_format and disregards it
            image = Image.of(x, rank, "channels_last", keras)
        check_softmax(activation, x, keras)
        spatial = tuple(size(n, "its spatial axes") for n in image.spatial)
        places = tuple(size(n, "its output") for n in over.lengths(spatial))
        weights, output = bias(use_bias, *places, filters), image.shape(places, filters)
        if isinstance(implementation, Unknown):
            return Built(output, tuple(weights), implementation)
        kernel = kernel_of(implementation, over, image, spatial, places, filters)
        return Built(output, (kernel, *weights))

    return connect


layer("LocallyConnected1D")(locally_connected(1))
layer("LocallyConnected2D")(locally_connected(2))


def kernel_of(
    implementation: Any,
    over: Window,
    image: Image,
    spatial: tuple[Size, ...],
    places: tuple[Size, ...],
    filters: Size,
) -> Weight:
    """1: a kernel for each place; 2: from all inputs to all outputs, masked; 3: the links only."""
    if implementation == 1:
        seen = (*over.sizes, image.features)
        shape = (all_of(places), all_of(over.sizes) * image.features, filters)
        return Weight("kernel", shape, factors=(shape[0], *seen, filters))
    if implementation == 2:
        if image.first:
            return Weight("kernel", (image.features, *spatial, filters, *places))
        return Weight("kernel", (*spatial, image.features, *places, filters))
    if implementation == 3:
        axes = zip(spatial, places, over.sizes, over.strides, strict=True)
        linked = all_of(tuple(links(*axis, over.padding) for axis in axes))
        return Weight("kernel", (linked * image.features * filters,))
    raise BadArgument(f"takes implementation 1, 2 or 3, not {implementation!r}")


def all_of(sizes: tuple[Size, ...]) -> Size:
    """The product over all axes."""
    return size(product(sizes), "its spatial axes")


def links(length: Size, places: Size, kernel: Size, stride: Size, padding: str) -> Size:
    """How many pairs of input and output are linked along an axis; the edge cuts windows short."""
    if padding == "valid":
        return places * kernel
    numbers = [n for n in (length, places, kernel, stride) if isinstance(n, int)]
    if len(numbers) < 4:
        return derived("links", ("links", length, kernel, stride), 1)
    return places * kernel - cut(*numbers)


def cut(length: int, places: int, kernel: int, stride: int) -> int:
    """What lies beyond the edge: place p looks from p·stride - left to p·stride + right."""
    left, right = kernel // 2, kernel - kernel // 2
    early = min(-(-left // stride), places)  # these places miss left, left - stride, …
    late = places - max(min((length - right) // stride + 1, places), 0)
    missing = right + (places - 1) * stride - length  # what the last place misses
    return (
        early * left
        - stride * early * (early - 1) // 2
        + late * missing
        - stride * late * (late - 1) // 2
    )
