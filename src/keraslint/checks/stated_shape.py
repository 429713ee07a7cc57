"""KER203: an output shape stated wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.claimed import claimed
from keraslint.findings import Finding


@check("KER203", "shape stated wrongly")
def stated_shape(context: Context) -> Iterator[Finding]:
    """A comment states another output shape than the layer or model has.

    Why: shapes in comments are what readers follow, and they stay behind first when a kernel or a padding
    changes.

    Triggers:

        model.add(Conv2D(10, (3, 3), input_shape=(28, 28, 1)))  # 28x28x1 -> 27x27x10

    Does not trigger:

        model.add(Conv2D(10, (3, 3), input_shape=(28, 28, 1)))  # 28x28x1 -> 26x26x10

    With or without the batch axis, spatial sizes alone, channels on either side, names for sizes: all are
    read, and a shape is wrong only if no reading fits. The shape of the input, of the kernel or of data is
    none of the output's. Silence it by mending the shape or with `# noqa: KER203`.
    """
    return claimed(context, "KER203")
