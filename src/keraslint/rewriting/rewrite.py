"""Fixes put into a file's bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from keraslint.files import Source
from keraslint.findings import Fix
from keraslint.rewriting.edits import Edit, Positions, edited, smallest
from keraslint.rewriting.encoded import EncodedText, Unwritable
from keraslint.rewriting.notebooks import escapes, stored_sources
from keraslint.source.notebook import is_notebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused:
    """A fix that cannot be made, and why."""

    fix: Fix
    reason: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file after its fixes. A fix that is neither applied nor refused overlaps an applied one: its turn comes
    when the file is read again."""

    source: Source
    applied: tuple[Fix, ...] = ()
    refused: tuple[Refused, ...] = ()


def rewrite(source: Source, fixes: Iterable[Fix]) -> Rewritten:
    """The file with these fixes, of two that overlap the first; every other byte stays as it is."""
    wanted = list(dict.fromkeys(fixes))
    if not wanted:
        return Rewritten(source)
    try:
        encoded = EncodedText(source)
    except Unwritable as error:
        return Rewritten(source, refused=tuple(Refused(fix, str(error)) for fix in wanted))
    edits_of = _in_notebook(source.text) if is_notebook(source.name) else _in_text(source.text)
    applied: list[Fix] = []
    refused: list[Refused] = []
    edits: list[Edit] = []
    for fix in sorted(wanted, key=lambda fix: fix.place):
        try:
            parts = edits_of(fix)
            for part in parts:
                encoded.check(part)
        except Unwritable as error:
            refused.append(Refused(fix, str(error)))
            continue
        if not any(part.overlaps(other) for part in parts for other in edits):
            edits += parts
            applied.append(fix)
    after = replace(source, text=edited(source.text, edits), data=encoded.with_edits(edits))
    return Rewritten(after, tuple(applied), tuple(refused))


def _in_text(text: str) -> Callable[[Fix], list[Edit]]:
    positions = Positions(text)

    def edits(fix: Fix) -> list[Edit]:
        return smallest(text, _found(positions.edit(fix)))

    return edits


def _in_notebook(text: str) -> Callable[[Fix], list[Edit]]:
    cells = stored_sources(text)
    escape = escapes(text)
    positions: dict[int, Positions] = {}

    def edits(fix: Fix) -> list[Edit]:
        number = fix.place.cell
        cell = _found(cells.get(number))
        if number not in positions:
            positions[number] = Positions(cell.text)
        whole = _found(positions[number].edit(fix))
        return [cell.edit(part, escape) for part in smallest(cell.text, whole)]

    return edits


def _found(value: T | None) -> T:
    """The value. Raises Unwritable if there is none: the fix is about another state of the file."""
    if value is None:
        raise Unwritable("the file has no such place")
    return value
