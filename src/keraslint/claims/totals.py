"""The totals below a summary, copied without its rows: three lines that are wrong together are one finding.

# Total params: 505
# Trainable params: 465
# Non-trainable params: 40
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from keraslint.claims.rewriting import totals_fix
from keraslint.claims.tables import Table
from keraslint.findings import Finding


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
