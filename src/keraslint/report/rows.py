"""The rows of a model's table, nested models folded into one row or spread out below it."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.model import Model, Report, Row

DEEPEST = 8


def shown_rows(
    report: Report, model: Model, expand: bool = False, depth: int = 0
) -> Iterator[tuple[int, Row]]:
    """(depth, row) of every line; with `expand` the rows of a nested model follow its own row."""
    for row in model.layers:
        yield depth, row
        if expand and row.model is not None and depth < DEEPEST:
            yield from shown_rows(report, report.models[row.model], expand, depth + 1)


def kerases(report: Report) -> str:
    return " or ".join(report.keras)


def whereabouts(report: Report, model: Model) -> str:
    """net.py:7, or book.ipynb:3:7 for line 7 of cell 3."""
    cell = f"{model.place.cell}:" if model.place.cell else ""
    return f"{report.path}:{cell}{model.line}"
