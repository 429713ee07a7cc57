"""Comments that state a layer's output shape and count, or a model's total, written behind the code they are about.

    model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))  # output (None, 26, 26, 32) · 320 params
    model = Model(inputs, outputs)                     # total 154,798 params

What is written is certain and is read back as a claim: from then on a change that makes it untrue is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from keraslint.analysis import failed, understand
from keraslint.claims.facts import LayerFact, single
from keraslint.claims.sites import Site, Sites, sites_of
from keraslint.claims.trailing import target_of
from keraslint.findings import Fix, Place
from keraslint.model import Model, Report, ShapeRow
from keraslint.patterns import compile_lazily
from keraslint.settings import Settings
from keraslint.source.comments import Comment, continued_lines
from keraslint.source.module import Module
from keraslint.source.noqa import silenced

CODES = ("KER201", "KER202", "KER203")
"""A line on which one of these is silenced is left alone."""
_SHAPE = r"\((?:None|\d+)(?:, (?:None|\d+))*,?\)"
_COUNT = r"\d[\d,]* params?"
_OWN = compile_lazily(
    rf"#\s*(?:total (?P<total>{_COUNT})|output (?P<shape>{_SHAPE})(?:\s*[·;]\s*(?P<count>{_COUNT}))?|(?P<alone>{_COUNT}))\s*(?=#|$)"
)


@dataclass(frozen=True, slots=True)
class Style:
    """What is written: layers' shapes, layers' counts, models' totals. What is there already is kept up to date."""

    shapes: bool = True
    counts: bool = True
    totals: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What is certain of one line: the shape and count of its layer, or the total of its model."""

    shape: str = ""
    count: str = ""
    total: str = ""

    def written(self, style: Style, old: re.Match[str] | None, plain: bool) -> str:
        """The comment, "" for none: what the style wants, and what stood there, each as it is now.

        A part of the old comment on which nothing is certain stays as it is. `plain` asks for ASCII.
        """
        was = old.groupdict("") if old else {}
        if self.total or was.get("total"):
            total = self.total if style.totals or was.get("total") else ""
            return f"# total {total or was.get('total')}" if total or was.get("total") else ""
        shape = self.shape if style.shapes or was.get("shape") else ""
        old_count = was.get("count") or was.get("alone", "")
        count = self.count if style.counts or old_count else ""
        shape, count = shape or was.get("shape", ""), count or old_count
        parts = [f"output {shape}"] * bool(shape) + [count] * bool(count)
        return f"# {('; ' if plain else ' · ').join(parts)}" if parts else ""


def annotate(
    source: str, filename: str, settings: Settings, style: Style
) -> tuple[Report, list[Fix]]:
    """The comments to be added and updated as changes, and a report on what could not be read."""
    try:
        understood = understand(source, filename, settings)
        if understood is None:
            return Report(filename), []
        module, survey = understood.module, understood.survey
        sites = sites_of(module.lines, survey.subjects, survey.models)
        fixes = list(_fixes(module, sites, style))
    except Exception as error:
        return failed(error, filename), []
    book = module.notebook
    if book is not None:
        fixes = [replace(fix, place=book.locate(fix.place)) for fix in fixes]
    return Report(filename), fixes


def _fixes(module: Module, sites: Sites, style: Style) -> Iterator[Fix]:
    """One change for each line that does not say what it should."""
    comments = {comment.line: comment for comment in module.comments}
    closed = continued_lines(module.text)
    plain = module.python2 and module.text.isascii()
    for line, note in sorted(_notes(sites).items()):
        comment = comments.get(line)
        taken = any(silenced(module.lines, line, code) for code in CODES)
        if taken or line in closed or comment and not comment.trailing:
            continue
        old = _OWN.search(comment.text) if comment else None
        new = note.written(style, old, plain)
        if new and (old is None or old[0].rstrip() != new):
            yield _fix(module.lines[line - 1], line, comment, old, new)


def _fix(text: str, line: int, comment: Comment | None, old: re.Match[str] | None, new: str) -> Fix:
    """The change that puts a comment behind a line, or in the place of our own one there."""
    if comment is not None and old is not None:
        start = comment.column + old.start()
        place = Place(line, start, line, start + len(old[0].rstrip()))
        return Fix(place, new, f"Update the comment to {new[2:]}")
    end = len(text.rstrip(" \t\f"))
    return Fix(Place(line, end, line, len(text)), f"  {new}", f"Add the comment {new}")


def _notes(sites: Sites) -> dict[int, Note]:
    """What can be said on each line."""
    notes: dict[int, Note] = {}
    layers = [site for site in sites.sites if site.is_layer]
    made = {site.start for site in layers if site.subject.role == "layer"}
    for site in sites.layers(layers):
        if _is_input(site):
            continue
        line = _line_for(site, sites) if site.start in made else None
        note = _of_layers(site.layers)
        if line is not None and note != Note():
            notes[line] = note
    for place, models in _by_place(sites.models).items():
        line = place.end_line
        target = target_of(sites, line)
        layers_end = target and any(site.place.end_line == line for site in target.layers)
        if target and not layers_end and target.model and target.model.place == place:
            note = _of_models(models)
            if note != Note():
                notes.setdefault(line, note)
    return notes


def _line_for(site: Site, sites: Sites) -> int | None:
    """The line whose comment speaks of this layer and of nothing else: where its call or its statement ends."""
    for line in dict.fromkeys((site.place.end_line, sites.end_of(site))):
        target = target_of(sites, line)
        if target is None or target.model is not None or target.inside:
            continue
        if [other for other in target.layers if not _is_input(other)] == [site]:
            return line
    return None


def _is_input(site: Site) -> bool:
    """An input only repeats its arguments."""
    return any(fact.row.kind.startswith("Input") for fact in site.layers)


def _of_layers(facts: Iterable[LayerFact]) -> Note:
    """What all layers agree on that the line makes."""
    found = list(facts)
    if not found or any(not fact.built for fact in found):
        return Note()
    shapes = {_shape(single(fact.row.output_shape)) for fact in found}
    counts = {fact.params for fact in found}
    count = next(iter(counts)) if len(counts) == 1 else None
    return Note(
        next(iter(shapes)) if len(shapes) == 1 else "", "" if count is None else _count(count)
    )


def _of_models(models: Iterable[Model]) -> Note:
    """The total that all models agree on that the line makes."""
    totals = {model.params if model.complete else None for model in models}
    total = next(iter(totals)) if len(totals) == 1 else None
    return Note(total="" if total is None else _count(total))


def _by_place(models: Iterable[Model]) -> dict[Place, list[Model]]:
    found: dict[Place, list[Model]] = {}
    for model in models:
        found.setdefault(model.place, []).append(model)
    return found


def _shape(shape: ShapeRow | None) -> str:
    """(None, 26, 26, 32); "" if not every size is known."""
    if not shape or any(isinstance(axis, str) for axis in shape):
        return ""
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


def _count(count: int) -> str:
    return f"{count:,} param{'s' * (count != 1)}"
