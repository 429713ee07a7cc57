"""What the checks of claims share: all of a file's claims are held against its models once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from keraslint.claims import findings

if TYPE_CHECKING:
    from keraslint.checks.check import Context
    from keraslint.findings import Finding
    from keraslint.source.module import Module

_FOUND: WeakKeyDictionary[Module, tuple[object, list[Finding]]] = WeakKeyDictionary()


def claimed(context: Context, code: str) -> Iterator[Finding]:
    """The findings of one code."""
    known = _FOUND.get(context.module)
    if known is None or known[0] is not context.survey:
        survey = context.survey
        found = findings(
            context.module.text,
            context.module.comments,
            survey.subjects,
            survey.models,
            context.settings,
        )
        known = _FOUND[context.module] = (survey, found)
    return (finding for finding in known[1] if finding.code == code)
