"""Findings as SARIF 2.1.0, which GitHub code scanning and many editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from keraslint import __version__
from keraslint.checks import CHECKS
from keraslint.findings import Finding, Fix, Place
from keraslint.model import Report
from keraslint.report.ranking import SARIF_LEVELS, fingerprinted, located, portable, severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_text(reports: Sequence[Report]) -> str:
    """One run with every code as a rule; fixes stand beside their findings."""
    found = list(fingerprinted(reports))
    rules = sorted(CHECKS)
    results = [_result(report, finding, mark, rules) for report, finding, mark in found]
    driver = {
        "name": "keraslint",
        "version": __version__,
        "rules": [_rule(code) for code in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    check = CHECKS[code]
    return {
        "id": code,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.explanation.split("\n\n")[0]},
        "help": {"text": check.explanation},
        "defaultConfiguration": {"level": SARIF_LEVELS[check.severity]},
    }


def _result(report: Report, finding: Finding, mark: str, rules: list[str]) -> dict[str, Any]:
    artifact = {"uri": quote(portable(report.path))}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if not finding.place.cell:
        physical["region"] = _region(finding.place)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": SARIF_LEVELS[severity(finding)],
        "message": {"text": located(finding)},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"keraslint/v1": mark},
    }
    if finding.code in rules:
        result["ruleIndex"] = rules.index(finding.code)
    if finding.fix and not finding.fix.place.cell:
        result["fixes"] = [_fix(finding.fix, artifact)]
    return result


def _fix(fix: Fix, artifact: dict[str, str]) -> dict[str, Any]:
    replacement = {
        "deletedRegion": _region(fix.place),
        "insertedContent": {"text": fix.replacement},
    }
    changes = [{"artifactLocation": artifact, "replacements": [replacement]}]
    return {"description": {"text": fix.title or "Mend it"}, "artifactChanges": changes}


def _region(place: Place) -> dict[str, int]:
    """Lines and columns from 1, the end exclusive; the end is left out where it is not after the start."""
    region = {"startLine": place.line, "startColumn": place.column + 1}
    if (place.end_line, place.end_column) > (place.line, place.column):
        region |= {"endLine": place.end_line, "endColumn": place.end_column + 1}
    return region
