"""Runs of bare sizes behind layers: `# 26`, `# 24`, `# 12x12`.

One such number says nothing; several on neighbouring layers, all but one of them the layers' own spatial
sizes, say what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keraslint.claims import verdicts
from keraslint.claims.dimensions import ShapeClaim
from keraslint.claims.facts import LayerFact
from keraslint.claims.trailing import Target
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding, Fix

NEEDED = {"single": 3, "cross": 2}
"""How many others of a run must be right."""


def check(pairs: Iterable[tuple[Statement, Target]]) -> Iterator[Finding]:
    """The members of runs that are wrong."""
    groups: dict[tuple[str, int, str], list[tuple[Statement, LayerFact, bool]]] = {}
    for statement, target in pairs:
        claim = statement.reading.shape
        if claim is None or not _is_bare(claim) or len(target.layers) != 1:
            continue
        site = target.layers[0]
        answer = [_is_spatial_size(claim, fact) for fact in site.layers]
        if len(answer) == 1 and answer[0] is not None:
            groups.setdefault((*site.scope, claim.form), []).append(
                (statement, site.layers[0], answer[0])
            )
    for (_, _, form), members in groups.items():
        right = sum(fits for _, _, fits in members)
        wrong = [(statement, fact) for statement, fact, fits in members if not fits]
        if right >= NEEDED[form] and 3 * len(wrong) <= right:
            for statement, fact in wrong:
                yield _finding(statement, fact)


def _is_bare(claim: ShapeClaim) -> bool:
    return (
        claim.alone
        and not claim.label
        and claim.product is None
        and (claim.form == "single" or claim.form == "cross" and len(claim.sizes) == 2)
    )


def _is_spatial_size(claim: ShapeClaim, fact: LayerFact) -> bool | None:
    """Whether the numbers are the output's spatial sizes; None if the layer has none, or they are its kernel's."""
    output = fact.output
    if output is None or len(output) < 3 or len(output) == 3 and claim.form == "cross":
        return None
    spatial = output[1:-1]
    if not all(isinstance(axis, int) for axis in spatial):
        return None
    numbers = claim.numbers if claim.form == "cross" else claim.numbers * len(spatial)
    if numbers == spatial:
        return True
    window = fact.arguments.get("kernel_size", fact.arguments.get("pool_size"))
    others = {window, fact.arguments.get("filters"), fact.arguments.get("strides")}
    return (
        None
        if numbers in others or claim.numbers[0] in others or claim.numbers[0] in output
        else False
    )


def _finding(statement: Statement, fact: LayerFact) -> Finding:
    claim = statement.reading.shape
    output = fact.output
    if claim is None or output is None:
        raise ValueError("a run has shapes")
    if claim.form == "single":
        size = output[1]
        place = statement.place(claim.start, claim.end)
        fix = Fix(place, str(size), f"Replace {claim.numbers[0]} with {size}")
        message = f"comment says {claim.numbers[0]}; {fact.row.kind} gives {size}, in {verdicts.shape_text(output)}"
        return Finding("KER203", message, place, list(output), list(claim.numbers), "", fix)
    return verdicts.output_shape(statement, claim, fact.row.kind, output, fact, {})
