"""Functions of symbolic tensors with a rule of their own: reshaping, joining, products, looking up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import image_functions
from keraslint.evaluate import tensor_shapes as rules
from keraslint.evaluate.symbolic import as_tensor, make, sequence, shape_value
from keraslint.evaluate.values import Array, List, Value, is_known
from keraslint.graph.tensor import Tensor
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def _reshape(run: Run, arguments: Arguments) -> Value:
    x, target = (
        arguments.get(0, "tensor", arguments.keywords.get("x")),
        arguments.get(1, "shape", arguments.keywords.get("newshape")),
    )
    items = sequence(run, target) if not isinstance(target, int) else [target]
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
    items = None if order is None else sequence(run, order)
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
    sizes = sequence(run, parts)
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
    items = sequence(
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
        flags = [
            arguments.get(place, f"transpose_{end}") or arguments.keywords.get(f"adjoint_{end}")
            for place, end in ((2, "a"), (3, "b"))
        ]
        if not all(flag in (None, True, False) for flag in flags):
            return run.unknown("a product of matrices that may be turned")

        def turned(x: Shape, y: Shape) -> Shape:
            return rule(_swapped(x) if flags[0] else x, _swapped(y) if flags[1] else y)

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
        lambda s: rules.reshape(s, (s.axis(0), -1)) if s.dims else s,
        as_tensor(run, arguments.positional[0]),
    )


def _flatten_all(run: Run, arguments: Arguments) -> Value:
    return make(
        run, "Flatten", lambda s: rules.reshape(s, (-1,)), as_tensor(run, arguments.positional[0])
    )


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
        value.called(f"{value.name}.shape")
        if isinstance(value, Unknown)
        else run.unknown("a shape")
    )


def _rank_of(run: Run, arguments: Arguments) -> Value:
    value = arguments.positional[0] if arguments.positional else None
    rank = value.shape.rank if isinstance(value, (Tensor, Array)) else None
    return rank if rank is not None else run.unknown("a rank")


def _size_of(run: Run, arguments: Arguments) -> Value:
    return run.unknown("the size of a tensor")


def _map(run: Run, arguments: Arguments) -> Value:
    return run.unknown("a function mapped over a tensor")


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
    "one_hot": _one_hot,
    "gather": _gather,
    "take": _gather,
    "shape": _shape_of,
    "int_shape": _shape_of,
    "ndim": _rank_of,
    "rank": _rank_of,
    "size": _size_of,
    "map_fn": _map,
    **image_functions.HANDLERS,
}
