"""`# noqa` as flake8 reads it, for the front ends that are not flake8."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from keraslint.findings import Finding
from keraslint.patterns import compile_lazily
from keraslint.source.text import split_lines

if TYPE_CHECKING:
    from keraslint.model import Report

_NOQA = compile_lazily(
    r"#\s*noqa(?::\s?(?P<codes>[a-z][a-z0-9]*(?:(?:\s*,\s*|\s+)[a-z][a-z0-9]*)*))?", re.IGNORECASE
)
_WHOLE_FILE = compile_lazily(r"\s*#\s*flake8\s*[:=]\s*(noqa\b.*)", re.IGNORECASE)


def silenced(lines: Sequence[str], line: int, code: str) -> bool:
    """Whether a `# noqa` on this line (from 1) or for the whole file covers the code."""
    if 0 < line <= len(lines) and _covers(lines[line - 1], code):
        return True
    whole_file = (_WHOLE_FILE.match(text) for text in lines if "flake8" in text.lower())
    return any(_covers(f"# {match[1]}", code) for match in whole_file if match is not None)


def _covers(text: str, code: str) -> bool:
    """Whether the first `# noqa` of a text covers the code."""
    match = _NOQA.search(text)
    if match is None:
        return False
    codes = re.split(r"[\s,]+", match["codes"]) if match["codes"] else [""]
    return any(code.upper().startswith(wanted.upper()) for wanted in codes)


def audible(findings: Iterable[Finding], text: str, filename: str) -> tuple[Finding, ...]:
    """The findings of a file that no `# noqa` in its text covers; of a notebook, in the text of their cells."""
    found = tuple(findings)
    if not found or "noqa" not in text.lower():
        return found
    from keraslint.source.notebook import cell_lines, is_notebook

    lines = cell_lines(text) if is_notebook(filename) else {0: split_lines(text)}
    searched = {cell: with_whole_strings(lines[cell]) for cell in lines}
    return tuple(
        finding
        for finding in found
        if not silenced(searched.get(finding.place.cell, ()), finding.place.line, finding.code)
    )


def without_silenced(report: Report, text: str) -> Report:
    """The report of this text without what `# noqa` covers; flake8 does the same for the plugin."""
    return replace(report, findings=audible(report.findings, text, report.path))


def with_whole_strings(lines: Sequence[str]) -> list[str]:
    """For each line the text in which its `# noqa` may stand: of a string over several lines, or a continued line, all.

    A text that is not tokens of Python keeps its lines.
    """
    reach, first, last = list(lines), len(lines), 0
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            if token.type in (tokenize.DEDENT, tokenize.ENDMARKER):
                continue
            first, last = min(first, token.start[0] - 1), max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                if last - first > 1:
                    reach[first:last] = ["\n".join(lines[first:last])] * (last - first)
                first, last = len(lines), 0
    except (tokenize.TokenError, SyntaxError):
        return list(lines)
    return reach
