"""Operations on symbolic tensors: operators, slicing, tf.…, K.…, keras.ops.…"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from keraslint.evaluate import backend, stated_shapes, tensor_functions
from keraslint.evaluate import tensor_shapes as rules
from keraslint.evaluate.symbolic import as_factor, as_tensor, make, shape_value, title
from keraslint.evaluate.values import Array, Bundle, External, List, Method, Value, is_known
from keraslint.graph.tensor import Tensor, tensors
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

SAME = frozenset(
    "relu relu6 sigmoid tanh exp log log1p sqrt rsqrt square abs softmax log_softmax cast identity stop_gradient clip "
    "clip_by_value l2_normalize normalize negative sign dropout gelu elu selu leaky_relu swish silu softplus softsign "
    "hard_sigmoid zeros_like ones_like round floor ceil sin cos erf reverse flip cumsum cumprod convert_to_tensor "
    "constant asarray random_flip_left_right random_brightness random_contrast per_image_standardization "
    "adjust_contrast adjust_brightness is_nan isnan logical_not invert nan_to_num sort roll ensure_shape "
    "sigmoid_cross_entropy exponential linear mish hard_swish hard_silu random_flip random_uniform_like print to_float "
    "saturate_cast convert_image_dtype".split()
)
BROADCAST = frozenset(
    "add subtract multiply divide true_divide maximum minimum pow power equal not_equal less less_equal greater greater_equal "
    "logical_and logical_or logical_xor mod floormod floor_div floordiv divide_no_nan squared_difference add_n where "
    "atan2 floor_divide switch".split()
)
REDUCTIONS = frozenset(
    "mean sum max min prod any all reduce_mean reduce_sum reduce_max reduce_min reduce_prod reduce_any reduce_all argmax "
    "argmin std var logsumexp reduce_logsumexp reduce_std reduce_variance norm amax amin median count_nonzero".split()
)
ABOUT = frozenset({"shape", "int_shape", "ndim", "rank", "size"})
"""What tells something about a tensor and makes none."""
OPERATORS = {
    "Add": "Add",
    "Subtract": "Subtract",
    "Multiply": "Multiply",
    "Divide": "TrueDivide",
    "Power": "Power",
    "FloorDivide": "FloorDivide",
    "Modulo": "Mod",
}


def binary(run: Run, name: str, left: Value, right: Value) -> Value:
    """left <operator> right with a tensor on either side."""
    if name == "MatrixMultiply":
        return make(run, "Matmul", rules.matmul, as_tensor(run, left), as_tensor(run, right))
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        gap = left if isinstance(left, Unknown) else right
        tensor = right if isinstance(left, Unknown) else left
        # A scalar factor from a configuration is far more common than a tensor that would widen the shape,
        # but only "more common": the shape is then not known.
        operands = [tensor, as_factor(run, gap)]
        return make(run, OPERATORS.get(name, name), lambda *_: Shape.unknown(gap), *operands)
    return make(
        run, OPERATORS.get(name, name), rules.broadcast, as_tensor(run, left), as_tensor(run, right)
    )


def subscript(run: Run, tensor: Tensor, index: Value) -> Value:
    """tensor[index]"""
    parts = index if isinstance(index, tuple) else (index,)
    parts = tuple(External("all") if isinstance(part, str) else part for part in parts)
    plain = tuple(
        part.shape
        if isinstance(part, (Tensor, Array))
        else Shape((len(part),))
        if isinstance(part, List)
        else part
        for part in parts
    )
    if any(isinstance(part, (Unknown, External)) for part in plain):
        plain = tuple(0 if isinstance(part, (Unknown, External)) else part for part in plain)
        if not all(isinstance(part, slice) or part in (0, ...) for part in plain):
            return run.unknown("a tensor at an unknown index")
    plain = tuple(0 if isinstance(part, Expression) else part for part in plain)
    return make(run, "GetItem", lambda x: rules.subscript(x, plain), tensor)


def attribute(run: Run, tensor: Tensor, name: str) -> Value:
    if name in ("shape", "_keras_shape"):
        return shape_value(run, tensor.shape)
    if name == "ndim":
        return (
            tensor.shape.rank
            if tensor.shape.rank is not None
            else run.unknown("the rank of a tensor")
        )
    if name == "dtype":
        return tensor.dtype or "float32"
    if name == "T":
        return make(run, "Transpose", lambda x: rules.transpose(x, None), tensor)
    if name == "name":
        return tensor.node.layer.name if tensor.node else run.unknown("a tensor's name")
    if name == "_keras_history":
        return (tensor.node.layer, 0, 0) if tensor.node else run.unknown("a tensor's history")
    if name in ("node", "op"):
        return Bundle("a tensor's operation")
    return Method(tensor, name)


def method(run: Run, tensor: Tensor, name: str, arguments: Arguments) -> Value:
    if name == "get_shape":
        return shape_value(run, tensor.shape)
    if name == "set_shape":
        wanted = arguments.get(0, "shape")
        if isinstance(wanted, (tuple, List)):
            tensor.shape = stated_shapes.to_shape(run, wanted)
        return None
    return call(
        run,
        f"tensorflow.{name}",
        type(arguments)([tensor, *arguments.positional], arguments.keywords, arguments.open),
    )


def call(run: Run, path: str, arguments: Arguments) -> Value:
    """tf.name(…), K.name(…), keras.ops.name(…)"""
    name = path.rpartition(".")[2]
    special = backend.CONFIGURATION.get(name)
    if special is not None:
        return special(run, arguments)
    if not any(True for _ in tensors(arguments.values)):
        return _on_data(run, path, name, arguments)
    handler = tensor_functions.HANDLERS.get(name)
    try:
        if handler is not None:
            made = handler(run, arguments)
            tells = name in ABOUT or not isinstance(made, Unknown)
            return made if tells else dataclasses.replace(made, symbolic=True)
        first = (
            arguments.positional[0]
            if arguments.positional
            else next(iter(arguments.keywords.values()))
        )
        if name in SAME:
            return make(run, title(name), rules.unchanged, as_tensor(run, first))
        if name in BROADCAST:
            operands = [
                value
                for key, value in [*enumerate(arguments.positional), *arguments.keywords.items()]
                if key != "name" and not isinstance(value, str)
            ]
            if name == "add_n" and isinstance(first, List):
                operands = list(first)
            return make(
                run, title(name), rules.broadcast, *(as_factor(run, value) for value in operands)
            )
        if name in REDUCTIONS:
            return _reduction(run, name, first, arguments)
    except (TypeError, ValueError, IndexError, AttributeError, StopIteration):
        pass
    return run.unknown(f"{path}() of a tensor is not followed", name, symbolic=True)


def _on_data(run: Run, path: str, name: str, arguments: Arguments) -> Value:
    from keraslint.evaluate import arrays, tensor_data

    if arrays.knows(path):
        return arrays.call(run, path, arguments)
    if tensor_data.holds_data(arguments) and arguments.open is None:
        return tensor_data.on_tensors(run, path, arguments)
    gap = next((value for value in arguments.values if isinstance(value, Unknown)), None)
    return (
        gap.called(f"{name}()")
        if gap and name != "Variable"
        else run.unknown(f"{path}() is not followed", f"{name}()")
    )


def _reduction(run: Run, name: str, x: Value, arguments: Arguments) -> Value:
    axis = arguments.get(1, "axis", arguments.keywords.get("reduction_indices"))
    if name == "argmax" or name == "argmin":
        axis = -1 if axis is None else axis
    keep = arguments.get(2, "keepdims", arguments.keywords.get("keep_dims", False))
    if name.startswith("arg"):
        keep = arguments.keywords.get("keepdims", False)
    if not is_known(axis) or not isinstance(keep, bool):
        return run.unknown("a reduction over an unknown axis")
    return make(run, title(name), lambda s: rules.reduce(s, axis, keep), as_tensor(run, x))
