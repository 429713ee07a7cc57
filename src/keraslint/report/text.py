"""Findings as flake8 prints them, models as Keras's own summary with the arithmetic beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from keraslint.model import Model, Report, Row, Shapes

WIDEST_FORMULA = 60

Line: TypeAlias = tuple[tuple[str, str], ...]
"""A line of text in pieces, each with its style on a terminal ("" for none)."""


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


def summary_text(reports: Iterable[Report]) -> str:
    """Every model of every file as a table."""
    parts: list[str] = []
    for report in reports:
        for model in report.models:
            keras = " or ".join(report.keras)
            cell = f"{model.place.cell}:" if model.place.cell else ""
            parts.append(
                f"{report.path}:{cell}{model.line}  {model.name} ({model.kind}, {keras})\n{_table(model)}"
            )
    return "\n".join(parts)


def _table(model: Model) -> str:
    rows = [
        (
            f"{row.name} ({row.kind})",
            shape_text(row.output_shape),
            count_text(row),
            short(row.formula),
        )
        for row in model.layers
    ]
    header = ("Layer (type)", "Output shape", "Param #", "Arithmetic")
    widths = [max(len(line[i]) for line in [header, *rows]) for i in range(4)]
    rule = "─" * (sum(widths) + 6)
    lines = [
        rule,
        _line(header, widths),
        "═" * len(rule),
        *(_line(row, widths) for row in rows),
        "═" * len(rule),
    ]
    return "\n".join([*lines, *_totals(model), rule]) + "\n"


def _line(cells: tuple[str, str, str, str], widths: list[int]) -> str:
    layer, shape, count, formula = cells
    return f"{layer:{widths[0]}}  {shape:{widths[1]}}  {count:>{widths[2]}}  {formula}".rstrip()


def _totals(model: Model) -> Iterator[str]:
    if model.params is not None:
        yield f"Total params: {model.params:,}"
    else:
        yield f"Total params: at least {model.at_least:,}"
    if model.trainable is not None:
        yield f"Trainable params: {model.trainable:,}"
    if model.non_trainable is not None:
        yield f"Non-trainable params: {model.non_trainable:,}"
    for gap in model.unknown:
        cell = f"cell {gap.cell}, " if gap.cell else ""
        yield f"Not known: {gap.reason} ({cell}line {gap.line})"


def count_text(row: Row) -> str:
    """The count; where it is not known, what is proven of it."""
    if row.params is not None:
        return f"{row.params:,}"
    return f"≥ {row.at_least:,}" if row.at_least else "?"


def shape_text(shape: Shapes) -> str:
    """(None, 26, 26, 32), or several in brackets."""
    if shape is None:
        return "?"
    if shape and all(isinstance(part, tuple) for part in shape):
        return f"[{', '.join(shape_text(part) for part in shape)}]"  # type: ignore[arg-type]
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def short(formula: str) -> str:
    return formula if len(formula) <= WIDEST_FORMULA else formula[: WIDEST_FORMULA - 1] + "…"
