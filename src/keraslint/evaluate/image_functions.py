"""Functions of symbolic images: padding, resizing, blocks into depth and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from keraslint.evaluate import tensor_shapes as rules
from keraslint.evaluate.symbolic import as_tensor, make, sequence
from keraslint.evaluate.values import Value
from keraslint.shapes import Shape, window
from keraslint.sizes import Expression, times
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def _pad(run: Run, arguments: Arguments) -> Value:
    rows = sequence(run, arguments.get(1, "paddings", arguments.keywords.get("pad_width")))
    pairs = [sequence(run, row) for row in rows] if rows is not None else [None]
    if None in pairs:
        return run.unknown("an unknown padding")
    return make(
        run,
        "Pad",
        lambda s: rules.pad(s, cast("list[list[Any]]", pairs)),
        as_tensor(run, arguments.positional[0]),
    )


def _resize(run: Run, arguments: Arguments) -> Value:
    size = sequence(run, arguments.get(1, "size"))
    if size is None or len(size) != 2:
        return run.unknown("resized to an unknown size")
    dims = [
        Expression.unknown(d)
        if isinstance(d, Unknown)
        else d
        if isinstance(d, (int, Expression))
        else None
        for d in size
    ]

    def rule(s: Shape) -> Shape:
        if s.dims is None:  # one picture or several
            return Shape.unknown(s.origin or Unknown("pictures of unknown shape"), *dims, s.last)
        return Shape((*s.dims[:-3], *dims, s.last))

    return make(run, "Resize", rule, as_tensor(run, arguments.positional[0]))


def _resize_images(run: Run, arguments: Arguments) -> Value:
    """K.resize_images(x, height_factor, width_factor, data_format)"""
    high, wide, data_format = (
        arguments.get(i, n)
        for i, n in ((1, "height_factor"), (2, "width_factor"), (3, "data_format"))
    )
    if not isinstance(high, int) or not isinstance(wide, int):
        return _resize(run, arguments)
    first = data_format in ("channels_first", "th")

    def rule(s: Shape) -> Shape:
        axes = s.axes(4)
        h, w = (2, 3) if first else (1, 2)
        return s.with_axis(h, times(axes[h], high)).with_axis(w, times(axes[w], wide))

    return make(run, "ResizeImages", rule, as_tensor(run, arguments.positional[0]))


def _block(grow: bool) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        block = arguments.get(1, "block_size", arguments.keywords.get("scale"))
        if not isinstance(block, int):
            return run.unknown("an unknown block size")

        def rule(s: Shape) -> Shape:
            b, h, w, c = s.axes(4)
            if grow:
                return Shape(
                    (
                        b,
                        times(h, block),
                        times(w, block),
                        None if c is None else c // (block * block),
                    )
                )
            return Shape(
                (
                    b,
                    None if h is None else h // block,
                    None if w is None else w // block,
                    times(c, block * block),
                )
            )

        return make(
            run,
            "DepthToSpace" if grow else "SpaceToDepth",
            rule,
            as_tensor(run, arguments.positional[0]),
        )

    return handler


def _extract_patches(run: Run, arguments: Arguments) -> Value:
    """tf.image.extract_patches(images, sizes, strides, rates, padding): a patch becomes channels."""
    names = ("sizes", "strides", "rates", "padding")
    *found, padding = (arguments.get(i + 1, name) for i, name in enumerate(names))
    if found[0] is None:
        found[0] = arguments.keywords.get("ksizes")
    windows = [sequence(run, value) for value in found]
    images = arguments.get(0, "images")
    if not all(part and all(isinstance(n, int) for n in part) for part in windows):
        return run.unknown("patches of an unknown size")
    sizes, strides, rates = ([n for n in part or () if isinstance(n, int)] for part in windows)

    def rule(s: Shape) -> Shape:
        batch, high, wide, channels = s.axes(4)
        ends = [
            window(axis, size, stride, str(padding).lower(), rate)
            for axis, size, stride, rate in zip(
                (high, wide), sizes[1:], strides[1:], rates[1:], strict=False
            )
        ]
        return Shape((batch, *ends, times(channels, sizes[1] * sizes[2])))

    return make(run, "ExtractPatches", rule, as_tensor(run, images))


HANDLERS: dict[str, Callable[[Run, Arguments], Value]] = {
    "extract_patches": _extract_patches,
    "extract_image_patches": _extract_patches,
    "pad": _pad,
    "resize": _resize,
    "resize_bilinear": _resize,
    "resize_nearest_neighbor": _resize,
    "resize_images": _resize_images,
    "depth_to_space": _block(grow=True),
    "space_to_depth": _block(grow=False),
}
