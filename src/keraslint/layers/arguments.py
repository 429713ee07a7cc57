"""Arguments that many layers share: the names of activations, initializers, regularizers and constraints.

`check` is for every layer of every Keras; the names are those that the `get` functions of the releases find
(`keras/activations.py`, `initializers.py`, `regularizers.py`, `constraints.py`).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from typing import Any

from keraslint.layers.generations import NEWEST, Keras
from keraslint.shapes import BadArgument, Shape, WrongRank

ACTIVATIONS = {
    "keras1": "elu hard_sigmoid linear relu sigmoid softmax softplus softsign tanh",
    "keras2": "elu exponential hard_sigmoid linear relu selu sigmoid softmax softplus softsign tanh",
    "tf.keras": "elu exponential gelu hard_sigmoid leaky_relu linear log_softmax mish relu relu6 selu sigmoid silu "
    "softmax softplus softsign swish tanh ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU",
    "keras3": "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear "
    "log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus "
    "sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink threshold",
}
CLASSES = "Identity Ones Orthogonal RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros"
SNAKES = (
    "glorot_normal glorot_uniform he_normal he_uniform identity lecun_normal lecun_uniform normal one ones "
    "orthogonal random_normal random_uniform truncated_normal uniform zero zeros"
)
SCALED = "GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform variance_scaling"
INITIALIZERS = {
    "keras1": "glorot_normal glorot_uniform he_normal he_uniform identity lecun_uniform normal one orthogonal uniform zero",
    "keras2": f"{CLASSES} {SNAKES} Constant constant",
    "tf.keras": f"{CLASSES} {SCALED} {SNAKES} Constant constant ConstantV2 GlorotNormalV2 GlorotUniformV2 HeNormalV2 HeUniformV2 IdentityV2 "
    "LecunNormalV2 LecunUniformV2 OnesV2 OrthogonalV2 RandomNormalV2 RandomUniformV2 TruncatedNormalV2 "
    "VarianceScalingV2 ZerosV2 glorot_normalV2 glorot_uniformV2 he_normalV2 he_uniformV2 lecun_normalV2 lecun_uniformV2",
    "keras3": f"{CLASSES} {SCALED} {SNAKES} STFT stft STFTInitializer IdentityInitializer OrthogonalInitializer",
}
REGULARIZERS = {
    "keras1": "l1 l2 l1l2 activity_l1 activity_l2 activity_l1l2 "
    "L1L2Regularizer WeightRegularizer ActivityRegularizer Regularizer",
    "keras2": "l1 l2 l1_l2 L1L2 Regularizer",
    "tf.keras": "l1 l2 l1_l2 orthogonal_regularizer L1 L2 L1L2 OrthogonalRegularizer Regularizer",
    "keras3": "l1 l2 l1l2 orthogonal_regularizer regularizer L1 L2 L1L2 OrthogonalRegularizer Regularizer",
}
NORMS = "Constraint MaxNorm MinMaxNorm NonNeg UnitNorm"
CONSTRAINTS = {
    "keras1": f"{NORMS} maxnorm nonneg unitnorm",
    "keras2": f"{NORMS} max_norm min_max_norm non_neg unit_norm maxnorm nonneg unitnorm",
    "tf.keras": f"{NORMS} RadialConstraint max_norm min_max_norm non_neg radial_constraint unit_norm maxnorm nonneg unitnorm",
    "keras3": f"{NORMS} constraint max_norm min_max_norm non_neg unit_norm",
}
NAMES = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "regularizer": REGULARIZERS,
    "constraint": CONSTRAINTS,
}
PLAIN = (bool, int, float, list, tuple, set)
"""Types of values that can be no function, object or name."""
OWN_WAYS = ("ParametricSoftplus", "RandomFourierFeatures")
"""Layers whose initializers are something else: a number, the name of a kernel function."""


def check(kind: str, arguments: Mapping[str, Any], keras: Keras, *, registered: bool = False) -> None:
    """Refuses an activation, initializer, regularizer or constraint that this Keras does not find.

    `arguments` are a layer's under canonical names. Functions, layers, objects and what is not known pass.
    `registered` says that names of custom objects may have been added: then only the types count.
    """
    for argument, value in arguments.items():
        if not isinstance(value, (str, *PLAIN)) and value is not None:
            continue
        what = _what(argument)
        if what is None or kind in OWN_WAYS:
            continue
        if value is None:
            if what == "initializer" and (keras.one or keras.two):
                raise BadArgument(f"takes no {argument}=None in {keras.generation}")
        elif not isinstance(value, str):
            if value or not (keras.one and what in ("regularizer", "constraint")):
                raise BadArgument(f"takes {argument} as a name, a function or an object, not {value!r}")
        elif not registered and value not in _names(what, keras) and not _is_tried_later(argument, keras):
            raise BadArgument(_unknown(what, value, keras))


def check_softmax(activation: Any, x: Shape, keras: Keras) -> None:
    """Refuses a softmax over tensors that the older Keras cannot normalize."""
    if activation != "softmax" or x.rank is None:
        return
    if keras.one and x.rank not in (2, 3):
        raise WrongRank(f"has softmax, which Keras 1 applies to 2-D or 3-D tensors only, not to {x}")
    if not keras.three and x.rank < 2:
        raise WrongRank(f"has softmax, which needs at least 2 dimensions, not {x}")


@cache
def _what(argument: str) -> str | None:
    """What the argument of this name has to be, if it is one of those that are checked."""
    if argument in ("activation", "recurrent_activation"):
        return "activation"
    ending = argument.rpartition("_")[2]
    if ending == "init":  # Keras 1's names that have no later one
        return "initializer"
    return ending if ending in NAMES and argument != ending and ending != "activation" else None


@cache
def _names(what: str, keras: Keras) -> frozenset[str]:
    names = set(NAMES[what][keras.generation].split())
    if keras.one and keras.before(1, 1) and what == "activation":
        names.discard("elu")
    if keras.two and keras.before(2, 2) and what == "activation":
        names.discard("exponential")
    return frozenset(names)


def _is_tried_later(argument: str, keras: Keras) -> bool:
    """tf.keras since 2.12 takes any string for a weight's regularizer and fails only when it computes the loss."""
    is_for_weight = argument.endswith("_regularizer") and argument != "activity_regularizer"
    return is_for_weight and keras.tf and not keras.before(2, 12)


def _unknown(what: str, name: str, keras: Keras) -> str:
    """The clause on a name that is not found, with the nearest one that is."""
    names = _names(what, keras)
    same_letters = [known for known in sorted(names) if _letters(known) == _letters(name)]
    close = same_letters or difflib.get_close_matches(name, sorted(names), 1, 0.7)
    if close:
        return f"has no {what} {name!r} (did you mean {close[0]}?)"
    later = [generation for generation in NEWEST if name in NAMES[what][generation].split()]
    return f"has no {what} {name!r} in {keras.generation}" + (f"; {' and '.join(later)} have it" if later else "")


def _letters(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")
