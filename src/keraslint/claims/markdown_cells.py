"""Summaries pasted into the text cells of a notebook, held against the models of its code (KER204)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from keraslint.claims import summaries
from keraslint.claims.sites import Sites, sites_of
from keraslint.claims.tables import tables
from keraslint.findings import Finding, Place
from keraslint.model import Model
from keraslint.source.notebook import Note, Notebook
from keraslint.source.text import split_lines
from keraslint.subjects import Subject

_TABLE = re.compile(r"params|\(type|\(None")
_MARKUP = re.compile(r"^[ \t]*>+|[*`]+|</?[A-Za-z][^<>\n]*>|&nbsp;", re.MULTILINE)


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
    """The tables of one cell."""
    line = notebook.line_before(note.cell)
    lines = split_lines(_MARKUP.sub(lambda match: " " * len(match[0]), note.text))
    for table in tables([(number, 0, text) for number, text in enumerate(lines, 1)]):
        model = summaries.wrongly_shown(table, sites, line + 1, line, notebook.text)
        if model is not None:
            found = summaries.finding(table, model, lines, note.text)
            fix = found.fix and replace(found.fix, place=_in(note, found.fix.place))
            yield replace(found, place=_in(note, found.place), fix=fix)


def _in(note: Note, place: Place) -> Place:
    return replace(place, cell=note.cell)
