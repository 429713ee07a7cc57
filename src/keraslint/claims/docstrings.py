"""Totals in docstrings: they speak of the one model of their module, class or function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keraslint.claims import guards, other_gru, verdicts
from keraslint.claims.gate import TOTAL
from keraslint.claims.grammar import read
from keraslint.claims.prose import Prose
from keraslint.claims.sites import Sites
from keraslint.claims.trailing import File
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding
from keraslint.model import Model
from keraslint.patterns import compile_lazily

_ONLY_SELF = compile_lazily(r"(?:self|cls)?\s*,?")


def check(prose: Prose, file: File) -> Iterator[Finding]:
    """The totals of a docstring that are not its model's."""
    if not prose.kind or not any(TOTAL.search(text) for _, _, text in prose.lines):
        return
    model = _model_of(prose, file)
    if model is None:
        return
    statements = [
        Statement(text, line, column, read(text), "docstring")
        for line, column, text in prose.lines
        if TOTAL.search(text)
    ]
    claims = [
        (s, c)
        for s in statements
        for c in s.reading.counts
        if c.named and c.quantity in ("params", "total", "trainable", "non_trainable")
    ]
    for quantity in dict.fromkeys(claim.quantity for _, claim in claims):
        same = [(statement, claim) for statement, claim in claims if claim.quantity == quantity]
        if len({claim.value for _, claim in same}) > 1:
            continue  # of several models or parts
        statement, claim = same[0]
        if statement.reading.layers - {"conv", "dense"} or not guards.speaks_of_model(
            statement.reading, model, prose.owner
        ):
            continue
        if other_gru.fits_model(claim, model, file.text) is False and not _of_a_layer(
            claim.value, model
        ):
            yield verdicts.model_count(statement, claim, model, file.around)


def _of_a_layer(value: object, model: Model) -> bool:
    return any(value in (row.params, row.trainable) for row in model.layers)


def _model_of(prose: Prose, file: File) -> Model | None:
    """The model that the docstring is about; None if that is not certain."""
    if prose.kind == "module":
        return file.sites.models[0] if len(file.sites.models) == 1 else None
    if prose.kind == "class":
        return _model_of_class(prose, file)
    if prose.kind != "function":
        return None
    made = {
        id(s.model): s
        for s in file.sites.sites
        if s.subject.role == "model"
        and s.model is not None
        and s.subject.scope_line == prose.owner_line
    }
    if len(made) != 1:
        return None
    site = next(iter(made.values()))
    with_defaults = site.subject.details.get(
        "default_arguments", _ONLY_SELF.fullmatch(prose.signature) is not None
    )
    return site.model if with_defaults else None


def _model_of_class(prose: Prose, file: File) -> Model | None:
    """The model that a class is, else the one that it makes, with default arguments; None if there are several."""
    lines = file.sites.lines
    last = _end_of_block(prose.owner_line, lines)
    made = [s for s in file.sites.sites if s.subject.role == "model" and s.model is not None]
    instances = [model for model in file.sites.models if _is_instance(model, prose, file.sites)]
    parts = [
        site.model
        for site in made
        if site.model is not None
        and prose.owner_line < site.place.line <= last
        and site.subject.details.get("default_arguments", True)
    ]
    found = instances or parts
    return found[0] if found and len({model.params for model in found}) == 1 else None


def _is_instance(model: Model, prose: Prose, sites: Sites) -> bool:
    """Whether the model is an object of the class, made without arguments, or the class itself at its defaults."""
    if model.kind != "subclassed":
        return False
    called = sites.making(model) == f"{prose.owner}()"
    return called or model.place.line == prose.owner_line


def _end_of_block(first: int, lines: Sequence[str]) -> int:
    """The last line of the block that a class's first line heads."""
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    for number in range(first, len(lines)):
        text = lines[number]
        if text.strip() and len(text) - len(text.lstrip()) <= indent and text.strip()[0] != ")":
            return number
    return len(lines)
