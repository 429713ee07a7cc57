"""KER101: a model over its budget."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.findings import Finding
from keraslint.model import Model


@check("KER101", "model over max-params", severity="error")
def model_budget(context: Context) -> Iterator[Finding]:
    """A model has more parameters than `max-params` allows.

    Why: size is memory, download and latency. A budget in the configuration keeps a model within what
    its place can carry, and the file in which it grows is the one that says so. What is proven is
    enough: parameters only add up, so a model that is known only in part is over the budget as soon as
    its known part is ("at least").

    Triggers with max-params = 100k:

        model = Sequential([Dense(400, input_shape=(784,)), Dense(10)])  # 318,010 parameters

    Does not trigger:

        model = Sequential([Dense(100, input_shape=(784,)), Dense(10)])  # 79,510 parameters

    Silence it with a budget of its own on the model's line, `# keraslint: max-params=5M`, with one for
    the file or the model in `[tool.keraslint.budgets]`, with `# noqa: KER101`, or without `max-params`
    in the configuration.
    """
    for model in context.survey.models:
        budget = budget_of(model, context)
        if budget is None or model.at_least <= budget:
            continue
        least = "" if model.params is not None else "at least "
        yield Finding(
            "KER101",
            f"{model.name} has {least}{model.at_least:,} parameters, {model.at_least - budget:,} over the budget of {budget:,}",
            model.place,
            expected=budget,
            actual=model.at_least,
        )


def budget_of(model: Model, context: Context) -> int | None:
    """The most parameters that this model may have: by the pragma on its line, else by the settings."""
    pragma = context.pragmas.get(model.line)
    budget = context.settings.budget(context.module.filename, model.name)
    return budget if pragma is None else pragma.values.get("max-params", budget)
