"""Functions of TensorFlow, the Keras backend and keras.ops on data: constants, variables, random tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from keraslint.evaluate import array_creation, array_values
from keraslint.evaluate.values import Array, Bundle, List, Value
from keraslint.graph.tensor import Tensor
from keraslint.shapes import Shape
from keraslint.structures import convert
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
ROOMS = ("tensorflow.math.", "tensorflow.", "keras.backend.", "keras.ops.", "keras.random.")
AS_NUMPY = frozenset(
    "sqrt exp log sin cos tan tanh ceil floor round rint abs square negative sign pow power add subtract multiply divide "
    "maximum minimum equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not linspace eye "
    "shape size ndim reshape arange zeros_like ones_like full_like unique floordiv mod truediv sigmoid log1p expm1 meshgrid "
    "identity full empty array".split()
)
NAMES = {"pow": "power", "floordiv": "floor_divide", "truediv": "true_divide"}
INITIALIZERS = (
    "random_normal_initializer random_uniform_initializer zeros_initializer ones_initializer glorot_uniform_initializer "
    "glorot_normal_initializer truncated_normal_initializer constant_initializer orthogonal_initializer "
    "variance_scaling_initializer uniform_unit_scaling_initializer"
)


def functions(numpy: Mapping[str, Handler]) -> dict[str, Handler]:
    """The table by full path; much is numpy's under another name."""
    found: dict[str, Handler] = {}
    for room in ROOMS:
        if room == "keras.random.":
            continue
        for name in AS_NUMPY:
            known = NAMES.get(name, name)
            if known in numpy:
                found[room + name] = numpy[known]
        found |= {room + name: function for name, function in OWN.items()}
    found |= {f"tensorflow.random.{name}": function for name, function in RANDOM.items()}
    found |= {f"keras.random.{name}": function for name, function in RANDOM.items()}
    found |= {f"tensorflow.{name}": initializer for name in INITIALIZERS.split()}
    found |= {"keras.Variable": keras_variable, "tensorflow.get_variable": named_variable}
    found |= {
        f"keras.backend.{name}": as_variables(found[f"keras.backend.{name}"])
        for name in ("zeros", "ones", "eye")
    }
    for room in ("tensorflow.", "tensorflow.math.", "keras.backend.", "keras.ops."):
        prefix = "reduce_" if room.startswith("tensorflow") else ""
        found |= {
            f"{room}{prefix}{name}": numpy[name] for name in ("sum", "prod", "max", "min", "mean")
        }
    return found


def variable(run: Run, arguments: Arguments) -> Value:
    """tf.Variable(initial_value, trainable=True, shape=None): what layers of Keras 2 track"""
    value = arguments.get(0, "initial_value", arguments.keywords.get("value"))
    shape = arguments.keywords.get("shape")
    found = array_values.of(run, value)
    if isinstance(value, Tensor):
        found = Array(value.shape)
    trainable = arguments.get(1, "trainable", True)
    kind = "variable" if trainable in (True, None) else "variable frozen"
    whole = _whole(run, shape, found)
    if whole is None:
        return run.unknown("a variable of something that is not known", "Variable()")
    if run.keras.three:
        return Array(whole, born=run.clock)
    return Array(whole, None, kind, born=run.clock)


def _whole(run: Run, shape: Value, found: Array | None) -> Shape | None:
    """The shape that a variable is given, else that of its value."""
    dims = array_values.dims_of(run, shape) if shape is not None else None
    if dims is not None:
        return Shape(dims)
    return found.shape if found is not None else None


def backend_variable(run: Run, arguments: Arguments) -> Value:
    """K.variable(value)"""
    return variable(run, type(arguments)([arguments.get(0, "value")]))


def keras_variable(run: Run, arguments: Arguments) -> Value:
    """keras.Variable(initializer, shape, dtype, trainable), of Keras 3"""
    value, shape = arguments.get(0, "initializer"), arguments.get(1, "shape")
    found = array_values.of(run, value) if not isinstance(value, str) else None
    whole = _whole(run, shape, found)
    if whole is None:
        return run.unknown("a variable of something that is not known", "Variable()")
    trainable = arguments.get(3, "trainable", True)
    return Array(
        whole, None, "variable" if trainable in (True, None) else "variable frozen", born=run.clock
    )


def named_variable(run: Run, arguments: Arguments) -> Value:
    """tf.get_variable(name, shape)"""
    dims = array_values.dims_of(run, arguments.get(1, "shape"))
    return (
        array_values.sized(run, *dims)
        if dims is not None
        else run.unknown("a variable of unknown shape")
    )


def as_variables(handler: Handler) -> Handler:
    """K.zeros and its like make variables."""

    def made(run: Run, arguments: Arguments) -> Value:
        found = handler(run, arguments)
        if (
            isinstance(found, Array)
            and found.shape.dims is not None
            and None not in found.shape.dims
            and not run.keras.three
        ):
            found.dtype = "variable"
        return found

    return made


def fill(run: Run, arguments: Arguments) -> Value:
    """tf.fill(dims, value)"""
    dims = array_values.dims_of(run, arguments.get(0, "dims"))
    return (
        array_values.sized(run, *dims)
        if dims is not None
        else run.unknown("a tensor of unknown shape")
    )


def cast(run: Run, arguments: Arguments) -> Value:
    """tf.cast(x, dtype)"""
    value, dtype = arguments.get(0, "x"), arguments.get(1, "dtype")
    found = array_values.of(run, value)
    if found is None:
        return run.unknown("a cast of something that is no array")
    kind = array_values.dtype_name(dtype)
    content = array_values.converted(found.items, kind) if kind else None
    if found.shape.dims == ():
        return content if content is not None else array_values.number(run, "a number that is cast")
    result = array_values.make(run, found.shape, content, kind)
    if found.classes is not None:
        result.labels, result.memory = found.classes, run.list()
    return result


def cast_to(dtype: str) -> Handler:
    """np.float32(x) and its like"""
    return lambda run, arguments: cast(run, type(arguments)([arguments.get(0, "x", 0), dtype]))


def unchanged(run: Run, arguments: Arguments) -> Value:
    """tf.identity(x), tf.stop_gradient(x)"""
    value = arguments.positional[0]
    found = array_values.of(run, value)
    if found is None:
        return run.unknown("a tensor operation on something else")
    return (
        value
        if found.shape.dims == ()
        else array_values.make(run, found.shape, found.items, found.dtype.removeprefix("variable"))
    )


def placeholder(run: Run, arguments: Arguments) -> Value:
    """tf.placeholder(dtype, shape), K.placeholder(shape, ndim)"""
    values = [value for value in arguments.positional if isinstance(value, (tuple, List, Unknown))]
    shape = arguments.keywords.get("shape", values[0] if values else None)
    dims = array_values.dims_of(run, shape) if shape is not None else None
    rank = arguments.keywords.get("ndim")
    if dims is None and isinstance(rank, int) and 0 <= rank <= array_values.DEEPEST:
        dims = (None,) * rank
    gap = shape if isinstance(shape, Unknown) else run.unknown("a placeholder of unknown shape")
    return Tensor(Shape(dims) if dims is not None else Shape.unknown(gap))


def initializer(run: Run, arguments: Arguments) -> Value:
    """tf.random_normal_initializer(): called with a shape, it gives a tensor"""
    return Bundle("keras.initializers.", kind="initializer")


def initialized(run: Run, arguments: Arguments) -> Value:
    """initializer(shape, dtype)"""
    dims = array_values.dims_of(run, arguments.get(0, "shape"))
    return (
        array_values.sized(run, *dims)
        if dims is not None
        else run.unknown("a tensor of unknown shape")
    )


def constant(run: Run, arguments: Arguments) -> Value:
    """tf.constant(value, dtype, shape), K.constant(value, dtype, shape)"""
    shape = arguments.get(2, "shape")
    if shape is not None:
        return initialized(run, type(arguments)([shape]))
    return array_creation.array(
        run, type(arguments)(arguments.positional[:1], dict(arguments.keywords))
    )


def on_tensors(run: Run, path: str, arguments: Arguments) -> Value:
    """A function that is only known for symbolic tensors, applied to data: the shape of its result."""
    from keraslint.evaluate import operators

    def symbolic(leaf: Value) -> Value:
        return Tensor(leaf.shape) if isinstance(leaf, Array) else leaf

    def data(leaf: Value) -> Value:
        if not isinstance(leaf, Tensor):
            return leaf
        return (
            Array(leaf.shape, born=run.clock)
            if leaf.shape.dims != ()
            else array_values.number(run, "a number computed from data")
        )

    values = [
        convert(value, symbolic) if _may_hold(value) else value for value in arguments.positional
    ]
    keywords = {
        key: convert(value, symbolic) if _may_hold(value) else value
        for key, value in arguments.keywords.items()
    }
    faults = len(run.faults)
    result = operators.call(run, path, type(arguments)(values, keywords))
    del run.faults[faults:]
    return convert(result, data)


def _may_hold(value: Value) -> bool:
    """Whether an argument is data, or a short list of data."""
    if isinstance(value, (List, tuple)):
        return len(value) < 64 and any(isinstance(item, Array) for item in value)
    return isinstance(value, Array)


def holds_data(arguments: Arguments) -> bool:
    """Whether there is data among the arguments."""
    return any(map(_may_hold, arguments.values))


OWN: dict[str, Handler] = {
    "zeros": array_creation.filled(0, "float32"), "ones": array_creation.filled(1, "float32"), "fill": fill,
    "constant": constant, "convert_to_tensor": array_creation.array, "range": array_creation.arange, "cast": cast,
    "identity": unchanged, "stop_gradient": unchanged, "Variable": variable, "variable": backend_variable,
    "placeholder": placeholder, "random_normal": array_creation.drawn(0, "float32", "shape"), "eval": unchanged,
    "random_uniform": array_creation.drawn(0, "float32", "shape"), "truncated_normal": array_creation.drawn(0, "float32", "shape"),
    "random_normal_variable": as_variables(array_creation.drawn(0, "float32", "shape")),
    "random_uniform_variable": as_variables(array_creation.drawn(0, "float32", "shape")),
    "get_value": unchanged,
}  # fmt: skip
RANDOM: dict[str, Handler] = {
    name: array_creation.drawn(0, "float32", "shape")
    for name in "normal uniform truncated_normal gamma poisson stateless_normal stateless_uniform".split()
}
RANDOM |= {
    "set_seed": array_creation.nothing,
    "shuffle": array_creation.permutation,
    "randint": array_creation.drawn(0, "int32", "shape"),
}
