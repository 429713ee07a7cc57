"""KER901: a model that is not followed to the end."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.findings import Finding


@check(
    "KER901",
    "model not followed to the end",
    severity="hint",
    wanted=lambda settings: settings.unknowns,
)
def unknown(context: Context) -> Iterator[Finding]:
    """Something that the model depends on is not in the source, so its count is not exact.

    Why: nothing is guessed. Where a size comes from data or from the command line, the report gives what
    is certain ("at least"), and this finding says what is missing and on which line.

    Triggers with `unknowns = true`:

        model = Sequential([Dense(10, input_shape=input_shape)])  # `input_shape` is not defined in this file

    Does not trigger:

        input_shape = (784,)
        model = Sequential([Dense(10, input_shape=input_shape)])

    Silence it by leaving it off, which is the default; `unknowns = true` in the configuration, `--unknowns` or flake8's
    `--keras-unknowns` turns it on. One model: `# noqa: KER901` on its line.
    """
    for model in context.survey.models:
        if model.complete or not model.unknown:
            continue
        gap, *more = model.unknown
        others = f" and {len(more)} more" if more else ""
        yield Finding(
            "KER901",
            f"{model.name} is not followed to the end: {gap.reason} (line {gap.line}){others}; at least {model.at_least:,} parameters",
            model.place,
            actual=model.at_least,
        )
