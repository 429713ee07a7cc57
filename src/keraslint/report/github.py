"""Findings as workflow commands, which GitHub shows beside the changed lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from keraslint.findings import Finding
from keraslint.model import Report
from keraslint.report.ranking import GITHUB_COMMANDS, located, portable, severity


def github_text(reports: Iterable[Report]) -> str:
    """::error file=net.py,line=7,col=9,…::message, a line each."""
    return "".join(f"{_command(report, each)}\n" for report in reports for each in report.findings)


def _command(report: Report, finding: Finding) -> str:
    place = finding.place
    properties = {"file": portable(report.path)}
    if not place.cell:
        properties |= {"line": str(place.line), "col": str(place.column + 1)}
        if place.end_line == place.line and place.end_column > place.column:
            properties |= {"endLine": str(place.end_line), "endColumn": str(place.end_column + 1)}
    properties["title"] = finding.code
    listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    command = GITHUB_COMMANDS.get(severity(finding), "notice")
    return f"::{command} {listed}::{_escaped(f'{finding.code} {located(finding)}')}"


def _escaped(text: str, more: str = "") -> str:
    """As GitHub's own toolkit escapes data, and in properties also colons and commas."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
