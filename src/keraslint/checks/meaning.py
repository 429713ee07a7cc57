"""KER402: a call that means something else in this Keras."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.checks.check import Context, check
from keraslint.findings import Finding
from keraslint.source.evidence import Evidence

TWO_SIDES = ("Conv2D", "Convolution2D", "SeparableConv2D", "SeparableConvolution2D")
"""Convolutions to which Keras 1 gave rows and columns of the kernel, one after the other."""
TODAY = frozenset(
    {
        "data_format",
        "dilation_rate",
        "kernel_initializer",
        "kernel_regularizer",
        "padding",
        "strides",
        "use_bias",
    }
)
"""Keywords of whoever calls it as Keras does since 2."""


@check("KER402", "the call means something else in this Keras")
def other_meaning(context: Context) -> Iterator[Finding]:
    """A convolution is called as Keras 1 had it, and this Keras takes the third number as strides.

    Why: `Convolution2D(32, 3, 3)` was a kernel of 3×3 in Keras 1. tf.keras and Keras 3 take it without complaint
    as a kernel of 3×3 moved by strides of 3: another model, with a ninth of the positions.

    Triggers, where spellings of Keras 1 stand in the file:

        model = Sequential([Convolution2D(32, 3, 3, input_shape=(28, 28, 1))])

    Does not trigger:

        model = Sequential([Conv2D(32, (3, 3), input_shape=(28, 28, 1))])

    `Conv2D(64, 3, 2)` is ordinary today and reported only beside spellings of Keras 1. Silence it with
    `# noqa: KER402`, or say what is meant: `Conv2D(32, (3, 3))` or `Conv2D(32, 3, strides=3)`.
    """
    keras = context.survey.keras
    if not (keras.tf or keras.three) or not context.module.evidence.keras1:
        return
    for subject in context.survey.subjects:
        found = _sides(context.module.part(subject.place)) if subject.role == "layer" else None
        if found is not None and _is_of_keras1(found, context):
            rows, columns = found.rows, found.columns
            yield Finding(
                "KER402",
                f"{found.name}({found.filters}, {rows}, {columns}) has strides of {columns} in {keras.generation};"
                f" in Keras 1 it was a kernel of {rows}×{columns}",
                subject.place,
                hint=f"Say {found.name}({found.filters}, ({rows}, {columns})), or strides={columns} if they are meant",
            )


@dataclass(frozen=True, slots=True)
class Sides:
    """A call such as Conv2D(32, 3, 3, name="a"): the class, the filters, the two numbers behind them."""

    name: str
    filters: str
    rows: int
    columns: int


def _is_of_keras1(call: Sides, context: Context) -> bool:
    """Whether more than this form of call shows that the file was written for Keras 1.

    The name Convolution2D, which Keras 3 still has, shows it only where the two numbers are the same.
    """
    if call.rows == call.columns and call.name.startswith("Convolution"):
        return True
    return Evidence(context.module.text.replace("Convolution", "")).keras1


def _sides(text: str) -> Sides | None:
    """The parts of a call that may be one of Keras 1; a kernel of one point means the same in both."""
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Call):
        call = call.func
    if not isinstance(call, ast.Call) or len(call.args) != 3:
        return None
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    sides = [n.value if isinstance(n, ast.Constant) else None for n in call.args[1:]]
    if name not in TWO_SIDES or TODAY & {keyword.arg for keyword in call.keywords}:
        return None
    rows, columns = sides
    if type(rows) is not int or type(columns) is not int or rows == columns == 1:
        return None
    return Sides(name, ast.unparse(call.args[0]), rows, columns)
