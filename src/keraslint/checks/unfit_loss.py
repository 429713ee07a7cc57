"""KER502: an output that does not go with the loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import (
    ACTIVATIONS,
    activation_of,
    arguments_of,
    is_written,
    place_of,
)
from keraslint.findings import Finding, Place
from keraslint.model import Model

OF_SEVERAL = ("categorical_crossentropy", "sparse_categorical_crossentropy")
CROSSENTROPIES = ("binary_crossentropy", *OF_SEVERAL)


@dataclass(frozen=True, slots=True)
class End:
    """What a model ends with: a Dense of so many units, and an activation in it or behind it."""

    units: int
    activation: object
    place: Place

    def __str__(self) -> str:
        return f"Dense({self.units}) with {self.activation or 'no activation'}"


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
    found: dict[Place, str] = {}
    for subject in context.survey.subjects:
        given = subject.arguments
        is_dense = subject.role == "layer" and len(subject.rows) == 1
        if is_dense and subject.rows[0].kind == "Dense" and given.get("units") == 1:
            if given.get("activation") == "softmax":
                found[subject.place] = "Dense(1) with softmax is always 1: one class needs sigmoid"
    for whole in context.survey.models:
        end = end_of(context, whole)
        if end is not None and end.units == 1 and end.activation == "softmax":
            found[end.place] = f"{end} is always 1: one class needs sigmoid"
    for subject in context.survey.subjects:
        loss = subject.details.get("loss")
        model = _linked(context, subject.model) if isinstance(loss, str) else None
        end = end_of(context, model) if model is not None else None
        reason = _unfit(end, str(loss)) if end is not None else None
        if end is not None and reason is not None:
            found.setdefault(end.place, f"{end} {reason}")
    for place, reason in found.items():
        yield Finding("KER502", reason, place)


def _linked(context: Context, model: Model | None) -> Model | None:
    """The model that was compiled, with what feeds each layer, which a model on its way does not tell."""
    if model is None:
        return None
    same = (m for m in context.survey.models if m.place == model.place)
    kinds = [row.kind for row in model.layers]
    return next((m for m in same if [row.kind for row in m.layers] == kinds), None)


def end_of(context: Context, model: Model) -> End | None:
    """What a model of one output ends with; None if that is no Dense or not known."""
    several = isinstance(model.output_shape, (list, tuple)) and any(
        isinstance(part, (list, tuple)) for part in model.output_shape
    )
    last = model.layers[-1] if model.layers and not several else None
    if last is None:
        return None
    activation: object = None
    if last.kind == "Activation" or last.kind in ACTIVATIONS:
        activation = activation_of(context, last)
        if len(last.inputs) != 1:
            return None
        last = model.layers[last.inputs[0]]
        if activation_of(context, last) is not None:
            return None
    else:
        activation = activation_of(context, last)
    units = arguments_of(context, last).get("units")
    if last.kind != "Dense" or not isinstance(units, int) or not is_written(last):
        return None
    return End(units, activation, place_of(last))


def _unfit(end: End, loss: str) -> str | None:
    """What is wrong with these together, if anything surely is."""
    if end.units == 1 and loss in OF_SEVERAL:
        return f"does not go with {loss}, which needs a unit for each class"
    if end.units > 1 and end.activation == "softmax" and loss == "binary_crossentropy":
        return "does not go with binary_crossentropy: classes that exclude each other need categorical_crossentropy"
    if end.activation in (None, "relu") and loss in CROSSENTROPIES:
        return f"gives no probabilities, which {loss} by name wants"
    return None
