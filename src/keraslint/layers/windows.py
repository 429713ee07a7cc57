"""What slides over an image: the axes of an image-like tensor, and the window of a layer.

One spatial axis (a sequence) and three (a volume) are meant along with two.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from keraslint.layers.definition import DataFormat, Sizes, is_channels_first, sizes, whole
from keraslint.layers.generations import Keras
from keraslint.refusals import FROM, BadArgument, EmptyDimension
from keraslint.shapes import Shape, window
from keraslint.sizes import Dim, Size, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@dataclass(frozen=True, slots=True)
class Image:
    """An image-like tensor taken apart.

    front     the axes before the image, mostly the batch alone; None if it is not known how many
    spatial   length, or height and width, or depth, height and width
    channels  the features at every point
    first     whether the channels stand before the spatial axes
    """

    front: tuple[Dim, ...] | None
    spatial: tuple[Dim, ...]
    channels: Dim
    first: bool
    origin: Unknown | None = None

    @staticmethod
    def of(
        x: Shape, rank: int, data_format: DataFormat, keras: Keras, *, any_front: bool = False
    ) -> Image:
        """Takes a shape with `rank` spatial axes apart.

        Raises WrongRank unless one axis stands in front, or with `any_front` at least one.
        """
        first = is_channels_first(data_format, keras)
        front: tuple[Dim, ...] | None
        if any_front:
            x.at_least(rank + 2)
            front = None if x.dims is None else x.dims[: -rank - 1]
            image = tuple(x.axis(i) for i in range(-rank - 1, 0))
        else:
            dims = x.axes(rank + 2)
            front, image = dims[:1], dims[1:]
        spatial, channels = (image[1:], image[0]) if first else (image[:-1], image[-1])
        return Image(front, spatial, channels, first, x.origin)

    def shape(self, spatial: tuple[Dim, ...], channels: Dim) -> Shape:
        """The shape of an image of other sizes in the same place and data format."""
        image = (channels, *spatial) if self.first else (*spatial, channels)
        if self.front is None:
            return Shape.unknown(self.origin or Unknown("the rank is not known"), *image)
        return Shape((*self.front, *image))

    @property
    def features(self) -> Size:
        """The channels, where the weights need their number."""
        return size(self.channels, "its input channels")


@dataclass(frozen=True, slots=True)
class Window:
    """A window: per axis its size, its steps, the spread of its points; and what the edge does."""

    sizes: tuple[Size, ...]
    strides: tuple[Size, ...]
    dilation: tuple[Size, ...]
    padding: str

    def lengths(self, spatial: tuple[Dim, ...]) -> tuple[Dim, ...]:
        """How many places it takes along each axis."""
        axes = list(zip(spatial, self.sizes, self.strides, self.dilation, strict=True))
        try:
            return tuple(window(n, k, stride, self.padding, d) for n, k, stride, d in axes)
        except EmptyDimension:
            raise EmptyDimension(_emptied(axes)) from None


def _emptied(axes: list[tuple[Dim, Size, Size, Size]]) -> str:
    """What a window without padding gets and would leave, with the arithmetic of the first axis that ends."""
    given, left, arithmetic = [], [], ""
    for length, kernel, stride, dilation in axes:
        given.append("?" if length is None else str(length))
        reach = (kernel - 1) * dilation + 1
        rest = None if length is None else (length - reach) // stride + 1
        left.append(str(rest) if isinstance(rest, int) else "?")
        if not arithmetic and isinstance(rest, int) and rest < 1:
            arithmetic = f"⌊({length} - {reach})/{stride}⌋ + 1 = {rest}"
    return f"gets {'×'.join(given)}{FROM} and would leave {'×'.join(left)}: {arithmetic}"


def kernel_window(
    rank: int, kernel_size: Sizes, strides: Sizes, dilation_rate: Sizes, padding: str, keras: Keras
) -> Window:
    """The window of a convolution. Keras 1 and standalone Keras 2 let a kernel of size 0 pass."""
    smallest = 0 if keras.one or keras.two else 1
    return Window(
        per_axis(kernel_size, rank, "kernel_size", keras, smallest),
        per_axis(strides, rank, "subsample" if keras.one else "strides", keras),
        per_axis(dilation_rate, rank, "atrous_rate" if keras.one else "dilation_rate", keras),
        padding,
    )


def not_both(over: Window) -> None:
    """Refuses strides beside dilation, as TensorFlow's convolutions do."""
    if any(_above_one(s) for s in over.strides) and any(_above_one(d) for d in over.dilation):
        raise BadArgument(
            "takes strides or dilation_rate above 1, not both,"
            f" got strides={over.strides} and dilation_rate={over.dilation}"
        )


def _above_one(number: Size) -> bool:
    return (number if isinstance(number, int) else number.least) > 1


def per_axis(value: Any, rank: int, name: str, keras: Keras, smallest: int = 1) -> tuple[Size, ...]:
    """A size for every axis.

    Keras 1 takes a whole number for a sequence and a tuple for all else; later releases take both.
    """
    several = isinstance(value, (tuple, list))
    if keras.one and several is (rank == 1) and not isinstance(value, Unknown):
        form = "whole number" if rank == 1 else f"tuple of {rank}"
        raise BadArgument(f"takes {name} as a {form} in Keras 1, not {value!r}")
    found = sizes(value, rank, name)
    if any(isinstance(item, int) and item < smallest for item in found):
        raise BadArgument(f"takes {name} from {smallest} on, not {value!r}")
    return found


def count(value: Any, name: str, smallest: int = 1) -> Size:
    """A number of filters or the like."""
    number = whole(value, name)
    if isinstance(number, int) and number < smallest:
        raise BadArgument(f"takes {name} from {smallest} on, not {number}")
    return number


def number_of_filters(value: Any, keras: Keras) -> Size:
    """tf.keras cuts a fraction off, all others refuse it."""
    return count(int(value) if keras.tf and isinstance(value, float) else value, "filters")


def border(padding: Any, allowed: tuple[str, ...], keras: Keras, *, any_case: bool = True) -> str:
    """The padding in lower case, which Keras 1 does not turn it into."""
    lower = padding.lower() if isinstance(padding, str) else ""
    if (lower if any_case and not keras.one else padding) in allowed:
        return lower
    close = difflib.get_close_matches(lower, allowed, 1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    name = "border_mode" if keras.one else "padding"
    reason = f"takes {name} {one_of(allowed)}, not {padding!r}{hint}"
    raise BadArgument(reason, (padding, close[0]) if close else None)


def one_of(names: tuple[str, ...]) -> str:
    """A choice in words: valid, same or causal."""
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last


def bias(use_bias: bool, *shape: Size) -> list[Weight]:
    """The bias, if it is wanted."""
    return [Weight("bias", shape)] if use_bias else []
