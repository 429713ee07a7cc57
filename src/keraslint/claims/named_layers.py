"""Shapes of layers that a comment calls by name: `# mixed 0, 1, 2: 35 x 35 x 256`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from keraslint.claims import verdicts
from keraslint.claims.facts import LayerFact, shape_fits
from keraslint.claims.trailing import File
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding


def check(statements: Sequence[Statement], file: File) -> Iterator[Finding]:
    """The first layer of each such comment that has another output."""
    layers = {fact.row.name: fact for site in file.sites.sites for fact in site.layers}
    for model in file.sites.models:
        for row in model.layers:
            layers.setdefault(row.name, LayerFact(row))
    for statement in statements:
        claim = statement.reading.shape
        if claim is None or claim.names is None:
            continue
        word, numbers = claim.names
        claim = replace(claim, label="output")
        found = [
            layers.get(f"{word}{number}") or layers.get(f"{word}_{number}") for number in numbers
        ]
        if None in found:
            continue
        for fact in found:
            if (
                fact is not None
                and fact.output is not None
                and shape_fits(claim, fact, {}) is False
            ):
                yield verdicts.output_shape(statement, claim, fact.row.name, fact.output, fact, {})
                break
