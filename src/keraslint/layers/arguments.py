"""Arguments that many layers share: activations, initializers, regularizers, constraints.

`check` is for every layer of every Keras; the names are those that the `get` functions of the
releases find (`keras/activations.py`, `initializers.py`, `regularizers.py`, `constraints.py`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from keraslint.layers.definition import Built, Output, build
from keraslint.layers.factors import check_image_layer, check_seed
from keraslint.layers.generations import NEWEST, Keras
from keraslint.refusals import BadArgument, WrongRank
from keraslint.shapes import Shape
from keraslint.unknown import Unknown
from keraslint.weights import Weight

SQUASHING = "elu hard_sigmoid linear relu sigmoid softmax softplus softsign tanh"
"""Activations that every Keras has."""
SCALED = "glorot_normal glorot_uniform he_normal he_uniform lecun_uniform"
"""Initializers whose spread depends on the kernel's sides; every Keras has them."""
RANDOM = "lecun_normal normal orthogonal random_normal random_uniform truncated_normal uniform"
FIXED = "identity one ones zero zeros"
CLASSES = (
    "Identity Ones Orthogonal RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros"
)
SCALED_CLASSES = "GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform"
NORMS = "Constraint MaxNorm MinMaxNorm NonNeg UnitNorm"

NAMES = {
    "activation": {
        "keras1": SQUASHING,
        "keras2": f"{SQUASHING} exponential selu",
        "tf.keras": f"{SQUASHING} exponential gelu leaky_relu log_softmax mish relu6 selu silu "
        "swish ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU",
        "keras3": f"{SQUASHING} celu exponential gelu glu hard_shrink hard_silu hard_swish "
        "hard_tanh leaky_relu log_sigmoid log_softmax mish relu6 selu silu soft_shrink "
        "sparse_plus sparse_sigmoid sparsemax squareplus swish tanh_shrink threshold",
    },
    "initializer": {
        "keras1": f"{SCALED} identity normal one orthogonal uniform zero",
        "keras2": f"{SCALED} {RANDOM} {FIXED} {CLASSES} Constant constant",
        "tf.keras": f"{SCALED} {RANDOM} {FIXED} {CLASSES} {SCALED_CLASSES} Constant constant "
        "variance_scaling ConstantV2 IdentityV2 OnesV2 OrthogonalV2 RandomNormalV2 "
        "RandomUniformV2 TruncatedNormalV2 VarianceScalingV2 ZerosV2 GlorotNormalV2 "
        "GlorotUniformV2 HeNormalV2 HeUniformV2 LecunNormalV2 LecunUniformV2 glorot_normalV2 "
        "glorot_uniformV2 he_normalV2 he_uniformV2 lecun_normalV2 lecun_uniformV2",
        "keras3": f"{SCALED} {RANDOM} {FIXED} {CLASSES} {SCALED_CLASSES} variance_scaling "
        "STFT stft STFTInitializer IdentityInitializer OrthogonalInitializer",
    },
    "regularizer": {
        "keras1": "l1 l2 l1l2 activity_l1 activity_l2 activity_l1l2 Regularizer "
        "L1L2Regularizer WeightRegularizer ActivityRegularizer",
        "keras2": "l1 l2 l1_l2 L1L2 Regularizer",
        "tf.keras": "l1 l2 l1_l2 orthogonal_regularizer "
        "L1 L2 L1L2 OrthogonalRegularizer Regularizer",
        "keras3": "l1 l2 l1l2 orthogonal_regularizer regularizer "
        "L1 L2 L1L2 OrthogonalRegularizer Regularizer",
    },
    "constraint": {
        "keras1": f"{NORMS} maxnorm nonneg unitnorm",
        "keras2": f"{NORMS} max_norm min_max_norm non_neg unit_norm maxnorm nonneg unitnorm",
        "tf.keras": f"{NORMS} max_norm min_max_norm non_neg unit_norm maxnorm nonneg unitnorm "
        "radial_constraint RadialConstraint",
        "keras3": f"{NORMS} max_norm min_max_norm non_neg unit_norm constraint",
    },
}
PLAIN = (bool, int, float, list, tuple, set)
"""Types of values that can be no function, object or name."""
OWN_WAYS = ("ParametricSoftplus", "RandomFourierFeatures")
"""Layers whose initializers are something else: a number, the name of a kernel function."""


def check(
    kind: str, arguments: Mapping[str, Any], keras: Keras, *, registered: bool = False
) -> None:
    """Refuses an activation, initializer, regularizer or constraint that this Keras cannot find.

    `arguments` are a layer's, under canonical names. Functions, layers, objects and what is not
    known pass. `registered` says that names of custom objects may have been added (custom_objects,
    register_keras_serializable …): then only the types count.
    """
    if keras.three:
        _check_name(arguments.get("name"))
    recurrent = "recurrent_dropout" in arguments
    if keras.three or recurrent and keras.tf and not keras.before(2, 2):
        _check_dropout(arguments)
    if keras.three and recurrent:
        check_seed(arguments.get("seed"))
    if keras.three and "bounding_box_format" in arguments:
        check_image_layer(kind, arguments)
    for argument, value in arguments.items():
        if not isinstance(value, (str, *PLAIN)) and value is not None:
            continue
        what = _what(argument)
        if what is None or kind in OWN_WAYS or _is_forgotten(kind, argument, keras):
            continue
        if value is None:
            if what == "initializer" and (keras.one or keras.two or _is_cloned(kind, argument)):
                raise BadArgument(f"takes no {argument}=None in {keras.generation}")
            if argument == "bias_initializer" and _starts_unforgetting(arguments):
                raise BadArgument("takes no bias_initializer=None with unit_forget_bias=True")
        elif not isinstance(value, str):
            if not _is_overlooked(argument, value, arguments, keras):
                raise BadArgument(f"takes {argument} as a name, function or object, not {value!r}")
        elif not (registered or ">" in value or _is_tried_later(argument, keras)):
            # "package>name" is somebody's own, registered wherever it stands
            if value not in _names(what, keras):
                raise _not_found(what, value, keras)


def _starts_unforgetting(arguments: Mapping[str, Any]) -> bool:
    """Whether an LSTM puts ones beside what the bias's initializer makes, and so has to call it."""
    return arguments.get("unit_forget_bias") is True and arguments.get("use_bias") is True


def _check_dropout(arguments: Mapping[str, Any]) -> None:
    """Refuses a rate that cannot be compared with a number, as layers do at once (before Python 3 all could)."""
    for name in ("dropout", "recurrent_dropout"):
        rate = arguments.get(name, 0)
        if rate is None or isinstance(rate, (str, list, tuple)):
            raise BadArgument(f"takes {name} as a number, not {rate!r}")


def _check_name(name: Any) -> None:
    """Keras 3 takes a layer's name as a text without slashes."""
    if isinstance(name, PLAIN) or (isinstance(name, str) and "/" in name):
        raise BadArgument(f"takes name as a text without '/', not {name!r}")


def check_softmax(activation: Any, x: Shape, keras: Keras) -> None:
    """Refuses a softmax over tensors that the older Keras cannot normalize."""
    if activation != "softmax" or x.rank is None:
        return
    if keras.one and x.rank not in (2, 3):
        raise WrongRank(f"has softmax, which Keras 1 applies only to 2-D or 3-D tensors, got {x}")
    if not keras.three and x.rank < 2:
        raise WrongRank(f"has softmax, which needs at least 2 dimensions, got {x}")


def activated(made: Built, arguments: Mapping[str, Any], keras: Keras) -> Built:
    """What a layer makes, with its activations where those are layers with weights of their own.

    Keras 2.3 and tf.keras take such a layer for a part of the one that it is given to, others do not.
    """
    if not keras.tf and (not keras.two or keras.before(2, 3)):
        return made
    for name in ("activation", "recurrent_activation"):
        activation: Any = arguments.get(name)
        output = made.output
        if activation == "PReLU" or hasattr(activation, "apply"):
            recurrent = "return_sequences" in arguments or not isinstance(output, Shape)
            shape = _each_step(output, arguments) if recurrent else output
            if activation == "PReLU":
                inner = build("PReLU", keras, {}, (shape,), {})
            else:
                inner = Built(activation.apply(shape), activation.weights, activation.unknown)
            output = output if recurrent else inner.output
            weights = tuple(dict.fromkeys((*made.weights, *inner.weights)))
            made = Built(output, weights, made.unknown or inner.unknown)
    return made


def _each_step(output: Output, arguments: Mapping[str, Any]) -> Shape:
    """What a recurrent layer, or a cell, puts out at each step."""
    while not isinstance(output, Shape):
        output = output[0]
    over_time = arguments.get("return_sequences", False)
    if output.dims is None or isinstance(over_time, Unknown):
        return Shape.unknown(output.origin or Unknown("whether it returns sequences"))
    return Shape((output.dims[0], *output.dims[2:])) if over_time else output


def check_initializers(
    arguments: Mapping[str, Any], weights: Iterable[Weight], keras: Keras
) -> None:
    """Refuses an initializer that cannot fill a weight of this rank.

    Identity matrices have two axes; orthogonal ones at least two since TensorFlow's Keras.
    """
    for weight in weights:
        name = next(filter(None, map(arguments.get, _initializers_of(weight.name))), None)
        if not isinstance(name, str):
            continue
        rank, word = len(weight.shape), name.lower().removesuffix("initializer").removesuffix("v2")
        if word == "identity" and rank != 2:
            raise BadArgument(f"cannot fill its {weight.name}, of rank {rank}, with an identity")
        if word == "orthogonal" and rank < 2 and (keras.tf or keras.three):
            raise BadArgument(f"cannot make its {weight.name}, of rank {rank}, orthogonal")


def _is_forgotten(kind: str, argument: str, keras: Keras) -> bool:
    """Keras 3's SimpleRNN takes an activity regularizer and does nothing with it."""
    return keras.three and kind == "SimpleRNN" and argument == "activity_regularizer"


def _is_cloned(kind: str, argument: str) -> bool:
    """Whether the layer makes copies of an initializer for the layers inside: None has no copy."""
    several = kind in ("MultiHeadAttention", "GroupQueryAttention")
    return several and argument in ("kernel_initializer", "bias_initializer")


@cache
def _initializers_of(weight: str) -> tuple[str, ...]:
    """The arguments that may hold the initializer of a weight."""
    own = weight.removesuffix("_kernel")
    more = ("depthwise_initializer",) if weight == "kernel" else ()
    return (f"{weight}_initializer", f"{own}_initializer", *more)


@cache
def _what(argument: str) -> str | None:
    """What the argument of this name has to be, if it is one of those that are checked."""
    if argument in ("activation", "recurrent_activation"):
        return "activation"
    ending = argument.rpartition("_")[2]
    if ending == "init":  # Keras 1's names that have no later one
        return "initializer"
    endings = ("initializer", "regularizer", "constraint")
    return ending if ending in endings and argument != ending else None


@cache
def _names(what: str, keras: Keras) -> frozenset[str]:
    names = set(NAMES[what][keras.generation].split())
    if what == "activation" and keras.one and keras.before(1, 1):
        names.discard("elu")
    if what == "activation" and keras.two and keras.before(2, 2):
        names.discard("exponential")
    return frozenset(names)


def _is_overlooked(argument: str, value: Any, arguments: Mapping[str, Any], keras: Keras) -> bool:
    """Keras 1 looks at an object only where it uses it: a constraint only in training."""
    if not keras.one:
        return False
    has_bias = arguments.get("use_bias", True)
    if argument.startswith("bias_") and (not has_bias or isinstance(has_bias, Unknown)):
        return True
    if argument.endswith("_regularizer"):
        return not value and keras.before(1, 2)
    return argument.endswith("_constraint")


def _is_tried_later(argument: str, keras: Keras) -> bool:
    """tf.keras since 2.12 keeps any string as a weight's regularizer, and fails with the loss."""
    for_weight = argument.endswith("_regularizer") and argument != "activity_regularizer"
    return for_weight and keras.tf and not keras.before(2, 12)


def _not_found(what: str, name: str, keras: Keras) -> BadArgument:
    """The refusal of a name that is not found: another spelling, a Keras that has it, a near one."""
    names = sorted(_names(what, keras), key=lambda known: (known != known.lower(), known))
    alike = [known for known in names if _letters(known) == _letters(name)]
    having = [generation for generation in NEWEST if name in NAMES[what][generation].split()]
    if having and not alike:
        has = "have" if len(having) > 1 else "has"
        others = ", ".join(having)
        return BadArgument(f"has no {what} {name!r} in {keras.generation}; {others} {has} it")
    close = alike or difflib.get_close_matches(name, names, 1, 0.7)
    hint = f" (did you mean {close[0]}?)" if close else f" in {keras.generation}"
    spelled = (name, close[0]) if close else None
    return BadArgument(f"has no {what} {name!r}{hint}", spelled)


def _letters(name: str) -> str:
    """What two spellings of one name have in common: zero and zeros, maxnorm and max_norm."""
    return name.lower().replace("_", "").replace("-", "").replace(" ", "").rstrip("s")
