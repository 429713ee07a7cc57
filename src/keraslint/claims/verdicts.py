"""Findings for claims that do not hold: the sentence, the place, the change that makes them true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from keraslint.claims import fixes
from keraslint.claims.arithmetic import Chain
from keraslint.claims.counts import CountClaim
from keraslint.claims.dimensions import ShapeClaim
from keraslint.claims.facts import LayerFact
from keraslint.claims.grammar import Reading
from keraslint.claims.misconceptions import layers, models, shapes
from keraslint.claims.misconceptions.models import Surroundings
from keraslint.claims.plain import SIGNS
from keraslint.findings import Finding, Fix, Place
from keraslint.model import Model, ShapeRow
from keraslint.patterns import compile_lazily

_TIMES = compile_lazily(
    "[" + "".join(sign for sign, as_plain in SIGNS.items() if as_plain in "x*") + "]"
)
"""Signs for multiplication that plain text has as x or *."""
HEDGES = {
    "about": "about ",
    "over": "over ",
    "under": "just under ",
    "below": "less than ",
    "least": "at least ",
    "most": "at most ",
}
KINDS = {"trainable": "trainable ", "non_trainable": "non-trainable ", "optimizer": "optimizer "}


@dataclass(frozen=True, slots=True)
class Statement:
    """A comment, or one line of a string, and what it claims.

    what  how the message calls it: "comment", "docstring"
    """

    text: str
    line: int
    column: int
    reading: Reading
    what: str = "comment"

    def place(self, start: int, end: int) -> Place:
        """A stretch of the plain text in the source."""
        first, last = self.reading.plain.original(start, end)
        return Place(self.line, self.column + first, self.line, self.column + last)

    def written(self, start: int, end: int) -> str:
        """A stretch as the author wrote it."""
        first, last = self.reading.plain.original(start, end)
        return self.text[first:last]


def layer_count(
    statement: Statement, claim: CountClaim, fact: LayerFact, biases: frozenset[int] = frozenset()
) -> Finding:
    """KER201."""
    row = fact.row
    expected = {"trainable": row.trainable, "non_trainable": row.non_trainable}.get(
        claim.quantity, row.params
    )
    kind = KINDS.get(claim.quantity, "")
    whole = expected == row.params
    if expected is None:
        fact_text = f"{row.kind} has at least {row.at_least:,}"
    elif whole:
        fact_text = f"{row.kind} has {expected:,}" + (f" = {row.formula}" if row.formula else "")
    else:
        fact_text = f"{row.kind} has {expected:,} {kind}".rstrip()
    hint = layers.why(fact, int(claim.value), biases) if whole and _is_exact(claim) else ""
    ways = fixes.arithmetic_of(row) if whole else ()
    return _count_finding(
        "KER201",
        statement,
        claim,
        fact_text,
        expected,
        hint,
        ways,
    )


def model_count(
    statement: Statement, claim: CountClaim, model: Model, around: Surroundings
) -> Finding:
    """KER202."""
    expected = {
        "trainable": model.trainable,
        "non_trainable": model.non_trainable,
        "optimizer": model.optimizer_params,
    }.get(claim.quantity, model.params)
    kind = KINDS.get(claim.quantity, "")
    if expected is None:
        fact_text = f"{model.name} has at least {model.at_least:,}"
    else:
        fact_text = f"{model.name} has {expected:,} {kind}".rstrip()
    hint = models.why(model, claim.quantity, int(claim.value), around) if _is_exact(claim) else ""
    ways = fixes.arithmetic_of_model(model) if expected == model.params else ()
    return _count_finding(
        "KER202",
        statement,
        claim,
        fact_text,
        expected,
        hint,
        ways,
    )


def output_shape(
    statement: Statement,
    claim: ShapeClaim,
    name: str,
    truth: ShapeRow,
    fact: LayerFact | None,
    names: Mapping[str, int],
) -> Finding:
    """KER203."""
    text = statement.reading.plain.text
    said = statement.written(*_extent(claim, text)).strip()
    hint = shapes.why(claim, fact, names) if fact is not None else ""
    change = fixes.shape_in_style(claim, truth, text)
    fix = None
    if change is not None:
        start, end, replacement = change
        fix = Fix(
            statement.place(start, end),
            replacement,
            f"Replace {statement.written(start, end)} with {replacement}",
        )
    return Finding(
        "KER203", f"{statement.what} says {said}; {name} gives {shape_text(truth)}", statement.place(*_extent(claim, text)),
        list(truth), [size.value for size in claim.sizes], hint, fix,
    )  # fmt: skip


def false_arithmetic(statement: Statement, chain: Chain) -> Finding:
    """KER205."""
    first, last = chain.members[-2], chain.members[-1]
    value = first.value
    true = f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.4g}"
    left = " ".join(statement.written(first.start, first.end).split())
    right = statement.written(last.start, last.end).strip()
    fix = None
    if last.number is not None and last.number.is_plain and value.denominator == 1 and value >= 0:
        replacement = fixes.in_style(int(value), last.number, right)
        place = statement.place(last.number.start, last.number.end)
        fix = (
            Fix(place, replacement, f"Replace {right} with {replacement}") if replacement else None
        )
    expected = int(value) if value.denominator == 1 else float(value)
    return Finding(
        "KER205",
        f"{left} is {true}, not {right}",
        statement.place(chain.start, chain.end),
        expected,
        int(last.value),
        "",
        fix,
    )


def shape_text(shape: ShapeRow) -> str:
    """As Keras prints it; unknown axes by their name, if they have a short one."""
    axes = ["?" if isinstance(axis, str) and len(axis) > 12 else str(axis) for axis in shape]
    return f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"


def _extent(claim: ShapeClaim, text: str) -> tuple[int, int]:
    """The shape with the brackets around it."""
    return claim.start, claim.end


def _is_exact(claim: CountClaim) -> bool:
    return claim.number is None or claim.number.is_plain and not claim.number.hedge


def _said(statement: Statement, claim: CountClaim) -> str:
    """The claim in words: about 1.2M trainable parameters."""
    number = claim.number
    if number is None or number.is_plain:
        value = f"{int(claim.value):,}"
    else:
        value = statement.written(number.start, number.end).strip()
    hedge = HEDGES.get(number.hedge, "") if number else ""
    noun = "parameter" if claim.value == 1 else "parameters"
    return f"{hedge}{value} {KINDS.get(claim.quantity, '')}{noun}"


def _count_finding(
    code: str,
    statement: Statement,
    claim: CountClaim,
    fact: str,
    expected: int | None,
    hint: str,
    ways: tuple[str, ...],
) -> Finding:
    place = statement.place(claim.start, claim.end)
    message = f"{statement.what} says {_said(statement, claim)}; {fact}"
    fix = _count_fix(statement, claim, expected, ways) if expected is not None else None
    return Finding(code, message, place, expected, int(claim.value), hint, fix)


def _count_fix(
    statement: Statement, claim: CountClaim, expected: int, ways: tuple[str, ...]
) -> Fix | None:
    """The digits alone; with a formula before them the formula, too, that it may be true again."""
    number = claim.number
    chain = claim.chain
    result = (
        fixes.in_style(expected, number, statement.written(number.start, number.end))
        if number
        else ""
    )
    if result is None:
        return None
    if not chain.is_formula and number is not None:
        place = statement.place(number.start, number.end)
        return Fix(
            place, result, f"Replace {statement.written(number.start, number.end)} with {result}"
        )
    replacement = fixes.chain_in_style(ways, result, chain, statement.reading.plain.text)
    if replacement is None:
        return None
    written = statement.written(chain.start, chain.end)
    sign = _TIMES.search(written)
    replacement = re.sub("[x*]", sign[0], replacement) if sign else replacement
    return Fix(
        statement.place(chain.start, chain.end),
        replacement,
        f"Replace {written} with {replacement}",
    )
