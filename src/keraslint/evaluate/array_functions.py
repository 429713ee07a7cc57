"""The table of numpy's functions and of the methods of arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import (
    array_creation,
    array_joining,
    array_numbers,
    array_reshaping,
    array_totals,
    array_values,
    data_frame_creation,
    datasets,
    pictures,
    pipelines,
    preparation,
    tensor_data,
    tokenizers,
    transformers,
)
from keraslint.evaluate.values import Array, List, Value
from keraslint.shapes import Shape
from keraslint.sizes import derived, product

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]

each, pair, reduction = array_numbers.each, array_numbers.pair, array_totals.reduction
EACH: dict[str, Handler] = {
    name: each(getattr(math, name))
    for name in "sqrt exp log log2 log10 log1p expm1 sin cos tan tanh sinh cosh".split()
}
EACH |= {
    "ceil": each(array_numbers.ceil), "floor": each(array_numbers.floor), "rint": each(array_numbers.rint),
    "round": each(array_numbers.rint), "around": each(array_numbers.rint), "abs": each(abs, None),
    "absolute": each(abs, None), "fabs": each(math.fabs), "square": each(lambda v: v * v, None),
    "negative": each(lambda v: -v, None), "sign": each(lambda v: (v > 0) - (v < 0), None),
    "trunc": each(lambda v: float(math.trunc(v))), "fix": each(lambda v: float(math.trunc(v))),
}  # fmt: skip
for _name in (
    "arcsin arccos arctan sinc cbrt reciprocal deg2rad rad2deg radians degrees isnan isinf isfinite logical_not invert "
    "nan_to_num sort fft.fft conj real flip flipud fliplr roll angle argsort ascontiguousarray asfortranarray "
    "clip unwrap sigmoid tril triu isin"
).split():
    EACH[_name] = each(None, None if _name in ("sort", "flip", "clip") else "")
PAIRS: dict[str, Handler] = {
    "add": pair("Add"), "subtract": pair("Subtract"), "multiply": pair("Multiply"), "divide": pair("Divide"),
    "true_divide": pair("Divide"), "floor_divide": pair("FloorDivide"), "mod": pair("Modulo"),
    "remainder": pair("Modulo"), "power": pair("Power"), "maximum": pair("", max), "minimum": pair("", min),
    "equal": pair("Equal"), "not_equal": pair("NotEqual"), "greater": pair("GreaterThan"), "less": pair("LessThan"),
    "greater_equal": pair("GreaterThanEqual"), "less_equal": pair("LessThanEqual"),
    "logical_and": pair("BitAnd"), "logical_or": pair("BitOr"), "logical_xor": pair("BitXor"),
    "arctan2": pair("", math.atan2), "hypot": pair("", math.hypot), "fmod": pair("", math.fmod),
}  # fmt: skip
REDUCTIONS: dict[str, Handler] = {
    name: reduction(kind)
    for name, kind in {
        "sum": "sum", "prod": "prod", "product": "prod", "max": "max", "min": "min", "amax": "max", "amin": "min",
        "mean": "mean", "average": "mean of", "std": "std", "var": "var", "median": "median", "any": "any",
        "all": "all", "argmax": "argmax", "argmin": "argmin", "ptp": "ptp", "nanmean": "nan mean",
        "nansum": "nan sum", "nanmax": "nan max", "nanmin": "nan min", "nanstd": "nan std",
        "count_nonzero": "count_nonzero", "percentile": "quantile", "quantile": "quantile",
        "linalg.norm": "norm", "alltrue": "all",
    }.items()
}  # fmt: skip


def _shape(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import arrays

    found = array_values.of(run, arguments.positional[0])
    return (
        arrays.shape_value(run, found)
        if found is not None
        else run.unknown("the shape of something")
    )


def _attribute(name: str) -> Handler:
    def handler(run: Run, arguments: Arguments) -> Value:
        from keraslint.evaluate import arrays

        found = array_values.of(run, arguments.positional[0])
        if found is None or len(arguments.positional) > 1 or arguments.keywords:
            return run.unknown(f"the {name} of something")
        return arrays.attribute(run, found, name)

    return handler


def _as_type(run: Run, arguments: Arguments) -> Value:
    """array.astype(dtype)"""
    array, dtype = arguments.positional[0], arguments.get(1, "dtype")
    assert isinstance(array, Array)
    kind = array_values.dtype_name(dtype)
    content = array_values.converted(array.items, kind) if kind else None
    result = array_values.make(run, array.shape, content, kind)
    if array.classes is not None:
        result.labels, result.memory = array.classes, run.list()
    return result


def transposed(run: Run, array: Array) -> Value:
    """array.T"""
    from keraslint.evaluate.calls import Arguments

    return array_reshaping.transpose(run, Arguments([array]))


def _copy(run: Run, arguments: Arguments) -> Value:
    array = array_values.of(run, arguments.positional[0])
    if array is None:
        return run.unknown("a copy of something that is no array")
    result = array_values.make(run, array.shape, array.items, array.dtype.removeprefix("variable"))
    if array.classes is not None:
        result.labels, result.memory = array.classes, run.list()
    return result


def _to_list(run: Run, arguments: Arguments) -> Value:
    """array.tolist()"""
    array = arguments.positional[0]
    assert isinstance(array, Array)
    if array.shape.dims == ():
        return (
            array.items
            if array.items is not None
            else array_values.number(run, "a number from data")
        )

    def listed(content: Any) -> Any:
        return run.list(map(listed, content)) if isinstance(content, tuple) else content

    if isinstance(array.items, tuple):
        return listed(array.items)
    return run.list((), run.gap(array, "the items of an array are not known"))


def _item(run: Run, arguments: Arguments) -> Value:
    array = arguments.positional[0]
    content = array_values.leaves(array.items) if isinstance(array, Array) else []
    single = len(content) == 1 and len(arguments.positional) == 1
    return content[0] if single else array_values.number(run, "an item of an array")


def _forgets(run: Run, arguments: Arguments) -> Value:
    """A method that writes into its array."""
    if isinstance(arguments.positional[0], Array):
        array_values.forget(run, arguments.positional[0])
    return None


def _resize(run: Run, arguments: Arguments) -> Value:
    """array.resize(shape), in place; np.resize gives a new one"""
    array = arguments.positional[0]
    dims = array_values.dims_of(
        run,
        tuple(arguments.positional[1:])
        if len(arguments.positional) > 2
        else arguments.get(1, "new_shape"),
    )
    array_values.forget(run, array)
    run.touch(array)
    array.shape = (
        Shape(dims) if dims is not None else Shape.unknown(run.unknown("a size that is not known"))
    )
    return None


def _resized(run: Run, arguments: Arguments) -> Value:
    dims = array_values.dims_of(run, arguments.get(1, "new_shape"))
    return (
        array_values.sized(run, *dims)
        if dims is not None
        else run.unknown("a size that is not known")
    )


def _delete(run: Run, arguments: Arguments) -> Value:
    """np.delete(arr, obj, axis)"""
    array, gone, axis = (
        array_values.of(run, arguments.get(0, "arr")),
        arguments.get(1, "obj"),
        arguments.get(2, "axis"),
    )
    if array is None or array.shape.dims is None or not isinstance(axis, int):
        return run.unknown("an array without some items")
    size = array.shape.axis(axis)
    if isinstance(gone, int) and size is not None:
        left: Any = size - 1
    elif (
        isinstance(gone, List)
        and gone.open is None
        and all(isinstance(i, int) and i >= 0 for i in gone)
        and isinstance(size, int)
    ):
        left = size - len(set(gone))
    else:
        left = derived(
            "delete", ("delete", array, axis), 0, size if isinstance(size, int) else None
        )
    return array_values.like(run, array, array.shape.with_axis(axis, left))


def _bincount(run: Run, arguments: Arguments) -> Value:
    array = array_values.of(run, arguments.get(0, "x"))
    if array is not None and array.classes is not None and len(arguments.values) == 1:
        return array_values.sized(run, array.classes.classes, dtype="int64")
    return run.unknown("a count of each number")


def _cumulative(run: Run, arguments: Arguments) -> Value:
    """np.cumsum(a, axis): without an axis all items in a row"""
    array = array_values.of(run, arguments.get(0, "a"))
    if array is None or array.shape.dims is None:
        return run.unknown("a running sum of something that is not known")
    if arguments.get(1, "axis") is None and len(array.shape.dims) != 1:
        return array_values.sized(run, product(array.shape.dims))
    return array_values.like(run, array, dtype="")


def _einsum(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import tensor_shapes

    equation, *operands = arguments.positional
    arrays = [array_values.of(run, value) for value in operands]
    if not isinstance(equation, str) or None in arrays:
        return run.unknown("einsum with an unknown equation")
    shape = tensor_shapes.einsum(equation, [array.shape for array in arrays if array is not None])
    return Array(shape, born=run.clock)


NUMPY: dict[str, Handler] = {
    **EACH, **PAIRS, **REDUCTIONS,
    "zeros": array_creation.filled(0), "ones": array_creation.filled(1), "empty": array_creation.filled(None),
    "full": array_creation.full, "zeros_like": array_creation.like_another, "ones_like": array_creation.like_another,
    "empty_like": array_creation.like_another, "full_like": array_creation.like_another,
    "array": array_creation.array, "asarray": array_creation.array, "asanyarray": array_creation.array,
    "arange": array_creation.arange, "linspace": array_creation.linspace, "eye": array_creation.eye,
    "identity": array_creation.eye, "meshgrid": array_creation.meshgrid, "loadtxt": array_creation.text_file,
    "genfromtxt": array_creation.text_file, "unique": array_creation.unique, "where": array_creation.where,
    "logspace": array_creation.linspace, "geomspace": array_creation.linspace,
    "reshape": array_reshaping.reshape, "transpose": array_reshaping.transpose, "ravel": array_reshaping.flatten,
    "expand_dims": array_reshaping.expand_dims, "squeeze": array_reshaping.squeeze, "swapaxes": array_reshaping.swapaxes,
    "moveaxis": array_reshaping.moveaxis, "rollaxis": array_reshaping.rollaxis, "tile": array_reshaping.tile,
    "repeat": array_reshaping.repeat, "pad": array_reshaping.pad, "broadcast_to": array_reshaping.broadcast_to,
    "take": array_reshaping.take, "concatenate": array_joining.joined(None, 0), "stack": array_joining.stack,
    "vstack": array_joining.joined(array_joining.at_least(2), 0), "append": array_joining.append,
    "row_stack": array_joining.joined(array_joining.at_least(2), 0),
    "hstack": array_joining.joined(array_joining.at_least(1), Ellipsis),
    "dstack": array_joining.joined(array_joining.at_least(3), 2),
    "column_stack": array_joining.joined(array_joining.columns, 1), "split": array_joining.split,
    "array_split": array_joining.split, "dot": array_totals.dot, "shape": _shape, "ndim": _attribute("ndim"),
    "size": _attribute("size"), "copy": _copy, "delete": _delete, "bincount": _bincount, "einsum": _einsum,
    "resize": _resized, "matmul": lambda run, arguments: array_totals.matmul(run, *arguments.values[:2]),
    "seterr": array_creation.nothing, "set_printoptions": array_creation.nothing, "save": array_creation.nothing,
    "savetxt": array_creation.nothing, "cumsum": _cumulative, "cumprod": _cumulative,
}  # fmt: skip
for _name in "logspace", "geomspace":  # as long as linspace, but other numbers
    NUMPY[_name] = array_creation.drawn(2, "float64", "num")
NUMPY |= {
    name: tensor_data.cast_to(name)
    for name in (*array_values.WHOLE, "float16", "float32", "float64", "bool_")
}
RANDOM: dict[str, Handler] = {
    "rand": array_creation.each_axis, "randn": array_creation.each_axis, "choice": array_creation.choice,
    "randint": array_creation.drawn(2, "int64"), "integers": array_creation.drawn(2, "int64"),
    "random_integers": array_creation.drawn(2, "int64"), "permutation": array_creation.permutation,
    "shuffle": array_creation.shuffle, "seed": array_creation.nothing, "binomial": array_creation.drawn(2, ""),
    "poisson": array_creation.drawn(1, ""), "exponential": array_creation.drawn(1),
    "RandomState": array_creation.generator, "default_rng": array_creation.generator,
}  # fmt: skip
for _name in "random", "random_sample", "ranf", "sample", "standard_normal":
    RANDOM[_name] = array_creation.drawn(0)
for _name in "normal uniform laplace beta gamma logistic lognormal gumbel weibull".split():
    RANDOM[_name] = array_creation.drawn(1 if _name == "weibull" else 2)
METHODS: dict[str, Handler] = {
    **{name: EACH[name] for name in "round clip argsort conj".split()},
    **{name: REDUCTIONS[name] for name in "sum prod max min mean std var any all argmax argmin ptp".split()},
    "reshape": array_reshaping.reshape, "astype": _as_type, "flatten": array_reshaping.flatten,
    "ravel": array_reshaping.flatten, "squeeze": array_reshaping.squeeze, "transpose": array_reshaping.transpose,
    "swapaxes": array_reshaping.swapaxes, "repeat": array_reshaping.repeat, "copy": _copy, "tolist": _to_list,
    "item": _item, "dot": array_totals.dot, "numpy": _copy, "take": array_reshaping.take, "sort": _forgets,
    "fill": _forgets, "resize": _resize, "partition": _forgets, "set_shape": _forgets, "to_numpy": _copy,
    "assign": _forgets, "assign_add": _forgets, "assign_sub": _forgets, "get_shape": _shape, "read_value": _copy,
    "value": _copy, "eval": _copy, "as_matrix": _copy, "toarray": _copy, "todense": _copy,
    "cumsum": _cumulative, "cumprod": _cumulative, "dump": array_creation.nothing, "tofile": array_creation.nothing,
}  # fmt: skip
HANDLERS: dict[str, Handler] = {
    **{f"numpy.{name}": function for name, function in NUMPY.items()},
    **{f"numpy.random.{name}": function for name, function in RANDOM.items()},
    **data_frame_creation.FUNCTIONS,
    **datasets.FUNCTIONS,
    **pictures.FUNCTIONS,
    **pipelines.FUNCTIONS,
    **preparation.FUNCTIONS,
    **tokenizers.FUNCTIONS,
    **transformers.FUNCTIONS,
    **tensor_data.functions(NUMPY),
}
