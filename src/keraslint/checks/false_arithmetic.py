"""KER205: arithmetic in a comment that is false."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.claimed import claimed
from keraslint.findings import Finding


@check("KER205", "arithmetic in a comment is false", severity="information")
def false_arithmetic(context: Context) -> Iterator[Finding]:
    """Left and right of an equals sign in a comment differ, whatever the model.

    Why: the number may be right and the formula wrong, or the other way round; a reader who recomputes it
    loses trust in both.

    Triggers:

        model.add(Conv2D(64, 5, input_shape=(28, 28, 32)))  # params: 5*5*32*64 = 51,264

    Does not trigger:

        model.add(Conv2D(64, 5, input_shape=(28, 28, 32)))  # params: (5*5*32 + 1)*64 = 51,264

    Read are chains of numbers on a layer's line and beside a word for parameters; division may be rounded
    either way. Silence it by mending the arithmetic or with `# noqa: KER205`.
    """
    return claimed(context, "KER205")
