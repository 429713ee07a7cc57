"""KER304: a size that Keras needs is None."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.refusals import refused
from keraslint.findings import Finding
from keraslint.refusals import NeedsSize


@check("KER304", "a size that Keras needs is None", severity="error")
def needs_size(context: Context) -> Iterator[Finding]:
    """A free dimension (None) stands where weights need a size.

    Why: a kernel needs to know how many features it reads (The last dimension of the inputs to a Dense layer
    should be defined. Found None; The channel dimension of the inputs should be defined; Shapes used to initialize
    variables must be fully-defined). A Sequential that no layer gives an input shape has no summary
    or output either (This model has not yet been built).

    Triggers:

        model = Sequential([Flatten(input_shape=(None, 3)), Dense(10)])  # Flatten gives (None, None)

    Does not trigger:

        model = Sequential([GlobalAveragePooling1D(input_shape=(None, 3)), Dense(10)])

    Only what is proven is reported. Silence it with `# noqa: KER304` on the line, or name the right Keras
    with `keras = "2.3.1"` in the configuration if the file is written for another one.
    """
    return refused(context, "KER304", NeedsSize)
