"""What notebooks keep of `summary()`: a saved table that the code above it does not give is stale (KER204).

Only the saved state of a notebook that ran from top to bottom is held against its code: where the execution
counts say otherwise, or are not there, the table may be of another state, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from keraslint.claims.alignments import Alignments
from keraslint.claims.summaries import agrees_with_any, compare, difference, is_comparable
from keraslint.claims.tables import Table, tables
from keraslint.findings import Finding
from keraslint.model import Model
from keraslint.source.notebook import Notebook
from keraslint.source.text import split_lines
from keraslint.subjects import Subject


def check(
    notebook: Notebook, subjects: Sequence[Subject], models: Sequence[Model]
) -> Iterator[Finding]:
    """The saved tables that differ from what their own cell's `summary()` would print now."""
    alignments = Alignments()
    states = [subject.model for subject in subjects if subject.model is not None]
    for number, shown in _shown_tables(notebook).items():
        printing = [
            subject
            for subject in subjects
            if subject.role == "summary" and notebook.locate(subject.place).cell == number
        ]
        if len(printing) != len(shown) or not notebook.ran_in_order(number):
            continue
        for table, subject in zip(shown, printing, strict=True):
            model = subject.model
            if model is None or not model.complete or subject.scope or not is_comparable(table):
                continue
            if not agrees_with_any(table, (*models, *states), notebook.text, alignments):
                yield from _stale(table, model, subject, alignments)


def _stale(
    table: Table, model: Model, subject: Subject, alignments: Alignments
) -> Iterator[Finding]:
    comparison = compare(table, model, alignments)
    unread = any(
        row is None for row, _ in comparison.pairs
    )  # a row may be cut so that it is not understood
    if comparison.different and not unread and _is_made_here(model):
        found = difference(table, model, comparison, "the saved output")
        yield replace(found, place=subject.place, hint="Run the cell again")


def _is_made_here(model: Model) -> bool:
    """Whether most layers have a line of their own: another file's may have changed since, and are no stale output."""
    return 2 * len({row.place for row in model.layers}) > len(model.layers)


def _shown_tables(notebook: Notebook) -> dict[int, list[Table]]:
    """The tables that each cell's saved output shows, by the cell's number."""
    texts: dict[int, list[str]] = {}
    for note in notebook.outputs:
        texts.setdefault(note.cell, []).append(note.text)
    found = {}
    for number, parts in texts.items():
        if any("aram" in part for part in parts):
            lines = split_lines("\n".join(parts))
            numbered = [(i, 0, line) for i, line in enumerate(lines, 1)]
            found[number] = [table for table in tables(numbered) if table.is_table]
    return {number: shown for number, shown in found.items() if shown}
