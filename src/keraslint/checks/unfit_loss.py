"""KER502: an output that does not go with the loss."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import arguments_of
from keraslint.findings import Finding


@check(
    "KER502",
    "output does not go with the loss",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def unfit_loss(context: Context) -> Iterator[Finding]:
    """The last Dense has another number of units or another activation than the loss is made for.

    Why: a softmax over one unit is always 1, so nothing is learned; binary_crossentropy behind a softmax of
    several units treats classes that exclude each other as independent ones, and crossentropies want probabilities
    where nothing says from_logits (keras.io/api/losses/probabilistic_losses; Nikanjam et al. 2022, TOSEM 31(1)).

    Triggers with `advice = true`:

        model = Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(1, activation="softmax")])
        model.compile("adam", loss="binary_crossentropy")

    Does not trigger:

        model = Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(1, activation="sigmoid")])
        model.compile("adam", loss="binary_crossentropy")

    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER502` on the line.
    """
    for subject in context.survey.subjects:
        loss, model = subject.details.get("loss"), subject.model
        if subject.role != "compile" or model is None or not model.layers or loss is None:
            continue
        last = model.layers[-1]
        given = arguments_of(context, last)
        if last.kind != "Dense" or given is None or last.place is None:
            continue
        units, activation = given.get("units"), given.get("activation", "?")
        reason = _unfit(units, activation, loss) if isinstance(units, int) else None
        if reason is not None:
            yield Finding(
                "KER502",
                f"Dense({units}) with {activation or 'no activation'} {reason}",
                last.place,
            )


def _unfit(units: int, activation: object, loss: str) -> str | None:
    """What is wrong with these together, if anything surely is."""
    if units == 1 and activation == "softmax":
        return "is always 1: one class needs sigmoid"
    if units == 1 and loss == "categorical_crossentropy":
        return "does not go with categorical_crossentropy, which is 0 for one class"
    if units > 1 and activation == "softmax" and loss == "binary_crossentropy":
        return "does not go with binary_crossentropy: classes that exclude each other need categorical_crossentropy"
    if activation in (None, "linear", "relu") and loss in (
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
    ):
        return f"gives no probabilities, which {loss} by name wants"
    return None
