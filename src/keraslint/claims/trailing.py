"""Comments behind code: they speak of the layer or model of their line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keraslint.claims import guards, other_gru, verdicts
from keraslint.claims.counts import CountClaim
from keraslint.claims.dimensions import ShapeClaim
from keraslint.claims.facts import (
    LayerFact,
    any_of,
    counted,
    interval,
    shape_fits,
    shape_fits_model,
    single,
)
from keraslint.claims.misconceptions import layers as misconceptions
from keraslint.claims.misconceptions.models import Surroundings
from keraslint.claims.sites import MODEL_ROLES, Site, Sites
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding
from keraslint.model import Model


@dataclass(frozen=True, slots=True)
class File:
    """What the checks of claims know of a file."""

    text: str
    sites: Sites
    around: Surroundings = field(default_factory=Surroundings)
    biases: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """What a trailing comment speaks of: the layers of its line, else a model.

    inside  whether the layer's call goes on below: the comment may be about one argument
    """

    layers: tuple[Site, ...] = ()
    model: Site | None = None
    inside: bool = False


def target_of(sites: Sites, line: int) -> Target | None:
    """The layer calls that begin on the line, else those that end there, else the model."""
    begins, ends = sites.by_start.get(line, []), sites.by_end.get(line, [])
    models = [
        site
        for site in (*begins, *ends)
        if site.subject.role in MODEL_ROLES and site.model is not None
    ]
    layers = sites.layers(begins) or sites.layers(ends)
    whole = [
        model
        for model in models
        if model.place.end_line == line and all(model.contains(site) for site in layers)
    ]
    model = _one_model(whole if layers else models)
    if not layers and model is None:
        return None
    inside = bool(layers) and all(site.place.end_line > line for site in layers)
    return Target(tuple(layers), model, inside)


def _one_model(sites: list[Site]) -> Site | None:
    """The one model that all these show."""
    different = {(site.model.place, site.model.params) for site in sites if site.model is not None}
    return sites[-1] if len(different) == 1 else None


def check(statement: Statement, target: Target, file: File) -> Iterator[Finding]:
    """The claims of one trailing comment that do not hold."""
    reading = statement.reading
    for claim in reading.counts:
        yield from _count(statement, claim, target, file)
    if reading.shape is not None:
        yield from _shape(statement, target)


def _count(
    statement: Statement, claim: CountClaim, target: Target, file: File
) -> Iterator[Finding]:
    layers = target.layers
    answers = [any_of([*_layer_answers(statement, claim, site, file)]) for site in layers]
    model = target.model.model if target.model is not None else None
    if model is not None:
        titles = f"{_code_before(statement, file)} {file.sites.making(model)}"
        if not guards.speaks_of_model(statement.reading, model, titles):
            return
        answers.append(other_gru.fits_model(claim, model, file.text))
    if any_of(answers) is not False or _is_a_sum(claim, layers, file):
        return
    if model is not None:
        if claim.named and claim.quantity != "weights":
            yield verdicts.model_count(statement, claim, model, file.around)
        return
    if claim.quantity in ("total", "optimizer"):
        return  # of a model that is not the line's
    fact = _the_weighty(layers, claim)
    if fact is not None and is_certain(claim, fact, file):
        yield verdicts.layer_count(statement, claim, fact, file.biases)


def _layer_answers(
    statement: Statement, claim: CountClaim, site: Site, file: File
) -> Iterator[bool | None]:
    for fact in site.layers:
        if not guards.speaks_of_layer(statement.reading, fact):
            yield None
        else:
            yield other_gru.fits_layer(claim, fact, file.text)
    if not site.layers:
        yield None


def is_certain(claim: CountClaim, fact: LayerFact, file: File) -> bool:
    """Whether a claim that does not fit is one about parameters beyond doubt."""
    if claim.named and claim.quantity != "weights":
        return True
    if not claim.named and (not fact.row.weights or guards.is_a_size(claim, fact)):
        return False
    return misconceptions.is_known(fact, int(claim.value), file.biases)


def _the_weighty(layers: tuple[Site, ...], claim: CountClaim) -> LayerFact | None:
    """The one layer that the claim can be about: the only one with weights, the same in every turn."""
    facts = [fact for site in layers for fact in site.layers]
    weighty = [fact for fact in facts if fact.params != 0] or facts
    sites = [site for site in layers if any(fact in weighty for fact in site.layers)]
    alike = {(fact.params, fact.row.trainable, fact.row.at_least) for fact in weighty}
    return weighty[0] if weighty and len(sites) == 1 and len(alike) == 1 else None


def _is_a_sum(claim: CountClaim, layers: tuple[Site, ...], file: File) -> bool:
    """Whether the count is that of several layers together: those of the line, of all turns, or up to here."""
    limits = interval(claim)
    groups = [[counted(claim, fact.row) for site in layers for fact in site.layers]]
    groups += [[counted(claim, fact.row) for fact in site.layers] for site in layers]
    if any(
        None not in group and sum(count or 0 for count in group) in limits
        for group in groups
        if len(group) > 1
    ):
        return True
    names = {fact.row.name for site in layers for fact in site.layers}
    return any(
        running in limits
        for number in range(len(file.sites.models))
        for sums in [_sums_up_to(file.sites, number, claim)]
        for name in names
        for running in sums.get(name, ())
    )


def _sums_up_to(sites: Sites, number: int, claim: CountClaim) -> dict[str, list[int]]:
    """For each layer's name, what a model's layers from the first one to it have together; as far as that is known."""
    kind = claim.quantity if claim.quantity in ("trainable", "non_trainable") else "params"
    if (number, kind) not in sites.sums:
        found: dict[str, list[int]] = {}
        running = 0
        for row in sites.models[number].layers:
            count = counted(claim, row)
            if count is None:
                break
            running += count
            found.setdefault(row.name, []).append(running)
        sites.sums[number, kind] = found
    return sites.sums[number, kind]


def _shape(statement: Statement, target: Target) -> Iterator[Finding]:
    claim = statement.reading.shape
    if claim is None or claim.form == "single" or _names_others(claim, target):
        return
    if target.inside and not (claim.has_batch or claim.label == "output"):
        return
    if not target.layers:
        yield from _model_shape(statement, target)
        return
    site = target.layers[0]
    answers = [
        any_of(shape_fits(claim, fact, site.names) for fact in site.layers) if site.layers else None
        for site in target.layers
    ]
    if any_of(answers) is not False or not all(map(site.contains, target.layers)):
        return
    if target.model is not None and target.model.model is not None:
        if shape_fits_model(claim, target.model.model, site.names) is not False:
            return
    outputs = {fact.output for fact in site.layers}
    if len(outputs) == 1 and all(
        guards.speaks_of_layer(statement.reading, fact) for fact in site.layers
    ):
        fact = site.layers[0]
        if fact.output is not None:
            yield verdicts.output_shape(
                statement, claim, fact.row.kind, fact.output, fact, site.names
            )


def _names_others(claim: ShapeClaim, target: Target) -> bool:
    """Whether the comment names layers, and not the one of its line."""
    if claim.names is None:
        return False
    word, numbers = claim.names
    names = {f"{word}{number}" for number in numbers} | {f"{word}_{number}" for number in numbers}
    return not any(fact.row.name in names for site in target.layers for fact in site.layers)


def _model_shape(statement: Statement, target: Target) -> Iterator[Finding]:
    claim, site = statement.reading.shape, target.model
    model: Model | None = site.model if site is not None else None
    if claim is None or site is None or model is None or not model.complete:
        return
    output = single(model.output_shape)
    if (
        output is None
        or not claim.has_batch
        or not guards.speaks_of_model(statement.reading, model)
    ):
        return
    if shape_fits_model(claim, model, site.names) is False:
        yield verdicts.output_shape(statement, claim, model.name, output, None, site.names)


def _code_before(statement: Statement, file: File) -> str:
    """What stands on the line before the comment."""
    lines, line = file.sites.lines, statement.line
    return lines[line - 1][: statement.column] if 0 < line <= len(lines) else ""
