"""KER402: a call that means something else in this Keras."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.findings import Finding

TWO_SIDES = ("Conv2D", "Convolution2D", "SeparableConv2D", "SeparableConvolution2D")
"""Convolutions to which Keras 1 gave rows and columns of the kernel, one after the other."""


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
        place = subject.place
        if subject.role != "layer" or place.line != place.end_line:
            continue
        line = context.module.lines[place.line - 1]
        found = _sides(line[place.column : place.end_column])
        if found is not None:
            name, filters, rows, columns = found
            yield Finding(
                "KER402",
                f"{name}({filters}, {rows}, {columns}) has strides of {columns} in {keras.generation};"
                f" in Keras 1 it was a kernel of {rows}×{columns}",
                place,
                hint=f"Say {name}({filters}, ({rows}, {columns})), or strides={columns} if they are meant",
            )


def _sides(text: str) -> tuple[str, str, str, str] | None:
    """Class, filters and the two numbers behind them of a call such as Conv2D(32, 3, 3, name="a")."""
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not isinstance(call, ast.Call) or len(call.args) != 3:
        return None
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    filters, rows, columns = call.args
    plain = all(isinstance(n, ast.Constant) and type(n.value) is int for n in (rows, columns))
    if name not in TWO_SIDES or not plain or any(k.arg == "strides" for k in call.keywords):
        return None
    return name, ast.unparse(filters), ast.unparse(rows), ast.unparse(columns)
