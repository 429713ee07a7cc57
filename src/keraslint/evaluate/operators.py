"""Operations on symbolic tensors: operators, slicing, tf.…, K.…, keras.ops.…"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from keraslint.evaluate import tensor_shapes as rules
from keraslint.evaluate.values import Array, Bundle, External, List, Method, Value, is_known
from keraslint.graph.operation import operate
from keraslint.graph.tensor import Tensor, tensors
from keraslint.shapes import Expression, Refusal, Shape, times
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
OPERATORS = {
    "Add": "Add",
    "Subtract": "Subtract",
    "Multiply": "Multiply",
    "Divide": "TrueDivide",
    "Power": "Power",
    "FloorDivide": "FloorDivide",
    "Modulo": "Mod",
}


def make(run: Run, label: str, rule: Callable[..., Any], *inputs: Any) -> Value:
    """The tensor that an operation makes; an Unknown where the shapes do not fit or are not followed."""
    shown = label if run.keras.three else "SlicingOpLambda" if label == "GetItem" else "TFOpLambda"
    run.step()
    try:
        return operate(shown, rule, run.keras, *inputs, line=run.line, operation=label)
    except Refusal as refusal:
        run.fault(refusal, label, run.here)
        return run.unknown(f"{label} {refusal}", label)
    except (TypeError, ValueError, IndexError, AttributeError, KeyError, ZeroDivisionError):
        return run.unknown(f"{label} of a tensor is not followed", label)


def as_tensor(run: Run, value: Value) -> Any:
    """An operand as a tensor; constants are tensors from outside."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Array):
        return Tensor(value.shape)
    if isinstance(value, (int, float, bool, Expression)):
        return Tensor(Shape(()))
    if isinstance(value, (List, tuple)):
        parts = [as_tensor(run, item) for item in value]
        if parts and all(isinstance(part, Tensor) for part in parts):
            return Tensor(Shape((len(parts), *(parts[0].shape.dims or ()))))
    if isinstance(value, Unknown):
        return Tensor(Shape.unknown(value))
    return Tensor(Shape.unknown(run.unknown("an operand that is not known")))


def binary(run: Run, name: str, left: Value, right: Value) -> Value:
    """left <operator> right with a tensor on either side."""
    if name == "MatrixMultiply":
        return make(run, "Matmul", rules.matmul, as_tensor(run, left), as_tensor(run, right))
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        gap = left if isinstance(left, Unknown) else right
        tensor = right if isinstance(left, Unknown) else left
        # A scalar factor from a configuration is far more common than a tensor that would widen the shape,
        # but only "more common": the shape is then not known.
        return make(run, OPERATORS.get(name, name), lambda x: Shape.unknown(gap), tensor)
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


def shape_value(run: Run, shape: Shape) -> Value:
    if shape.dims is None:
        return (
            Unknown(shape.origin.reason, shape.origin.line, shape.origin.name)
            if shape.origin
            else run.unknown("a shape of unknown rank")
        )
    return shape.dims


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
            from keraslint.evaluate import keras

            tensor.shape = keras.to_shape(run, wanted)
        return None
    return call(
        run,
        f"tensorflow.{name}",
        type(arguments)([tensor, *arguments.positional], arguments.keywords, arguments.open),
    )


def call(run: Run, path: str, arguments: Arguments) -> Value:
    """tf.name(…), K.name(…), keras.ops.name(…)"""
    name = path.rpartition(".")[2]
    special = CONFIGURATION.get(name)
    if special is not None:
        return special(run, arguments)
    if not any(True for _ in tensors(arguments.values)):
        return _on_data(run, path, name, arguments)
    handler = HANDLERS.get(name)
    try:
        if handler is not None:
            return handler(run, arguments)
        first = (
            arguments.positional[0]
            if arguments.positional
            else next(iter(arguments.keywords.values()))
        )
        if name in SAME:
            return make(run, _title(name), rules.unchanged, as_tensor(run, first))
        if name in BROADCAST:
            operands = [
                value
                for key, value in [*enumerate(arguments.positional), *arguments.keywords.items()]
                if key != "name" and not isinstance(value, str)
            ]
            if name == "add_n" and isinstance(first, List):
                operands = list(first)
            return make(
                run, _title(name), rules.broadcast, *(as_tensor(run, value) for value in operands)
            )
        if name in REDUCTIONS:
            return _reduction(run, name, first, arguments)
    except (TypeError, ValueError, IndexError, AttributeError, StopIteration):
        pass
    return run.unknown(f"{path}() of a tensor is not followed", name)


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.removeprefix("reduce_").split("_"))


def _on_data(run: Run, path: str, name: str, arguments: Arguments) -> Value:
    from keraslint.evaluate import arrays, tensor_data

    if arrays.knows(path):
        return arrays.call(run, path, arguments)
    if tensor_data.holds_data(arguments) and arguments.open is None:
        return tensor_data.on_tensors(run, path, arguments)
    gap = next((value for value in arguments.values if isinstance(value, Unknown)), None)
    return (
        Unknown(gap.reason, gap.line, f"{name}()")
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
    return make(run, _title(name), lambda s: rules.reduce(s, axis, keep), as_tensor(run, x))


def _sequence(run: Run, value: Value) -> list[Value] | None:
    """Known items of a list or tuple, or None."""
    if isinstance(value, Array) and isinstance(value.items, (list, tuple)):
        return list(value.items)
    if isinstance(value, (tuple, List)) and getattr(value, "open", None) is None:
        return list(value)
    return None


def _reshape(run: Run, arguments: Arguments) -> Value:
    x, target = (
        arguments.get(0, "tensor", arguments.keywords.get("x")),
        arguments.get(1, "shape", arguments.keywords.get("newshape")),
    )
    items = _sequence(run, target) if not isinstance(target, int) else [target]
    if items is None:
        return make(
            run,
            "Reshape",
            lambda s: Shape.unknown(
                target
                if isinstance(target, Unknown)
                else Unknown("a shape that is not known", run.line)
            ),
            as_tensor(run, x),
        )
    items = [
        _free(item) if not isinstance(item, Unknown) else Expression.unknown(item) for item in items
    ]
    return make(run, "Reshape", lambda s: rules.reshape(s, items), as_tensor(run, x))


def _free(item: Value) -> Value:
    return None if isinstance(item, Tensor) else item


def _transpose(run: Run, arguments: Arguments) -> Value:
    order = arguments.get(
        1, "perm", arguments.keywords.get("pattern", arguments.keywords.get("axes"))
    )
    items = None if order is None else _sequence(run, order)
    if order is not None and (items is None or not all(isinstance(i, int) for i in items)):
        return run.unknown("a transposition in an unknown order")
    return make(
        run,
        "Transpose",
        lambda s: rules.transpose(s, items),
        as_tensor(run, arguments.positional[0]),
    )


def _with_axis(
    label: str, rule: Callable[..., Shape], default: Any
) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        axis = arguments.get(1, "axis", arguments.keywords.get("dim", default))
        first = arguments.get(
            0,
            "x",
            arguments.keywords.get(
                "input", arguments.keywords.get("values", arguments.keywords.get("tensors"))
            ),
        )
        if not is_known(axis):
            return run.unknown(f"{label} on an unknown axis")
        if isinstance(first, (List, tuple)):
            gap: Any = getattr(first, "open", None)
            if gap is not None:
                return make(
                    run, label, lambda *s: Shape.unknown(gap), *(as_tensor(run, v) for v in first)
                )
            return make(
                run, label, lambda s: rule(s, axis), [as_tensor(run, item) for item in first]
            )
        return make(run, label, lambda s: rule(s, axis), as_tensor(run, first))

    return handler


def _concat_first(run: Run, arguments: Arguments) -> Value:
    """tf.concat(axis, values) of TensorFlow before 1.0, and the form of today."""
    if arguments.positional and isinstance(arguments.positional[0], int):
        arguments = type(arguments)(arguments.positional[::-1], arguments.keywords)
    return _with_axis("Concatenate", rules.concatenate, -1)(run, arguments)


def _split(run: Run, arguments: Arguments) -> Value:
    x, parts, axis = (
        arguments.get(0, "value", arguments.keywords.get("x")),
        arguments.get(1, "num_or_size_splits", arguments.keywords.get("indices_or_sections")),
        arguments.get(2, "axis", 0),
    )
    if isinstance(parts, int) and isinstance(axis, int) and 0 < parts < 1_000:

        def rule(s: Shape) -> list[Shape]:
            size = s.axis(axis)
            each = None if size is None else size // parts
            return [s.with_axis(axis, each)] * parts

        return _list_of(run, make(run, "Split", rule, as_tensor(run, x)))
    sizes = _sequence(run, parts)
    if (
        sizes is not None
        and isinstance(axis, int)
        and all(isinstance(size, int) for size in sizes)
        and run.keras.tf
    ):
        return _list_of(
            run,
            make(
                run,
                "Split",
                lambda s: [s.with_axis(axis, size) for size in sizes],
                as_tensor(run, x),
            ),
        )
    return run.unknown("a split into unknown parts")


def _list_of(run: Run, value: Value) -> Value:
    return run.list(value) if isinstance(value, list) else value


def _unstack(run: Run, arguments: Arguments) -> Value:
    x = arguments.get(0, "value", arguments.keywords.get("x"))
    axis = arguments.keywords.get("axis", arguments.get(2, "axis", 0))
    size = (
        x.shape.axis(axis)
        if isinstance(x, Tensor) and isinstance(axis, int) and x.shape.dims is not None
        else None
    )
    if isinstance(size, int) and size < 1_000:
        return _list_of(
            run,
            make(run, "Unstack", lambda s: [rules.squeeze(s.with_axis(axis, 1), axis)] * size, x),
        )
    return run.unknown("an unstacked tensor of unknown length")


def _tile(run: Run, arguments: Arguments) -> Value:
    items = _sequence(
        run,
        arguments.get(
            1, "multiples", arguments.keywords.get("n", arguments.keywords.get("repeats"))
        ),
    )
    if items is None:
        return run.unknown("a tile of unknown size")
    return make(
        run,
        "Tile",
        lambda s: rules.tile(s, [_free(i) for i in items]),
        as_tensor(run, arguments.positional[0]),
    )


def _repeat(run: Run, arguments: Arguments) -> Value:
    count, axis = (
        arguments.get(1, "rep", arguments.keywords.get("repeats", arguments.keywords.get("n"))),
        arguments.get(2, "axis"),
    )
    if not isinstance(count, (int, Expression)):
        return run.unknown("repeated an unknown number of times")
    if axis is None:  # K.repeat(x, n): (batch, features) to (batch, n, features)
        return make(
            run,
            "Repeat",
            lambda s: Shape((s.axis(0), count, s.axis(1))),
            as_tensor(run, arguments.positional[0]),
        )
    return make(
        run,
        "Repeat",
        lambda s: rules.repeat(s, count, axis),
        as_tensor(run, arguments.positional[0]),
    )


def _two(label: str, rule: Callable[..., Shape]) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        a, b = list(arguments.values)[:2]
        flags = {key: arguments.keywords.get(key) is True for key in ("transpose_a", "transpose_b")}

        def turned(x: Shape, y: Shape) -> Shape:
            return rule(
                _swapped(x) if flags["transpose_a"] else x,
                _swapped(y) if flags["transpose_b"] else y,
            )

        return make(run, label, turned, as_tensor(run, a), as_tensor(run, b))

    return handler


def _swapped(shape: Shape) -> Shape:
    """The last two axes exchanged."""
    if shape.dims is None or len(shape.dims) < 2:
        return shape
    return Shape((*shape.dims[:-2], shape.dims[-1], shape.dims[-2]))


def _batch_dot(run: Run, arguments: Arguments) -> Value:
    axes = arguments.get(2, "axes")
    axes = tuple(axes) if isinstance(axes, List) else axes
    if not is_known(axes):
        return run.unknown("batch_dot over unknown axes")
    return make(
        run,
        "BatchDot",
        lambda a, b: rules.batch_dot(a, b, axes),
        *(as_tensor(run, v) for v in arguments.values[:2]),
    )


def _einsum(run: Run, arguments: Arguments) -> Value:
    equation, *operands = arguments.positional
    if not isinstance(equation, str):
        return run.unknown("einsum with an unknown equation")
    return make(
        run, "Einsum", lambda *s: rules.einsum(equation, s), *(as_tensor(run, v) for v in operands)
    )


def _flatten(run: Run, arguments: Arguments) -> Value:
    return make(
        run,
        "Flatten",
        lambda s: rules.reshape(s, (None, -1)) if s.dims is not None else s,
        as_tensor(run, arguments.positional[0]),
    )


def _flatten_all(run: Run, arguments: Arguments) -> Value:
    return make(
        run, "Flatten", lambda s: rules.reshape(s, (-1,)), as_tensor(run, arguments.positional[0])
    )


def _pad(run: Run, arguments: Arguments) -> Value:
    rows = _sequence(run, arguments.get(1, "paddings", arguments.keywords.get("pad_width")))
    pairs = [_sequence(run, row) for row in rows] if rows is not None else [None]
    if None in pairs:
        return run.unknown("an unknown padding")
    return make(
        run,
        "Pad",
        lambda s: rules.pad(s, cast("list[list[Any]]", pairs)),
        as_tensor(run, arguments.positional[0]),
    )


def _resize(run: Run, arguments: Arguments) -> Value:
    size = _sequence(run, arguments.get(1, "size"))
    if size is None or len(size) != 2:
        return run.unknown("resized to an unknown size")
    dims = [
        Expression.unknown(d)
        if isinstance(d, Unknown)
        else d
        if isinstance(d, (int, Expression))
        else None
        for d in size
    ]

    def rule(s: Shape) -> Shape:
        if s.dims is None:  # one picture or several
            return Shape.unknown(s.origin or Unknown("pictures of unknown shape"), *dims, s.last)
        return Shape((*s.dims[:-3], *dims, s.last))

    return make(run, "Resize", rule, as_tensor(run, arguments.positional[0]))


def _resize_images(run: Run, arguments: Arguments) -> Value:
    """K.resize_images(x, height_factor, width_factor, data_format)"""
    high, wide, data_format = (
        arguments.get(i, n)
        for i, n in ((1, "height_factor"), (2, "width_factor"), (3, "data_format"))
    )
    if not isinstance(high, int) or not isinstance(wide, int):
        return _resize(run, arguments)
    first = data_format in ("channels_first", "th")

    def rule(s: Shape) -> Shape:
        axes = s.axes(4)
        h, w = (2, 3) if first else (1, 2)
        return s.with_axis(h, times(axes[h], high)).with_axis(w, times(axes[w], wide))

    return make(run, "ResizeImages", rule, as_tensor(run, arguments.positional[0]))


def _block(grow: bool) -> Callable[[Run, Arguments], Value]:
    def handler(run: Run, arguments: Arguments) -> Value:
        block = arguments.get(1, "block_size", arguments.keywords.get("scale"))
        if not isinstance(block, int):
            return run.unknown("an unknown block size")

        def rule(s: Shape) -> Shape:
            b, h, w, c = s.axes(4)
            if grow:
                return Shape(
                    (
                        b,
                        times(h, block),
                        times(w, block),
                        None if c is None else c // (block * block),
                    )
                )
            return Shape(
                (
                    b,
                    None if h is None else h // block,
                    None if w is None else w // block,
                    times(c, block * block),
                )
            )

        return make(
            run,
            "DepthToSpace" if grow else "SpaceToDepth",
            rule,
            as_tensor(run, arguments.positional[0]),
        )

    return handler


def _one_hot(run: Run, arguments: Arguments) -> Value:
    depth = arguments.get(1, "depth", arguments.keywords.get("num_classes"))
    depth = Expression.unknown(depth) if isinstance(depth, Unknown) else depth
    return make(
        run,
        "OneHot",
        lambda s: (
            Shape((*s.dims, depth))
            if s.dims is not None
            else Shape.unknown(s.origin or Unknown("?"), depth)
        ),
        as_tensor(run, arguments.positional[0]),
    )


def _gather(run: Run, arguments: Arguments) -> Value:
    axis = arguments.keywords.get("axis", 0)
    if not isinstance(axis, int) or "batch_dims" in arguments.keywords:
        return run.unknown("a gather that is not followed")

    def rule(s: Shape, i: Shape) -> Shape:
        if s.dims is None or i.dims is None:
            return rules.unknown_rank(s, i) or s
        at = axis % len(s.dims)
        return Shape((*s.dims[:at], *i.dims, *s.dims[at + 1 :]))

    return make(run, "Take", rule, *(as_tensor(run, v) for v in arguments.positional[:2]))


def _shape_of(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "x", arguments.keywords.get("input"))
    if isinstance(value, (Tensor, Array)):
        return shape_value(run, value.shape)
    return (
        Unknown(value.reason, value.line, f"{value.name}.shape")
        if isinstance(value, Unknown)
        else run.unknown("a shape")
    )


def _rank_of(run: Run, arguments: Arguments) -> Value:
    value = arguments.positional[0] if arguments.positional else None
    rank = value.shape.rank if isinstance(value, (Tensor, Array)) else None
    return rank if rank is not None else run.unknown("a rank")


def _size_of(run: Run, arguments: Arguments) -> Value:
    return run.unknown("the size of a tensor")


def _set_data_format(run: Run, arguments: Arguments) -> Value:
    wanted = {"th": "channels_first", "tf": "channels_last"}.get(
        str(arguments.get(0, "data_format")), arguments.get(0, "data_format")
    )
    if wanted in ("channels_first", "channels_last"):
        run.keras = dataclasses.replace(run.keras, data_format=wanted)
    return None


def _data_format(run: Run, arguments: Arguments) -> Value:
    return run.keras.data_format


def _dim_ordering(run: Run, arguments: Arguments) -> Value:
    return "th" if run.keras.data_format == "channels_first" else "tf"


def _backend(run: Run, arguments: Arguments) -> Value:
    return "tensorflow"


def _map(run: Run, arguments: Arguments) -> Value:
    return run.unknown("a function mapped over a tensor")


def _is_keras_tensor(run: Run, arguments: Arguments) -> Value:
    value = arguments.positional[0] if arguments.positional else None
    return (
        run.unknown("whether something is a tensor")
        if isinstance(value, Unknown)
        else isinstance(value, Tensor)
    )


CONFIGURATION: dict[str, Callable[[Run, Arguments], Value]] = {
    "set_image_data_format": _set_data_format,
    "set_image_dim_ordering": _set_data_format,
    "image_data_format": _data_format,
    "image_dim_ordering": _dim_ordering,
    "backend": _backend,
    "is_keras_tensor": _is_keras_tensor,
}
HANDLERS: dict[str, Callable[[Run, Arguments], Value]] = {
    "reshape": _reshape,
    "transpose": _transpose,
    "permute_dimensions": _transpose,
    "expand_dims": _with_axis("ExpandDims", rules.expand, -1),
    "squeeze": _with_axis("Squeeze", rules.squeeze, None),
    "concat": _concat_first,
    "concatenate": _with_axis("Concatenate", rules.concatenate, -1),
    "stack": _with_axis("Stack", rules.stack, 0),
    "unstack": _unstack,
    "split": _split,
    "tile": _tile,
    "repeat": _repeat,
    "repeat_elements": _repeat,
    "matmul": _two("Matmul", rules.matmul),
    "dot": _two("Dot", rules.backend_dot),
    "batch_dot": _batch_dot,
    "einsum": _einsum,
    "flatten": _flatten_all,
    "batch_flatten": _flatten,
    "pad": _pad,
    "resize": _resize,
    "resize_bilinear": _resize,
    "resize_nearest_neighbor": _resize,
    "resize_images": _resize_images,
    "depth_to_space": _block(grow=True),
    "space_to_depth": _block(grow=False),
    "one_hot": _one_hot,
    "gather": _gather,
    "take": _gather,
    "shape": _shape_of,
    "int_shape": _shape_of,
    "ndim": _rank_of,
    "rank": _rank_of,
    "size": _size_of,
    "map_fn": _map,
}
