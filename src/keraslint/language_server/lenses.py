"""Code lenses: above every model its total and its share of the budget."""

from __future__ import annotations

from lsprotocol import types

from keraslint.findings import Place
from keraslint.language_server.document import View
from keraslint.language_server.hovers import totals_text
from keraslint.model import Model

SUMMARY = "keraslint.summary"
"""The command behind a lens: the model's table, as `keraslint summary` prints it."""
MOST = 3  # totals in one title


def lenses(view: View, uri: str) -> list[types.CodeLens]:
    """A lens for each call that makes models; one that makes several says what they have."""
    made: dict[Place, list[Model]] = {}
    for model in view.report.models:
        made.setdefault(model.place, []).append(model)
    found = []
    for place, models in made.items():
        spot = view.spot(place)
        if spot is not None and spot.uri == uri:
            command = types.Command(_title(models), SUMMARY, arguments=[uri, spot.range.start.line])
            found.append(types.CodeLens(spot.range, command))
    return found


def models_at(view: View, uri: str, line: int) -> list[Model]:
    """The models that are made on a line (from 0) of a text."""
    spots = ((model, view.spot(model.place)) for model in view.report.models)
    return [
        model
        for model, spot in spots
        if spot is not None and spot.uri == uri and spot.range.start.line == line
    ]


def _title(models: list[Model]) -> str:
    totals = list(dict.fromkeys(totals_text(model) for model in models))
    if len(totals) <= MOST:
        return " | ".join(totals)
    least, most = min(m.at_least for m in models), max(m.at_least for m in models)
    return f"{len(models)} models of {least:,} to {most:,} parameters"
