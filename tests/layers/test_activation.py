"""Activations, dropouts and the layers that went with Keras 1, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built, made

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown
from keraslint.weights import total

N = None
K11 = Keras("keras1", (1, 1, 1))

RESULTS = [
    (K1, "LeakyReLU(0.1)", (N, 3, 4), 0),
    (K2, "ReLU(6., threshold=-1)", (N, 3, 4), 0),
    (TF, "Softmax([1, 2])", (N, 5, 2), 0),
    (K3, "Softmax(9)", (N, 5), 0),
    (K1, "PReLU(shared_axes=[None])", (N, 3, 4), 12),
    (K2, "PReLU(shared_axes=1)", (N, 6, 14, 14, 3), 588),
    (K3, "PReLU(shared_axes=[1, 2, 3])", (N, N, N, 24), 1),
    (K3, "PReLU(shared_axes=[-1])", (N, 14, 13, 32), 14 * 32),
    (K1, "SReLU()", (N, 3, 6), 72),
    (K1, "ParametricSoftplus(beta_init=5.)", (N, 3, 6), 36),
    (K1, "Dropout(p=0.5)", (N, 784), 0),
    (K2, "AlphaDropout(-0.1)", (N, 28, 32), 0),
    (TF, "SpatialDropout1D(None)", (N, 5, 6), 0),
    (K3, "GaussianNoise(1)", (N, N, 6), 0),
    (K3, "ActivityRegularization(l2=0.01)", (N, 7), 0),
]


@pytest.mark.parametrize(("keras", "call", "shape", "params"), RESULTS)
def test_result(keras: Keras, call: str, shape: tuple[Any, ...], params: int) -> None:
    result = built(call, shape, keras)
    assert (result.shape, result.params) == (shape, params)


LEGACY = [
    (K1, "MaxoutDense(20, nb_feature=2)", (N, 4), (N, 20), 200),
    (K2, "MaxoutDense(24, bias=False)", (N, 1), (N, 24), 96),
    (K1, "Highway()", (N, 3), (N, 3), 24),
    (K2, "Highway(bias=False)", (N, 128), (N, 128), 32768),
    (K1, "TimeDistributedDense(7)", (N, 100, 64), (N, 100, 7), 455),
    (K1, "TimeDistributedDense(16, bias=False)", (N, 50, 10), (N, 50, 16), 160),
    (K11, "TimeDistributedDense(16, bias=False)", (N, 50, 10), (N, 50, 16), 0),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output", "params"), LEGACY)
def test_legacy(
    keras: Keras, call: str, shape: tuple[Any, ...], output: tuple[Any, ...], params: int
) -> None:
    result = built(call, shape, keras)
    assert (result.shape, result.params) == (output, params)


REFUSED = [
    (K2, "ReLU(negative_slope=-0.1)", (N, 4), BadArgument, "negative_slope of at least 0"),
    (TF, "ThresholdedReLU(-1)", (N, 4), BadArgument, "theta of at least 0"),
    (K3, "LeakyReLU(None)", (N, 4), BadArgument, "negative_slope as a number"),
    (K2, "Softmax(9)", (N, 20, 16), BadArgument, "axis 9, which (None, 20, 16)"),
    (TF, "Softmax()", (N,), WrongRank, "at least 2 dimensions"),
    (K3, "PReLU(shared_axes=[1, 2, 3])", (N, 20, 16), BadArgument, "along axis 3"),
    (K3, "PReLU()", (N, N, 2), NeedsSize, "needs the size of axis 1"),
    (K2, "Dropout('0.5')", (N, 4), BadArgument, "rate as a number between 0 and 1, not '0.5'"),
    (TF, "Dropout(1.5)", (N, 4), BadArgument, "rate as a number between 0 and 1, not 1.5"),
    (K3, "GaussianNoise(-1)", (N, 4), BadArgument, "stddev as a number between 0 and 1"),
    (K3, "Dropout(0.5, noise_shape=(None, 0))", (N, 4), BadArgument, "noise_shape as a tuple"),
    (K3, "SpatialDropout2D(0.1)", (N, N, 8, 8, 16), WrongRank, "needs a 4-D input"),
    (TF, "SpatialDropout3D(0.1, 'th')", (N, 8, 8, 8, 1), BadArgument, "data_format"),
    (K1, "MaxoutDense(5)", (N, 50, 6), WrongRank, "needs a 2-D input"),
    (K1, "TimeDistributedDense(5)", (N, N, 6), NeedsSize, "the number of steps"),
]


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, shape: tuple[Any, ...], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras)
    assert clause in str(caught.value)


def test_unknown_sizes() -> None:
    u = Unknown("`u` is a parameter", 1, "u")
    h = Expression.unknown(u)
    assert built("PReLU()", (N, h, 4), K3).params == 4 * h
    assert built("PReLU(shared_axes=u)", (N, 3, 4), K3, u=u).layer.unknown is u
    assert built("PReLU()", Shape.unknown(u, 8), K3).layer.unknown is u
    assert built("Dropout(u)", (N, h), K3, u=u).shape == (N, h)


# A layer as another one's activation: what the real releases count with it (tf_keras 2.21, Keras 2.3.1 on TensorFlow).
ACTIVATIONS = [
    ("Conv2D(4, 3, activation=PReLU())", (N, 8, 8, 3), 112, 6 * 6 * 4),
    ("Conv2D(4, 3, activation=PReLU(shared_axes=[1, 2]))", (N, 8, 8, 3), 112, 4),
    ("Conv2DTranspose(4, 3, activation=PReLU())", (N, 8, 8, 3), 112, 10 * 10 * 4),
    ("SeparableConv2D(4, 3, activation=PReLU())", (N, 8, 8, 3), 43, 6 * 6 * 4),
    ("DepthwiseConv2D(3, activation=PReLU())", (N, 8, 8, 3), 30, 6 * 6 * 3),
    ("LocallyConnected1D(3, 3, activation=PReLU())", (N, 8, 3), 180, 18),
    ("Dense(4, activation=PReLU())", (N, 3), 16, 4),
    ("Dense(4, activation=Dense(4))", (N, 3), 16, 20),
    ("Dense(4, activation=BatchNormalization())", (N, 3), 16, 16),
    ("Activation(PReLU())", (N, 3), 0, 3),
    ("LSTM(4, activation=PReLU())", (N, 8, 3), 128, 4),
    ("SimpleRNN(4, activation=PReLU(), return_sequences=True)", (N, 8, 3), 32, 4),
    ("GRU(4, activation=PReLU(), return_state=True)", (N, 8, 3), None, 4),
    ("ConvLSTM2D(4, 3, activation=PReLU())", (N, 4, 8, 8, 3), 1024, 6 * 6 * 4),
    ("TimeDistributed(Dense(4, activation=PReLU()))", (N, 8, 3), 16, 4),
]


@pytest.mark.parametrize(("call", "shape", "own", "more"), ACTIVATIONS)
def test_a_layer_as_activation(call: str, shape: Any, own: int | None, more: int) -> None:
    of_before_2_3, of_three = Keras("keras2", (2, 2, 4)), None if "Locally" in call else K3
    for keras in filter(None, (of_before_2_3, of_three)):
        plain = built(call, shape, keras).params
        assert own in (plain, None)
    for keras in (K2, TF):
        plain = built(call.replace("activation=PReLU()", "activation='tanh'"), shape, keras).params
        assert built(call, shape, keras).params == (plain if own is None else own) + more


def test_an_activation_that_is_shared_is_counted_once() -> None:
    shared = made("PReLU()", TF)
    first, second = (made("Dense(4, activation=p)", TF, p=shared) for _ in range(2))
    second.apply(first.apply(Shape.of(N, 3)))
    assert total([*first.weights, *second.weights]) == 16 + 20 + 4
