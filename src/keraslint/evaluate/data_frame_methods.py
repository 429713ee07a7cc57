"""Methods of data frames and of their columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate import array_creation, array_indexing, array_totals, data_frame_creation
from keraslint.evaluate.data_frames import (
    become,
    dropped,
    frame,
    is_frame,
    plain,
    rows_of,
    series,
    size,
)
from keraslint.evaluate.values import Array, Extent, Value
from keraslint.shapes import Shape
from keraslint.sizes import Dim

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]


def _in_place(handler: Handler) -> Handler:
    """With inplace=True the frame itself changes."""

    def changing(run: Run, arguments: Arguments) -> Value:
        result = handler(run, arguments)
        where = arguments.keywords.get("inplace", False)
        if where is False:
            return result
        if isinstance(result, Array):
            become(run, arguments.positional[0], result)
        return None

    return changing


def _same(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    return Array(array.shape, dtype=array.dtype, columns=array.columns, born=run.clock)


def _copied(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    found = _same(run, arguments)
    found.labels, found.memory = array.classes, run.list()
    found.extents = array.extents
    return found


def _drop(run: Run, arguments: Arguments) -> Value:
    array, labels = arguments.positional[0], arguments.get(1, "labels")
    axis, names = arguments.get(2, "axis", 0), arguments.keywords.get("columns")
    names = names if names is not None else labels if axis in (1, "columns") else None
    if names is not None and is_frame(array):
        found = dropped(run, array, names)
        if "index" in arguments.keywords:
            found.shape = Shape((size("rows"), found.shape.axis(1)))
        return found
    return _fewer_rows(run, arguments)


def _fewer_rows(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    axis = arguments.keywords.get("axis", 0)
    rows = size("rows")
    if not is_frame(array):
        return series(run, rows, array.columns)
    if axis not in (0, "index", "rows"):
        return frame(run, rows_of(array), ..., size("columns", 1))
    return frame(run, rows, array.columns, array.shape.axis(1))


def _fewer_columns(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    return frame(run, rows_of(array), ..., size("columns", 1))


def _head(run: Run, arguments: Arguments) -> Value:
    array, count = arguments.positional[0], arguments.get(1, "n", 5)
    rows = array_indexing.slice_length(
        run, rows_of(array), slice(None, count if isinstance(count, int) else None)
    )
    rows = rows if isinstance(count, int) and count >= 0 else size("rows")
    return (
        frame(run, rows, array.columns, array.shape.axis(1))
        if is_frame(array)
        else series(run, rows, array.columns)
    )


def _sample(run: Run, arguments: Arguments) -> Value:
    array, count, share = arguments.positional[0], arguments.get(1, "n"), arguments.get(2, "frac")
    whole = rows_of(array)
    rows: Dim = size("rows")
    if isinstance(count, int):
        rows = count
    elif share == 1 or isinstance(share, float) and share == 1.0:
        rows = whole
    elif isinstance(share, float) and isinstance(whole, int):
        rows = round(share * whole)
    return (
        frame(run, rows, array.columns, array.shape.axis(1))
        if is_frame(array)
        else series(run, rows, array.columns)
    )


def _pop(run: Run, arguments: Arguments) -> Value:
    array, name = arguments.positional[0], arguments.get(1, "item")
    if not is_frame(array):
        return run.unknown("an item of a column")
    taken = series(run, rows_of(array), name)
    become(run, array, dropped(run, array, name))
    return taken


def _reset_index(run: Run, arguments: Arguments) -> Value:
    if arguments.keywords.get("drop") is True:
        return _same(run, arguments)
    array = arguments.positional[0]
    if not is_frame(array):
        return frame(run, rows_of(array), ..., 2)
    return frame(run, rows_of(array), ..., size("columns", 1))


def _set_index(run: Run, arguments: Arguments) -> Value:
    return dropped(run, arguments.positional[0], arguments.get(1, "keys"))


def _along(name: str) -> Handler:
    """A reduction: of each column, unless another axis is named."""

    def handler(run: Run, arguments: Arguments) -> Value:
        array = arguments.positional[0]
        if not is_frame(array):
            return array_totals.reduce(run, name, array, None)
        axis = arguments.get(1, "axis", 0)
        if axis in (0, "index", 1, "columns"):
            return series(run, array.shape.axis(1) if axis in (0, "index") else rows_of(array))
        return run.unknown(f"the {name} of a data frame")

    return handler


def _unique(run: Run, arguments: Arguments) -> Value:
    known = arguments.positional[0].extents
    if isinstance(known, Extent) and known.unique is not None:
        return Array(Shape((known.unique,)), dtype="int64", born=run.clock, extents=known)
    return array_creation.unique(run, arguments)


def _count_unique(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    known = array.extents
    if isinstance(known, Extent) and known.unique is not None:
        return known.unique
    return array.classes.classes if array.classes is not None else size("unique")


def _renamed(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    return (
        frame(run, rows_of(array), ..., array.shape.axis(1))
        if is_frame(array)
        else _same(run, arguments)
    )


def _mapped(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import calls

    why = run.unknown("an item of data")
    for function in arguments.positional[1:]:
        calls.call_any_times(run, function, why)
    array = arguments.positional[0]
    return (
        run.unknown("a function applied to a data frame")
        if is_frame(array)
        else series(run, rows_of(array))
    )


def _to_dict(run: Run, arguments: Arguments) -> Value:
    return run.dict((), run.unknown("the content of a data frame"))


def _values(run: Run, arguments: Arguments) -> Value:
    return plain(run, arguments.positional[0])


def _nothing(run: Run, arguments: Arguments) -> Value:
    return None


def _unfollowed(run: Run, arguments: Arguments) -> Value:
    return run.unknown("a data frame's content")


METHODS: dict[str, Handler] = {
    **{name: _in_place(_same) for name in "fillna sort_values sort_index replace interpolate ffill bfill clip".split()},
    **dict.fromkeys("astype round abs isnull isna notnull notna diff pct_change cumsum rank shift applymap".split(), _same),
    **{name: _along(name) for name in "sum mean max min std var prod median any all count".split()},
    **{name: _in_place(_fewer_rows) for name in ("dropna", "drop_duplicates", "query")},
    **dict.fromkeys("groupby join pivot pivot_table melt describe value_counts agg stack iterrows itertuples append nlargest".split(), _unfollowed),
    "merge": data_frame_creation.merge, "copy": _copied, "drop": _in_place(_drop), "head": _head, "tail": _head, "sample": _sample, "pop": _pop,
    "reset_index": _in_place(_reset_index), "set_index": _in_place(_set_index), "unique": _unique,
    "nunique": _count_unique, "rename": _in_place(_renamed), "map": _mapped, "apply": _mapped, "to_dict": _to_dict,
    "select_dtypes": _fewer_columns, "to_numpy": _values, "as_matrix": _values, "info": _nothing, "to_csv": _nothing,
}  # fmt: skip
