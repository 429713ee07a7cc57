"""Models as tables for a pull request or a README."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keraslint.model import Model, Report
from keraslint.report.amounts import count_text, is_frozen, percent, rounded, shape_text, share_of
from keraslint.report.rows import Shown, kerases, shown_rows, whereabouts
from keraslint.report.text import Layout, totals

TITLES = ("Layer (type)", "Output shape", "Param #", "Share", "MACs", "Arithmetic")
SPECIAL = "\\|`*_<>[]"


def markdown_text(reports: Iterable[Report], layout: Layout) -> str:
    """Every model of every file: a heading, a table, and the totals as a list."""
    parts = [_model(report, model, layout) for report in reports for model in report.models]
    return "\n".join(parts)


def _model(report: Report, model: Model, layout: Layout) -> str:
    shown = list(shown_rows(report, model, layout.expand))
    branched = any(line.feeds for line in shown)
    rows = [(*_cells(line, model), *[escaped(", ".join(line.feeds))] * branched) for line in shown]
    titles = [*TITLES, *["Connected to"] * branched]
    heading = f"### {escaped(model.name)} ({model.kind}, {kerases(report)})"
    lines = [
        heading,
        "",
        f"`{whereabouts(report, model)}`",
        "",
        *table(titles, rows, "llrrrll"),
        "",
    ]
    return "\n".join([*lines, *(f"- {escaped(text)}" for text in totals(model, layout.batch)), ""])


def _cells(line: Shown, model: Model) -> tuple[str, ...]:
    row = line.row
    frozen = ", frozen" if is_frozen(row) else ""
    return (
        f"{'&nbsp;&nbsp;' * line.depth}{escaped(row.name)} ({escaped(row.kind)}){frozen}",
        escaped(shape_text(row.output_shape)),
        count_text(row),
        percent(share_of(row, model)),
        rounded(row.macs),
        escaped(row.formula),
    )


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> list[str]:
    """The lines of a table; `sides` says l or r for each column."""
    rule = ["---:" if side == "r" else "---" for side in sides[: len(titles)]]
    return [f"| {' | '.join(cells)} |" for cells in (titles, rule, *rows)]


def escaped(text: str) -> str:
    """Text in which Markdown sees no marks of its own."""
    return "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in " ".join(text.split()))
