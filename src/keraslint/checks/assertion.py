"""KER206: an assertion on a shape or count that cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.claimed import claimed
from keraslint.findings import Finding


@check("KER206", "assertion on shape or count cannot hold", severity="error")
def assertion(context: Context) -> Iterator[Finding]:
    """An `assert` on a model's shape or count raises as soon as the file runs.

    Why: everything that it compares is known without running: the training job that would stop here need not
    be started.

    Triggers:

        model = Sequential([Conv2DTranspose(64, 5, strides=2, padding="same", input_shape=(7, 7, 256))])
        assert model.output_shape == (None, 7, 7, 64)

    Does not trigger:

        model = Sequential([Conv2DTranspose(64, 5, strides=2, padding="same", input_shape=(7, 7, 256))])
        assert model.output_shape == (None, 14, 14, 64)

    Silence it by mending the shape or with `# noqa: KER206`.
    """
    return claimed(context, "KER206")
