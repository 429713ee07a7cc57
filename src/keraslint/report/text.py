"""Findings as flake8 prints them, models as Keras's own summary with shares and the arithmetic beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from keraslint.model import Model, Report, Row
from keraslint.report.amounts import (
    bar,
    bytes_text,
    count_text,
    field_text,
    is_frozen,
    percent,
    policies,
    rounded,
    shape_text,
    share_of,
    short,
    total_text,
)
from keraslint.report.rows import Shown, kerases, shown_rows, whereabouts

Line: TypeAlias = tuple[tuple[str, str], ...]
"""A line of text in pieces, each with its style on a terminal ("" for none)."""

BAR = 8
LAYER, SHAPE, SHARE, ARITHMETIC = "Layer (type)", "Output shape", "Share", "Arithmetic"
FEEDS = "Connected to"
GIVING_WAY = (
    (FEEDS, 16),
    (ARITHMETIC, 24),
    (FEEDS, 0),
    (ARITHMETIC, 12),
    (ARITHMETIC, 0),
    (SHARE, 0),
    (LAYER, 20),
    (SHAPE, 12),
)
"""What gives way on a narrow terminal, in this order, and down to which width; 0: it is left out."""


def plain(lines: Iterable[Line]) -> str:
    """The lines without styles."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)


def findings_lines(reports: Iterable[Report]) -> Iterator[Line]:
    """path:line:column: CODE message, a line each."""
    for report in reports:
        for finding in report.findings:
            yield (
                (report.path, "bold"),
                (f":{finding.place.text}: ", "dim"),
                (finding.code, "bold red"),
                (f" {finding.text}", ""),
            )


@dataclass(frozen=True, slots=True)
class Layout:
    """What the table shows.

    expand  nested models spread out below their row
    costs   columns for multiply-accumulates and receptive fields
    batch   how many samples the activations are counted for
    width   the most columns of a line; None for as many as it takes
    """

    expand: bool = False
    costs: bool = False
    batch: int = 1
    width: int | None = None


@dataclass(frozen=True)
class Column:
    """A column: its title, its cells, whether they stand on the right, its style."""

    title: str
    cells: list[str]
    right: bool = False
    style: str = ""

    @cached_property
    def width(self) -> int:
        return max(map(len, (self.title, *self.cells)))

    def cell(self, text: str) -> str:
        return text.rjust(self.width) if self.right else text.ljust(self.width)

    def cut(self, width: int) -> Column:
        return replace(self, cells=[short(text, width) for text in self.cells])


def summary_lines(reports: Iterable[Report], layout: Layout = Layout()) -> Iterator[Line]:
    """Every model of every file as a table."""
    between: list[Line] = []
    for report in reports:
        for model in report.models:
            yield from between
            between = [(("", ""),)]
            yield (
                (whereabouts(report, model), "dim"),
                (f"  {model.name}", "bold"),
                (f" ({model.kind}, {kerases(report)})", ""),
            )
            yield from _table(report, model, layout)


def _table(report: Report, model: Model, layout: Layout) -> Iterator[Line]:
    shown = list(shown_rows(report, model, layout.expand))
    columns = _fitted(_columns(model, shown, layout), layout.width)
    length = _length(columns)
    yield (("─" * length, "dim"),)
    yield _line([(column.cell(column.title), "bold") for column in columns])
    yield (("═" * length, "dim"),)
    for i, line in enumerate(shown):
        quiet = line.row.params == 0
        yield _line([(c.cell(c.cells[i]), "dim" if quiet else c.style) for c in columns])
    yield (("═" * length, "dim"),)
    yield from (((text, ""),) for text in totals(model, layout.batch))
    yield (("─" * length, "dim"),)


def _columns(model: Model, shown: Sequence[Shown], layout: Layout) -> list[Column]:
    rows = [line.row for line in shown]
    found = [
        Column(LAYER, [_named(line.depth, line.row) for line in shown], style="bold"),
        Column(SHAPE, [shape_text(row.output_shape) for row in rows]),
    ]
    if layout.costs:
        fields = [field_text(row) for row in rows]
        if any(text.strip("1×") for text in fields):
            found.append(Column("Field", fields, right=True))
        found.append(Column("MACs", [rounded(row.macs) for row in rows], right=True))
    shares = [share_of(row, model) for row in rows]
    if sum(bool(share) for share in shares) > 1:
        cells = [f"{bar(share, BAR)} {percent(share):>6}" for share in shares]
        found.append(Column(SHARE, cells, style="cyan"))
    counts = [count_text(row) for row in rows]
    found.append(Column("Param #", counts, right=True, style="bold green"))
    found.append(Column(ARITHMETIC, [short(row.formula) for row in rows], style="dim"))
    if any(line.feeds for line in shown):
        found.append(Column(FEEDS, [short(", ".join(line.feeds)) for line in shown]))
    return found


def _length(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + 2 * (len(columns) - 1)


def _fitted(columns: list[Column], width: int | None) -> list[Column]:
    """The columns within this width: what is needed least is cut or left out first."""
    for title, least in GIVING_WAY if width is not None else ():
        excess = _length(columns) - (width or 0)
        if excess <= 0:
            break
        if not least:
            columns = [column for column in columns if column.title != title]
        else:
            columns = [
                column.cut(max(column.width - excess, least)) if column.title == title else column
                for column in columns
            ]
    return columns


def _named(depth: int, row: Row) -> str:
    lead = f"{'  ' * (depth - 1)}└ " if depth else ""
    return f"{lead}{row.name} ({row.kind}){', frozen' if is_frozen(row) else ''}"


def _line(pieces: Sequence[tuple[str, str]]) -> Line:
    spaced = [piece for pair in pieces for piece in (pair, ("  ", ""))]
    return tuple(spaced[:-1])


def totals(model: Model, batch: int = 1) -> Iterator[str]:
    """The lines below the table: counts, costs as far as they are known, and what is not known."""
    yield f"Total params: {total_text(model)}"
    if model.trainable is not None:
        yield f"Trainable params: {model.trainable:,}"
    if model.non_trainable is not None:
        yield f"Non-trainable params: {model.non_trainable:,}"
    if model.costs.memory is not None and model.params:
        yield f"Weights: {bytes_text(model.costs.memory)} ({policies(model)})"
    if model.costs.macs is not None:
        yield f"Multiply-accumulates: {model.costs.macs:,} a sample"
    if model.costs.activations is not None:
        yield f"Activations: {bytes_text(model.costs.activations * batch)} for a batch of {batch:,}"
    for gap in model.unknown:
        cell = f"cell {gap.cell}, " if gap.cell else ""
        yield f"Not known: {gap.reason} ({cell}line {gap.line})"
