"""KER303: shapes do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.refusals import refused
from keraslint.findings import Finding
from keraslint.refusals import Mismatch


@check("KER303", "shapes do not fit", severity="error")
def mismatch(context: Context) -> Iterator[Finding]:
    """Shapes that have to fit each other, or the weights, do not.

    Why: Keras refuses to merge, reshape or reuse them (inputs have incompatible shapes; A Concatenate layer
    requires inputs with matching shapes; total size of new array must be unchanged; expected axis -1 of input
    shape to have value 32; Operands could not be broadcast together; The number of input channels must be evenly
    divisible by the number of groups; Number of groups (32) cannot be more than the number of channels). Here belong graphs and calls, too: Graph disconnected: cannot obtain value for tensor;
    Layer … expects 1 input(s), but it received 2 input tensors; not enough values to unpack.

    Triggers:

        model = Sequential([Reshape((10, 10), input_shape=(99,))])

    Does not trigger:

        model = Sequential([Reshape((9, 11), input_shape=(99,))])

    Only what is proven is reported. Silence it with `# noqa: KER303` on the line, or name the right Keras
    with `keras = "2.3.1"` in the configuration if the file is written for another one.
    """
    return refused(context, "KER303", Mismatch)
