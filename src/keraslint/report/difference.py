"""What changed between two states of the code: as text, as a table for a pull request, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from keraslint.comparison import LayerChange, ModelChange
from keraslint.model import Model, Row
from keraslint.report.amounts import count_text, shape_text, total_text
from keraslint.report.markdown import escaped, table
from keraslint.report.text import Line

VERSION = 1


def difference_lines(changes: Sequence[ModelChange]) -> Iterator[Line]:
    """A line for each model, indented ones for its layers."""
    for change in changes:
        yield (
            (f"{change.path}:{change.name}  ", "bold"),
            (f"{_total(change.before)} → {_total(change.after)}", ""),
            (f"  {growth_text(change.growth)}", _style(change.growth)),
            (f"  {budget_text(change)}", "bold red" if change.crosses_budget else "dim"),
        )
        for layer in change.layers:
            yield (("  ", ""), (f"{_sign(layer)} ", "bold"), (_told(layer), ""))


def difference_markdown(changes: Sequence[ModelChange]) -> str:
    """A table of the models, one of each model's layers folded below it."""
    if not changes:
        return "No model changed.\n"
    rows = [
        (
            f"`{change.path}` {escaped(change.name)}",
            _total(change.before),
            _total(change.after),
            growth_text(change.growth),
            budget_text(change),
        )
        for change in changes
    ]
    lines = table(("Model", "Before", "After", "Change", "Budget"), rows, "lrrrl")
    for change in changes:
        if change.layers:
            summary = f"{change.path}: {change.name}, {len(change.layers)} layers"
            cells = [_cells(layer) for layer in change.layers]
            inner = table(("", "Layer (type)", "Before", "After", "Output shape"), cells, "llrrl")
            summary = summary.replace("&", "&amp;").replace("<", "&lt;")
            lines += ["", f"<details><summary>{summary}</summary>", "", *inner, "", "</details>"]
    return "\n".join([*lines, ""])


def difference_json(changes: Sequence[ModelChange]) -> str:
    """{"version": 1, "models": […]}, one entry for each model that changed."""
    models = [change.to_dict() for change in changes]
    return json.dumps({"version": VERSION, "models": models}, ensure_ascii=False, indent=2) + "\n"


def growth_text(growth: int | None) -> str:
    """+12,544, -3 or ±0; ? where it is not known."""
    return "?" if growth is None else f"{growth:+,}" if growth else "±0"


def budget_text(change: ModelChange) -> str:
    if change.budget is None:
        return ""
    return f"over {change.budget:,}" if change.crosses_budget else f"budget {change.budget:,}"


def _total(model: Model | None) -> str:
    return "-" if model is None else total_text(model)


def _style(growth: int | None) -> str:
    return "" if not growth else "yellow" if growth > 0 else "green"


def _sign(change: LayerChange) -> str:
    return "+" if change.before is None else "-" if change.after is None else "~"


def _count(row: Row | None) -> str:
    return "-" if row is None else count_text(row)


def _named(row: Row) -> str:
    return f"{row.name} ({row.kind})"


def _told(change: LayerChange) -> str:
    """One layer's line: dense (Dense)  1,450 → 2,900  (None, 10) → (None, 20)."""
    before, after = change.before, change.after
    if before is None or after is None:
        row = after or before
        return f"{_named(row)}  {count_text(row)}  {shape_text(row.output_shape)}" if row else ""
    shapes = [shape_text(row.output_shape) for row in (before, after)]
    shown = shapes[0] if shapes[0] == shapes[1] else " → ".join(shapes)
    return f"{_named(after)}  {count_text(before)} → {count_text(after)}  {shown}"


def _cells(change: LayerChange) -> tuple[str, ...]:
    row = change.after or change.before
    assert row is not None
    shape = escaped(shape_text(row.output_shape))
    return _sign(change), escaped(_named(row)), _count(change.before), _count(change.after), shape
