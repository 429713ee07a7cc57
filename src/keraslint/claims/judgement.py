"""All claims of a file, found in its comments, strings and assertions and held against its models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from keraslint.claims import (
    assertions,
    docstrings,
    falsehoods,
    inference,
    named_layers,
    own_lines,
    runs,
    summaries,
    totals,
    trailing,
)
from keraslint.claims.gate import NUMBER, TABLE, TOTAL
from keraslint.claims.grammar import read
from keraslint.claims.misconceptions.models import Surroundings, rates_of
from keraslint.claims.pasted_errors import without_errors
from keraslint.claims.prose import prose
from keraslint.claims.sites import Sites, sites_of
from keraslint.claims.tables import Line, Table, tables
from keraslint.claims.trailing import File
from keraslint.claims.verdicts import Statement
from keraslint.findings import Finding, Place
from keraslint.model import Model
from keraslint.settings import Settings
from keraslint.source.comments import Comment
from keraslint.source.text import split_lines
from keraslint.subjects import Subject


def findings(
    text: str,
    comments: Sequence[Comment],
    subjects: Sequence[Subject],
    models: Sequence[Model],
    settings: Settings,
) -> list[Finding]:
    """Every claim of a file that does not hold (KER201 to KER206)."""
    lines = split_lines(text)
    sites = sites_of(lines, subjects, models)
    strings = prose(text, lines) if TABLE.search(text) or TOTAL.search(text) else []
    pasted = [*_tables(_comment_groups(comments, lines)), *_tables(item.lines for item in strings)]
    copied = [list(_tables([item.lines])) for item in strings if not item.kind]
    found = [*assertions.check(subjects, lines), *summaries.check(pasted, sites, text)]
    found += totals.check(copied, sites, text)
    if not NUMBER.search(text) or not subjects and not models:
        return found
    file = File(text, sites, _surroundings(sites), _biases(sites))
    in_tables = frozenset(
        line for table in pasted if table.is_table for line in range(table.first, table.last + 1)
    )
    claimed = list(_comment_findings(comments, file, in_tables))
    for item in strings:
        if item.first not in in_tables:
            claimed += docstrings.check(item, file)
    return [*found, *totals.merged(_without_doubles(claimed), pasted, text)]


def _comment_findings(
    comments: Sequence[Comment], file: File, in_tables: frozenset[int]
) -> Iterator[Finding]:
    sites = file.sites
    own = [
        comment for comment in comments if not comment.trailing and comment.line not in in_tables
    ]
    pairs = _trailing(comments, sites)
    for statement, target in pairs:
        yield from trailing.check(statement, target, file)
        yield from falsehoods.check(statement, target)
    yield from inference.infer(pairs).findings
    yield from runs.check(pairs)
    near = _near(list(without_errors(own)), sites)
    statements = [
        statement
        for statement in map(_statement, near)
        if statement.reading.claims_something or statement.reading.arithmetic
    ]
    lines = frozenset(comment.line for comment in comments if not comment.trailing)
    yield from own_lines.check(
        own_lines.blocks_of([s for s in statements if s.reading.claims_something], lines, sites),
        file,
    )
    yield from named_layers.check(statements, file)
    for statement in statements:
        yield from falsehoods.check(statement, None)


def _trailing(comments: Iterable[Comment], sites: Sites) -> list[tuple[Statement, trailing.Target]]:
    """The comments that claim something of the layers or models of their lines."""
    pairs = []
    for comment in comments:
        target = trailing.target_of(sites, comment.line) if comment.trailing else None
        if target is None or not NUMBER.search(comment.text):
            continue
        statement = _statement(comment)
        if statement.reading.claims_something or statement.reading.arithmetic:
            pairs.append((statement, target))
    return pairs


def implied(
    text: str,
    comments: Sequence[Comment],
    subjects: Sequence[Subject],
    models: Sequence[Model],
    spot: Callable[[int], str],
) -> inference.Inference:
    """The sizes that the source does not give, but that claims imply."""
    sites = sites_of(split_lines(text), subjects, models)
    return inference.infer(_trailing(comments, sites), spot)


def _statement(comment: Comment) -> Statement:
    return Statement(comment.text, comment.line, comment.column, read(comment.text))


def _near(comments: Sequence[Comment], sites: Sites) -> list[Comment]:
    """The comments that may say something of a layer: those with numbers, in the file's part with layers."""
    if not sites.sites:
        return []
    first = min(site.place.line for site in sites.sites) - REACH
    last = max(site.place.end_line for site in sites.sites) + REACH
    return [
        comment
        for comment in comments
        if first <= comment.line <= last and NUMBER.search(comment.text)
    ]


REACH = 60
"""How many lines before the first layer and behind the last comments are read."""


def _comment_groups(comments: Iterable[Comment], lines: Sequence[str]) -> Iterator[list[Line]]:
    """Own-line comments that follow each other, with at most blank lines between."""
    group: list[Line] = []
    for comment in comments:
        if comment.trailing:
            continue
        if group and any(line.strip() for line in lines[group[-1][0] : comment.line - 1]):
            yield group
            group = []
        group.append((comment.line, comment.column, comment.text))
    if group:
        yield group


def _tables(groups: Iterable[Sequence[Line]]) -> Iterator[Table]:
    for group in groups:
        if any(TABLE.search(text) for _, _, text in group):
            yield from tables(group)


def _surroundings(sites: Sites) -> Surroundings:
    """Dropout rates, and how often each layer is called."""
    dropouts = [
        s.subject.arguments
        for s in sites.sites
        if s.is_layer and any("Dropout" in f.row.kind for f in s.layers)
    ]
    calls: dict[str, int] = {}
    for site in sites.sites:
        if site.subject.role == "call":
            for fact in site.layers:
                calls[fact.row.name] = calls.get(fact.row.name, 0) + 1
    return Surroundings(rates_of(dropouts), calls)


def _biases(sites: Sites) -> frozenset[int]:
    """The sizes of all biases of the file."""
    sizes = (
        w.shape[0]
        for s in sites.sites
        for f in s.layers
        for w in f.row.weights
        if w.name == "bias" and len(w.shape) == 1
    )
    return frozenset(size for size in sizes if isinstance(size, int))


def _without_doubles(found: Iterable[Finding]) -> list[Finding]:
    """One finding for a stretch of text: false arithmetic counts only where nothing else is wrong with it."""
    wrong = list(found)
    counts: dict[int, list[Place]] = {}  # by line
    for finding in wrong:
        if finding.code in ("KER201", "KER202"):
            counts.setdefault(finding.place.line, []).append(finding.place)
    kept = []
    for finding in wrong:
        place = finding.place
        overlaps = any(
            p.column < place.end_column and place.column < p.end_column
            for p in counts.get(place.line, ())
        )
        if finding.code != "KER205" or not overlaps:
            kept.append(finding)
    return list({(f.code, f.place, f.message): f for f in kept}.values())
