"""A report of a notebook's joined code, told in the notebook's cells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keraslint.findings import Finding, Place
from keraslint.model import Gap, Model, Report, Row

if TYPE_CHECKING:
    from keraslint.source.notebook import Notebook


def in_cells(report: Report, notebook: Notebook) -> Report:
    """The same report with every line counted from the top of its cell, the cell's number beside it; findings in the order of cells."""
    findings = (_finding(finding, notebook) for finding in report.findings)
    return replace(
        report,
        models=tuple(_model(model, notebook) for model in report.models),
        findings=tuple(sorted(findings, key=lambda found: (found.place.cell, found))),
    )


def _model(model: Model, notebook: Notebook) -> Model:
    return replace(
        model,
        place=_place(model.place, notebook),
        unknown=tuple(_gap(gap, notebook) for gap in model.unknown),
        layers=tuple(_row(row, notebook) for row in model.layers),
    )


def _row(row: Row, notebook: Notebook) -> Row:
    place = row.place and _place(row.place, notebook)
    return replace(row, place=place, line=place.line if place else row.line)


def _gap(gap: Gap, notebook: Notebook) -> Gap:
    if gap.line < 1:
        return gap
    cell, line = notebook.place(gap.line)
    return replace(gap, line=line, cell=cell)


def _finding(finding: Finding, notebook: Notebook) -> Finding:
    fix = finding.fix and replace(finding.fix, place=_place(finding.fix.place, notebook))
    return replace(finding, place=_place(finding.place, notebook), fix=fix)


def _place(place: Place, notebook: Notebook) -> Place:
    """The place in its cell; one that has a cell already is in a text cell."""
    return notebook.locate(place) if place.line > 0 and not place.cell else place
