"""KER501: a bias that a normalization takes out again."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import (
    CONVOLUTIONS,
    activation_of,
    arguments_of,
    pairs,
    place_of,
)
from keraslint.findings import Finding
from keraslint.model import Row


@check(
    "KER501",
    "bias before BatchNormalization",
    severity="hint",
    wanted=lambda settings: settings.advice,
)
def wasted_bias(context: Context) -> Iterator[Finding]:
    """A Dense or convolution has a bias, and a BatchNormalization directly behind it subtracts it again.

    Why: the normalization subtracts the mean, and with it the bias; its own beta shifts instead (Ioffe and
    Szegedy 2015, arXiv:1502.03167, section 3.2). With `use_bias=False` the parameters are saved.

    Triggers with `advice = true`:

        model = Sequential([Dense(64, input_shape=(8,)), BatchNormalization(), Activation("relu")])

    Does not trigger:

        model = Sequential([Dense(64, use_bias=False, input_shape=(8,)), BatchNormalization(), Activation("relu")])

    Off unless advice is wanted (`advice = true`, `--keras-advice`). Silence it with `# noqa: KER501` on the line.
    """
    for _, row, reader in pairs(context):
        if reader.kind != "BatchNormalization" or row.kind not in ("Dense", *CONVOLUTIONS):
            continue
        bias = next((weight for weight in row.weights if weight.name == "bias"), None)
        if bias is None or activation_of(context, row) is not None:
            continue
        size = bias.shape[0]
        if isinstance(size, int) and _is_over_channels(context, row, reader):
            reason = f"{row.kind} has a bias of {size:,} parameters that BatchNormalization subtracts again"
            yield Finding("KER501", reason, place_of(row), hint="Say use_bias=False")


def _is_over_channels(context: Context, row: Row, reader: Row) -> bool:
    """Whether the normalization has a mean and a shift for each number of the bias."""
    given, later = arguments_of(context, row), arguments_of(context, reader)
    shape = row.output_shape
    if later.get("center") is not True or not isinstance(shape, tuple):
        return False
    first = given.get("data_format", "channels_last") == "channels_first"
    axis = later.get("axis")
    channels = 1 if first else len(shape) - 1
    return isinstance(axis, int) and axis % len(shape) == channels
