"""pandas' functions that make data frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_creation, array_values, known_tables
from keraslint.evaluate.data_frames import (
    MOST_COLUMNS,
    frame,
    is_frame,
    names_of,
    rows_of,
    series,
    size,
)
from keraslint.evaluate.values import Array, Dict, List, Value, is_known
from keraslint.sizes import Dim, Expression, plus
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
PLAIN = frozenset({
    "filepath_or_buffer", "sep", "delimiter", "names", "usecols", "header", "encoding", "engine", "dtype", "low_memory",
    "memory_map",
})  # fmt: skip
"""Arguments of read_csv with which a table is read whole."""


def make_frame(run: Run, arguments: Arguments) -> Value:
    """pd.DataFrame(data, columns=…)"""
    data, stated = arguments.get(0, "data"), arguments.get(2, "columns")
    names: Any = names_of(stated) if stated is not None else None
    if isinstance(data, Dict):
        if data.open is not None or stated is not None:
            return frame(
                run,
                _length(run, list(data.values())),
                names or ...,
                None if names else size("columns"),
            )
        return frame(run, _length(run, list(data.values())), tuple(data))
    if data is None:
        return frame(run, 0, names if stated is not None else (), None)
    if isinstance(data, Array) and data.columns is not None and is_frame(data) and stated is None:
        return frame(run, rows_of(data), data.columns, data.shape.axis(1))
    found = array_values.of(run, data)
    if (
        found is None
        or found.shape.dims is None
        or isinstance(data, List)
        and any(isinstance(row, Dict) for row in data[:1])
    ):
        gap = (
            data
            if isinstance(data, Unknown)
            else run.unknown("a data frame of something that is not known")
        )
        return frame(
            run,
            Expression.unknown(gap, "rows", 0),
            names or ...,
            Expression.unknown(gap, "columns"),
        )
    dims = found.shape.dims
    width = 1 if len(dims) == 1 else dims[1]
    if names is None:
        names = (
            tuple(range(width))
            if isinstance(width, int) and width <= MOST_COLUMNS and stated is None
            else ...
        )
    return frame(run, dims[0], names, width)


def _length(run: Run, values: list[Value]) -> Dim:
    """The rows of a frame made of these columns."""
    for value in values:
        found = (
            array_values.of(run, value) if isinstance(value, (Array, List, tuple, range)) else None
        )
        if found is not None and found.shape.dims and isinstance(found.shape.dims[0], int):
            return found.shape.dims[0]
    return Expression.unknown(run.unknown("the rows of a data frame", "rows"), "", 0)


def read_table(run: Run, arguments: Arguments) -> Value:
    """pd.read_csv and its like: the file is not read, but names and usecols say how many columns come of it."""
    keywords = arguments.keywords
    sheets = isinstance(keywords.get("sheet_name", ""), (str, int))
    if keywords.keys() & {"squeeze", "chunksize", "iterator"} or not sheets:
        return run.unknown("a file that is read", "data")
    gap = run.unknown("a file that is read", "data")
    names, used = keywords.get("names"), keywords.get("usecols")
    columns: Any = names_of(names) if names is not None else None
    used_columns = names_of(used) if used is not None else None
    if used is not None and used_columns is not None:
        columns = used_columns if all(isinstance(name, str) for name in used_columns) else ...
        width: Dim = len(used_columns)
    elif columns is not None and used is None:
        width = len(columns)
    else:
        columns, width = ..., Expression.unknown(gap, "columns")
    if (
        keywords.get("index_col") not in (None, False)
        or "parse_dates" in keywords
        or columns is None
    ):
        columns, width = ..., Expression.unknown(gap, "columns")
    known = _known(arguments)
    if known is not None:
        return _as_known(run, known, names_of(names), used_columns)
    rows = Expression.unknown(gap, "rows", 0)
    return frame(run, rows, columns, width) if columns is ... else frame(run, rows, columns)


def _known(arguments: Arguments) -> known_tables.Table | None:
    """The table of a well-known data set that is read whole."""
    table = known_tables.find(arguments.get(0, "filepath_or_buffer"))
    plain = arguments.keywords.keys() <= PLAIN and len(arguments.positional) < 3
    if table is None or not plain or (table.header and arguments.keywords.get("header", 0) != 0):
        return None
    if not table.header and arguments.keywords.get("header") is not None:
        return None
    return table if table.header or "names" in arguments.keywords else None


def _as_known(run: Run, table: known_tables.Table, names: Any, used: Any) -> Array:
    """A well-known table as a frame: its columns by the names that the caller gives them."""
    places: Any = range(table.width) if used is None else used
    given = names if names is not None else table.header
    if not all(isinstance(place, int) and 0 <= place < table.width for place in places):
        return frame(run, table.rows, ..., len(places))
    places = sorted(places)
    if len(given) == table.width:
        given = tuple(given[place] for place in places)
    if len(given) != len(places):
        return frame(run, table.rows, ..., len(places))
    extents = {
        name: table.columns[place]
        for name, place in zip(given, places, strict=True)
        if place in table.columns
    }
    return frame(run, table.rows, tuple(given), extents=extents)


def merge(run: Run, arguments: Arguments) -> Value:
    """pd.merge(left, right): an inner join on the columns of both.

    Where the right one has exactly one row for every value of the column, each row of the left stays.
    """
    left, right = arguments.get(0, "left"), arguments.get(1, "right")
    gap = run.unknown("data frames joined", "data")
    rows = Expression.unknown(gap, "rows", 0)
    if not (_has_names(left) and _has_names(right)) or "suffixes" in arguments.keywords:
        return frame(run, rows, ..., Expression.unknown(gap, "columns"))
    common = tuple(name for name in left.columns if name in right.columns)
    key, how = arguments.get(3, "on", common), arguments.get(2, "how", "inner")
    keys = names_of(key) or (key,)
    if keys != common or arguments.keywords.keys() - {"left", "right", "on", "how"}:
        return frame(run, rows, ..., Expression.unknown(gap, "columns"))
    names = (*left.columns, *(name for name in right.columns if name not in left.columns))
    if how in ("inner", "left") and len(keys) == 1 and _finds_each(left, right, keys[0], how):
        return frame(run, rows_of(left), names, extents=left.extents)
    return frame(run, rows, names)


def _has_names(value: Value) -> bool:
    return isinstance(value, Array) and isinstance(value.columns, tuple)


def _finds_each(left: Array, right: Array, key: Any, how: str) -> bool:
    """Whether each row of the left finds exactly one row of the right."""
    mine, theirs = (left.extents or {}).get(key), (right.extents or {}).get(key)
    if theirs is None or theirs.unique != rows_of(right):
        return False
    within = mine is not None and theirs.least <= mine.least and mine.most <= theirs.most
    return how == "left" or within and theirs.dense


def make_series(run: Run, arguments: Arguments) -> Value:
    """pd.Series(data)"""
    data = arguments.get(0, "data")
    found = array_values.of(run, data) if not isinstance(data, Dict) else None
    if found is None or not found.shape.dims:
        return run.unknown("a Series of something that is not known")
    return series(run, found.shape.dims[0])


def dummies(run: Run, arguments: Arguments) -> Value:
    """pd.get_dummies(data): one column for each value of one column"""
    data = arguments.get(0, "data")
    found = array_values.of(run, data)
    gap = run.unknown("the values of a column", "data")
    if found is None or found.shape.dims is None:
        return frame(
            run, Expression.unknown(gap, "rows", 0), ..., Expression.unknown(gap, "columns")
        )
    width: Dim = Expression.unknown(gap, "columns")
    single = len(found.shape.dims) == 1 and not arguments.keywords.keys() - {
        "data",
        "prefix",
        "dtype",
    }
    if single and found.classes is not None:
        width = found.classes.classes
    elif single and isinstance(found.items, tuple) and is_known(found.items):
        width = len(set(found.items))
    return frame(run, found.shape.axis(0), ..., width)


def concat(run: Run, arguments: Arguments) -> Value:
    """pd.concat(objects, axis)"""
    parts, axis = arguments.get(0, "objs"), arguments.get(1, "axis", 0)
    gap = run.unknown("data frames joined", "data")
    frames = (
        list(parts)
        if isinstance(parts, (List, tuple)) and getattr(parts, "open", None) is None
        else []
    )
    known = [part for part in frames if isinstance(part, Array) and part.columns is not None]
    unknown_frame = frame(
        run, Expression.unknown(gap, "rows", 0), ..., Expression.unknown(gap, "columns")
    )
    if not frames or len(known) < len(frames) or "join" in arguments.keywords:
        return unknown_frame
    if axis in (1, "columns"):
        widths = [part.shape.axis(1) if is_frame(part) else 1 for part in known]
        return frame(
            run,
            Expression.unknown(gap, "rows", 0)
            if len({rows_of(p) for p in known}) > 1
            else rows_of(known[0]),
            ...,
            plus(*widths),
        )
    rows = plus(*map(rows_of, known))
    if not any(map(is_frame, known)):
        return series(run, rows)
    names = known[0].columns
    if isinstance(names, tuple) and all(part.columns == names for part in known):
        return frame(run, rows, names)
    return frame(run, rows, ..., Expression.unknown(gap, "columns"))


FUNCTIONS: dict[str, Handler] = {
    "pandas.DataFrame": make_frame, "pandas.Series": make_series, "pandas.get_dummies": dummies, "pandas.concat": concat, "pandas.merge": merge,
    **{f"pandas.read_{kind}": read_table for kind in ("csv", "table", "excel", "parquet", "feather", "sql_query")},
    "pandas.set_option": array_creation.nothing,
}  # fmt: skip
