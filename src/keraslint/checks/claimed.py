"""What the checks of claims share: all of a file's claims are held against its models once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from keraslint.claims.gate import may_claim

if TYPE_CHECKING:
    from keraslint.checks.check import Context
    from keraslint.findings import Finding
    from keraslint.source.module import Module

_FOUND: WeakKeyDictionary[Module, tuple[object, list[Finding]]] = WeakKeyDictionary()


def claimed(context: Context, code: str) -> Iterator[Finding]:
    """The findings of one code."""
    known = _FOUND.get(context.module)
    if known is None or known[0] is not context.survey:
        known = _FOUND[context.module] = (context.survey, _all(context))
    return (finding for finding in known[1] if finding.code == code)


def _all(context: Context) -> list[Finding]:
    """Every finding of every code."""
    module, survey = context.module, context.survey
    if not may_claim(module.text, module.comments, survey.subjects):
        return []
    from keraslint.claims.judgement import findings

    return findings(module.text, module.comments, survey.subjects, survey.models, context.settings)
