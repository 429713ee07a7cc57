"""Inlay hints: behind every layer its output shape and its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lsprotocol import types

from keraslint.findings import Place
from keraslint.language_server.document import View
from keraslint.model import Row
from keraslint.report.amounts import count_text, shape_text

MOST = 10  # lines of a tooltip


def hints(view: View, uri: str, lines: types.Range) -> list[types.InlayHint]:
    """The hints on these lines of a text, `(None, 26, 26, 32) · 320`, one for each call that makes layers."""
    made = {place: rows for place, rows in _rows(view).items() if not _tells_a_lens(place, view)}
    on_line = Counter((place.cell, place.end_line) for place in made)
    found = []
    for place, rows in made.items():
        shown = place if on_line[place.cell, place.end_line] > 1 else _behind(place, view)
        spot = view.spot(shown)
        if spot is None or spot.uri != uri:
            continue
        end = spot.range.end
        if lines.start.line <= end.line <= lines.end.line:
            found.append(types.InlayHint(end, _label(rows), tooltip=_tip(rows), padding_left=True))
    return sorted(found, key=lambda hint: (hint.position.line, hint.position.character))


def _rows(view: View) -> dict[Place, list[Row]]:
    """The different rows of each place."""
    found: dict[Place, dict[Row, None]] = {}
    for model in view.report.models:
        for row in model.layers:
            if row.place is not None:
                found.setdefault(row.place, {})[row] = None
    return {place: list(rows) for place, rows in found.items()}


def _tells_a_lens(place: Place, view: View) -> bool:
    """Whether a call makes a whole model with all its layers: then the lens above it is enough."""
    return any(
        model.place == place and any(row.place == place for row in model.layers)
        for model in view.report.models
    )


def _behind(place: Place, view: View) -> Place:
    """The place stretched to the end of the code on its line, so that a hint stands behind `)(x)`."""
    part = view.answer.parts.get(place.cell)
    if part is None:
        return place
    line = part.text.line(place.end_line - 1)
    rest = line[place.end_column :].partition("#")[0].rstrip()
    if any(sign in rest for sign in "\"'"):  # what follows may be a text with a # in it
        return place
    return replace(place, end_column=place.end_column + len(rest))


def _label(rows: list[Row]) -> str:
    """What one row says; of several made by one call what they share, and the range of the rest."""
    shapes = list(dict.fromkeys(shape_text(row.output_shape) for row in rows))
    ordered = sorted(rows, key=lambda row: row.at_least)
    counts = list(dict.fromkeys((count_text(ordered[0]), count_text(ordered[-1]))))
    shape = shapes[0] if len(shapes) == 1 else f"{shapes[0]} … {shapes[-1]}"
    return f"{shape} · {' … '.join(counts)}"


def _tip(rows: list[Row]) -> str | None:
    """The arithmetic."""
    return "\n".join(list(dict.fromkeys(_arithmetic(rows)))[:MOST]) or None


def _arithmetic(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if row.formula and row.params:
            yield f"{row.params:,} = {row.formula}"
