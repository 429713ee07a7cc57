"""pandas' functions that make data frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_creation, array_values
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
from keraslint.shapes import Dim, Expression, plus
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]


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
    rows = Expression.unknown(gap, "rows", 0)
    return frame(run, rows, columns, width) if columns is ... else frame(run, rows, columns)


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
    "pandas.DataFrame": make_frame, "pandas.Series": make_series, "pandas.get_dummies": dummies, "pandas.concat": concat,
    **{f"pandas.read_{kind}": read_table for kind in ("csv", "table", "excel", "parquet", "feather", "sql_query")},
    "pandas.set_option": array_creation.nothing,
}  # fmt: skip
