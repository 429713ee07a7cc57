"""KER506: units that start equal and stay equal."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import (
    ACTIVATIONS,
    CONVOLUTIONS,
    arguments_of,
    is_written,
    pairs,
    place_of,
)
from keraslint.findings import Finding
from keraslint.model import Row

CONSTANT = frozenset({"zero", "zeros", "Zeros", "one", "ones", "Ones", "constant", "Constant"})
PASSED = ("Activation", "Flatten", "BatchNormalization", *ACTIVATIONS)
"""Layers that treat equal numbers equally."""


@check(
    "KER506",
    "kernels of one number in layers that follow each other",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def equal_units(context: Context) -> Iterator[Finding]:
    """The kernels of two layers in a row start with one and the same number everywhere.

    Why: the units of the first all compute the same, get the same gradient from the second, and stay the same: it is
    worth one unit, however many it has. Random starting values break the symmetry (Goodfellow, Bengio and
    Courville, Deep Learning, section 8.4; keras.io/api/layers/initializers; Nikanjam et al. 2022, TOSEM 31(1)).

    Triggers with `advice = true`:

        model = Sequential([Dense(8, activation="relu", kernel_initializer="zeros", input_shape=(4,)), Dense(3, kernel_initializer="zeros")])

    Does not trigger:

        model = Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(3, kernel_initializer="zeros")])

    One constant kernel between random ones may be meant, as at the end of a residual branch, and is left alone.
    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER506` on the line.
    """
    before = {place_of(reader): row for _, row, reader in pairs(context)}
    for _, row, reader in pairs(context):
        first = row
        while first.kind in PASSED and is_written(first) and place_of(first) in before:
            first = before[place_of(first)]
        start, later = (_constant(context, one) for one in (first, reader))
        units = _units(first)
        if start and later and units is not None and units > 1:
            reason = (
                f"{first.kind} starts with {start} as its kernel, and so does {reader.kind} on {context.module.spot(reader.line)}:"
                f" its {units:,} units stay equal"
            )
            yield Finding("KER506", reason, place_of(first))


def _constant(context: Context, row: Row) -> str | None:
    """The initializer of a layer's kernel, if it gives the same number everywhere."""
    if row.kind != "Dense" and row.kind not in CONVOLUTIONS:
        return None
    given = arguments_of(context, row).get("kernel_initializer")
    return given if isinstance(given, str) and given in CONSTANT else None


def _units(row: Row) -> int | None:
    """How many units or filters a layer has."""
    kernel = next((weight for weight in row.weights if weight.name == "kernel"), None)
    size = kernel.shape[-1] if kernel is not None and kernel.shape else None
    return size if isinstance(size, int) else None
