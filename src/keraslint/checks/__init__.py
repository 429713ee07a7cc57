"""The checks: one file each. Importing this package declares every code."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from keraslint.checks.check import CHECKS, Check, Context
from keraslint.checks.model_budget import budget_of
from keraslint.source.pragmas import pragmas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keraslint.findings import Finding
    from keraslint.settings import Settings
    from keraslint.source.module import Module
    from keraslint.survey import Survey

for _found in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")


CLAIMS = frozenset(code for code in CHECKS if code.startswith("KER2"))
"""The codes that judge what the source says, not what it does."""


def run_checks(
    module: Module, survey: Survey, settings: Settings, codes: Iterable[str] = CHECKS
) -> list[Finding]:
    """Every finding of every check that the settings want, or of these codes; each once."""
    context = Context(module, survey, settings, pragmas(module.comments))
    findings: list[Finding] = []
    for code in sorted(codes):
        if CHECKS[code].wanted(settings):
            findings.extend(CHECKS[code].function(context))
    return list({(f.code, f.place, f.message): f for f in findings}.values())


__all__ = ["CHECKS", "CLAIMS", "Check", "Context", "budget_of", "run_checks"]
