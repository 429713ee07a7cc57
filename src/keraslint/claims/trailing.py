"""Counts stated on the very line of a layer or a model: the safest claims, held against what is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keraslint.claims.counts import CountClaim
from keraslint.claims.grammar import Reading, read
from keraslint.claims.misreadings import misreading, misreading_of_total
from keraslint.claims.numbers import Number
from keraslint.findings import Finding, Fix, Place
from keraslint.model import Model, Row
from keraslint.source.comments import Comment
from keraslint.subjects import Subject

MODEL_ROLES = ("model", "summary", "compile", "count_params")


@dataclass(frozen=True, slots=True)
class Truth:
    """The counts that a claim may mean."""

    params: int
    trainable: int | None
    non_trainable: int | None

    def fits(self, claim: CountClaim) -> bool:
        """Whether the claim holds, read in any way that it may be meant."""
        meant = {
            "trainable": (self.trainable,),
            "non_trainable": (self.non_trainable,),
            "optimizer": (),
        }.get(claim.quantity, (self.params, self.trainable, self.with_adam))
        known = [value for value in meant if value is not None]
        return not known or None in meant[:1] or any(within(claim, value) for value in known)

    def expected(self, claim: CountClaim) -> int:
        """The right number for what the claim speaks of."""
        if claim.quantity == "trainable" and self.trainable is not None:
            return self.trainable
        if claim.quantity == "non_trainable" and self.non_trainable is not None:
            return self.non_trainable
        return self.params

    @property
    def with_adam(self) -> int | None:
        """Keras 3's printed total after fit: Adam keeps two slots for each trained weight."""
        return None if self.trainable is None else self.params + 2 * self.trainable + 2


def within(claim: CountClaim, true: int) -> bool:
    """Whether a written number stands for the true one: exact as far as it is written out.

    A rounded number may be cut off, too: 401K is right for 401,920. Hedges widen: `about` by 10 %.
    """
    value, number = int(claim.value), claim.number
    if number is None or (number.unit == 1 and not number.hedge):
        return value == true
    unit = number.unit
    wide = max(unit, value // 10)
    if number.hedge in ("about",):
        if value == int(str(value)[0]) * 10 ** (len(str(value)) - 1):
            wide = max(wide, value // 2)
        return abs(true - value) <= wide
    if number.hedge == "over":
        return value <= true <= value + wide
    if number.hedge == "under":
        return value - wide <= true <= value
    if number.hedge in ("below", "most"):
        return true <= value
    if number.hedge == "least":
        return true >= value
    return value - unit <= true < value + unit


def layer_claims(comments: Iterable[Comment], subjects: Iterable[Subject]) -> Iterator[Finding]:
    """KER201: counts behind a layer that are not its count."""
    by_line = _by_line(subject for subject in subjects if subject.role == "layer")
    for comment in comments:
        subject = _only(by_line.get(comment.line, [])) if comment.trailing else None
        if subject is None or not subject.rows:
            continue
        first = subject.rows[0]
        same = all(
            (row.params, row.trainable) == (first.params, first.trainable) for row in subject.rows
        )
        if first.params is None or not same:
            continue
        reading = read(comment.text)
        if reading.conditions or reading.networks:
            continue
        truth = Truth(first.params, first.trainable, first.non_trainable)
        for claim in reading.counts:
            if claim.quantity != "total" and not truth.fits(claim):
                yield _layer_finding(comment, reading, claim, truth, first)


def model_claims(comments: Iterable[Comment], subjects: Iterable[Subject]) -> Iterator[Finding]:
    """KER202: totals behind the line of a model or its summary that are not its totals."""
    found = list(subjects)
    by_line = _by_line(subject for subject in found if subject.role in MODEL_ROLES)
    layer_lines = {
        line
        for subject in found
        if subject.role == "layer"
        for line in (subject.place.line, subject.place.end_line)
    }
    rates = {s.arguments.get("rate") for s in found if s.rows and s.rows[0].kind == "Dropout"}
    for comment in comments:
        if not comment.trailing or comment.line in layer_lines:
            continue
        models = {
            id(s.model): s.model for s in by_line.get(comment.line, []) if s.model is not None
        }
        model = next(iter(models.values())) if len(models) == 1 else None
        if model is None or model.params is None:
            continue
        reading = read(comment.text)
        if reading.conditions or reading.networks:
            continue
        truth = Truth(model.params, model.trainable, model.non_trainable)
        for claim in reading.counts:
            if claim.named and not truth.fits(claim):
                yield _model_finding(comment, reading, claim, truth, model, rates)


def _by_line(subjects: Iterable[Subject]) -> dict[int, list[Subject]]:
    """Subjects by the line on which their call begins and by that on which it ends."""
    lines: dict[int, list[Subject]] = {}
    for subject in subjects:
        for line in {subject.place.line, subject.place.end_line}:
            lines.setdefault(line, []).append(subject)
    return lines


def _only(subjects: list[Subject]) -> Subject | None:
    """The one layer that a line shows: a wrapper speaks for what it wraps."""
    outer = [
        s
        for s in subjects
        if not any(_inside(s.place, other.place) for other in subjects if other is not s)
    ]
    return outer[0] if len(outer) == 1 else None


def _inside(place: Place, other: Place) -> bool:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return (
        (other.line, other.column) <= start
        and end <= (other.end_line, other.end_column)
        and place != other
    )


def _layer_finding(
    comment: Comment, reading: Reading, claim: CountClaim, truth: Truth, row: Row
) -> Finding:
    expected, value = truth.expected(claim), int(claim.value)
    arithmetic = f" = {row.formula}" if row.formula and expected == truth.params else ""
    message = f"comment says {_written(claim)}; {row.kind} has {expected:,}{arithmetic}"
    hint = misreading(row, value) if expected == truth.params else ""
    return _finding("KER201", comment, reading, claim, message, expected, hint)


def _model_finding(
    comment: Comment,
    reading: Reading,
    claim: CountClaim,
    truth: Truth,
    model: Model,
    rates: set[object],
) -> Finding:
    expected = truth.expected(claim)
    word = {"trainable": " trainable", "non_trainable": " non-trainable"}.get(claim.quantity, "")
    message = f"comment says {_written(claim)}; {model.name} has {expected:,}{word}"
    return _finding(
        "KER202",
        comment,
        reading,
        claim,
        message,
        expected,
        misreading_of_total(model, int(claim.value), rates),
    )


def _written(claim: CountClaim) -> str:
    word = {"trainable": "trainable parameters", "non_trainable": "non-trainable parameters"}.get(
        claim.quantity, "parameters"
    )
    return f"{int(claim.value):,} {word}"


def _finding(
    code: str,
    comment: Comment,
    reading: Reading,
    claim: CountClaim,
    message: str,
    expected: int,
    hint: str,
) -> Finding:
    number = claim.number
    start, end = reading.plain.original(
        *((number.start, number.end) if number else (claim.start, claim.end))
    )
    place = Place(comment.line, comment.column + start, comment.line, comment.column + end)
    fix = None
    if number is not None and number.is_plain:
        fix = Fix(
            place, in_style(expected, number), f"Replace {int(claim.value):,} with {expected:,}"
        )
    return Finding(code, message, place, expected, int(claim.value), hint, fix)


def in_style(value: int, number: Number) -> str:
    """The count with the separators that the author uses."""
    if not number.separator:
        return str(value)
    return f"{value:,}".replace(",", number.separator)
