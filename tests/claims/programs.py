"""Small programs around claims, and what keraslint finds in them."""

from __future__ import annotations

import keraslint
from keraslint.findings import Finding
from keraslint.source.text import line_starts

HEAD = """\
from tensorflow.keras import Input, Model, Sequential
from tensorflow.keras.layers import *
"""


def findings(program: str, head: str = HEAD) -> list[Finding]:
    """The findings about claims, errors of the analyser included."""
    report = keraslint.analyze(head + program)
    return [f for f in report.findings if f.code.startswith("KER2") or f.code == "KER001"]


def said(program: str, head: str = HEAD) -> list[str]:
    """The findings as lines of text."""
    return [f"{finding.code} {finding.text}" for finding in findings(program, head)]


def layer_line(layer: str, comment: str, shape: str = "(28, 28, 1)") -> str:
    """A model of one layer with a comment behind it."""
    return f"model = Sequential([Input({shape}),\n    {layer},  {comment}\n])\n"


def fixed(source: str, found: list[Finding]) -> str:
    """The source with every fix applied, the last first."""
    starts = line_starts(source)
    fixes = {f.fix.place: f.fix for f in found if f.fix is not None}
    for place, fix in sorted(fixes.items(), reverse=True):
        start, end = (
            starts[place.line - 1] + place.column,
            starts[place.end_line - 1] + place.end_column,
        )
        source = source[:start] + fix.replacement + source[end:]
    return source
