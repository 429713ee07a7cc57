"""Files of well-known data sets that are read as tables: their sizes and the range of their columns.

MovieLens (Harper & Konstan 2015, files.grouplens.org/datasets/movielens): sizes as its README files state them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from keraslint.evaluate.values import Extent


@dataclass(frozen=True, slots=True)
class Table:
    """One file.

    width    how many columns it has
    columns  what is known of the columns, by position
    header   the names in its first line, if it has such a line
    """

    rows: int
    width: int
    columns: Mapping[int, Extent] = field(default_factory=dict)
    header: tuple[str, ...] = ()


def find(path: object) -> Table | None:
    """The table at a path, recognised by its file's and its folder's name."""
    if not isinstance(path, str):
        return None
    *folders, name = re.split(r"[/\\]", path)
    return next(
        (TABLES[folder][name] for folder in folders if name in TABLES.get(folder, {})), None
    )


def _ratings(rows: int, users: Extent, items: Extent, *header: str) -> Table:
    return Table(rows, 4, {0: users, 1: items}, header)


_FEW, _FEW_ITEMS = Extent(1, 943, 943), Extent(1, 1_682, 1_682)
_USERS_20M, _ITEMS_20M = Extent(1, 138_493, 138_493), Extent(1, 131_262, 26_744)
_RATINGS = ("userId", "movieId", "rating", "timestamp")
TABLES: dict[str, dict[str, Table]] = {
    "ml-100k": {
        "u.data": _ratings(100_000, _FEW, _FEW_ITEMS),
        # all users have ten ratings in the test, all others stand in the base
        "ua.base": _ratings(90_570, _FEW, Extent(1, 1_682, 1_680)),
        "ua.test": _ratings(9_430, _FEW, Extent(1, 1_682, exact=False)),
        "ub.base": _ratings(90_570, _FEW, Extent(1, 1_682, exact=False)),
        "ub.test": _ratings(9_430, _FEW, Extent(1, 1_682, exact=False)),
        "u.item": Table(1_682, 24, {0: _FEW_ITEMS}),
        "u.user": Table(943, 5, {0: _FEW}),
    },
    "ml-1m": {
        "ratings.dat": _ratings(1_000_209, Extent(1, 6_040, 6_040), Extent(1, 3_952, 3_706)),
        "users.dat": Table(6_040, 5, {0: Extent(1, 6_040, 6_040)}),
        "movies.dat": Table(3_883, 3, {0: Extent(1, 3_952, 3_883)}),
    },
    "ml-20m": {
        "ratings.csv": _ratings(20_000_263, _USERS_20M, _ITEMS_20M, *_RATINGS),
        "movies.csv": Table(27_278, 3, {0: Extent(1, 131_262, 27_278)}, ("movieId", "title", "genres")),
    },
}  # fmt: skip
