"""Rows of tables beside layers: as many pairs as can be, and of those the ones that show the same."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keraslint.claims import alignments
from keraslint.claims.alignments import Alignments, Pairs
from keraslint.claims.tables import Table, TableRow
from keraslint.findings import Place
from keraslint.model import Model, Row

KINDS = ("Dense", "Conv2D")
Shown = tuple[str, int]
some = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 3)), max_size=7)


def table_of(shown: list[Shown]) -> Table:
    return Table(rows=[TableRow("a", kind, False, None, count, 1) for kind, count in shown])


def model_of(shown: list[Shown]) -> Model:
    rows = tuple(Row("a", kind, 1, None, count, count, 0) for kind, count in shown)
    return Model(
        "model", "sequential", Place(1, 0, 1, 0), True, 1, 1, 0, 1, None, None, layers=rows
    )


def worth_of(pairs: Pairs) -> int:
    both = [(row, layer) for row, layer in pairs if row is not None and layer is not None]
    assert all(row.kind == layer.kind for row, layer in both)
    return sum(1001 + (row.count == layer.params) for row, layer in both)


@given(some, some)
def test_no_other_pairs_are_worth_more(left: list[Shown], right: list[Shown]) -> None:
    @cache
    def best(i: int, j: int) -> int:
        if i == len(left) or j == len(right):
            return 0
        both = 1001 + (left[i] == right[j]) if left[i][0] == right[j][0] else 0
        return max(best(i + 1, j), best(i, j + 1), both + best(i + 1, j + 1) if both else 0)

    table, model = table_of(left), model_of(right)
    pairs = Alignments().of(table, model)
    assert worth_of(pairs) == best(0, 0)
    assert [row for row, _ in pairs if row is not None] == table.rows
    assert [layer for _, layer in pairs if layer is not None] == [*model.layers]


def test_long_tables_are_compared_where_they_begin_alike() -> None:
    shown = [("Dense", i) for i in range(3_000)]
    pairs = Alignments().of(table_of(shown), model_of([*shown[:-1], ("Dense", 0)]))
    assert worth_of(pairs) == 1002 * 2_999 + 1001


def test_nothing_is_paired_where_it_would_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignments, "MOST_CELLS", 100)
    shown = [("Dense", i) for i in range(11)]
    found = Alignments()
    assert worth_of(found.of(table_of(shown), model_of(shown[::-1]))) == 0
    assert worth_of(found.of(table_of(shown[:9]), model_of(shown[::-1]))) > 0
    few = Alignments(150)
    tables = [table_of(shown[:9]) for _ in range(3)]
    assert [worth_of(few.of(one, model_of(shown[::-1]))) > 0 for one in tables] == [
        True, False, False,
    ]  # fmt: skip
