"""KER507: an activation behind another that leaves it nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import ACTIVATIONS, activation_of, arguments_of, pairs, place_of
from keraslint.findings import Finding
from keraslint.model import Row

NEVER_NEGATIVE = frozenset(
    {"exponential", "hard_sigmoid", "relu", "relu6", "sigmoid", "softmax", "softplus"}
)
SAME_ABOVE_ZERO = frozenset({"elu", "leaky_relu", "prelu", "relu"})
PROBABILITIES = frozenset({"sigmoid", "softmax"})


@check(
    "KER507",
    "two activations in a row",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def doubled_activation(context: Context) -> Iterator[Finding]:
    """An activation reads the output of another one, on which it has no effect, or makes probabilities of probabilities.

    Why: what is never negative passes a relu, leaky_relu, elu or PReLU unchanged; and a softmax or sigmoid of numbers
    between 0 and 1 gives values close to each other, whatever was learned (keras.io/api/layers/activations;
    Nikanjam et al. 2022, TOSEM 31(1)).

    Triggers with `advice = true`:

        model = Sequential([Dense(8, activation="relu", input_shape=(4,)), LeakyReLU(), Dense(2)])

    Does not trigger:

        model = Sequential([Dense(8, input_shape=(4,)), LeakyReLU(), Dense(2)])

    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER507` on the line.
    """
    for _, row, reader in pairs(context):
        if reader.kind != "Activation" and reader.kind not in ACTIVATIONS:
            continue
        before, after = activation_of(context, row), activation_of(context, reader)
        if before in PROBABILITIES and after in PROBABILITIES:
            reason = f"makes probabilities of what {before} on {context.module.spot(row.line)} has made probabilities of"
        elif before in NEVER_NEGATIVE and _is_idle_above_zero(context, reader, after):
            reason = f"has no effect behind {before} on {context.module.spot(row.line)}, which is never negative"
        else:
            continue
        name = f"Activation({after!r})" if reader.kind == "Activation" else reader.kind
        yield Finding("KER507", f"{name} {reason}", place_of(reader))


def _is_idle_above_zero(context: Context, row: Row, activation: object) -> bool:
    """Whether an activation gives back every number that is not negative."""
    given = arguments_of(context, row)
    plain = given.get("max_value") is None and not given.get("threshold")
    return activation in SAME_ABOVE_ZERO and plain
