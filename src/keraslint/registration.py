"""What a function needs that says what a layer of your own is; see the README on other people's layers.

    from keraslint.registration import Built, Shape, Size, Weight, layer

    @layer("mylib.layers.GatedDense")
    def gated_dense(x: Shape, *, units: Size, use_bias: bool = True) -> Built:
        \"\"\"A dense layer and a gate of the same width, multiplied.\"\"\"
        kernel = Weight("kernel", (x.last, 2 * units))
        bias = Weight("bias", (2 * units,))
        return Built(x.with_last(units), [kernel, bias] if use_bias else [kernel])

`keraslint.layers.definition` explains the annotations. A module of such functions is either named by an
entry point of the group `keraslint.layers`, and then imported, or by `[tool.keraslint] layers`, and then
only read: keraslint evaluates its functions as it evaluates the analysed code, and executes nothing.
"""

from __future__ import annotations

from keraslint.layers.definition import Built, DataFormat, Padding, Sizes, sizes
from keraslint.layers.registered import register as layer
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize, WrongRank
from keraslint.shapes import Shape, transposed_window, window
from keraslint.sizes import Dim, Size, plus, size, times
from keraslint.weights import Weight

__all__ = [
    "BadArgument",
    "Built",
    "DataFormat",
    "Dim",
    "EmptyDimension",
    "Mismatch",
    "NeedsSize",
    "Padding",
    "Shape",
    "Size",
    "Sizes",
    "Weight",
    "WrongRank",
    "layer",
    "plus",
    "size",
    "sizes",
    "times",
    "transposed_window",
    "window",
]
