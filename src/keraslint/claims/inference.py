"""What a stated count says of a size that the source does not give.

832 parameters on `Convolution2D(32, 5, 5, input_shape=input_shape)` can only mean one input channel: the count is
800·channels + 32. Only exact numbers behind the layer's own call count, and only if all that are said of one
size agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from keraslint.claims import guards
from keraslint.claims.counts import CountClaim
from keraslint.claims.facts import LayerFact
from keraslint.claims.trailing import Target
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding
from keraslint.model import Gap, Model
from keraslint.sizes import SizeKey
from keraslint.subjects import OpenCount

LARGEST = 10**9
"""Sizes beyond this are nobody's."""


@dataclass(frozen=True, slots=True)
class Implied:
    """A size that a claim implies.

    line    where that claim stands
    noun    what the size is: "input channel"
    origin  which claim it is: "line 5's 832"
    """

    keys: tuple[SizeKey, ...]
    value: int
    line: int
    noun: str
    origin: str

    @property
    def text(self) -> str:
        """with 1 input channel, as line 5's 832 implies"""
        size = f"{self.noun} = {self.value:,}"
        if self.noun.startswith("input "):
            size = f"{self.value:,} {self.noun}{'s' * (self.value != 1)}"
        return f"with {size}, as {self.origin} implies"

    @property
    def gap(self) -> Gap:
        """The same as what a model lacks."""
        plural = "s" * self.noun.startswith("input ")
        reason = f"the {self.noun}{plural}: taken to be {self.value:,}, as {self.origin} implies"
        return Gap(reason, self.line)


@dataclass(slots=True)
class Inference:
    """What the claims of a file imply, and those that nothing can make true."""

    sizes: dict[tuple[SizeKey, ...], Implied] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def values(self) -> Mapping[SizeKey, int]:
        return {key: size.value for size in self.sizes.values() for key in size.keys}

    @property
    def text(self) -> str:
        """All that is implied, in one clause."""
        return " and ".join(implied.text for implied in self.sizes.values())


def infer(
    pairs: Iterable[tuple[Statement, Target]], spot: Callable[[int], str] = "line {}".format
) -> Inference:
    """What follows from the comments behind layers whose count lacks one size; `spot` tells where a line is."""
    result = Inference()
    doubtful: set[tuple[SizeKey, ...]] = set()
    for statement, target in pairs:
        found = _open_claim(statement, target)
        if found is None:
            continue
        claim, fact, count = found
        value = solution(count, int(claim.value))
        known = result.sizes.get(count.keys)
        if claim.value < _value(count, count.least):
            continue  # false whatever the size
        if value is None:
            result.findings.append(_finding(statement, claim, fact, _never(fact, count, claim)))
        elif known is None:
            result.sizes[count.keys] = Implied(
                count.keys,
                value,
                statement.line,
                _noun(fact, count),
                f"{spot(statement.line)}'s {int(claim.value):,}",
            )
        elif known.value != value:
            doubtful.add(count.keys)
            true = _value(count, known.value)
            message = f"{known.text}, {fact.row.kind} has {true:,}"
            result.findings.append(_finding(statement, claim, fact, message, true))
    for keys in doubtful:
        del result.sizes[keys]
    return result


def _open_claim(
    statement: Statement, target: Target
) -> tuple[CountClaim, LayerFact, OpenCount] | None:
    """The exact count that a comment states of the one layer of its line, where that layer lacks one size."""
    reading = statement.reading
    weighty = [s for s in target.layers if any(f.row.weights or not f.built for f in s.layers)]
    if len(weighty) != 1 or target.model is not None or len(reading.counts) != 1:
        return None
    site, claim = weighty[0], reading.counts[0]
    count, number = site.subject.open_count, claim.number
    if count is None or count.least < 1 or len(site.layers) != 1:
        return None
    exact = number is not None and number.is_plain and not number.hedge and number.unit == 1
    grows = all(factor > 0 for power, factor in count.coefficients if power)
    if not exact or not grows or not claim.named or claim.quantity != "params":
        return None
    fact = site.layers[0]
    return (claim, fact, count) if guards.speaks_of_layer(reading, fact) else None


def solution(count: OpenCount, stated: int) -> int | None:
    """The only size for which the count is the stated one; None if there is none.

    It is looked for only where the count grows with the size (no term is negative but the constant one): then
    at most one fits.
    """
    low, high = max(count.least, 0), min(count.most or LARGEST, LARGEST)
    while low < high:
        middle = (low + high) // 2
        if _value(count, middle) < stated:
            low = middle + 1
        else:
            high = middle
    return low if low <= high and _value(count, low) == stated else None


def _value(count: OpenCount, size: int) -> int:
    return sum(factor * size**power for power, factor in count.coefficients)


def with_what_is_implied(
    plain: Iterable[Finding], implied: Iterable[Finding], inference: Inference
) -> list[Finding]:
    """The findings under the implied sizes; those that need them say so, and offer no change."""
    known = {(finding.code, finding.place): finding for finding in plain}
    return [
        known.get((finding.code, finding.place))
        or replace(finding, message=f"{finding.message}, {inference.text}", fix=None)
        for finding in implied
    ]


def with_gaps(
    plain: Sequence[Model], implied: Sequence[Model], inference: Inference
) -> tuple[Model, ...]:
    """The models under the implied sizes; those that need them say so, and are not complete."""
    if len(plain) != len(implied):
        return tuple(plain)
    gaps = tuple(size.gap for size in inference.sizes.values())
    return tuple(
        after
        if before == after
        else replace(after, complete=False, unknown=(*after.unknown, *gaps))
        for before, after in zip(plain, implied, strict=True)
    )


def _noun(fact: LayerFact, count: OpenCount) -> str:
    if not count.is_input:
        return count.name
    return "input channel" if "conv" in fact.row.kind.lower() else "input feature"


def _never(fact: LayerFact, count: OpenCount, claim: CountClaim) -> str:
    noun = _noun(fact, count)
    size = f"number of {noun}s" if count.is_input else noun
    return f"{fact.row.kind} has {fact.row.formula}, which is {int(claim.value):,} for no {size}"


def _finding(
    statement: Statement, claim: CountClaim, fact: LayerFact, message: str, true: int | None = None
) -> Finding:
    stated = int(claim.value)
    return Finding(
        "KER201",
        f"{statement.what} says {stated:,} parameters; {message}",
        statement.place(claim.start, claim.end),
        true,
        stated,
    )
