"""What Keras would refuse, as findings: the place where a shape does not fit is where it is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from keraslint.checks.check import Context
from keraslint.checks.spelling import correction
from keraslint.findings import Finding, Place
from keraslint.refusals import BadArgument, Refusal

LONGEST_CALL = 40


def refused(context: Context, code: str, kind: type[Refusal]) -> Iterator[Finding]:
    """A finding for each trouble of this kind."""
    for trouble in context.survey.troubles:
        if trouble.kind is kind:
            subject = trouble.subject
            if kind is not BadArgument:  # which says itself what of the arguments is wrong
                subject = _written(context, trouble.place, subject)
            fix = correction(context.module, trouble.place, trouble.spelled)
            yield Finding(code, f"{subject} {trouble.reason}", trouble.place, fix=fix)


def _written(context: Context, place: Place, label: str) -> str:
    """The call that makes the layer, as the source has it, if it is short; else the layer's class."""
    if place.line != place.end_line:
        return label
    text = context.module.part(place)
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return label
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Call):
        call = call.func
    if not isinstance(call, ast.Call) or label != getattr(
        call.func, "id", getattr(call.func, "attr", "")
    ):
        return label
    whole = ast.get_source_segment(text, call) or ""
    short = whole[whole.find(f"{label}(") :] if f"{label}(" in whole else label
    return short if len(short) <= LONGEST_CALL else label
