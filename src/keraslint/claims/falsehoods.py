"""Arithmetic in comments that is false by itself (KER205), whatever the model."""

from __future__ import annotations

import math
from collections.abc import Iterator

from keraslint.claims.arithmetic import Chain, Member
from keraslint.claims.tolerance import accepted
from keraslint.claims.trailing import Target
from keraslint.claims.verdicts import Statement, false_arithmetic
from keraslint.findings import Finding


def check(statement: Statement, target: Target | None) -> Iterator[Finding]:
    """The chains of equals signs that do not hold, in comments about parameters or on a layer's line."""
    on_a_layer = target is not None and bool(target.layers) and not target.inside
    shape = statement.reading.shape
    is_product = shape is not None and shape.product is not None and shape.label == "output"
    if not statement.reading.about_parameters and not on_a_layer and not is_product:
        return
    for chain in statement.reading.arithmetic:
        if is_false(chain):
            yield false_arithmetic(statement, chain)


def is_false(chain: Chain) -> bool:
    """Whether the last formula and the number behind it differ."""
    first, last = chain.members[-2], chain.members[-1]
    if last.number is None or not first.is_formula or chain.signs[-1] != "=":
        return False
    return not _equal(first, last)


def _equal(first: Member, last: Member) -> bool:
    number = last.number
    if number is None:
        return False
    value = first.value
    rounded = {math.floor(value), math.ceil(value)} if "/" in first.operators else {value}
    limits = accepted(number)
    return any(limits.low <= candidate <= limits.high for candidate in rounded)
