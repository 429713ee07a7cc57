"""Dense, Embedding and the layers that leave their input's shape alone."""

from __future__ import annotations

from typing import Any

from keraslint.layers.arguments import check_softmax
from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, same, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("Dense")
def dense(
    x: Shape,
    *,
    units: Size,
    use_bias: bool = True,
    activation: Any = None,
    lora_rank: Any = None,
    kernel_constraint: Any = None,
    dtype: Any = None,
    keras: Keras,
) -> Built:
    """Every output reads every feature of the last axis (keras.io/api/layers/core_layers/dense)."""
    units = positive(units, "units", keras)
    if keras.one and keras.before(1, 2):
        x.axes(2)
    x.at_least(2)
    features = size(x.last, "its last input axis")
    check_softmax(activation, x, keras)
    weights = [Weight("kernel", (features, units))]
    if use_bias:
        weights.append(Weight("bias", (units,)))
    built = Built(x.with_last(units), tuple(weights))
    return adapted(built, lora_rank, kernel_constraint, dtype)


@layer("Embedding")
def embedding(
    x: Shape,
    *,
    input_dim: Size,
    output_dim: Size,
    input_length: Any = None,
    lora_rank: Any = None,
    embeddings_constraint: Any = None,
    dtype: Any = None,
    keras: Keras,
) -> Built:
    """A row of a table for each index (keras.io/api/layers/core_layers/embedding)."""
    vectors = positive(output_dim, "output_dim", keras, strict=True)
    table = Weight("embeddings", (vocabulary(input_dim, keras), vectors))
    built = Built(_looked_up(x, vectors, input_length, keras), (table,))
    return adapted(built, lora_rank, embeddings_constraint, dtype)


@layer("ReversibleEmbedding")
def reversible_embedding(
    x: Shape,
    reverse: Any = False,
    *,
    input_dim: Size,
    output_dim: Size,
    tie_weights: bool = True,
    lora_rank: Any = None,
    embeddings_constraint: Any = None,
    dtype: Any = None,
    keras: Keras,
) -> Built:
    """An Embedding that can project back to its vocabulary (arXiv:1608.05859)."""
    rows = vocabulary(input_dim, keras)
    vectors = positive(output_dim, "output_dim", keras, strict=True)
    if isinstance(reverse, Unknown):
        output = Shape.unknown(reverse)
    else:
        output = x.with_last(rows) if reverse else _looked_up(x, vectors, None, keras)
    built = Built(output, (Weight("embeddings", (rows, vectors)),))
    if tie_weights:
        return adapted(built, lora_rank, embeddings_constraint, dtype)
    if lora_rank:
        raise BadArgument("takes no lora_rank together with tie_weights=False")
    back = Weight("reverse_embeddings", (vectors, rows))
    return adapted(Built(output, (*built.weights, back)), None, embeddings_constraint, dtype)


def _looked_up(x: Shape, vectors: Size, input_length: Any, keras: Keras) -> Shape:
    """The indices' shape with the vectors behind it; Keras 1 and 2 mind `input_length`."""
    if keras.one:
        stated = input_length not in (None, 0)
        x.at_least(1 if stated else 2)
        steps = _length(input_length) if stated else x.axis(1)
        return Shape.of(x.axis(0) if x.dims else None, steps, vectors)
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("unknown shape"), *x.tail, vectors)
    if keras.two and input_length is not None:
        return Shape((x.dims[0], *_agreed(x, x.dims[1:], input_length, keras), vectors))
    return Shape((*x.dims, vectors))


def _agreed(x: Shape, given: tuple[Dim, ...], input_length: Any, keras: Keras) -> tuple[Dim, ...]:
    """The lengths that `input_length` states, where they fit (Keras before 2.2 does not look)."""
    if isinstance(input_length, Unknown):
        return given
    lengths = input_length if isinstance(input_length, (list, tuple)) else (input_length,)
    stated = [None if length is None else _length(length) for length in lengths]
    pairs = list(zip(stated, given, strict=False))
    unlike = [a is not None and b is not None and same(a, b) is False for a, b in pairs]
    if (len(stated) != len(given) or any(unlike)) and not keras.before(2, 2):
        raise Mismatch(f"has input_length={input_length}, got {x}")
    return tuple(b if a is None else a for a, b in pairs)


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

    A literal `output_shape` holds except in tf.keras, which looks at the function's own result.
    `result` is that, or what a callable `output_shape` returns, where the caller could follow it.
    """
    if (keras.one or keras.two) and isinstance(output_shape, (int, float, str)):
        raise BadArgument(f"takes output_shape as a tuple or a function, not {output_shape!r}")
    stated = None if keras.tf else stated_output(x, output_shape)
    if stated is not None:
        return Built(stated)
    if result is not None:
        return Built(result)
    return Built(Shape.unknown(Unknown("what the function of a Lambda returns", name="lambda")))


def stated_output(inputs: Any, output_shape: Any) -> Shape | None:
    """The output that a literal `output_shape` (without the batch) states; None if it is none."""
    if not isinstance(output_shape, (list, tuple)):
        return None
    if not all(s is None or isinstance(s, (int, Expression, Unknown)) for s in output_shape):
        return None
    first = inputs
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    batch = first.dims[0] if isinstance(first, Shape) and first.dims else None
    sizes = (Expression.unknown(s) if isinstance(s, Unknown) else s for s in output_shape)
    return Shape((batch, *sizes))


def positive(value: Any, name: str, keras: Keras, strict: bool = False) -> Size:
    """A number of units, as each Keras reads it: tf.keras cuts off fractions unless `strict`."""
    if isinstance(value, Expression):
        return value
    if keras.tf and not strict and isinstance(value, (float, str)):
        value = _whole_part(value)
    truth_passes = keras.two if strict else keras.three
    if not isinstance(value, int) or (isinstance(value, bool) and not truth_passes):
        raise BadArgument(f"takes {name} as a positive whole number, not {value!r}")
    if value < 0 or (value == 0 and keras.three):
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
    """The rows of an embedding table; Keras 1 accepts an empty one."""
    if keras.one and input_dim == 0 and not isinstance(input_dim, bool):
        return 0
    return positive(input_dim, "input_dim", keras, strict=True)


def check_adaptable(rank: Any, constraint: Any) -> None:
    """A constrained weight takes no LoRA."""
    if rank and not any(isinstance(one, Unknown) for one in (rank, constraint)):
        if constraint is not None:
            raise BadArgument("takes no constraint together with lora_rank")


def adapted(built: Built, rank: Any, constraint: Any, dtype: Any) -> Built:
    """Keras 3's ways to save: quantized weights, and LoRA (arXiv:2106.09685).

    Under LoRA the first weight is frozen and two thin factors are trained instead.
    """
    if isinstance(dtype, str) and "_from_" in dtype:  # "int8_from_float32"
        return Built(built.output, unknown=Unknown("the weights of a layer that starts quantized"))
    if not rank:
        return built
    check_adaptable(rank, constraint)
    if isinstance(rank, (float, str)) or (isinstance(rank, int) and rank < 0):
        raise BadArgument(f"takes lora_rank as a positive whole number, not {rank!r}")
    if isinstance(rank, Unknown):  # perhaps None
        return Built(built.output, built.weights, rank)
    frozen = built.weights[0]
    frozen.trainable = False
    left = Weight(f"lora_{frozen.name}_a", (*frozen.shape[:-1], rank))
    right = Weight(f"lora_{frozen.name}_b", (rank, frozen.shape[-1]))
    return Built(built.output, (*built.weights, left, right), built.unknown)
