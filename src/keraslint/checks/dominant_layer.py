"""KER505: one layer holds most of a model."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import pairs, place_of
from keraslint.findings import Finding

SMALLEST = 1_000_000
"""Parameters below which nobody needs to save any."""


@check(
    "KER505",
    "most parameters in the Dense behind a Flatten",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def dominant_layer(context: Context) -> Iterator[Finding]:
    """A Dense that reads a Flatten holds more than half of all parameters, and a million or more.

    Why: every unit reads every place of every channel. Global average pooling instead of the Flatten keeps one number
    for each channel (Lin, Chen and Yan 2013, arXiv:1312.4400, section 3.2).

    Triggers with `advice = true`:

        model = Sequential([Flatten(input_shape=(64, 64, 3)), Dense(128, activation="relu"), Dense(10)])

    Does not trigger:

        model = Sequential([GlobalAveragePooling2D(input_shape=(64, 64, 3)), Dense(128, activation="relu"), Dense(10)])

    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER505` on the line.
    """
    for model, row, reader in pairs(context):
        if (row.kind, reader.kind) != ("Flatten", "Dense"):
            continue
        if reader.params is None or not model.params or reader.params < SMALLEST:
            continue
        if 2 * reader.params > model.params:
            share = round(100 * reader.params / model.params)
            reason = f"Dense holds {reader.params:,} of {model.params:,} parameters ({share} %), being fed by Flatten"
            yield Finding("KER505", reason, place_of(reader))
