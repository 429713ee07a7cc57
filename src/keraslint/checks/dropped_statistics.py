"""KER504: a Dropout before a BatchNormalization."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import pairs, place_of
from keraslint.findings import Finding


@check(
    "KER504",
    "Dropout before BatchNormalization",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def dropped_statistics(context: Context) -> Iterator[Finding]:
    """A BatchNormalization reads the output of a Dropout directly.

    Why: Dropout changes the variance in training but not in use, so the moving variance that the normalization
    learned does not hold when the model is used (Li et al. 2019, arXiv:1801.05134). Put the Dropout behind it.

    Triggers with `advice = true`:

        model = Sequential([Dropout(0.5, input_shape=(8,)), BatchNormalization()])

    Does not trigger:

        model = Sequential([BatchNormalization(input_shape=(8,)), Dropout(0.5)])

    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER504` on the line.
    """
    for _, row, reader in pairs(context):
        if (row.kind, reader.kind) == ("Dropout", "BatchNormalization"):
            reason = f"Dropout stands before the BatchNormalization on {context.module.spot(reader.line)}, whose statistics it shifts"
            yield Finding("KER504", reason, place_of(row))
