"""Findings as a GitLab Code Quality report, which GitLab shows in a merge request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from keraslint.findings import Finding
from keraslint.model import Report
from keraslint.report.ranking import GITLAB_SEVERITIES, fingerprinted, located, portable, severity


def gitlab_text(reports: Iterable[Report]) -> str:
    """A list with one entry a finding."""
    entries = [_entry(report, finding, mark) for report, finding, mark in fingerprinted(reports)]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _entry(report: Report, finding: Finding, mark: str) -> dict[str, Any]:
    refused = finding.code.startswith("KER3")
    return {
        "description": f"{finding.code} {located(finding)}",
        "check_name": finding.code,
        "fingerprint": mark,
        "severity": "critical" if refused else GITLAB_SEVERITIES.get(severity(finding), "info"),
        "location": {
            "path": portable(report.path),
            "lines": {"begin": 1 if finding.place.cell else finding.place.line},
        },
    }
