"""Arrays as values: numpy's arrays, tensors of data, data frames; and the functions that make them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from keraslint.evaluate import array_indexing, array_numbers, array_values
from keraslint.evaluate.values import MISUSES, Array, Bundle, Method, Value
from keraslint.shapes import Shape
from keraslint.sizes import product
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.array_creation import Handler
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

ROOTS = {
    "jax.numpy.": "numpy.", "tensorflow.experimental.numpy.": "numpy.", "cupy.": "numpy.",
    "tensorflow.compat.v1.": "tensorflow.", "tensorflow.compat.v2.": "tensorflow.",
    "numpy.core.": "numpy.", "pandas.core.frame.": "pandas.", "keras_preprocessing.": "keras.preprocessing.",
}  # fmt: skip


@lru_cache(maxsize=1024)
def handler(path: str) -> Handler | None:
    """What follows the call of a library's function, if anything does."""
    from keraslint.evaluate import array_functions

    for alias, name in ROOTS.items():
        if path.startswith(alias):
            path = name + path[len(alias) :]
    found = array_functions.HANDLERS.get(path)
    if found is None and path.startswith(("keras.", "sklearn.")):
        root, _, rest = path.partition(".")
        found = array_functions.HANDLERS.get(f"{root}.{rest.rpartition('.')[2]}")
    return found


def knows(path: str) -> bool:
    """Whether the call of this function is followed."""
    return handler(path) is not None


def call(run: Run, path: str, arguments: Arguments) -> Value:
    """A call of a function that `knows`."""
    function = handler(path)
    name = path.rpartition(".")[2]
    if function is None:
        return run.unknown(f"{path}() is not followed", f"{name}()")
    if arguments.open is not None:
        return arguments.open.called(f"{name}()")
    try:
        return function(run, arguments)
    except MISUSES:
        return run.unknown(f"{path}() is called in a way that is not followed", f"{name}()")


def binary(run: Run, name: str, left: Value, right: Value) -> Value:
    """left <operator> right with an array on either side."""
    return array_numbers.binary(run, name, left, right)


def in_place(run: Run, name: str, array: Array, right: Value) -> Value:
    """array <operator>= right: what the name holds then"""
    found = array_numbers.binary(run, name.removesuffix("Assign"), array, right, in_place=True)
    array_values.forget(run, array)
    if isinstance(found, Array):
        found.columns = array.columns if found.shape == array.shape else found.columns
        found.dtype = found.dtype or array.dtype.removeprefix("variable")
    return found


def joined_by_index(run: Run, path: str, index: Value) -> Value:
    """np.c_[a, b], np.r_[a, b]"""
    from keraslint.evaluate import array_joining

    parts = [
        array_values.of(run, part) for part in (index if isinstance(index, tuple) else (index,))
    ]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not all(part.shape.dims for part in known):
        return run.unknown("arrays joined by their rows or columns")
    if path == "numpy.c_":
        return array_joining.concatenated(run, known, -1, array_joining.columns)
    return array_joining.concatenated(run, known, 0)


JOINERS = ("numpy.c_", "numpy.r_")


def compare(run: Run, name: str, left: Value, right: Value) -> Value:
    """left <comparison> right, element by element; `name` is the operator's class in libcst."""
    return array_numbers.compare(run, name, left, right)


def unary(run: Run, name: str, value: Array) -> Value:
    return array_numbers.unary(run, name, value)


def rows(run: Run, value: Array) -> Value:
    """What iterating gives."""
    return array_indexing.rows(run, value)


def subscript(run: Run, value: Array, index: Value) -> Value:
    """value[index]"""
    from keraslint.evaluate import data_frames

    try:
        if value.columns is not None:
            return data_frames.subscript(run, value, index)
        return array_indexing.subscript(run, value, index)
    except MISUSES:
        return run.unknown("a part of an array that is not followed")


def set_item(run: Run, value: Array, index: Value, new: Value) -> None:
    """value[index] = new"""
    from keraslint.evaluate import data_frames

    extents = value.extents
    array_values.forget(run, value)
    if value.columns is not None:
        data_frames.set_item(run, value, index, new)
        data_frames.keep_extents(run, value, index, extents)


def set_attribute(run: Run, value: Array, name: str, new: Value) -> None:
    """value.name = new"""
    from keraslint.evaluate import array_reshaping

    if name == "shape":
        run.touch(value)
        dims = array_values.dims_of(run, new)
        changed = array_reshaping.reshaped(run, value, dims) if dims is not None else None
        value.shape = (
            changed.shape
            if isinstance(changed, Array)
            else Shape.unknown(run.unknown("a shape that is set"))
        )
        value.content = None
    elif value.columns is not None:
        from keraslint.evaluate import data_frames

        data_frames.set_attribute(run, value, name, new)


def shape_value(run: Run, value: Array) -> Value:
    """array.shape as a tuple."""
    dims = value.shape.dims
    if dims is not None:
        return dims
    gap = value.shape.origin or run.gap(value, "an array whose shape is not known")
    from keraslint.evaluate import operations

    return operations.part(run, gap, "shape")


def attribute(run: Run, value: Array, name: str) -> Value:
    """value.name"""
    from keraslint.evaluate import array_functions, data_frames

    if name == "shape":
        return shape_value(run, value)
    if value.columns is not None:
        return data_frames.attribute(run, value, name)
    if name in array_functions.METHODS:
        return Method(value, name)
    dims = value.shape.dims
    if name == "ndim":
        return len(dims) if dims is not None else array_values.number(run, "the rank of an array")
    if name == "size":
        whole = product(dims) if dims is not None else None
        return whole if whole is not None else array_values.number(run, "the size of an array")
    if name == "T":
        return array_functions.transposed(run, value)
    if name == "dtype":
        known = value.dtype and not value.dtype.startswith("variable")
        return Bundle("a dtype", {"name": value.dtype} if known else {})
    if name in ("real", "imag", "values", "flat"):
        return value if name in ("real", "values") else array_values.like(run, value)
    if name == "name" and value.dtype.startswith("variable"):
        return run.unknown("the name of a variable")
    return run.unknown(f"`.{name}` of an array is not followed", name)


def method(run: Run, value: Array, name: str, arguments: Arguments) -> Value:
    """value.name(…)"""
    from keraslint.evaluate import array_functions, data_frame_methods

    if arguments.open is not None:
        return arguments.open.called(f"{name}()")
    function = data_frame_methods.METHODS.get(name) if value.columns is not None else None
    function = function or array_functions.METHODS.get(name)
    if function is None:
        return run.unknown(f".{name}() of an array is not followed", f"{name}()")
    try:
        return function(run, type(arguments)([value, *arguments.positional], arguments.keywords))
    except MISUSES:
        return run.unknown(
            f".{name}() of an array is called in a way that is not followed", f"{name}()"
        )


def of_unknown(run: Run, value: Unknown, name: str, arguments: Arguments) -> Value:
    """A method that only arrays have, of something that is not known."""
    return method(run, array_values.without_shape(run, value), name, arguments)
