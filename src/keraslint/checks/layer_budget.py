"""KER102: a layer over its budget."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.findings import Finding


@check("KER102", "layer over max-layer-params", severity="error")
def layer_budget(context: Context) -> Iterator[Finding]:
    """A layer has more parameters than `max-layer-params` allows.

    Why: one layer often holds nearly all of a model, mostly the first Dense after a Flatten. Pooling
    before it, or fewer units, cost little and save most.

    Triggers with max-layer-params = 1M:

        model = Sequential([Flatten(input_shape=(64, 64, 3)), Dense(128)])  # Dense: 1,572,992

    Does not trigger:

        model = Sequential([GlobalAveragePooling2D(input_shape=(64, 64, 3)), Dense(128)])  # Dense: 512

    Silence it with `# keraslint: max-layer-params=2M` or `# noqa: KER102` on the layer's line, or without
    `max-layer-params` in the configuration.
    """
    for subject in context.survey.subjects:
        if subject.role != "layer":
            continue
        pragma = context.pragmas.get(subject.place.line)
        budget = context.settings.max_layer_params
        if pragma is not None:
            budget = pragma.values.get("max-layer-params", budget)
        over = [row for row in subject.rows if budget is not None and row.at_least > budget]
        if not over or budget is None:
            continue
        row = max(over, key=lambda row: row.at_least)
        least = "" if row.params is not None else "at least "
        arithmetic = f" = {row.formula}" if row.params is not None and row.formula else ""
        yield Finding(
            "KER102",
            f"{row.kind} has {least}{row.at_least:,} parameters{arithmetic}, over the budget of {budget:,} for a layer",
            subject.place,
            expected=budget,
            actual=row.at_least,
        )
