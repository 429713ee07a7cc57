"""A file or notebook that is open in the editor, and what is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from lsprotocol import types

from keraslint.findings import Finding, Place
from keraslint.language_server.text import Change, Text
from keraslint.model import Report


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a document: the file itself, or a code cell of the notebook."""

    uri: str
    text: Text
    version: int | None = None
    language: str = "python"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the terms of the editor: in which text, and where."""

    uri: str
    range: types.Range


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the editor shows it: where it is now, and where its fix would change the text."""

    finding: Finding
    spot: Spot
    severity: str
    fix_spot: Spot | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one analysis said of one revision of a document.

    severities  of the codes in the report: error, warning, information or hint
    """

    revision: int
    parts: Mapping[int, Part]
    report: Report
    severities: Mapping[str, str] = field(default_factory=dict)

    @property
    def unreadable(self) -> bool:
        """Whether the text could not be parsed, as half-typed code cannot."""
        return self.report.unreadable


@dataclass(frozen=True)
class View:
    """An answer over the texts as the editor shows them now.

    What lies on lines that were edited since has no spot any more; the rest moves with its lines.
    """

    answer: Answer
    parts: Mapping[int, Part]

    @property
    def report(self) -> Report:
        return self.answer.report

    def spot(self, place: Place | None) -> Spot | None:
        """Where a place of the report is now."""
        before = self.answer.parts.get(place.cell) if place else None
        if place is None or before is None or place.line < 1:
            return None
        now = self._now.get(before.uri)
        if now is None:
            return None
        moved = place
        if now.text.source != before.text.source:
            found = self._changes[before.uri].moved(place)
            if found is None:
                return None
            moved = found
        return Spot(now.uri, now.text.range(moved))

    @cached_property
    def _now(self) -> dict[str, Part]:
        return {part.uri: part for part in self.parts.values()}

    @cached_property
    def _changes(self) -> dict[str, Change]:
        return {
            part.uri: Change.between(part.text, self._now[part.uri].text)
            for part in self.answer.parts.values()
            if part.uri in self._now
        }


@dataclass
class Document:
    """What is open: its texts as they are, the newest answer, and the newest from a text that could be parsed.

    uri       of the file or of the notebook
    filename  what the analysis calls it: its path where it is a file
    folder    whose settings apply
    texts     its texts by their addresses; a text cell of a notebook has none here
    notebook  the order and the kinds of its cells; None for a file
    """

    uri: str
    filename: str
    folder: str
    texts: dict[str, Part] = field(default_factory=dict)
    notebook: types.NotebookDocument | None = None
    revision: int = 0
    answer: Answer | None = None
    good: Answer | None = None

    @property
    def parts(self) -> dict[int, Part]:
        """The texts by the number of their cell, from 1 among all cells; a file's only text is number 0."""
        if self.notebook is None:
            return dict(enumerate(self.texts.values()))
        numbered = enumerate(self.notebook.cells, 1)
        return {
            number: self.texts[cell.document]
            for number, cell in numbered
            if cell.document in self.texts
        }

    @property
    def source(self) -> str:
        """What is analysed: the file's text, or the notebook as it would be saved."""
        if self.notebook is None:
            return next(iter(self.texts.values())).text.source
        parts = self.parts
        cells = [
            _cell(cell, parts.get(number)) for number, cell in enumerate(self.notebook.cells, 1)
        ]
        metadata: Any = self.notebook.metadata or {}
        book = {"cells": cells, "metadata": metadata, "nbformat": 4}
        return json.dumps(book, default=str)

    def edit(self, uri: str, changes: Any, version: int | None) -> None:
        """Applies the editor's changes to one of the texts; unknown ones are passed over."""
        part = self.texts.get(uri)
        if part is not None:
            self.texts[uri] = replace(part, text=part.text.edited(changes), version=version)

    def accept(self, answer: Answer) -> None:
        """Keeps an answer."""
        self.answer = answer
        if not answer.unreadable or self.good is None:
            self.good = answer

    @property
    def view(self) -> View | None:
        """The newest answer that came from a text that could be parsed."""
        return View(self.good, self.parts) if self.good else None

    def findings(self) -> Iterator[Shown]:
        """The findings that are still in place.

        While the code is half-typed these are why it cannot be read, and what was found before elsewhere.
        """
        answers = [self.answer, self.good if self.good is not self.answer else None]
        for answer in filter(None, answers):
            view = View(answer, self.parts)
            for finding in answer.report.findings:
                spot = view.spot(finding.place)
                if spot is not None:
                    severity = answer.severities.get(finding.code, "warning")
                    fix_spot = view.spot(finding.fix.place) if finding.fix else None
                    yield Shown(finding, spot, severity, fix_spot)


def _cell(cell: types.NotebookCell, part: Part | None) -> dict[str, Any]:
    """A cell as notebooks are stored."""
    if part is None or cell.kind is not types.NotebookCellKind.Code:
        return {"cell_type": "markdown", "metadata": {}, "source": ""}
    return {
        "cell_type": "code",
        "language": part.language,
        "metadata": {},
        "outputs": [],
        "source": part.text.source,
    }
