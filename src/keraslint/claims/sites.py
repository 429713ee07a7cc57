"""The places of a file that show layers and models, found by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from keraslint.claims.alignments import Alignments
from keraslint.claims.facts import LayerFact
from keraslint.findings import Place
from keraslint.model import Model, Row
from keraslint.patterns import compile_lazily
from keraslint.subjects import Subject

MODEL_ROLES = ("model", "summary", "count_params", "compile", "fit")
_CLOSING = compile_lazily(r"[\s)\]},;:]*\\?(?:#.*)?$")


@dataclass(frozen=True)
class Site:
    """One call or statement with what it shows: layers (one for each time it ran), or a model."""

    subject: Subject
    layers: tuple[LayerFact, ...] = ()
    model: Model | None = None

    @property
    def place(self) -> Place:
        return self.subject.place

    @property
    def is_layer(self) -> bool:
        return self.subject.role in ("layer", "call") or bool(self.subject.rows)

    @property
    def scope(self) -> tuple[str, int]:
        return self.subject.scope, self.subject.scope_line

    @property
    def names(self) -> Mapping[str, int]:
        """What names stand for here, as far as the evaluator says."""
        found = self.subject.details.get("names", {})
        return found if isinstance(found, Mapping) else {}

    @property
    def start(self) -> tuple[int, int]:
        return self.place.line, self.place.column

    def contains(self, other: Site) -> bool:
        mine, its = self.place, other.place
        return (mine.line, mine.column) <= (its.line, its.column) and (
            its.end_line,
            its.end_column,
        ) <= (mine.end_line, mine.end_column)


@dataclass(frozen=True)
class Sites:
    """All sites of a file, and its lines."""

    lines: Sequence[str]
    sites: tuple[Site, ...]
    models: tuple[Model, ...] = ()
    ends: dict[int, int] = field(default_factory=dict)
    sums: dict[tuple[int, str], dict[str, list[int]]] = field(default_factory=dict)
    alignments: Alignments = field(default_factory=Alignments)

    @cached_property
    def by_start(self) -> dict[int, list[Site]]:
        found: dict[int, list[Site]] = {}
        for site in self.sites:
            found.setdefault(site.place.line, []).append(site)
        return found

    @cached_property
    def by_end(self) -> dict[int, list[Site]]:
        found: dict[int, list[Site]] = {}
        for site in self.sites:
            for line in dict.fromkeys((site.place.end_line, self.end_of(site))):
                found.setdefault(line, []).append(site)
        return found

    def end_of(self, site: Site) -> int:
        """The last line of its statement: closing brackets on lines of their own belong to it."""
        if site.subject.statement[1]:
            return (
                site.subject.statement[1]
                if site.is_layer and self._is_last_in_statement(site)
                else site.place.end_line
            )
        line = site.place.end_line
        while site.is_layer and line < len(self.lines) and _only_closes(self.lines[line]):
            line += 1
        return line

    def making(self, model: Model) -> str:
        """The code of the call that makes a model, where it stands in this file."""
        place = model.place
        if not 0 < place.line <= len(self.lines):
            return ""
        last = place.end_column if place.line == place.end_line else None
        return self.lines[place.line - 1][place.column : last]

    def _is_last_in_statement(self, site: Site) -> bool:
        """Whether only closing brackets follow it in its statement."""
        between = self.lines[site.place.end_line : site.subject.statement[1]]
        return all(_only_closes(line) for line in between)

    def layers(self, sites: Iterable[Site]) -> list[Site]:
        """The layers among the sites, the one that computes last first; not those that a wrapper wraps."""
        layers = [site for site in sites if site.is_layer]
        makers = [site for site in layers if site.subject.role == "layer"]
        free = [s for s in layers if not any(o.place != s.place and o.contains(s) for o in makers)]
        called = {site.start for site in free if site.subject.role == "call"}
        found = [s for s in free if s.subject.role == "call" or s.start not in called]
        return sorted({site.place: site for site in found}.values(), key=lambda site: site.start)


def _only_closes(line: str) -> bool:
    return bool(line.strip()) and line.lstrip()[0] in ")]}" and bool(_CLOSING.match(line))


def sites_of(lines: Sequence[str], subjects: Iterable[Subject], models: Iterable[Model]) -> Sites:
    """The sites of a file; layers that are not built yet get what their finished models say of them."""
    models = tuple(models)
    finished: dict[tuple[Place, str], list[Row]] = {}
    for model in models:
        for row in model.layers:
            if row.place is not None:
                finished.setdefault((row.place, row.name), []).append(row)
    made = {model.place: model for model in models}
    return Sites(lines, tuple(_site(subject, finished, made) for subject in subjects), models)


def _site(
    subject: Subject, finished: Mapping[tuple[Place, str], list[Row]], made: Mapping[Place, Model]
) -> Site:
    if subject.role in ("layer", "call") or subject.rows:
        facts = []
        for i, row in enumerate(subject.rows):
            inputs: Any = subject.inputs[i] if i < len(subject.inputs) else None
            fact = LayerFact(row, inputs, subject.arguments)
            if not fact.built and row.place is not None:
                others = finished.get((row.place, row.name), [])
                fact = LayerFact(others[0], inputs, subject.arguments) if len(others) == 1 else fact
            facts.append(fact)
        return Site(subject, tuple(facts))
    model = subject.model
    if model is None and subject.role == "model":
        model = made.get(subject.place)
    return Site(subject, (), model)
