"""Files of well-known data sets: what is known of them, and what does away with it."""

from __future__ import annotations

from typing import Any

import pytest

from evaluate.values import value_of

HEAD = """
import os
import pandas as pd
names = ["user", "item", "rating", "time"]
films = ["item", "title"]
base = pd.read_csv(os.path.join("ml-100k", "ua.base"), sep="\\t", names=names)
test = pd.read_csv("data/ml-100k/ua.test", sep="\\t", names=names)
items = pd.read_csv("ml-100k/u.item", sep="|", names=films, usecols=range(2), encoding="latin-1")
"""
EXPRESSIONS: list[tuple[str, Any]] = [
    ("base.shape", (90_570, 4)),
    ("base['user'].max()", 943),
    ("base.user.nunique()", 943),
    ("len(base['item'].unique())", 1_680),
    ("test['item'].max()", "1…1682"),
    ("max(base['item'].max(), test['item'].max()) + 1", 1_683),
    ("base.rating.max()", "?"),
    ("pd.merge(base, items).shape", (90_570, 5)),
    ("base.merge(items, on='item')['user'].max()", 943),
    ("pd.merge(base, items, on='item', how='outer').shape[0]", "0…"),
    ("pd.merge(items, base).shape[0]", "0…"),  # a film has several ratings
    ("base[base.rating > 3]['user'].max()", "?"),
    ("base.query('rating > 3')['user'].max()", "?"),
    ("base.head(10)['user'].max()", "?"),
    ("base.copy()['user'].max()", 943),
    ("pd.read_csv('ml-100k/u.data', sep='\\t', names=names, nrows=5)['user'].max()", "?"),
    ("pd.read_csv('ml-100k/u.data', sep='\\t')['user'].max()", "?"),  # a line becomes the header
    ("pd.read_csv('ml-20m/ratings.csv')['userId'].nunique()", 138_493),
    ("pd.read_csv('mine/u.data', sep='\\t', names=names)['user'].max()", "?"),
]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS, ids=[e for e, _ in EXPRESSIONS])
def test_an_expression(expression: str, expected: Any) -> None:
    assert value_of(f"{HEAD}x = {expression}\n") == expected


CHANGES: list[tuple[str, Any]] = [
    ("base['year'] = 1", 943),
    ("base['user'] = base['user'] - 1", "?"),
    ("base.loc[0, 'user'] = 5_000", "?"),
    ("base[base.rating > 3] = 0", "?"),
    ("base.columns = ['item', 'user', 'rating', 'time']", "?"),
    ("base.drop_duplicates(inplace=True)", "?"),
    ("unheard_of(base)", "?"),
    ("if unheard_of():\n    base['user'] = 1", "?"),
    ("if unheard_of():\n    base['year'] = 1", 943),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=[c for c, _ in CHANGES])
def test_a_change(change: str, expected: Any) -> None:
    assert value_of(f"{HEAD}{change}\nx = base['user'].max()\n") == expected
