"""Zero padding, cropping, upsampling: they change the size of an image and have no weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from keraslint.layers.definition import Built, DataFormat, is_channels_first, layer
from keraslint.layers.generations import Keras
from keraslint.layers.windows import Image, count, one_of, per_axis
from keraslint.refusals import BadArgument, EmptyDimension
from keraslint.shapes import Shape, window
from keraslint.sizes import Dim, Expression, Size, plus, size, times
from keraslint.unknown import Unknown

Margins: TypeAlias = tuple[tuple[Size, Size], ...]
"""Rows before and after, for each axis."""


def zero_padding(rank: int) -> Callable[..., Built]:
    """Zeros around an image of `rank` spatial axes."""

    def pad(
        x: Shape, *, padding: Any = 1, data_format: DataFormat = "channels_last", keras: Keras
    ) -> Built:
        """Rows added on both sides (keras.io/api/layers/reshaping_layers/zero_padding2d)."""
        read = padding_of_keras1 if keras.one else margins
        rows = read(padding, rank, "padding", keras)
        image = Image.of(x, rank, data_format, keras)
        spatial = tuple(plus(n, *sides) for n, sides in zip(image.spatial, rows, strict=True))
        return Built(image.shape(spatial, image.channels))

    return pad


def cropping(rank: int) -> Callable[..., Built]:
    """An image of `rank` spatial axes without its margins."""

    def crop(
        x: Shape, *, cropping: Any, data_format: DataFormat = "channels_last", keras: Keras
    ) -> Built:
        """Rows taken off on both sides (keras.io/api/layers/reshaping_layers/cropping2d)."""
        read = cropping_of_keras1 if keras.one else margins
        rows = read(cropping, rank, "cropping", keras)
        image = Image.of(x, rank, data_format, keras)
        spatial = image.spatial
        if keras.one and (rank == 2 or keras.before(1, 2)):
            spatial = tuple(size(n, "its spatial axes") for n in spatial)
        return Built(image.shape(tuple(map(remaining, spatial, rows)), image.channels))

    return crop


def up_sampling(rank: int) -> Callable[..., Built]:
    """An image of `rank` spatial axes with every row repeated."""

    def repeat(
        x: Shape,
        *,
        size: Any,
        data_format: DataFormat = "channels_last",
        interpolation: Any = "nearest",
        keras: Keras,
    ) -> Built:
        """Every axis times its factor (keras.io/api/layers/reshaping_layers/up_sampling2d)."""
        factors = (factor(size, keras),) if rank == 1 else per_axis(size, rank, "size", keras)
        check_interpolation(interpolation, keras)
        start = 2 if is_channels_first(data_format, keras) else 1
        output = x if takes_other_rank(x, rank, start, keras) else Shape(x.axes(rank + 2))
        # TensorFlow loses both sides of a picture if one of them is free
        lost = keras.tf and rank == 2 and None in (output.axis(start), output.axis(start + 1))
        for i, many in enumerate(factors, start):
            output = output.with_axis(i, None if lost else times(output.axis(i), many))
        return Built(output)

    return repeat


for axes in (1, 2, 3):
    layer(f"ZeroPadding{axes}D")(zero_padding(axes))
    layer(f"Cropping{axes}D")(cropping(axes))
    layer(f"UpSampling{axes}D")(up_sampling(axes))


def margins(value: Any, rank: int, name: str, keras: Keras) -> Margins:
    """One number for all, one for each axis, or a pair for each axis."""
    if isinstance(value, Unknown):
        value = [[part_of(value, f"{i} before"), part_of(value, f"{i} after")] for i in range(rank)]
    elif rank == 1:
        value = [value]
    elif not isinstance(value, (tuple, list)):
        value = [value] * rank
    if len(value) != rank:
        raise BadArgument(f"takes {name} as a number or {rank} of them or of pairs, not {value!r}")
    return tuple(pair(side, name) for side in value)


def pair(value: Any, name: str) -> tuple[Size, Size]:
    """Rows before and after one axis: a pair, or a number for both."""
    if isinstance(value, Unknown):
        return part_of(value, "before"), part_of(value, "after")
    if not isinstance(value, (tuple, list)):
        return amount(value, name), amount(value, name)
    if len(value) != 2:
        raise BadArgument(f"takes {name} of an axis as a number or a pair, not {value!r}")
    return amount(value[0], name), amount(value[1], name)


def amount(value: Any, name: str) -> Size:
    """A number of rows, maybe none."""
    return part_of(value) if isinstance(value, Unknown) else count(value, name, 0)


def part_of(value: Unknown, part: str = "") -> Size:
    """A number of rows that the source does not give."""
    return Expression.unknown(value, part, least=0)


def padding_of_keras1(value: Any, rank: int, name: str, keras: Keras) -> Margins:
    """A number for a sequence, else a tuple; since 1.1 all sides of either, in order or by name."""
    sides = {1: ("left_pad", "right_pad"), 2: ("top_pad", "bottom_pad", "left_pad", "right_pad")}
    names = () if keras.before(1, 1) else sides.get(rank, ())
    if isinstance(value, dict) and names and set(value) <= set(names):
        value = [value.get(side, 0) for side in names]
    if isinstance(value, Unknown) or (rank == 1 and not isinstance(value, (tuple, list, dict))):
        return margins(value, rank, name, keras)
    if isinstance(value, (tuple, list)) and len(value) in (rank, len(names) or rank):
        rows = [amount(side, name) for side in value]
        if names and len(rows) == len(names):
            return tuple(zip(rows[::2], rows[1::2], strict=True))
        if rank > 1:
            return tuple((side, side) for side in rows)
    forms = {1: "a number or a pair", 2: "a tuple of 2 or 4 numbers", 3: "a tuple of 3 numbers"}
    raise BadArgument(f"takes {name} as {forms[rank]} in Keras 1, not {value!r}")


def cropping_of_keras1(value: Any, rank: int, name: str, keras: Keras) -> Margins:
    """A pair for each axis."""
    if isinstance(value, Unknown):
        return margins(value, rank, name, keras)
    sides = [value] if rank == 1 else value
    pairs = isinstance(sides, (tuple, list)) and len(sides) == rank
    if pairs and all(isinstance(side, (tuple, list, Unknown)) for side in sides):
        return tuple(pair(side, name) for side in sides)
    form = "a pair" if rank == 1 else f"{rank} pairs"
    raise BadArgument(f"takes {name} as {form} in Keras 1, not {value!r}")


def remaining(length: Dim, rows: tuple[Size, Size]) -> Dim:
    """The length without these rows: as many as places of a window one row longer than they."""
    taken = rows[0] + rows[1]
    if isinstance(length, int) and isinstance(taken, int) and length <= taken:
        raise EmptyDimension(f"crops {taken} off a length of {length}")
    return window(length, taken + 1)


def takes_other_rank(x: Shape, rank: int, start: int, keras: Keras) -> bool:
    """Whether this release forgets to check the rank, and x has the axes to repeat."""
    if x.rank is None or x.rank < start + rank:
        return False
    return (keras.tf and rank == 3) or (keras.two and not keras.before(2, 2) and x.rank < rank + 2)


def factor(value: Any, keras: Keras) -> Size:
    """How often a step is repeated; Keras 2 cuts a fraction off."""
    cut = isinstance(value, float) and (keras.two or keras.tf)
    return count(int(value) if cut else value, "size")


INTERPOLATIONS: dict[str, tuple[str, ...]] = {
    "keras2": ("nearest", "bilinear"),
    "tf.keras": (
        "nearest",
        "bilinear",
        "bicubic",
        "lanczos3",
        "lanczos5",
        "area",
        "gaussian",
        "mitchellcubic",
    ),
    "keras3": ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area"),
}


def check_interpolation(interpolation: Any, keras: Keras) -> None:
    """Refuses what this Keras cannot resize with."""
    known = INTERPOLATIONS.get(keras.generation)
    if known is None or isinstance(interpolation, Unknown):
        return
    lower = isinstance(interpolation, str) and not keras.two
    if (interpolation.lower() if lower else interpolation) not in known:
        raise BadArgument(f"takes interpolation {one_of(known)}, not {interpolation!r}")
