"""Layers that project their inputs, then weigh values by how well their keys answer a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from keraslint.layers.definition import Built, Output, layer, whole
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.layers.windows import count
from keraslint.refusals import BadArgument, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, same, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@dataclass(frozen=True, slots=True)
class Options:
    """What changes neither shape nor weights, but may be refused."""

    dropout: Any = 0.0
    sliding_window: Any = None
    flash_attention: Any = None

    def __post_init__(self) -> None:
        dropout, window = self.dropout, self.sliding_window
        if isinstance(dropout, (int, float)) and not 0 <= dropout <= 1:
            raise BadArgument(f"takes a dropout from 0 to 1, not {dropout}")
        if window is not None and not isinstance(window, (Expression, Unknown)):
            if not isinstance(window, int) or window <= 0:
                raise BadArgument(
                    f"takes sliding_window as a positive whole number, not {window!r}"
                )
        if self.flash_attention is True and isinstance(dropout, (int, float)) and dropout > 0:
            raise BadArgument("has no dropout with flash_attention=True")


PLAIN = Options()


@layer("MultiHeadAttention")
def multi_head_attention(
    query: Any,
    value: Any = None,
    key: Any = None,
    mask: Any = None,
    return_attention_scores: Any = False,
    *more_masks: Any,
    num_heads: Size,
    key_dim: Size,
    value_dim: Any = None,
    output_shape: Any = None,
    attention_axes: Any = None,
    use_bias: bool = True,
    use_gate: bool = False,
    options: Options = PLAIN,
    keras: Keras,
) -> Built:
    """Several attentions side by side, each on projections of its own (arxiv.org/abs/1706.03762)."""
    query, value, key = _one_by_one(query, value, key)
    heads, depth, width = _heads(num_heads, key_dim, value_dim, keras)
    asks, answers, gives = _features(query, key, value)
    weights = [
        *_dense("query", (asks,), (heads, depth), use_bias, keras),
        *_dense("key", (answers,), (heads, depth), use_bias, keras),
        *(_dense("gate", (asks,), (heads, width), use_bias, keras) if use_gate else ()),
        *_dense("value", (gives,), (heads, width), use_bias, keras),
    ]
    attended, scores = _attended(query, value, key, attention_axes, heads, keras)
    if isinstance(output_shape, Unknown):
        return Built(Shape.unknown(output_shape), tuple(weights), output_shape)
    output = _projected(output_shape, query)
    weights += _dense("attention_output", (heads, width), output, use_bias, keras)
    return answer(_replace_last(attended, output), scores, weights, return_attention_scores)


@layer("GroupQueryAttention")
def group_query_attention(
    query: Any,
    value: Any = None,
    key: Any = None,
    mask: Any = None,
    return_attention_scores: Any = False,
    *more_masks: Any,
    head_dim: Size,
    num_query_heads: Size,
    num_key_value_heads: Size,
    use_bias: bool = True,
    use_gate: bool = False,
    options: Options = PLAIN,
    keras: Keras,
) -> Built:
    """Multi-head attention whose query heads share keys and values in groups (arxiv.org/abs/2305.13245)."""
    query, value, key = _one_by_one(query, value, key)
    depth, heads, groups = _groups(head_dim, num_query_heads, num_key_value_heads, keras)
    features = _one_width(query, value)
    _check_steps(value, key)
    asks, answers, gives = (size(_third(x), "axis 2") for x in (query, key, value))
    weights = [
        *_dense("query", (asks,), (heads, depth), use_bias, keras),
        *_dense("key", (answers,), (groups, depth), use_bias, keras),
        *(_dense("gate", (asks,), (heads, depth), use_bias, keras) if use_gate else ()),
        *_dense("value", (gives,), (groups, depth), use_bias, keras),
        *_dense("attention_output", (heads, depth), (features,), use_bias, keras),
    ]
    scores = Shape.of(query.axis(0), heads, query.axis(1), key.axis(1))
    return answer(query, scores, weights, return_attention_scores)


# ------------------------------------------------------------------------------- inputs and weights


def _one_by_one(query: Any, value: Any, key: Any) -> tuple[Shape, Shape, Shape]:
    """The three inputs of a layer that is called on them in a row; the key is the value unless it is given."""
    if not isinstance(query, Shape) or not isinstance(value, Shape):
        raise BadArgument(
            "is called on a query and a value (and a key), each an argument of its own"
        )
    key = key if isinstance(key, Shape) else value
    for shape in (query, value, key):
        shape.at_least(2)
    return query, value, key


def _features(query: Shape, key: Shape, value: Shape) -> Iterator[Size]:
    """The last axis of each input."""
    for name, shape in {"query": query, "key": key, "value": value}.items():
        yield size(shape.last, f"the {name}'s last axis")


def _one_width(query: Shape, value: Shape) -> Size:
    """The last axis that query and value share."""
    features = size(query.last, "the query's last axis")
    if same(features, value.last) is False:
        raise Mismatch(f"needs query and value of one width, got {query} and {value}")
    return features


def _third(x: Shape) -> Dim:
    """The features that an einsum over (batch, length, features) reads, whatever comes after them."""
    return x.last if x.dims is None else x.axis(2)


def answer(output: Shape, scores: Shape, weights: Iterable[Weight], return_scores: Any) -> Built:
    """The attended values, with the scores where the call asks for them."""
    result: Output = (output, scores) if return_scores is True else output
    if isinstance(return_scores, Unknown):
        result = Shape.unknown(return_scores)
    return Built(result, tuple(weights))


def _dense(
    name: str, inputs: tuple[Size, ...], outputs: tuple[Size, ...], use_bias: bool, keras: Keras
) -> list[Weight]:
    """An inner EinsumDense, from all of `inputs` to `outputs`; in Keras 3 only its own flag freezes it."""
    owner = Layer("EinsumDense", {}, keras, name=name)
    kernel = Weight("kernel", (*inputs, *outputs), owner=owner)
    return [kernel, Weight("bias", outputs, owner=owner)] if use_bias else [kernel]


# ----------------------------------------------------------------------------- multi-head attention


def _projected(output_shape: Any, query: Shape) -> tuple[Size, ...]:
    """The axes that take the place of the query's last one."""
    if not output_shape:
        return (size(query.last, "the query's last axis"),)
    given = output_shape if isinstance(output_shape, (list, tuple)) else (output_shape,)
    axes = tuple(whole(axis, "output_shape") for axis in given)
    if any(isinstance(axis, int) and axis < 0 for axis in axes):
        raise BadArgument(f"takes positive sizes in output_shape, not {output_shape!r}")
    return axes


def _attention_axes(given: Any, value: Shape, keras: Keras) -> tuple[int, ...] | None:
    """The axes attended over, counted on the projected input (whose last two are heads and depth); None if not known."""
    axes = given if isinstance(given, (list, tuple)) else (given,)
    if value.rank is None or any(isinstance(axis, (Unknown, Expression)) for axis in axes):
        return None
    if keras.tf and (axes == () or given is None and value.rank == 2):
        raise Mismatch(f"has no axis to attend over in {value}")
    if given is None:
        return tuple(range(1, value.rank - 1))
    if not all(isinstance(axis, int) for axis in axes):
        raise BadArgument(
            f"takes attention_axes as a whole number or a list of them, not {given!r}"
        )
    depth = value.rank
    shifted = tuple(axis if axis >= 0 else axis + depth + keras.tf for axis in axes)
    low, high = (0, depth - 1) if keras.tf else (-depth - 1, depth)
    if not all(low <= axis <= high for axis in shifted):
        raise BadArgument(f"has no axes {given!r} to attend over in {value}")
    return shifted


def _attended(
    query: Shape, value: Shape, key: Shape, attention_axes: Any, heads: Size, keras: Keras
) -> tuple[Shape, Shape]:
    """The attended values and the scores.

    Keras 3 declares their shapes instead of computing them; it takes the query's length for both axes of the scores.
    """
    axes = _attention_axes(attention_axes, value, keras)
    if not keras.three:
        return _traced(query, value, key, axes, heads)
    _check_steps(value, key)
    length = query.axis(1)
    return query, Shape.of(query.axis(0), heads, length, length)


def _traced(
    query: Shape, value: Shape, key: Shape, axes: tuple[int, ...] | None, heads: Size
) -> tuple[Shape, Shape]:
    """TensorFlow's einsum: the axes not attended over are shared by query, key and value."""
    if query.dims is None or value.dims is None or key.dims is None or axes is None:
        return query, Shape.unknown(query.origin or Unknown("the scores of inputs of unknown rank"))
    if not query.rank == value.rank == key.rank:
        raise Mismatch(f"needs query, value and key of one rank, got {query}, {value} and {key}")
    mixed = []
    for i, length in enumerate(query.dims[:-1]):
        steps = _common(key.dims[i], value.dims[i], f"axis {i} of key and value")
        mixed.append(length if i in axes else _common(length, steps, f"axis {i} of query and key"))
    asked, answered = (*mixed, heads), (*key.dims[:-1], heads)
    batch = [dim for i, dim in enumerate(asked) if i not in axes]
    scores = (*batch, *(asked[i] for i in axes), *(answered[i] for i in axes))
    return Shape((*mixed, query.last)), Shape(scores)


def _common(a: Dim, b: Dim, what: str) -> Dim:
    """The size of an axis that two tensors share."""
    if same(a, b) is False:
        raise Mismatch(f"needs {what} to be equal, got {a} and {b}")
    return b if a is None else a


def _check_steps(value: Shape, key: Shape) -> None:
    """Keras 3 compares all but the first and the last axis, None being different from a size."""
    if value.dims is None or key.dims is None:
        return
    a, b = value.dims[1:-1], key.dims[1:-1]
    differ = len(a) != len(b) or any(
        one != other and not isinstance(one, Expression) and not isinstance(other, Expression)
        for one, other in zip(a, b, strict=True)
    )
    if differ:
        raise Mismatch(
            f"needs value and key to be equal but for their last axis, got {value} and {key}"
        )


def _replace_last(x: Shape, axes: tuple[Size, ...]) -> Shape:
    """The same shape with these axes instead of the last one."""
    if x.dims is None:
        return Shape(None, x.origin, (*x.tail[:-1], *axes))
    return Shape((*x.dims[:-1], *axes))


# ---------------------------------------------------------------------------------------- arguments


def _positive(value: Any, name: str, keras: Keras) -> Size:
    """A number of heads or features; tf.keras lets num_heads=0 pass."""
    least = 0 if keras.tf and name == "num_heads" else 1
    if (
        not isinstance(value, (int, Expression, Unknown))
        or isinstance(value, int)
        and value < least
    ):
        raise BadArgument(f"takes {name} as a positive whole number, not {value!r}")
    return whole(value, name)


def _heads(num_heads: Any, key_dim: Any, value_dim: Any, keras: Keras) -> tuple[Size, Size, Size]:
    """How many heads there are, how deep a key is, and how wide a value."""
    heads, depth = _positive(num_heads, "num_heads", keras), _positive(key_dim, "key_dim", keras)
    absent = value_dim is None or (value_dim == 0 and not keras.three)
    return heads, depth, depth if absent else _positive(value_dim, "value_dim", keras)


def _groups(
    head_dim: Any, num_query_heads: Any, num_key_value_heads: Any, keras: Keras
) -> tuple[Size, Size, Size]:
    """How deep a head is, how many query heads there are, and how many that share keys and values."""
    depth, heads = (
        _positive(head_dim, "head_dim", keras),
        count(num_query_heads, "num_query_heads", 0),
    )
    groups = _positive(num_key_value_heads, "num_key_value_heads", keras)
    if isinstance(heads, int) and isinstance(groups, int) and heads % groups:
        raise BadArgument(
            f"needs num_query_heads divisible by num_key_value_heads, got {heads} and {groups}"
        )
    return depth, heads, groups
