"""How grave a finding is in the words of each format, and what stays the same of it when lines move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from keraslint.checks import CHECKS
from keraslint.findings import Finding
from keraslint.model import Report

SARIF_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
GITHUB_COMMANDS = {"error": "error", "warning": "warning", "information": "notice"}
GITLAB_SEVERITIES = {"error": "major", "warning": "minor", "information": "info"}


def severity(finding: Finding) -> str:
    """error, warning, information or hint, as the check declares it."""
    return CHECKS[finding.code].severity if finding.code in CHECKS else "warning"


def portable(path: str) -> str:
    """The path with slashes; below the current folder relative to it, as code hosts want it."""
    pure = PurePath(path)
    if pure.is_absolute():
        import os

        below = os.path.relpath(path)
        pure = pure if below.startswith("..") else PurePath(below)
    return pure.as_posix()


def located(finding: Finding) -> str:
    """The message; in a notebook, whose file has other lines, with its cell and line before it."""
    place = finding.place
    return f"cell {place.cell}, line {place.line}: {finding.text}" if place.cell else finding.text


def fingerprinted(reports: Iterable[Report]) -> Iterator[tuple[Report, Finding, str]]:
    """Each finding with a fingerprint that does not depend on its line; equal findings of a file are counted."""
    for report in reports:
        seen: Counter[str] = Counter()
        for finding in report.findings:
            text = f"{portable(report.path)}\0{finding.code}\0{finding.text}"
            seen[text] += 1
            yield report, finding, hashlib.sha256(f"{text}\0{seen[text]}".encode()).hexdigest()
