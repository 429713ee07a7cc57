"""Dense, Embedding and the layers that leave their input's shape alone."""

from __future__ import annotations

from typing import Any

from keraslint.layers.arguments import check_softmax
from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.shapes import (
    BadArgument,
    Dim,
    EmptyDimension,
    Expression,
    Mismatch,
    Shape,
    Size,
    same,
    size,
)
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("Dense")
def dense(
    x: Shape, *, units: Size, use_bias: bool = True, activation: Any = None, lora_rank: Any = None,
    kernel_constraint: Any = None, dtype: Any = None, keras: Keras,
) -> Built:
    """Every output reads every feature of the last axis (keras.io/api/layers/core_layers/dense)."""
    units = positive(units, "units", keras)
    if keras.one and keras.before(1, 2):
        x.axes(2)
    x.at_least(2)
    features = size(x.last, "its last input axis")
    check_softmax(activation, x, keras)
    if is_quantized(dtype):
        return quantized(x.with_last(units))
    weights = [Weight("kernel", (features, units))]
    if use_bias:
        weights.append(Weight("bias", (units,)))
    return Built(x.with_last(units), adapted(weights, lora_rank, kernel_constraint))


@layer("Embedding")
def embedding(
    x: Shape, *, input_dim: Size, output_dim: Size, input_length: Any = None, lora_rank: Any = None,
    embeddings_constraint: Any = None, dtype: Any = None, keras: Keras,
) -> Built:
    """A row of the table for each index (keras.io/api/layers/core_layers/embedding)."""
    vectors = positive(output_dim, "output_dim", keras, strict=True)
    table = Weight("embeddings", (vocabulary(input_dim, keras), vectors))
    output = _looked_up(x, vectors, input_length, keras)
    if is_quantized(dtype):
        return quantized(output)
    return Built(output, adapted([table], lora_rank, embeddings_constraint))


@layer("ReversibleEmbedding")
def reversible_embedding(
    x: Shape, reverse: Any = False, *, input_dim: Size, output_dim: Size, tie_weights: bool = True,
    lora_rank: Any = None, embeddings_constraint: Any = None, dtype: Any = None, keras: Keras,
) -> Built:
    """An Embedding that also projects back to the vocabulary (keras.io/api/layers/core_layers)."""
    rows, vectors = vocabulary(input_dim, keras), positive(output_dim, "output_dim", keras, strict=True)
    output = x.with_last(rows) if reverse is True else _looked_up(x, vectors, None, keras)
    if isinstance(reverse, Unknown):
        output = Shape.unknown(reverse)
    if is_quantized(dtype):
        return quantized(output)
    weights = list(adapted([Weight("embeddings", (rows, vectors))], lora_rank, embeddings_constraint))
    if not tie_weights:
        if lora_rank:
            raise BadArgument("takes no lora_rank together with tie_weights=False")
        weights.append(Weight("reverse_embeddings", (vectors, rows)))
    return Built(output, tuple(weights))


def _looked_up(x: Shape, vectors: Size, input_length: Any, keras: Keras) -> Shape:
    """The shape of the indices with the vectors' length behind it; Keras 1 and 2 mind `input_length`."""
    if keras.one:
        x.at_least(2)
        steps = x.axis(1) if input_length in (None, 0) else _length(input_length)
        return Shape.of(None if x.dims is None else x.axis(0), steps, vectors)
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("unknown shape"), *x.tail, vectors)
    if keras.two and input_length is not None:
        return Shape((x.axis(0), *_agreed(x, input_length, keras), vectors))
    return Shape((*x.dims, vectors))


def _agreed(x: Shape, input_length: Any, keras: Keras) -> tuple[Dim, ...]:
    """The lengths that `input_length` states, where it fits the input."""
    if isinstance(input_length, Unknown):
        return tuple(x)[1:]
    lengths = input_length if isinstance(input_length, (list, tuple)) else (input_length,)
    stated = [None if length is None else _length(length) for length in lengths]
    given = tuple(x)[1:]
    unlike = [a is not None and b is not None and same(a, b) is False for a, b in zip(stated, given, strict=False)]
    if (len(stated) != len(given) or any(unlike)) and not keras.before(2, 2):
        raise Mismatch(f"has input_length={input_length}, got {x}")
    return tuple(b if a is None else a for a, b in zip(stated, given, strict=False))


def _length(value: Any) -> Size:
    if isinstance(value, Unknown):
        return Expression.unknown(value)
    if isinstance(value, (int, Expression)):
        return value
    raise BadArgument(f"takes input_length as a whole number, not {value!r}")


@layer("Activation")
def activation(x: Shape, *, activation: Any, keras: Keras) -> Built:
    """A function of each element (keras.io/api/layers/core_layers/activation)."""
    check_softmax(activation, x, keras)
    return Built(x)


@layer("Identity", "InputLayer", "Input")
def identity(x: Any) -> Built:
    """Its input (keras.io/api/layers/core_layers/identity)."""
    return Built(x)


@layer("Masking")
def masking(x: Shape) -> Built:
    """Its input, with a mask for the steps to skip (keras.io/api/layers/core_layers/masking)."""
    return Built(x)


@layer("Lambda")
def lambda_(x: Any, result: Any = None, *, output_shape: Any = None, keras: Keras) -> Built:
    """A function as a layer (keras.io/api/layers/core_layers/lambda).

    A literal `output_shape` holds except in tf.keras, which looks at the function's own result; `result`
    is that, or what a callable `output_shape` returns, where whoever applies the layer could follow it.
    """
    if (keras.one or keras.two) and isinstance(output_shape, (int, float, str)):
        raise BadArgument(f"takes output_shape as a tuple or a function, not {output_shape!r}")
    stated = None if keras.tf else stated_output(x, output_shape)
    if stated is not None:
        return Built(stated)
    if result is not None:
        return Built(result)
    return Built(Shape.unknown(Unknown("the shape that the function of a Lambda returns", name="lambda")))


def stated_output(inputs: Any, output_shape: Any) -> Shape | None:
    """The output that a literal `output_shape` (without the batch axis) states; None if it is no literal."""
    if not isinstance(output_shape, (list, tuple)):
        return None
    if not all(size is None or isinstance(size, (int, Expression, Unknown)) for size in output_shape):
        return None
    first = inputs
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    batch = first.axis(0) if isinstance(first, Shape) and first.dims else None
    return Shape((batch, *(Expression.unknown(s) if isinstance(s, Unknown) else s for s in output_shape)))


def positive(value: Any, name: str, keras: Keras, strict: bool = False) -> Size:
    """A number of units, as each Keras reads it: tf.keras cuts off fractions unless it is `strict`."""
    if isinstance(value, Expression):
        return value
    if keras.tf and not strict and isinstance(value, (float, str)):
        value = _whole_part(value)
    if not isinstance(value, int) or isinstance(value, bool) and (keras.tf or keras.three and strict):
        raise BadArgument(f"takes {name} as a positive whole number, not {value!r}")
    if value < 0 or value == 0 and keras.three:
        raise BadArgument(f"takes {name} as a positive whole number, not {value}")
    if value == 0:
        raise EmptyDimension(f"has {name}=0: its output is empty")
    return int(value)


def _whole_part(value: float | str) -> object:
    try:
        return int(value)
    except (ValueError, OverflowError):
        return value


def vocabulary(input_dim: Any, keras: Keras) -> Size:
    """The rows of an embedding table; the older Keras accept an empty one."""
    if input_dim == 0 and (keras.one or keras.two):
        return 0
    return positive(input_dim, "input_dim", keras, strict=True)


def is_quantized(dtype: Any) -> bool:
    """Whether this dtype policy makes Keras 3 build quantized weights."""
    return isinstance(dtype, str) and "_from_" in dtype


def quantized(output: Shape) -> Built:
    return Built(output, unknown=Unknown("the weights of a layer that is quantized from the start"))


def adapted(weights: list[Weight], rank: Any, constraint: Any) -> tuple[Weight, ...]:
    """The weights under LoRA: the first is frozen, two thin factors are trained (arXiv:2106.09685)."""
    if not rank:
        return tuple(weights)
    if constraint is not None and not isinstance(constraint, Unknown):
        raise BadArgument("takes no constraint together with lora_rank")
    if isinstance(rank, int) and rank < 0 or isinstance(rank, (float, str)):
        raise BadArgument(f"takes lora_rank as a positive whole number, not {rank!r}")
    inner: Size = Expression.unknown(rank) if isinstance(rank, Unknown) else rank
    frozen = weights[0]
    frozen.trainable = False
    factors = (
        Weight(f"lora_{frozen.name}_a", (*frozen.shape[:-1], inner)),
        Weight(f"lora_{frozen.name}_b", (inner, frozen.shape[-1])),
    )
    return (*weights, *factors)
