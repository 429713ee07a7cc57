"""Comments that list the layers of a model, one a line, above or below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keraslint.claims import guards, other_gru, verdicts
from keraslint.claims.counts import CountClaim
from keraslint.claims.facts import LayerFact
from keraslint.claims.trailing import File
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding

NEEDED = 3
"""How many lines of a list must be right before one of them can be wrong."""


def check_list(
    statements: Sequence[Statement], facts: Sequence[LayerFact], file: File
) -> Iterator[Finding]:
    """The lines of a list that are wrong: those between right ones that leave one layer for them."""
    lines = [
        (s, claim)
        for s in statements
        for claim in s.reading.counts
        if claim.quantity == "params" and claim.named
    ]
    facts = _all_layers(facts, file)
    pairs = _aligned(lines, facts, file)
    if len(pairs) < NEEDED or len(pairs) < len(lines) * 0.6:
        return
    for i, (statement, claim) in enumerate(lines):
        if i in pairs:
            continue
        first = max((pairs[j] for j in pairs if j < i), default=-1) + 1
        last = min((pairs[j] for j in pairs if j > i), default=len(facts))
        others = sum(
            j not in pairs and first <= last for j in range(len(lines)) if _between(j, i, pairs)
        )
        left = [
            fact
            for fact in facts[first:last]
            if fact.params and guards.speaks_of_layer(statement.reading, fact)
        ]
        if len(left) == 1 and others == 1:
            yield verdicts.layer_count(statement, claim, left[0], file.biases)


def _all_layers(facts: Sequence[LayerFact], file: File) -> Sequence[LayerFact]:
    """All layers of the model to which these belong, with what is known of their arguments."""
    known = {fact.row.name: fact for site in file.sites.sites for fact in site.layers}
    names = {fact.row.name for fact in facts}
    for model in file.sites.models:
        if names & {row.name for row in model.layers}:
            return [known.get(row.name, LayerFact(row)) for row in model.layers]
    return facts


def _between(j: int, i: int, pairs: dict[int, int]) -> bool:
    """Whether no right line stands between two lines."""
    low, high = min(i, j), max(i, j)
    return not any(low < k < high for k in pairs)


def _aligned(
    lines: Sequence[tuple[Statement, CountClaim]], facts: Sequence[LayerFact], file: File
) -> dict[int, int]:
    """The longest way to pair lines with layers in order, each with a layer for which it is right."""
    fits = [
        [
            guards.speaks_of_layer(statement.reading, fact)
            and other_gru.fits_layer(claim, fact, file.text) is True
            for fact in facts
        ]
        for statement, claim in lines
    ]
    rows, columns = len(lines), len(facts)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(
                best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + 1 if fits[i][j] else 0
            )
    pairs: dict[int, int] = {}
    i = j = 0
    while i < rows and j < columns:
        if fits[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
