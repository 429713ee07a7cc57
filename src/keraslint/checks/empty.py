"""KER302: a dimension becomes zero or negative."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.refusals import refused
from keraslint.findings import Finding
from keraslint.refusals import EmptyDimension


@check("KER302", "a dimension becomes zero or negative", severity="error")
def empty_dimension(context: Context) -> Iterator[Finding]:
    """A convolution or pooling takes more than is left of its input.

    Why: Keras refuses it (Negative dimension size caused by subtracting 2 from 1; Computed output size would be
    negative; One of the dimensions in the output is <= 0 due to downsampling; negative dimensions are not allowed),
    or builds a model whose output is empty. Without padding a window of k on a length of n leaves ⌊(n - k)/stride⌋ + 1.

    Triggers:

        model = Sequential([Conv2D(8, 3, input_shape=(4, 4, 1)), MaxPooling2D(2), MaxPooling2D(2)])

    Does not trigger:

        model = Sequential([Conv2D(8, 3, padding="same", input_shape=(4, 4, 1)), MaxPooling2D(2), MaxPooling2D(2)])

    Only what is proven is reported. Silence it with `# noqa: KER302` on the line, or name the right Keras
    with `keras = "2.3.1"` in the configuration if the file is written for another one.
    """
    return refused(context, "KER302", EmptyDimension)
