"""KER301: wrong number of dimensions."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.refusals import refused
from keraslint.findings import Finding
from keraslint.refusals import WrongRank


@check("KER301", "wrong number of dimensions", severity="error")
def wrong_rank(context: Context) -> Iterator[Finding]:
    """A layer gets an input with another number of dimensions than it takes.

    Why: Keras refuses such a model when it is built (Input 0 of layer … is incompatible with the layer: expected
    ndim=4, found ndim=2; expected min_ndim=3; Kernel shape must have the same length as input; should be passed an
    `input_shape` with at least 3 dimensions; Cannot apply softmax to a tensor that is not 2D or 3D). The batch axis
    counts: an image batch is 4-D (batch, height, width, channels), a sequence 3-D.

    Triggers:

        model = Sequential([Dense(64, input_shape=(784,)), Conv2D(32, 3)])  # Conv2D needs 4-D

    Does not trigger:

        model = Sequential([Reshape((28, 28, 1), input_shape=(784,)), Conv2D(32, 3)])

    Only what is proven is reported. Silence it with `# noqa: KER301` on the line, or name the right Keras
    with `keras = "2.3.1"` in the configuration if the file is written for another one.
    """
    return refused(context, "KER301", WrongRank)
