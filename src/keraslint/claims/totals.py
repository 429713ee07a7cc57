"""The totals below a summary, copied without its rows: three lines that are wrong together are one finding.

# Total params: 505
# Trainable params: 465
# Non-trainable params: 40
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from keraslint.claims import summaries
from keraslint.claims.rewriting import totals_fix
from keraslint.claims.sites import Sites
from keraslint.claims.tables import Table
from keraslint.findings import Finding, Place
from keraslint.model import Model


def check(strings: Iterable[Sequence[Table]], sites: Sites, text: str) -> Iterator[Finding]:
    """The totals in strings that differ from those of the model that was summarised above."""
    for tables in strings:
        table = alone(tables)
        model = summaries.summarised_above(table.first, sites) if table is not None else None
        if table is not None and model is not None and differs(table, model, sites, text):
            yield finding(table, model, text, "string")


def alone(tables: Sequence[Table]) -> Table | None:
    """The only totals of a text, if no table stands above them: several are of several models or states."""
    return tables[0] if len(tables) == 1 and not tables[0].is_table else None


def differs(table: Table, model: Model, sites: Sites, code: str) -> bool:
    """Whether the totals are not this model's, nor any other one's of this code."""
    if not model.complete or summaries.hidden_layers(model, sites.lines, table.last):
        return False
    return not summaries.totals_of_any(table, sites, code)


def finding(table: Table, model: Model, text: str, what: str) -> Finding:
    """What is wrong with totals that stand in this text, and the totals mended."""
    true = summaries.true_totals(table, model)
    wrong = [t for t in table.totals if true.get(t.quantity, t.value) != t.value]
    found = []
    for total in wrong:
        word = "" if total.quantity == "total" else total.quantity.replace("_", "-") + " "
        said = f"{what} says {total.value:,} {word}parameters"
        message = f"{said}; {model.name} has {true[total.quantity]:,} {word}".rstrip()
        place = Place(total.cell.line, total.cell.start, total.cell.line, total.cell.end)
        found.append(Finding("KER202", message, place, true[total.quantity], total.value))
    return _one(found, table, text)


def merged(found: Sequence[Finding], tables: Iterable[Table], text: str) -> list[Finding]:
    """The findings, those on the lines of one copy of totals as one that mends them all."""
    kept = list(found)
    for table in tables:
        lines = {total.cell.line for total in table.totals}
        wrong = [f for f in kept if f.code == "KER202" and f.place.line in lines]
        if table.is_table or len(lines) != len(table.totals) or not wrong:
            continue
        one = _one(wrong, table, text)
        kept = [one if f is wrong[0] else f for f in kept if f is wrong[0] or f not in wrong]
    return kept


def _one(wrong: Sequence[Finding], table: Table, text: str) -> Finding:
    """One sentence: the first line's, and what the other lines should say."""
    totals = {total.cell.line: total for total in table.totals}
    first, *others = sorted(wrong, key=lambda finding: finding.place)
    true = {
        totals[finding.place.line].quantity: finding.expected
        for finding in wrong
        if isinstance(finding.expected, int)
    }
    optimizer = next((t.value for t in table.totals if t.quantity == "optimizer"), 0)
    if "total" in true:
        true["total"] += optimizer
    fix = totals_fix(table, true, text) if len(true) == len(wrong) else None
    if not others:
        return replace(first, fix=fix or first.fix)
    more = ", ".join(
        f"{totals[other.place.line].quantity.replace('_', '-')} {other.expected:,}, not {other.actual:,}"
        for other in others
        if isinstance(other.expected, int)
    )
    return replace(first, message=f"{first.message} ({more})" if more else first.message, fix=fix)
