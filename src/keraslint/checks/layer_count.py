"""KER201: a layer's count stated wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.claimed import claimed
from keraslint.findings import Finding


@check("KER201", "layer count stated wrongly")
def layer_count(context: Context) -> Iterator[Finding]:
    """A comment on a layer's line, or beside it, states another number of parameters than the layer has.

    Why: a wrong number teaches a wrong rule, or stayed behind when the code changed. The message shows the
    arithmetic; where exactly one common misconception gives the number, it names it.

    Triggers:

        model.add(Conv2D(32, 5, input_shape=(28, 28, 1)))
        model.add(Conv2D(64, 5))  # 1664 params

    Does not trigger:

        model.add(Conv2D(32, 5, input_shape=(28, 28, 1)))
        model.add(Conv2D(64, 5))  # 51,264 params

    Read are a number beside a word for parameters in ten languages, and `formula = number`; rounded
    numbers (51K) and hedges (about) have their tolerance. History (`was 64`), questions, commented-out
    code and claims about another kind of layer are not read. A comment between two layers is wrong only if
    it fits neither. Silence it by mending the number or with `# noqa: KER201`.
    """
    return claimed(context, "KER201")
