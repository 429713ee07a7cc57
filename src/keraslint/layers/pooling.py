"""Poolings: each window, or the whole image, becomes one number. They have no weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keraslint.layers.definition import Built, DataFormat, Padding, Sizes, layer
from keraslint.layers.generations import Keras
from keraslint.layers.windows import Image, Window, border, per_axis
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape


def pooling(rank: int) -> Callable[..., Built]:
    """The largest or the mean of each window over `rank` spatial axes."""

    def pool(
        x: Shape,
        *,
        pool_size: Sizes,
        strides: Any = None,
        padding: Padding = "valid",
        data_format: DataFormat = "channels_last",
        keras: Keras,
    ) -> Built:
        """Without strides, window lies beside window (keras.io/api/layers/pooling_layers)."""
        edge = border(padding, ("valid", "same"), keras, any_case=not keras.three)
        reach = per_axis(pool_size, rank, "pool_size", keras)
        steps = reach if strides is None else per_axis(strides, rank, "strides", keras)
        image = Image.of(x, rank, data_format, keras)
        places = Window(reach, steps, (1,) * rank, edge).lengths(image.spatial)
        return Built(image.shape(places, image.channels))

    return pool


def global_pooling(rank: int) -> Callable[..., Built]:
    """The largest or the mean of the whole image of `rank` spatial axes."""

    def pool(
        x: Shape,
        *,
        data_format: DataFormat = "channels_last",
        keepdims: bool = False,
        keras: Keras,
    ) -> Built:
        """A number for each channel (keras.io/api/layers/pooling_layers)."""
        image = Image.of(x, rank, data_format, keras)
        return Built(image.shape((1,) * rank if keepdims else (), image.channels))

    return pool


def adaptive_pooling(rank: int) -> Callable[..., Built]:
    """The pooling that has as many windows as the output is to have places."""

    def pool(
        x: Shape, *, output_size: Sizes, data_format: DataFormat = None, keras: Keras
    ) -> Built:
        """The output's size is given, not the window's (keras.io/api/layers/pooling_layers)."""
        places = per_axis(output_size, rank, "output_size", keras)
        if isinstance(data_format, str) and data_format != data_format.lower():
            raise BadArgument(f"takes data_format in small letters, not {data_format!r}")
        image = Image.of(x, rank, data_format, keras)
        return Built(image.shape(places, image.channels))

    return pool


for axes in (1, 2, 3):
    layer(f"MaxPooling{axes}D", f"AveragePooling{axes}D")(pooling(axes))
    layer(f"GlobalMaxPooling{axes}D", f"GlobalAveragePooling{axes}D")(global_pooling(axes))
    layer(f"AdaptiveMaxPooling{axes}D", f"AdaptiveAveragePooling{axes}D")(adaptive_pooling(axes))
