"""The rows of a model's table, nested models folded into one row or spread out below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.model import Model, Report, Row

DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a model's table.

    depth  how many models it is nested in
    feeds  the names of the rows that feed it; none for a row that is fed by the line above it alone
    """

    depth: int
    row: Row
    feeds: tuple[str, ...] = ()


def shown_rows(
    report: Report, model: Model, expand: bool = False, depth: int = 0
) -> Iterator[Shown]:
    """Every line; with `expand` the rows of a nested model follow its own row."""
    above: int | None = None
    for i, row in enumerate(model.layers):
        feeds = () if row.inputs == (above,) else row.inputs
        yield Shown(depth, row, tuple(model.layers[source].name for source in feeds))
        above = i
        if expand and row.model is not None and depth < DEEPEST:
            yield from shown_rows(report, report.models[row.model], expand, depth + 1)
            above = None


def kerases(report: Report) -> str:
    return " or ".join(report.keras)


def whereabouts(report: Report, model: Model) -> str:
    """net.py:7, or book.ipynb:3:7 for line 7 of cell 3."""
    cell = f"{model.place.cell}:" if model.place.cell else ""
    return f"{report.path}:{cell}{model.line}"
