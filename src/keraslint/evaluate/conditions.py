"""What Keras asks of layers and models before it takes them: a name once, a tensor as input, a built stack.

Each function raises the Refusal that the same program would end with. What is not known is taken to be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from keraslint.evaluate.values import Function, List, Value
from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.tensor import Tensor, tensors
from keraslint.graph.uncertain import Doubt, Either
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer, Opaque
from keraslint.refusals import BadArgument, Mismatch, NeedsSize
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments

ONE_INPUT = frozenset(
    "Dense Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose SeparableConv1D SeparableConv2D"
    " DepthwiseConv1D DepthwiseConv2D MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D"
    " AveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D"
    " GlobalAveragePooling2D GlobalAveragePooling3D Flatten Reshape Permute RepeatVector Embedding UpSampling1D"
    " UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D"
    " BatchNormalization LayerNormalization SpatialDropout1D SpatialDropout2D SpatialDropout3D PReLU Masking"
    " LocallyConnected1D LocallyConnected2D".split()
)
"""Layers that take one tensor and refuse a list of several, in every Keras."""
ONE_INPUT_BEFORE_TENSORFLOW = frozenset(
    "Dropout GaussianNoise GaussianDropout Activation LeakyReLU ELU ReLU Softmax".split()
)
"""Layers that refuse a list only in Keras 1 and standalone Keras 2."""
STATEFUL = frozenset("LSTM GRU SimpleRNN RNN ConvLSTM2D CuDNNLSTM CuDNNGRU Bidirectional".split())
"""Layers whose outputs people take apart by name."""


# ------------------------------------------------------------------------------ calls of layers


def check_call(layer: Layer, inputs: list[Value], surely_none: bool = True) -> None:
    """A layer is called on one tensor, not on several, a layer, text or nothing."""
    single = layer.kind in ONE_INPUT or (
        layer.kind in ONE_INPUT_BEFORE_TENSORFLOW and (layer.keras.one or layer.keras.two)
    )
    if not single or not inputs:
        return
    given = inputs[0]
    if isinstance(given, Layer) and not isinstance(given, Opaque):
        raise Mismatch(f"needs a tensor, got the layer {given.label} itself: call that one first")
    if isinstance(given, str):
        raise Mismatch(f"needs a tensor, got the text {given!r}"[:80])
    if given is None and surely_none:
        raise Mismatch("needs a tensor, got None")
    if len(inputs) > 1 and isinstance(inputs[1], Tensor) and not layer.keras.one:
        raise Mismatch(f"takes one input, got {len(inputs)} arguments: merge them first")
    if isinstance(given, (List, tuple)) and getattr(given, "open", None) is None:
        parts = list(given)
        if len(parts) > 1 and all(isinstance(part, Tensor) for part in parts):
            shapes = " and ".join(str(part.shape) for part in parts[:3])
            raise Mismatch(f"takes one input, got {len(parts)}: {shapes}")


def unpacked(value: Value, count: int) -> Layer | None:
    """The recurrent layer whose outputs are taken apart under another number of names than there are."""
    parts = list(value) if isinstance(value, (List, tuple)) else [value]
    if not parts or not all(isinstance(part, Tensor) and part.node for part in parts):
        return None
    layer: Layer = parts[0].node.layer
    if layer.kind not in STATEFUL or len(list(tensors(parts[0].node.output))) != len(parts):
        return None
    unknown = isinstance(layer.arguments.get("return_state"), Unknown) or layer.unknown
    return None if unknown or len(parts) == count else layer


# ------------------------------------------------------------------------------------ models


def own_name(layer: Layer) -> str | None:
    """The name that the source gives a layer; None for an automatic one."""
    name = layer.arguments.get("name")
    return name if isinstance(name, str) and name == layer.name else None


def check_names(layers: Iterable[Layer]) -> None:
    """No two layers of a model have the same name."""
    known: dict[str, Layer] = {}
    for layer in layers:
        name = own_name(layer)
        if name is None or isinstance(layer, (Doubt, Either, Opaque)):
            continue
        other = known.setdefault(name, layer)
        if other is not layer:
            raise BadArgument(f"has two layers named {name!r}, a {other.label} and a {layer.label}")


def check_new_name(network: Sequential, layer: Layer) -> None:
    """A stack takes no second layer of a name; in Keras 1 and an unbuilt stack of Keras 2 it does."""
    keras = network.keras
    if keras.one or (keras.two and not network.outputs):
        return
    name = own_name(layer)
    for other in network.layers if name is not None else ():
        if other is not layer and own_name(other) == name and not isinstance(other, Doubt):
            raise BadArgument(f"is the second layer named {name!r}, after a {other.label}")


def check_ends(inputs: Value, outputs: Value, keras: Keras) -> None:
    """A model goes from inputs to outputs: tensors, each input once."""
    for leaf in _leaves(outputs):
        if isinstance(leaf, Layer) and not isinstance(leaf, Opaque):
            raise Mismatch(
                f"needs tensors as outputs, got the layer {leaf.label} itself: call it first"
            )
    given = list(_leaves(inputs))
    for leaf in given:
        if isinstance(leaf, int) and not isinstance(leaf, bool):
            raise Mismatch("needs tensors as inputs, got a shape: make an Input of it")
    known = [leaf for leaf in given if isinstance(leaf, Tensor)]
    if len({id(leaf) for leaf in known}) < len(known) and not keras.three:
        raise Mismatch("has the same input several times")


def check_inputs(network: Functional) -> None:
    """Keras 1 and standalone Keras 2 cut no graph in the middle: inputs are what `Input` makes."""
    if not (network.keras.one or network.keras.two):
        return
    for tensor in tensors(network.inputs):
        node = tensor.node
        if node is None or not node.sources or isinstance(node.layer, (Either, Opaque)):
            continue
        if node in network.calls and not any(isinstance(n.layer, Either) for n in network.calls):
            raise Mismatch(
                f"begins at the output of {node.layer.label}: its graph is disconnected"
                f" in {network.keras.generation}, which takes only Inputs"
            )


def check_built(network: Value, what: str) -> None:
    """A stack whose input shape is not stated is not built before it sees data."""
    if isinstance(network, Sequential) and what in _needing_a_build(network.keras):
        if _is_surely_unbuilt(network):
            raise NeedsSize(
                f"cannot give {what} before it is built, and no layer states an input shape"
            )


BUILT = ("output", "input", "output_shape", "input_shape", "weights", "trainable_weights")
"""Attributes that a model has once it is built."""


def _needing_a_build(keras: Keras) -> tuple[str, ...]:
    if keras.one:
        return ()  # refused as soon as the first layer is added
    if keras.two:
        return ("summary()", "output", "input", "output_shape", "input_shape")
    more = ("count_params()", "output_shape", "input_shape")
    if keras.tf:
        return (
            *more,
            "output",
            "input",
            "summary()",
            "weights",
            "get_weights()",
            "trainable_weights",
        )
    return more  # `output` and `input` of Keras 3's Sequential have a rule of their own


def _is_surely_unbuilt(network: Sequential) -> bool:
    if network.input is not None or network.outputs or network.may_be_built or network.nodes:
        return False
    if network.unknown is not None or network.built:
        return False
    return not any(
        isinstance(layer, (Doubt, Opaque, Either, Network))
        or layer.built
        or layer.nodes
        or layer.arguments.get("first_shape") is not None
        or layer.arguments.get("open") is not None
        or layer.kind == "Merge"
        for layer in network.layers
    )


def check_data(network: Network, shape: Shape) -> None:
    """Data fit the model's input: the axes after the first, the rows."""
    wanted = network.input_shape
    if not isinstance(wanted, Shape) or wanted.dims is None or not shape.dims:
        return
    if network.unknown is not None or network.doubts or len(shape.dims) != len(wanted.dims):
        return
    pairs = list(zip(shape.dims[1:], wanted.dims[1:], strict=True))
    unlike = any(isinstance(a, int) and isinstance(b, int) and a != b for a, b in pairs)
    if not unlike:
        return
    text = f"takes {wanted}, the data are {shape}"
    if network.keras.one or network.keras.two:
        raise Mismatch(text)
    rows = Shape((None, *(a if isinstance(a, int) else b for a, b in pairs)))
    try:
        network.compute((rows,), {})
    except Mismatch as refusal:
        raise Mismatch(f"{text}: {refusal}") from None


# --------------------------------------------------------------------------------- arguments


def is_of_keras0(kind: str, positional: list[Value]) -> bool:
    """Whether a call begins with the sizes that Keras 0.x asked for: Dense(784, 512), Convolution2D(32, 3, 3, 3)."""
    sizes = {"Dense": 2, "TimeDistributedDense": 2, "LSTM": 2, "GRU": 2, "SimpleRNN": 2}
    sizes |= {"Conv2D": 4, "MaxoutDense": 2, "Conv1D": 3}
    count = sizes.get(kind, 99)
    if kind == "BatchNormalization" and positional and isinstance(positional[0], tuple):
        return True
    return len(positional) >= count and all(
        isinstance(value, (int, Expression, Unknown)) for value in positional[:count]
    )


def check_base(arguments: Mapping[str, Any], keras: Keras) -> None:
    """The arguments of the base layer: a name is text, in Keras 3 without a slash; trainable is a flag."""
    name, trainable = arguments.get("name"), arguments.get("trainable")
    if isinstance(name, (int, float, tuple)) and not keras.one:
        raise BadArgument(f"takes name as text, not {name!r}")
    if isinstance(name, str) and "/" in name and keras.three:
        raise BadArgument(f"takes a name without /, not {name!r}")
    if isinstance(trainable, str) and (keras.tf or keras.three):
        raise BadArgument(f"takes trainable as True or False, not {trainable!r}")


COMPILE = "optimizer loss metrics loss_weights weighted_metrics run_eagerly steps_per_execution jit_compile"
FIT = (
    "x y batch_size epochs verbose callbacks validation_split validation_data shuffle class_weight sample_weight"
    " initial_epoch steps_per_epoch validation_steps validation_batch_size validation_freq"
)
KEYWORDS = {
    ("compile", "tf.keras"): f"{COMPILE} pss_evaluation_shards cloning experimental_run_tf_function"
    " distribute target_tensors sample_weight_mode from_serialized",
    ("compile", "keras3"): f"{COMPILE} auto_scale_loss",
    ("fit", "tf.keras"): f"{FIT} max_queue_size workers use_multiprocessing",
    ("fit", "keras3"): FIT,
}
"""What the methods of a model take where they refuse all else (`Trainer.compile`, `Model.fit`)."""
SPELLINGS = {"nb_epoch": "epochs", "input": "inputs", "output": "outputs"}
OPTIMIZERS = (
    "sgd rmsprop adagrad adadelta adam adamax nadam ftrl adamw adafactor lion lamb muon tfoptimizer"
    " loss_scale_optimizer lossscaleoptimizer lossscaleoptimizerv3"
)


LOSSES = (
    "mean_squared_error mse MSE MeanSquaredError mean_absolute_error mae MAE MeanAbsoluteError rmse RMSE"
    " root_mean_squared_error mean_absolute_percentage_error mape MAPE MeanAbsolutePercentageError"
    " mean_squared_logarithmic_error msle MSLE MeanSquaredLogarithmicError squared_hinge SquaredHinge hinge Hinge"
    " categorical_hinge CategoricalHinge logcosh log_cosh LogCosh huber huber_loss Huber categorical_crossentropy"
    " CategoricalCrossentropy sparse_categorical_crossentropy SparseCategoricalCrossentropy binary_crossentropy"
    " BinaryCrossentropy kullback_leibler_divergence kld KLD kl_divergence KLDivergence poisson Poisson"
    " cosine_proximity cosine cosine_similarity CosineSimilarity binary_focal_crossentropy BinaryFocalCrossentropy bce BCE"
    " categorical_focal_crossentropy CategoricalFocalCrossentropy ctc CTC dice Dice tversky Tversky circle Circle"
    " categorical_generalized_cross_entropy CategoricalGeneralizedCrossEntropy mean_squared_percentage_error"
)
"""Losses by name, of every Keras."""
METRICS = (
    "accuracy acc Accuracy binary_accuracy BinaryAccuracy categorical_accuracy CategoricalAccuracy"
    " sparse_categorical_accuracy SparseCategoricalAccuracy top_k_categorical_accuracy TopKCategoricalAccuracy"
    " sparse_top_k_categorical_accuracy SparseTopKCategoricalAccuracy precision Precision recall Recall fmeasure fbeta_score"
    " matthews_correlation crossentropy ce auc AUC roc_auc f1_score F1Score FBetaScore MeanIoU IoU BinaryIoU OneHotIoU"
    " OneHotMeanIoU TruePositives TrueNegatives FalsePositives FalseNegatives PrecisionAtRecall RecallAtPrecision"
    " SensitivityAtSpecificity SpecificityAtSensitivity RootMeanSquaredError root_mean_squared_error Mean MeanTensor Sum"
    " MeanMetricWrapper MeanRelativeError LogCoshError mean_io_u mean_iou R2Score r2_score pearson_correlation"
    " PearsonCorrelation concordance_correlation ConcordanceCorrelation"
)
"""Metrics by name, of every Keras; losses serve as metrics, too."""


def check_keywords(method: str, arguments: Arguments, keras: Keras) -> None:
    """compile() and fit() refuse arguments that they do not know."""
    allowed = KEYWORDS.get((method, keras.generation), "").split()
    for name in arguments.keywords if allowed else ():
        if name not in allowed:
            close = SPELLINGS.get(name) or _nearest(name, allowed)
            hint = f"; did you mean {close}?" if close else ""
            spelled = (name, close) if close else None
            raise BadArgument(f"has no argument {name} in {method}(){hint}", spelled)


def check_model_keywords(arguments: Arguments, keras: Keras) -> None:
    """Model(input=, output=) is Keras 1's spelling, which standalone Keras 2 translates."""
    inputs = arguments.get(0, "inputs")
    stated = len(arguments.positional) > 1 or {"output", "outputs"} & arguments.keywords.keys()
    if isinstance(inputs, Tensor) and not stated and arguments.open is None:
        raise BadArgument("needs outputs")
    if not (keras.tf or keras.three) or arguments.open is not None:
        return
    for name in ("input", "output"):
        if name in arguments.keywords:
            meant = f"{name}s"
            raise BadArgument(f"has no argument {name}; did you mean {meant}?", (name, meant))


def check_optimizer(optimizer: Value) -> None:
    """An optimizer given by name is one that some Keras knows."""
    if isinstance(optimizer, str) and optimizer.lower() not in OPTIMIZERS.split():
        close = _nearest(optimizer.lower(), OPTIMIZERS.split())
        hint = f"; did you mean {close}?" if close else ""
        spelled = (optimizer, close) if close else None
        raise BadArgument(f"has no optimizer {optimizer!r}{hint}", spelled)


def check_names_of_training(loss: Value, metrics: Value) -> None:
    """A loss or metric given by name is one that some Keras knows."""
    for what, value in (("loss", loss), ("metric", metrics)):
        for name in _leaves(value):
            if isinstance(name, str) and name not in known_names():
                close = difflib.get_close_matches(name, known_names(), 1, 0.8)
                if close:
                    reason = f"has no {what} {name!r}; did you mean {close[0]}?"
                    raise BadArgument(reason, (name, close[0]))


@cache
def known_names() -> frozenset[str]:
    """The names of losses and metrics in any Keras, as functions and as classes."""
    return frozenset(LOSSES.split()) | frozenset(METRICS.split())


def check_addition(layer: Value) -> None:
    """A stack takes layers only."""
    if isinstance(layer, (str, Function)) or layer is None:
        got = "a function" if isinstance(layer, Function) else repr(layer)
        raise BadArgument(f"takes layers, not {got}"[:90])


def _nearest(name: str, allowed: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, list(allowed), 1, 0.6)), None)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    else:
        yield value
