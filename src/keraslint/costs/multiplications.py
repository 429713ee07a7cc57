"""Multiply-accumulates of a layer call, by family.

Counted for one sample, forwards: the products of inputs with kernels, and those of tensors with each other
(attention, Dot). One product with its addition is one. Not counted: biases, activations, normalization, pooling,
merging, lookups. A kernel counts once for every position that it is applied at, the border as everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from keraslint.costs.calls import calls
from keraslint.graph.network import Network
from keraslint.graph.operation import Operation
from keraslint.layers.definition import is_channels_first
from keraslint.layers.einsum import Equation
from keraslint.layers.layer import Layer
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Dim, plus, product, times
from keraslint.unknown import Unknown

Shapes: TypeAlias = tuple[Shape, ...]
Rule: TypeAlias = Callable[[Layer, Shapes, Shapes], Dim]
RULES: dict[str, Rule] = {}

FREE = frozenset(
    "Activation ActivityRegularization Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D "
    "BatchNormalization CategoryEncoding CenterCrop Concatenate Cropping1D Cropping2D Cropping3D Discretization "
    "Dropout ELU Embedding Flatten GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D "
    "GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization HashedCrossing "
    "Hashing Identity Input InputLayer IntegerLookup LayerNormalization LayerScale LeakyReLU Masking MaxPooling1D MaxPooling2D "
    "MaxPooling3D Maximum Minimum Multiply Normalization PReLU ParametricSoftplus Permute RMSNormalization RandomFlip "
    "RandomBrightness RandomContrast RandomCrop RandomHeight RandomRotation RandomTranslation RandomWidth RandomZoom "
    "ReLU RepeatVector Rescaling Reshape Resizing SReLU Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D "
    "StringLookup Subtract SyncBatchNormalization TextVectorization ThresholdedReLU UnitNormalization UpSampling1D "
    "UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D".split()
)
"""Layers without products of the kind that is counted."""

PRODUCTS = frozenset("Matmul Dot BatchDot Einsum MatMul Tensordot".split())
"""Operations on tensors that multiply them; the sizes that they contract are not kept."""


def multiplications(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """Multiply-accumulates of one call for one sample; None where they are not known or depend on a free axis."""
    if layer.unknown is not None or any("lora" in weight.name for weight in layer.weights):
        return None
    if isinstance(layer, Network):
        return _network(layer, inputs)
    if layer.kind in FREE:
        return 0
    if isinstance(layer, Operation):
        return None if not layer.operation or layer.operation in PRODUCTS else 0
    rule = RULES.get(layer.kind)
    if (
        rule is None
        or not inputs
        or not outputs
        or any(x.dims is None for x in (*inputs, *outputs))
    ):
        return None
    try:
        return rule(layer, inputs, outputs)
    except (Refusal, IndexError, KeyError, TypeError, ValueError):
        return None


def total(network: Network) -> Dim:
    """Multiply-accumulates of all calls of a model; a shared layer works each time it is called."""
    made = calls(network)
    if made is None:
        return None
    result: Dim = 0
    for call in made:
        work = multiplications(call.layer, call.input_shapes, call.output_shapes)
        if work is None or result is None:
            return None
        result = result + work
    return result


def _network(network: Network, inputs: Shapes) -> Dim:
    """A model within a model; on inputs of another shape than its own it is not followed."""
    return total(network) if is_called_as_built(network, inputs) else None


def is_called_as_built(network: Network, inputs: Shapes) -> bool:
    """Whether these inputs have the shapes of the model's own, so that its own calls tell its costs."""
    own = network.input_shape
    expected = tuple(own) if isinstance(own, list) else (own,)
    return len(expected) == len(inputs) and all(
        isinstance(mine, Shape) and mine.dims is not None and x.dims is not None
        and mine.dims[1:] == x.dims[1:]
        for mine, x in zip(expected, inputs, strict=True)
    )  # fmt: skip


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Registers what the calls of these layer classes cost."""

    def register(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return register


def _kernels(layer: Layer) -> Dim:
    """All numbers of a layer's weights but the biases."""
    return sum((w.count for w in layer.weights if not _is_bias(w.name)), start=0)


def _is_bias(name: str) -> bool:
    return "bias" in name or name in ("b", "b_carry")


def _dims(shape: Shape) -> tuple[Dim, ...]:
    assert shape.dims is not None
    return shape.dims


def _positions(layer: Layer, shape: Shape) -> Dim:
    """How many places an image, a sequence or a batch of vectors has: all axes but batch and features."""
    dims = _dims(shape)
    first = "data_format" in layer.arguments and is_channels_first(
        layer.arguments["data_format"], layer.keras
    )
    return product(dims[2:] if first else dims[1:-1])


@rule("Dense", "TimeDistributedDense", "Highway", "MaxoutDense")
def _dense(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    return times(_kernels(layer), product(_dims(inputs[0])[1:-1]))


@rule(
    "Conv1D", "Conv2D", "Conv3D", "AtrousConvolution1D", "AtrousConvolution2D",
    "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
)  # fmt: skip
def _convolution(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    return times(_kernels(layer), _positions(layer, outputs[0]))


@rule("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "Deconvolution2D")
def _transposed(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """Every point of the input spreads a kernel."""
    return times(_kernels(layer), _positions(layer, inputs[0]))


@rule("LocallyConnected1D", "LocallyConnected2D")
def _locally_connected(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """Each place has its own kernel; the masked matrix of implementation 2 holds more than is linked."""
    return None if layer.arguments.get("implementation", 1) == 2 else _kernels(layer)


@rule("SimpleRNN", "GRU", "LSTM", "CuDNNGRU", "CuDNNLSTM", "RNN")
def _recurrent(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """Kernel and recurrent kernel at every step; a cell of the file's own may do anything."""
    cells = layer.arguments.get("cell")
    for cell in cells if isinstance(cells, (list, tuple)) else [cells]:
        kinds = ("SimpleRNNCell", "GRUCell", "LSTMCell", "StackedRNNCells")
        if cell is not None and getattr(cell, "kind", "") not in kinds:
            return None
    if layer.arguments.get("time_major"):
        return None
    return times(_kernels(layer), _dims(inputs[0])[1])


@rule("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
def _convolutional_recurrent(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    rank = int(layer.kind[-2])
    first = is_channels_first(layer.arguments.get("data_format"), layer.keras)
    image = _dims(outputs[0])[-rank - 1 :]
    places = product(image[1:] if first else image[:-1])
    return times(_kernels(layer), places, _dims(inputs[0])[1])


@rule("Bidirectional")
def _bidirectional(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    twins = (layer.arguments["layer"], layer.arguments["backward_layer"])
    works = [multiplications(twin, inputs[:1], outputs) for twin in twins]
    return plus(*works)


@rule("TimeDistributed")
def _time_distributed(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    def one_step(shape: Shape) -> Shape:
        batch, _, *rest = _dims(shape)
        return Shape((batch, *rest))

    inner, steps = layer.arguments["layer"], _dims(inputs[0])[1]
    work = multiplications(inner, tuple(map(one_step, inputs)), tuple(map(one_step, outputs)))
    return None if work is None else times(work, steps)


@rule("SpectralNormalization")
def _spectral(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """The layer inside; the power iteration runs in training only."""
    return multiplications(layer.arguments["layer"], inputs, outputs)


@rule("EinsumDense")
def _einsum(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """The kernel once for every index of the input that the kernel does not have."""
    letters = Equation.read(layer.arguments["equation"])
    dims = _dims(inputs[0])
    elided = len(dims) - len(letters.x)
    named = {"left": "0" * elided + letters.x, "right": letters.x + "0" * elided, "": letters.x}
    axes = named[letters.ellipsis]
    if axes[0] in letters.y:
        return None
    others = [
        size for size, letter in zip(dims[1:], axes[1:], strict=True) if letter not in letters.y
    ]
    return times(_kernels(layer), product(others))


@rule("MultiHeadAttention", "GroupQueryAttention")
def _multi_head(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """Projections at every step, then scores and weighted values for every pair of steps."""
    if layer.arguments.get("attention_axes") is not None or not 2 <= len(inputs) <= 3:
        return None
    query, value, key = (*inputs, inputs[1])[:3]
    if not len(_dims(query)) == len(_dims(value)) == len(_dims(key)) == 3:
        return None
    asked, answered = _dims(query)[1], _dims(key)[1]
    length = {"query": asked, "gate": asked, "attention_output": asked, "key": answered}
    works = []
    for weight in layer.weights:
        if not _is_bias(weight.name):
            name = weight.owner.name
            works.append(times(weight.count, length.get(name, _dims(value)[1])))
    kernels = {w.owner.name: w for w in layer.weights if not _is_bias(w.name)}
    heads, depth = kernels["query"].shape[-2:]
    works.append(times(heads, asked, answered, depth))
    works.append(times(heads, asked, answered, kernels["value"].shape[-1]))
    return plus(*works)


@rule("Attention")
def _attention(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    if layer.arguments.get("score_mode", "dot") != "dot" or not 2 <= len(inputs) <= 3:
        return None
    query, value, key = (*inputs, inputs[1])[:3]
    if not len(_dims(query)) == len(_dims(value)) == len(_dims(key)) == 3:
        return None
    pairs = times(_dims(query)[1], _dims(key)[1])
    scores, values = times(pairs, _dims(query)[2]), times(pairs, _dims(value)[2])
    return None if scores is None or values is None else scores + values


@rule("Dot")
def _dot(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    axes = layer.arguments["axes"]
    axis: Any = axes[0] if isinstance(axes, (list, tuple)) else axes
    return times(inputs[0].axis(axis), product(_dims(outputs[0])[1:]))


@rule("Merge")
def _merge(layer: Layer, inputs: Shapes, outputs: Shapes) -> Dim:
    """Keras 1's merging layer in those of its modes that multiply nothing."""
    mode = layer.arguments.get("mode", "sum")
    known = not isinstance(mode, Unknown) and mode in ("sum", "mul", "ave", "max", "concat")
    return 0 if known else None
