"""pandas: data frames and their columns, as arrays that know the names of their columns.

`Array.columns` is a tuple of names, or Ellipsis where the names are not known; a name alone is one
column (a Series).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import array_indexing, array_values
from keraslint.evaluate.values import Array, Bundle, Extent, List, Method, Number, Value, is_known
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, derived
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
MOST_COLUMNS = 2_000


def frame(run: Run, rows: Dim, names: Any = ..., width: Dim = None, extents: Any = None) -> Array:
    """A data frame with these columns, or with so many of unknown name."""
    if isinstance(names, tuple):
        width = len(names)
    return Array(Shape((rows, width)), columns=names, born=run.clock, extents=extents)


def series(run: Run, rows: Dim, name: Value = "", extent: Extent | None = None) -> Array:
    """One column."""
    known = name if isinstance(name, str) else ""
    return Array(Shape((rows,)), columns=known, born=run.clock, extents=extent)


def column(run: Run, array: Array, name: Value) -> Array:
    """The frame's column of this name."""
    extents = array.extents or {}
    known = extents.get(name) if isinstance(name, (str, int)) else None
    return series(run, rows_of(array), name, known)


def plain(run: Run, array: Array) -> Array:
    """The frame's values."""
    found = array_values.like(run, array, dtype=array.dtype or "object")
    found.labels, found.memory = array.classes, run.list()
    found.extents = array.extents
    return found


def size(name: str, least: int = 0) -> Expression:
    """A size that depends on the data."""
    return derived(name, object(), least)


def rows_of(array: Array) -> Dim:
    return array.shape.axis(0)


def is_frame(array: Array) -> bool:
    return not isinstance(array.columns, str)


def names_of(value: Value) -> tuple[Any, ...] | None:
    """Column names given as a list."""
    if isinstance(value, range) and len(value) <= MOST_COLUMNS:
        value = tuple(value)
    if isinstance(value, Array):
        value = value.items
    if (
        isinstance(value, (List, tuple))
        and getattr(value, "open", None) is None
        and len(value) <= MOST_COLUMNS
    ):
        return tuple(value) if all(isinstance(item, (str, int)) for item in value) else None
    return None


def subscript(run: Run, array: Array, index: Value) -> Value:
    """frame[name], frame[[names]], frame[mask], frame[1:5]"""
    if not is_frame(array):
        if isinstance(index, str) or isinstance(index, Unknown) and not isinstance(index, Number):
            return run.unknown("an item of a column")
        return _named(run, array_indexing.subscript(run, array, index), array)
    rows = rows_of(array)
    if isinstance(index, slice):
        return frame(
            run, array_indexing.slice_length(run, rows, index), array.columns, array.shape.axis(1)
        )
    if isinstance(index, (str, int)):
        return column(run, array, index)
    if isinstance(index, Array) and index.dtype == "bool":
        return frame(run, size("rows"), array.columns, array.shape.axis(1))
    names = names_of(index)
    if names is not None:
        return frame(run, rows, names)
    if isinstance(index, (List, Array)):
        found = array_values.of(run, index)
        width = found.shape.axis(0) if found is not None and found.shape.dims else size("columns")
        return frame(run, rows, ..., width)
    return run.unknown("a part of a data frame")


def _named(run: Run, value: Value, source: Array) -> Value:
    """A part of a frame as a frame again."""
    if isinstance(value, Array):
        dims = value.shape.dims or ()
        value = (
            frame(run, dims[0], ..., dims[1])
            if len(dims) == 2
            else series(run, dims[0])
            if len(dims) == 1
            else value
        )
    return value


def located(run: Run, array: Array, how: str, index: Value) -> Value:
    """frame.iloc[rows, columns], frame.loc[rows, names]"""
    rows, names = index if isinstance(index, tuple) and len(index) == 2 else (index, slice(None))
    if how == "iloc" or not is_frame(array):
        found = (
            array_indexing.subscript(run, array, index)
            if how == "iloc"
            else run.unknown("items of a column by label")
        )
        result = _named(run, found, array)
        if (
            isinstance(result, Array)
            and isinstance(array.columns, tuple)
            and isinstance(names, slice)
            and is_known((names,))
        ):
            chosen = (
                array.columns[names]
                if all(
                    isinstance(b, (int, type(None))) for b in (names.start, names.stop, names.step)
                )
                else ...
            )
            if (
                isinstance(chosen, tuple)
                and len(result.shape.dims or ()) == 2
                and len(chosen) == result.shape.axis(1)
            ):
                result.columns = chosen
        return result
    height: Dim = rows_of(array) if rows == slice(None) else size("rows")
    if isinstance(names, str):
        return series(run, height, names)
    listed = names_of(names)
    if isinstance(rows, (int, str, Expression, Unknown)):
        return run.unknown("a row of a data frame")
    if listed is not None:
        return frame(run, height, listed)
    if names == slice(None):
        return frame(run, height, array.columns, array.shape.axis(1))
    if isinstance(names, slice) and isinstance(array.columns, tuple) and names.step is None:
        ends = [
            array.columns.index(n) if n in array.columns else d
            for n, d in ((names.start, 0), (names.stop, len(array.columns)))
        ]
        return frame(run, height, array.columns[ends[0] : ends[1] + 1])
    return frame(run, height, ..., size("columns", 1))


def set_item(run: Run, array: Array, index: Value, new: Value) -> None:
    """frame[name] = values"""
    names = (index,) if isinstance(index, str) else names_of(index)
    if not is_frame(array) or isinstance(index, (slice, Array)):
        return
    run.touch(array)
    if names is None or not isinstance(array.columns, tuple):
        array.columns = ...
        array.shape = Shape((rows_of(array), run_size(run, "columns")))
        return
    array.columns = (*array.columns, *(name for name in names if name not in array.columns))
    rows = rows_of(array)
    if rows == 0:
        found = array_values.of(run, new) if isinstance(new, (Array, List, tuple)) else None
        rows = (
            found.shape.axis(0) if found is not None and found.shape.dims else run_size(run, "rows")
        )
    array.shape = Shape((rows, len(array.columns)))


def keep_extents(run: Run, array: Array, index: Value, extents: Any) -> None:
    """What was known of the columns that an assignment to others does not touch."""
    names = (index,) if isinstance(index, str) else names_of(index)
    if is_frame(array) and names is not None and not isinstance(index, (slice, Array)) and extents:
        run.touch(array)
        array.extents = {name: known for name, known in extents.items() if name not in names}


def run_size(run: Run, name: str) -> Size:
    """A size that is known no more."""
    return Expression.unknown(run.unknown("a data frame that is changed", name), "", 0)


def set_located(run: Run, array: Array, index: Value) -> None:
    """frame.loc[…] = values: it may add a row or a column"""
    rows, names = index if isinstance(index, tuple) and len(index) == 2 else (index, None)
    array_values.forget(run, array)
    new_row = isinstance(rows, (int, str, Expression, Unknown))
    known = array.columns if isinstance(array.columns, tuple) else ()
    new_column = names is not None and not (isinstance(names, slice) or names in known)
    if new_row or new_column:
        run.touch(array)
        height = run_size(run, "rows") if new_row else rows_of(array)
        if not is_frame(array):
            array.shape = Shape((height,))
            return
        width = run_size(run, "columns") if new_column else array.shape.axis(1)
        array.columns = ... if new_column else array.columns
        array.shape = Shape((height, width))


def delete_item(run: Run, array: Array, index: Value) -> None:
    """del frame[name]"""
    if array.columns is not None and is_frame(array):
        become(run, array, dropped(run, array, index))


def set_attribute(run: Run, array: Array, name: str, new: Value) -> None:
    """frame.columns = names"""
    if name == "columns":
        names = names_of(new)
        run.touch(array)
        array.extents = None
        array.columns = names if names is not None and len(names) == array.shape.axis(1) else ...


def attribute(run: Run, array: Array, name: str) -> Value:
    """frame.name"""
    from keraslint.evaluate import array_functions, data_frame_methods

    if name in ("values", "array"):
        return plain(run, array)
    if name in ("iloc", "loc", "ix"):
        return Bundle(name, {"frame": array}, kind="locator")
    if name == "index":
        return array_values.sized(run, rows_of(array))
    if name in ("str", "dt", "plot", "cat"):
        return run.unknown(f"`.{name}` of a column is not followed", name)
    if is_frame(array):
        if name == "columns":
            names = array.columns if isinstance(array.columns, tuple) else None
            return array_values.make(run, Shape((array.shape.axis(1),)), names, "str")
        if (
            isinstance(array.columns, tuple)
            and name in array.columns
            and name not in data_frame_methods.METHODS
        ):
            return column(run, array, name)
        if name == "T":
            return frame(run, array.shape.axis(1), ..., rows_of(array))

    if name in data_frame_methods.METHODS or name in array_functions.METHODS:
        return Method(array, name)
    dims = array.shape.dims or ()
    if name == "ndim":
        return len(dims)
    return run.unknown(f"`.{name}` of a data frame is not followed", name)


def become(run: Run, array: Array, other: Array) -> None:
    run.touch(array)
    array.shape, array.columns, array.labels = other.shape, other.columns, None
    array.extents = other.extents


def dropped(run: Run, array: Array, names: Value) -> Array:
    """The frame without these columns."""
    listed = (names,) if isinstance(names, (str, int)) else names_of(names)
    if isinstance(array.columns, tuple) and listed is not None:
        left = tuple(name for name in array.columns if name not in listed)
        return frame(run, rows_of(array), left)
    width = array.shape.axis(1)
    if isinstance(width, int) and listed is not None:
        return frame(run, rows_of(array), ..., width - len(set(listed)))
    return frame(run, rows_of(array), ..., size("columns", 1))
