"""The catalogue of layers as text, Markdown and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from keraslint.layers.catalogue import Entry, Stage, uncovered
from keraslint.layers.examples import Example
from keraslint.layers.generations import GENERATIONS
from keraslint.layers.registered import Registered


def catalogue_text(entries: Sequence[Entry], registered: Sequence[Registered] = ()) -> str:
    """A line for each layer: its name in every generation, and its state; then those registered here."""
    parts = [*_columns(_rows(entries)), "", _totals(entries)]
    if registered:
        parts += ["", *_columns(_registered_rows(registered))]
    return "\n".join(parts) + "\n"


def catalogue_markdown(entries: Sequence[Entry], registered: Sequence[Registered] = ()) -> str:
    """The same as tables in Markdown."""
    parts = [*_markdown_table(_rows(entries)), "", _totals(entries)]
    if registered:
        parts += ["", *_markdown_table(_registered_rows(registered))]
    return "\n".join(parts) + "\n"


def catalogue_data(
    entries: Sequence[Entry], registered: Sequence[Registered] = ()
) -> dict[str, Any]:
    return {
        "version": 1,
        "layers": [_entry_data(entry) for entry in entries],
        "registered": [registered_data(own) for own in registered],
    }


def registered_data(registered: Registered) -> dict[str, Any]:
    """A layer of somebody else's."""
    return {
        "layer": registered.path,
        "signature": registered.call,
        "origin": registered.origin,
        "summary": registered.summary or None,
    }


def registered_text(registered: Registered) -> str:
    """The same to read."""
    origin = f"  registered by {registered.origin}"
    title = ": ".join(filter(None, (registered.path, registered.summary)))
    return f"{title}\n\n  {registered.call}\n{origin}\n"


def _registered_rows(registered: Sequence[Registered]) -> list[list[str]]:
    rows = [[own.path, own.call, own.origin] for own in registered]
    return [["Registered layer", "Signature", "By"], *rows]


def _markdown_table(rows: Sequence[Sequence[str]]) -> list[str]:
    header, *others = rows
    return list(map(_markdown_row, [header, ["---"] * len(header), *others]))


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "layer": entry.kind,
        "names": {generation: list(names) for generation, names in entry.names.items()},
        "covered": not entry.reason,
        "reason": entry.reason or None,
        "summary": entry.summary or None,
    }


def _rows(entries: Sequence[Entry]) -> list[list[str]]:
    shown = [g for g in GENERATIONS if any(g in entry.names for entry in entries)]
    rows = [["Layer", *shown, "State"]]
    for entry in entries:
        names = (", ".join(_other(entry, generation)) for generation in shown)
        rows.append([entry.kind, *names, entry.state])
    return rows


def _other(entry: Entry, generation: str) -> list[str]:
    """Its names there: a tick for the one that it has everywhere."""
    return ["✓" if name == entry.kind else name for name in entry.names.get(generation, ("–",))]


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _totals(entries: Sequence[Entry]) -> str:
    missing = uncovered(entries)
    return f"{len(entries)} layers, {len(entries) - len(missing)} covered, {len(missing)} not."


def layer_text(entry: Entry, stages: Sequence[Stage], example: Example | None) -> str:
    """One layer: what it is, an example with its arithmetic, its signature through the generations."""
    parts = [f"{entry.kind}: {entry.summary or entry.state}"]
    if example is not None:
        parts += ["", *(f"  {name:12} {text}" for name, text in _example_rows(example))]
    for stage in stages:
        parts += ["", stage.title, f"  {stage.call}"]
        parts += [f"  · {change}" for change in stage.changes]
    return "\n".join(parts) + "\n"


def layer_markdown(entry: Entry, stages: Sequence[Stage], example: Example | None) -> str:
    """The same in Markdown."""
    parts = [f"# {entry.kind}", "", entry.summary or entry.state]
    if example is not None:
        parts += ["", "| | |", "|---|---|"]
        parts += [f"| {name} | `{text}` |" for name, text in _example_rows(example)]
    for stage in stages:
        parts += ["", f"## {stage.title}", "", "```python", stage.call, "```"]
        parts += ["", *(f"- {change}" for change in stage.changes)] if stage.changes else []
    return "\n".join(parts) + "\n"


def layer_data(entry: Entry, stages: Sequence[Stage], example: Example | None) -> dict[str, Any]:
    """The same for programs."""
    return {
        "version": 1,
        **_entry_data(entry),
        "example": None if example is None else dict(_example_rows(example)),
        "signatures": [
            {
                "generation": stage.releases[0].generation,
                "releases": [keras.release for keras in stage.releases],
                "signature": stage.call,
                "changes": list(stage.changes),
            }
            for stage in stages
        ],
    }


def _example_rows(example: Example) -> Iterator[tuple[str, str]]:
    yield "example", example.call
    yield "input", example.input_shape
    yield "output", example.output_shape
    if example.formula:
        yield "weights", example.arithmetic
        yield "parameters", f"{example.formula} = {example.params:,}"
    else:
        yield "parameters", "0"
