"""Summaries pasted into the text cells of a notebook, held against the models of its code (KER204).

Of totals without a table the model is known only by where they stand: it is the one that the code cell before them
or the one behind them summarises (KER202).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from keraslint.claims import summaries, totals
from keraslint.claims.sites import Sites, sites_of
from keraslint.claims.tables import tables
from keraslint.findings import Finding
from keraslint.model import Model
from keraslint.patterns import compile_lazily
from keraslint.source.notebook import Note, Notebook
from keraslint.source.text import split_lines
from keraslint.subjects import Subject

_TABLE = compile_lazily(r"params|\(type|\(None")
_MARKUP = compile_lazily(r"^[ \t]*>+|[*`]+|</?[A-Za-z][^<>\n]*>|&nbsp;", re.MULTILINE)


def check(
    notebook: Notebook, subjects: Sequence[Subject], models: Sequence[Model]
) -> Iterator[Finding]:
    """The tables of text cells that differ from the model that they show, placed in their cells."""
    notes = [note for note in notebook.markdown if _TABLE.search(note.text)]
    if not notes:
        return
    sites = sites_of(split_lines(notebook.text), subjects, models)
    for note in notes:
        yield from _of_cell(note, sites, notebook)


def _of_cell(note: Note, sites: Sites, notebook: Notebook) -> Iterator[Finding]:
    """The tables or totals of one cell."""
    line = notebook.line_before(note.cell)
    lines = split_lines(_MARKUP.sub(lambda match: " " * len(match[0]), note.text))
    shown = tables([(number, 0, text) for number, text in enumerate(lines, 1)])
    for table in shown:
        model = summaries.wrongly_shown(table, sites, line + 1, line, notebook.text)
        if model is not None:
            yield _placed(summaries.finding(table, model, sites, note.text, lines), note)
    copied = totals.alone(shown)
    model = _neighbour(note, sites, notebook) if copied is not None else None
    if copied is not None and model is not None:
        if totals.differs(copied, model, sites, notebook.text):
            yield _placed(totals.finding(copied, model, note.text, "text cell"), note)


def _neighbour(note: Note, sites: Sites, notebook: Notebook) -> Model | None:
    """The one model that the code cells next to a text cell summarise."""
    numbers = [cell.number for cell in notebook.cells if cell.source.strip()]
    before = max((number for number in numbers if number < note.cell), default=0)
    behind = min((number for number in numbers if number > note.cell), default=0)
    models = [
        site.model
        for site in sites.sites
        if site.subject.role == "summary"
        and site.model is not None
        and notebook.locate(site.place).cell in (before, behind)
    ]
    return models[0] if len({id(model) for model in models}) == 1 else None


def _placed(found: Finding, note: Note) -> Finding:
    """The finding with its places in the cell."""
    fix = found.fix and replace(found.fix, place=replace(found.fix.place, cell=note.cell))
    return replace(found, place=replace(found.place, cell=note.cell), fix=fix)
