"""KER508: a Dropout before a max pooling."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import pairs, place_of
from keraslint.findings import Finding

POOLINGS = frozenset(f"{stem}{rank}D" for stem in ("MaxPooling", "MaxPool") for rank in (1, 2, 3))


@check(
    "KER508",
    "Dropout before max pooling",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def pooled_dropout(context: Context) -> Iterator[Finding]:
    """A max pooling reads the output of a Dropout directly.

    Why: where the largest value of a window is dropped, the pooling takes the next one: it draws among the values of a
    window in training, and takes the largest in use, for which no scaling makes up (Wu and Gu 2015, arXiv:1512.00242).
    Behind the pooling a Dropout does what its rate says (Nikanjam et al. 2022, TOSEM 31(1)).

    Triggers with `advice = true`:

        model = Sequential([Conv2D(8, 3, input_shape=(28, 28, 1)), Dropout(0.25), MaxPooling2D()])

    Does not trigger:

        model = Sequential([Conv2D(8, 3, input_shape=(28, 28, 1)), MaxPooling2D(), Dropout(0.25)])

    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER508` on the line.
    """
    for _, row, reader in pairs(context):
        if row.kind == "Dropout" and reader.kind in POOLINGS:
            reason = f"Dropout stands before the {reader.kind} on {context.module.spot(reader.line)}, which takes the next value instead"
            yield Finding("KER508", reason, place_of(row))
