"""Comments on lines of their own: they speak of the layers or the model above or below.

Which of both is put to the vote in each function: the direction in which more claims hold is the author's habit.
A claim is reported only if it holds in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from keraslint.claims import commented_code, guards, other_gru, verdicts
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
    source_fits,
)
from keraslint.claims.lists import check_list
from keraslint.claims.sites import MODEL_ROLES, Site, Sites
from keraslint.claims.trailing import File, is_certain
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding
from keraslint.model import Model
from keraslint.patterns import compile_lazily

_COUNTED = compile_lazily(r"[^#]*(?:count_params|summary\(|\.shape|_shape\b|params)")
_HEADS = compile_lazily(r"\s*(?:def|class|async|@)\b")
OF_MODELS = ("total", "trainable", "non_trainable", "optimizer")
MOST_LAYERS = 12
"""How far the layers of one comment reach."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands above or below a comment: layers, the nearest first, up to the next comment; or a model.

    other  whether something else stands there that a count or shape may be about (`print(layer.count_params())`)
    apart  whether the comment stands apart from it: it may be about that by chance, but is not held against it
    """

    layers: tuple[Site, ...] = ()
    model: Site | None = None
    other: bool = False
    apart: bool = False

    @property
    def facts(self) -> list[LayerFact]:
        return [fact for site in self.layers for fact in site.layers]


@dataclass(frozen=True, slots=True)
class Block:
    """Comments on lines that follow each other, and what stands around them."""

    statements: tuple[Statement, ...]
    above: Side
    below: Side
    after_blank: bool
    before_other: bool = False  # code that is no layer follows: the comment may introduce that

    @property
    def scope(self) -> tuple[str, int]:
        """The function in which the block stands."""
        for side in (self.below, self.above):
            for site in (*side.layers, *([side.model] if side.model else [])):
                return site.scope
        return "", 0


def blocks_of(
    statements: Sequence[Statement], comment_lines: frozenset[int], sites: Sites
) -> list[Block]:
    """The blocks that claim something and have a layer or model beside them."""
    groups: list[list[Statement]] = []
    for statement in statements:
        if groups and _only_comments(groups[-1][-1].line, statement.line, comment_lines):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    blocks = []
    for group in groups:
        first, last = group[0].line, group[-1].line
        while first - 1 in comment_lines:
            first -= 1
        while last + 1 in comment_lines:
            last += 1
        if commented_code.surrounds(first, last, sites.lines):
            continue
        above, below = (
            _side(sites, first - 1, -1, comment_lines),
            _side(sites, last + 1, 1, comment_lines),
        )
        if above.layers or below.layers or above.model or below.model:
            blocks.append(
                Block(
                    tuple(group),
                    _apart(sites, above, group[0].column, last + 1),
                    below,
                    _is_blank(sites, first - 1),
                    not _is_blank(sites, last + 1) and not sites.by_start.get(last + 1),
                )
            )
    return blocks


def _apart(sites: Sites, above: Side, column: int, following: int) -> Side:
    """What stands above, set apart where the comment is less indented, or heads a definition."""
    nearest = above.model or next(iter(above.layers), None)
    if nearest is None:
        return above
    line = sites.lines[nearest.place.line - 1]
    next_line = sites.lines[following - 1] if following <= len(sites.lines) else ""
    apart = column < len(line) - len(line.lstrip()) or _HEADS.match(next_line) is not None
    return replace(above, apart=apart)


def _only_comments(first: int, last: int, comment_lines: frozenset[int]) -> bool:
    return last - first < 200 and all(line in comment_lines for line in range(first + 1, last))


def _is_blank(sites: Sites, line: int) -> bool:
    return not (0 < line <= len(sites.lines)) or not sites.lines[line - 1].strip()


def _side(sites: Sites, line: int, step: int, comment_lines: frozenset[int]) -> Side:
    """What stands next to a comment in one direction, blank lines aside."""
    blanks = 0
    while 0 < line <= len(sites.lines) and _is_blank(sites, line) and blanks < 2:
        line, blanks = line + step, blanks + 1
    found: list[Site] = []
    model: Site | None = None
    other = 0 < line <= len(sites.lines) and _COUNTED.match(sites.lines[line - 1]) is not None
    while 0 < line <= len(sites.lines) and len(found) < MOST_LAYERS:
        here = (sites.by_end if step < 0 else sites.by_start).get(line, [])
        layers = sites.layers(here)
        models = [
            site for site in here if site.subject.role in MODEL_ROLES and site.model is not None
        ]
        whole = [site for site in models if all(map(site.contains, layers))]
        if whole and not found:
            model = whole[-1]
        if not layers:
            break
        found.extend(layers if step > 0 else reversed(layers))
        line = (
            sites.end_of(layers[-1]) + 1
            if step > 0
            else min(site.place.line for site in layers) - 1
        )
        if line in comment_lines:
            break
    near = tuple(site for site in found if site.scope == found[0].scope)
    return Side(near, model, other and not near and model is None)


def check(blocks: Iterable[Block], file: File) -> Iterator[Finding]:
    """The claims of own-line comments that do not hold."""
    scopes: dict[tuple[str, int], list[Block]] = {}
    for block in blocks:
        scopes.setdefault(block.scope, []).append(block)
    for members in scopes.values():
        yield from _check_scope(members, file)


def _check_scope(blocks: Sequence[Block], file: File) -> Iterator[Finding]:
    above = below = 0
    open_claims: list[tuple[Block, Statement, CountClaim | ShapeClaim]] = []
    for block in blocks:
        if _is_list(block):
            yield from check_list(block.statements, _listed(block), file)
            continue
        for statement, claim in _claims(block):
            up, down = (_fits(statement, claim, side, file) for side in _sides(block, claim))
            above, below = above + (up is True), below + (down is True)
            if up is None or down is None or up or down:
                continue
            open_claims.append((block, statement, claim))
    for block, statement, claim in open_claims:
        downwards = below > above or below == above and (block.after_blank or not _has(block.above))
        above_side, below_side = _sides(block, claim)
        if isinstance(claim, CountClaim) and claim.quantity in OF_MODELS:
            above_side, below_side = replace(above_side, layers=()), replace(below_side, layers=())
        sides = (below_side, above_side) if downwards else (above_side, below_side)
        side = next(filter(_has, sides), None)
        if side is above_side and block.before_other and above <= below:
            continue
        if side is not None and not side.apart:
            yield from _finding(statement, claim, side, file, trusted=above + below > 0)


def _sides(block: Block, claim: CountClaim | ShapeClaim) -> tuple[Side, Side]:
    """What stands above and below; of 28x28x1 -> 26x26x32 only the side with a layer that reads the left shape."""
    sides = block.above, block.below
    if isinstance(claim, CountClaim) or claim.source is None:
        return sides
    reads = [
        any(source_fits(claim, fact, side.layers[0].names) for fact in side.facts) for side in sides
    ]
    if reads[0] == reads[1]:
        return sides
    return (sides[0], Side()) if reads[0] else (Side(), sides[1])


def _has(side: Side) -> bool:
    return bool(side.layers) or side.model is not None


def _is_list(block: Block) -> bool:
    """Whether a block lists several layers, one a line."""
    return (
        sum(
            any(c.quantity == "params" and c.named for c in s.reading.counts)
            for s in block.statements
        )
        > 1
    )


def _listed(block: Block) -> list[LayerFact]:
    """The layers that a list may speak of: those below it, else those above."""
    for side in (block.below, block.above):
        if side.layers:
            return side.facts
        if side.model is not None and side.model.model is not None:
            return [LayerFact(row) for row in side.model.model.layers]
    return []


def _claims(block: Block) -> Iterator[tuple[Statement, CountClaim | ShapeClaim]]:
    for statement in block.statements:
        for claim in statement.reading.counts:
            yield statement, claim
        shape = statement.reading.shape
        if shape is not None and shape.names is None and shape.form not in ("bare", "single"):
            yield statement, shape


def _fits(
    statement: Statement, claim: CountClaim | ShapeClaim, side: Side, file: File
) -> bool | None:
    """Whether the claim holds on this side; False also where nothing stands there."""
    reading = statement.reading
    model = side.model.model if side.model is not None else None
    answers: list[bool | None] = [None] if side.other else []
    for fact in side.facts:
        if isinstance(claim, ShapeClaim):
            answers.append(shape_fits(claim, fact, side.layers[0].names))
        elif not guards.speaks_of_layer(reading, fact):
            answers.append(None if fact.params else False)
        else:
            answers.append(other_gru.fits_layer(claim, fact, file.text))
    if model is not None and side.model is not None:
        if not guards.speaks_of_model(reading, model, file.sites.making(model)):
            answers.append(None)
        elif isinstance(claim, ShapeClaim):
            answers.append(shape_fits_model(claim, model, side.model.names))
        else:
            answers.append(other_gru.fits_model(claim, model, file.text))
            answers.extend(_layer_answers(statement, claim, model, file))
    if isinstance(claim, CountClaim) and _is_partial_sum(claim, side):
        return True
    return any_of(answers)


def _layer_answers(
    statement: Statement, claim: CountClaim, model: Model, file: File
) -> Iterator[bool | None]:
    """Whether a claim beside a model is right for one of its layers: a name in front of it, or no word, may say so."""
    named = guards.the_named_layer(statement.reading, model)
    if named is not None:
        yield other_gru.fits_layer(claim, named, file.text)
        return
    for row in model.layers:
        fits = other_gru.fits_layer(claim, LayerFact(row), file.text)
        if not claim.named:
            yield fits or None
        elif claim.quantity == "params" and row.params and fits:
            yield True


def _is_partial_sum(claim: CountClaim, side: Side) -> bool:
    """Whether the nearest layers together have that count."""
    total, limits = 0, interval(claim)
    for fact in side.facts:
        count = counted(claim, fact.row) if fact.built else None
        if count is None:
            return False
        total += count
        if total in limits and total:
            return True
    return False


def _finding(
    statement: Statement, claim: CountClaim | ShapeClaim, side: Side, file: File, trusted: bool
) -> Iterator[Finding]:
    if isinstance(claim, ShapeClaim):
        yield from _shape_finding(statement, claim, side, trusted)
        return
    model = side.model.model if side.model is not None else None
    if model is not None:
        named = guards.the_named_layer(statement.reading, model)
        if named is not None and claim.quantity == "params":
            yield verdicts.layer_count(statement, claim, named, file.biases)
        elif claim.named and claim.quantity != "weights":
            yield verdicts.model_count(statement, claim, model, file.around)
        return
    fact = _nearest_weighty(side)
    if (
        fact is not None
        and guards.speaks_of_layer(statement.reading, fact)
        and is_certain(claim, fact, file)
    ):
        yield verdicts.layer_count(statement, claim, fact, file.biases)


def _nearest_weighty(side: Side) -> LayerFact | None:
    """The nearest layer with weights, if it has the same count in every turn."""
    for site in side.layers:
        counts = {fact.params for fact in site.layers}
        if counts == {0}:
            continue
        return site.layers[0] if len(counts) == 1 else None
    return None


def _shape_finding(
    statement: Statement, claim: ShapeClaim, side: Side, trusted: bool
) -> Iterator[Finding]:
    """Without a word for output or a batch axis, only where the author's other shapes are right."""
    explicit = claim.has_batch or claim.label == "output"
    if not explicit and not (trusted and claim.alone):
        return
    if not side.layers:
        model = side.model.model if side.model is not None else None
        output = single(model.output_shape) if model is not None and model.complete else None
        if side.model is not None and model is not None and output is not None and explicit:
            yield verdicts.output_shape(
                statement, claim, model.name, output, None, side.model.names
            )
        return
    meant = tuple(
        site
        for site in side.layers
        if site.layers  # none where the Kerases that may apply do not agree on any
        and all(guards.speaks_of_layer(statement.reading, fact) for fact in site.layers)
    )
    if not meant:
        return
    site = _flat_or_nearest(claim, meant)
    outputs = {fact.output for fact in site.layers}
    fact = site.layers[0]
    if len(outputs) == 1 and fact.output is not None:
        yield verdicts.output_shape(statement, claim, fact.row.kind, fact.output, fact, site.names)


def _flat_or_nearest(claim: ShapeClaim, layers: Sequence[Site]) -> Site:
    """The nearest layer with an output of the claim's rank, else the nearest."""
    rank = len(claim.sizes) + (not claim.has_batch)
    fits = partial(_has_rank, rank=rank)
    return next(filter(fits, layers[:3]), layers[0])


def _has_rank(site: Site, rank: int) -> bool:
    return all(fact.output is not None and len(fact.output) == rank for fact in site.layers)
