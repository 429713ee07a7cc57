"""Findings as diagnostics."""

from __future__ import annotations

from lsprotocol import types

from keraslint.language_server.document import Document, Shown

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


def diagnostics(document: Document) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of each of a document's texts, empty for one without any."""
    found: dict[str, list[types.Diagnostic]] = {uri: [] for uri in document.texts}
    for shown in document.findings():
        found[shown.spot.uri].append(diagnostic(shown))
    return found


def diagnostic(shown: Shown) -> types.Diagnostic:
    finding, severity = shown.finding, SEVERITIES[shown.severity]
    return types.Diagnostic(
        shown.spot.range, finding.text, severity, code=finding.code, source="keraslint"
    )
