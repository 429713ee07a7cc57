"""KER503: two linear layers in a row."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import activation_of, arguments_of, pairs, place_of
from keraslint.findings import Finding


@check(
    "KER503",
    "no activation between Dense layers",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def linear_chain(context: Context) -> Iterator[Finding]:
    """A Dense without activation is read by another Dense directly.

    Why: two linear maps in a row are one linear map, whatever they cost; without something non-linear between
    them depth adds nothing (Goodfellow, Bengio and Courville, Deep Learning, section 6.1; Nikanjam et al. 2022,
    TOSEM 31(1)).

    Triggers with `advice = true`:

        model = Sequential([Dense(64, input_shape=(8,)), Dense(32, activation="relu")])

    Does not trigger:

        model = Sequential([Dense(64, activation="relu", input_shape=(8,)), Dense(32, activation="relu")])

    A narrow Dense before a wider one may be meant, to save parameters, and is left alone.
    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER503` on the line.
    """
    for _, row, reader in pairs(context):
        if (row.kind, reader.kind) != ("Dense", "Dense"):
            continue
        if activation_of(context, row) is not None or activation_of(context, reader) == "?":
            continue
        units, more = (arguments_of(context, one).get("units") for one in (row, reader))
        if isinstance(units, int) and isinstance(more, int) and units >= more:
            reason = f"Dense({units}) has no activation before Dense({more}) on {context.module.spot(reader.line)}: both are one linear map"
            yield Finding("KER503", reason, place_of(row))
