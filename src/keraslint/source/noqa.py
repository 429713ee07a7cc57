"""`# noqa` as flake8 reads it, for the front ends that are not flake8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from keraslint.findings import Finding
from keraslint.source.text import split_lines

_NOQA = re.compile(
    r"#\s*noqa(?::\s?(?P<codes>[a-z][a-z0-9]*(?:(?:\s*,\s*|\s+)[a-z][a-z0-9]*)*))?", re.IGNORECASE
)
_WHOLE_FILE = re.compile(r"^\s*#\s*flake8\s*[:=]\s*noqa\s*$", re.IGNORECASE)


def silenced(lines: Sequence[str], line: int, code: str) -> bool:
    """Whether a `# noqa` on this line (from 1) or for the whole file covers the code."""
    if 0 < line <= len(lines):
        match = _NOQA.search(lines[line - 1])
        if match is not None:
            codes = re.split(r"[\s,]+", match["codes"]) if match["codes"] else [""]
            if any(code.upper().startswith(wanted.upper()) for wanted in codes):
                return True
    return any(_WHOLE_FILE.match(text) for text in lines if "flake8" in text)


def audible(findings: Iterable[Finding], text: str, filename: str) -> tuple[Finding, ...]:
    """The findings of a file that no `# noqa` in its text covers; of a notebook, in the text of their cells."""
    found = tuple(findings)
    if not found or "noqa" not in text.lower():
        return found
    from keraslint.source.notebook import cell_lines, is_notebook

    lines = cell_lines(text) if is_notebook(filename) else {0: split_lines(text)}
    return tuple(
        finding
        for finding in found
        if not silenced(lines.get(finding.place.cell, ()), finding.place.line, finding.code)
    )
