"""Names of activations, initializers, regularizers and constraints, as each Keras finds them."""

from __future__ import annotations

from typing import Any

import pytest

from keraslint.layers import signatures
from keraslint.layers.arguments import check
from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import BadArgument
from keraslint.unknown import Unknown


def check_call(keras: Keras, kind: str, arguments: dict[str, Any], **how: bool) -> None:
    bound = signatures.bind(kind, (4,) if kind == "Dense" else (), arguments, keras)
    check(kind, bound, keras, **how)


ACCEPTED = [
    (K1, "Dense", {"activation": "softsign", "init": "zero", "W_regularizer": "activity_l2"}),
    (K1, "Dense", {"W_constraint": 3, "bias": False, "b_regularizer": 0.01}),  # never looked at
    (K1, "ParametricSoftplus", {"beta_init": 5.0}),
    (K2, "Dense", {"activation": "exponential", "kernel_initializer": "VarianceScaling"}),
    (TF, "Dense", {"activation": "LeakyReLU", "kernel_regularizer": "l1_l2"}),
    (TF, "Dense", {"kernel_regularizer": "l3", "kernel_initializer": None}),  # fails in training
    (TF, "RandomFourierFeatures", {"output_dim": 8, "kernel_initializer": "laplacian"}),
    (K3, "Dense", {"activation": "hard_swish", "kernel_regularizer": "l1l2"}),
    (K3, "Dense", {"activation": len, "kernel_initializer": {"class_name": "Zeros"}}),
    (K3, "Dense", {"activation": Unknown("?"), "bias_initializer": Layer("ReLU", {}, K3)}),
]


@pytest.mark.parametrize(("keras", "kind", "arguments"), ACCEPTED)
def test_accepted(keras: Keras, kind: str, arguments: dict[str, Any]) -> None:
    check_call(keras, kind, arguments)


REFUSED = [
    (K1, {"activation": "selu"}, "in keras1; keras2, tf.keras, keras3 have it"),
    (K1, {"init": "zeros"}, "has no initializer 'zeros' (did you mean zero?)"),
    (K1, {"W_regularizer": "l1_l2"}, "(did you mean l1l2?)"),
    (K1, {"activation": False}, "activation as a name, function or object, not False"),
    (K2, {"activation": "gelu"}, "has no activation 'gelu' in keras2; tf.keras, keras3 have it"),
    (K2, {"kernel_initializer": None}, "takes no kernel_initializer=None in keras2"),
    (K2, {"kernel_constraint": "maxnom"}, "has no constraint 'maxnom' (did you mean maxnorm?)"),
    (TF, {"activation": "Relu"}, "has no activation 'Relu' (did you mean relu?)"),
    (TF, {"activity_regularizer": "l3"}, "has no regularizer 'l3'"),
    (K3, {"activation": "rleu"}, "(did you mean relu?)"),
    (K3, {"kernel_regularizer": "l1_l2"}, "(did you mean l1l2?)"),
    (K3, {"kernel_regularizer": 0.01}, "kernel_regularizer as a name, function or object"),
    (K3, {"bias_initializer": "constant"}, "has no initializer 'constant' in keras3"),
]


@pytest.mark.parametrize(("keras", "arguments", "clause"), REFUSED)
def test_refused(keras: Keras, arguments: dict[str, Any], clause: str) -> None:
    with pytest.raises(BadArgument) as caught:
        check_call(keras, "Dense", arguments)
    assert clause in str(caught.value)


@pytest.mark.parametrize("keras", [TF, K3])
@pytest.mark.parametrize(
    ("arguments", "clause"),
    [
        ({"dropout": None}, "dropout as a number, not None"),
        ({"recurrent_dropout": "a"}, "recurrent_dropout as a number, not 'a'"),
        ({"bias_initializer": None}, "bias_initializer=None with unit_forget_bias=True"),
    ],
)
def test_an_lstm_refuses(keras: Keras, arguments: dict[str, Any], clause: str) -> None:
    with pytest.raises(BadArgument) as caught:
        check_call(keras, "LSTM", {"units": 3, **arguments})
    assert clause in str(caught.value)


def test_names_change_between_releases() -> None:
    with pytest.raises(BadArgument):
        check_call(Keras("keras1", (1, 0, 8)), "Dense", {"activation": "elu"})
    with pytest.raises(BadArgument):
        check_call(Keras("keras2", (2, 1, 6)), "Dense", {"activation": "exponential"})


def test_registered_names_pass() -> None:
    check_call(K2, "Dense", {"activation": "swish"}, registered=True)
    with pytest.raises(BadArgument):
        check_call(K2, "Dense", {"activation": 3}, registered=True)
