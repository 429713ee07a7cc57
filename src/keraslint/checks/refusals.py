"""What Keras would refuse, as findings: the place where a shape does not fit is where it is known."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context
from keraslint.findings import Finding
from keraslint.refusals import Refusal


def refused(context: Context, code: str, kind: type[Refusal]) -> Iterator[Finding]:
    """A finding for each trouble of this kind."""
    for trouble in context.survey.troubles:
        if trouble.kind is kind:
            yield Finding(code, f"{trouble.subject} {trouble.reason}", trouble.place)
