"""KER501: a bias that a normalization takes out again."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.neighbours import CONVOLUTIONS, arguments_of, neighbours
from keraslint.findings import Finding


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
    for model in context.survey.models:
        for row, follower in neighbours(model):
            if follower.kind != "BatchNormalization" or row.kind not in ("Dense", *CONVOLUTIONS):
                continue
            given = arguments_of(context, row)
            bias = next((weight for weight in row.weights if weight.name == "bias"), None)
            later = arguments_of(context, follower) or {}
            if (
                given is None
                or bias is None
                or row.place is None
                or later.get("center") is not True
            ):
                continue
            if given.get("activation", "?") not in (None, "linear"):
                continue
            size = bias.shape[0]
            if isinstance(size, int):
                reason = f"{row.kind} has a bias of {size:,} parameters that BatchNormalization subtracts again"
                yield Finding("KER501", reason, row.place, hint="Say use_bias=False")
