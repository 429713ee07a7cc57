"""Normalizations: weights, their split and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression, least
from keraslint.unknown import Unknown

N = None

# keras, call, input (the output has the same shape), parameters, of which trainable
RESULTS = [
    (K1, "BatchNormalization()", (N, 64, 28), 112, 56),
    (K1, "BatchNormalization(mode=2, axis=1)", (N, 3, 32, 32), 12, 6),
    (K1, "BatchNormalization(1e-5, 0, 2, trainable=False)", (N, 9, 4), 16, 0),
    (K2, "BatchNormalization(axis=1, center=False)", (N, 15, 20, 16), 45, 15),
    (K2, "BatchNormalization(mode=0, scale=False)", (N, 8), 24, 8),
    (TF, "BatchNormalization()", (N, N, N, 3), 12, 6),
    (TF, "BatchNormalization([1, 2])", (N, 4, 5, 6), 80, 40),
    (TF, "BatchNormalization(renorm=True)", (N, 10), 70, 20),
    (TF, "BatchNormalization(virtual_batch_size=4)", (N, 10), 40, 20),
    (TF, "BatchNormalization(fused=True, axis=1)", (N, 3, 9, 9), 12, 6),
    (TF, "SyncBatchNormalization(center=False)", (N, 9, 2), 6, 2),
    (K3, "BatchNormalization(renorm=True, scale=False)", (N, 10), 60, 10),
    (K3, "BatchNormalization(axis=3)", (N, 9, 4, 16, N), 64, 32),
    (TF, "LayerNormalization([1, 2, 3], 1e-6, False)", (N, 38, 31, 2), 2356, 2356),
    (TF, "LayerNormalization(center=False, scale=False)", (N, 9, N), 0, 0),
    (K3, "LayerNormalization()", (N, N, 8), 16, 16),
    (K3, "LayerNormalization((-2, -1), rms_scaling=True)", (N, 14, 32), 448, 448),
    (K3, "LayerNormalization([1, 1])", (N, 8), 128, 128),
    (K3, "RMSNormalization((-2, -1))", (N, 5, 9, 6, 2), 12, 12),
    (K3, "UnitNormalization(axis=(1,))", (N, 28, 28, 1), 0, 0),
    (TF, "GroupNormalization(1, 1)", (N, 128), 256, 256),
    (K3, "GroupNormalization(-1, 2)", (N, 224, 224, N), 448, 448),
    (K3, "GroupNormalization(4, scale=False)", (N, 22, 24, 4), 4, 4),
    (TF, "Normalization()", (N, 27, 18, 4), 9, 0),
    (K3, "Normalization(None)", (N, 10, 10), 3, 0),
    (K3, "Normalization(axis=(1, 2))", (N, 3, 4), 25, 0),
    (TF, "Normalization(mean=[0., 1., 2.], variance=2.)", (N, 37, 3), 0, 0),
    (K3, "Normalization(mean=[0., 1.], variance=[1., 1.])", (N, 2), 0, 0),
    (Keras("keras3", (3, 6)), "Normalization(mean=[0., 1.], variance=1.)", (N, 2), 0, 0),
]


@pytest.mark.parametrize(("keras", "call", "shape", "params", "trainable"), RESULTS)
def test_result(
    keras: Keras, call: str, shape: tuple[Any, ...], params: int, trainable: int
) -> None:
    result = built(call, shape, keras)
    trained = sum(weight.count for weight, flag in result.layer.split() if flag)
    assert (result.shape, result.params, trained) == (shape, params, trainable)


def test_weights() -> None:
    assert built("BatchNormalization()", (N, 9, 8)).weights == {
        "gamma": (8,),
        "beta": (8,),
        "moving_mean": (8,),
        "moving_variance": (8,),
    }
    assert built("Normalization()", (N, 8)).weights == {
        "mean": (8,),
        "variance": (8,),
        "count": (),
    }


SPECTRAL = [
    (TF, "Dense(7, use_bias=False)", (N, 16), (N, 7), 119, 112),
    (TF, "Embedding(100, output_dim=5)", (N, 5), (N, 5, 5), 505, 500),
    (K3, "Conv2D(8, 3, 3)", (N, 8, 8, 6), (N, 2, 2, 8), 448, 440),
    (K3, "Conv1D(20, kernel_size=3, groups=2, use_bias=False)", (N, 8, 16), (N, 6, 20), 500, 480),
    (K3, "DepthwiseConv2D(3)", (N, 8, 8, 6), (N, 6, 6, 6), 61, 60),
]


@pytest.mark.parametrize(("keras", "inner", "shape", "output", "params", "trainable"), SPECTRAL)
def test_spectral_normalization(
    keras: Keras,
    inner: str,
    shape: tuple[Any, ...],
    output: tuple[Any, ...],
    params: int,
    trainable: int,
) -> None:
    result = built(f"SpectralNormalization({inner})", shape, keras)
    trained = sum(weight.count for weight, flag in result.layer.split() if flag)
    assert (result.shape, result.params, trained) == (output, params, trainable)


REFUSED = [
    (K1, "BatchNormalization(mode=3)", (N, 8), BadArgument, "takes mode 0, 1 or 2, not 3"),
    (K1, "BatchNormalization(axis=3)", (N, 9, 6), WrongRank, "has no axis 3 in (None, 9, 6)"),
    (K2, "BatchNormalization(-1)", (N, 8), BadArgument, "positional"),
    (K2, "BatchNormalization()", (N, 9, N), NeedsSize, "needs the size of axis -1"),
    (K3, "BatchNormalization([1, 2])", (N, 9, 9), BadArgument, "axis as a whole number"),
    (K3, "BatchNormalization(renorm=True, renorm_clipping={'max': 3})", (N, 9), BadArgument, "'max'"),
    (TF, "BatchNormalization(fused=True)", (N, 9), WrongRank, "needs a 4-D or 5-D input"),
    (TF, "BatchNormalization(2, fused=True)", (N, 9, 9, 9), BadArgument, "channels"),
    (TF, "BatchNormalization(fused=True, renorm=True)", (N, 9, 9, 9), BadArgument, "renorm"),
    (TF, "BatchNormalization([1, -1])", (N, 9), BadArgument, "names an axis twice"),
    (TF, "BatchNormalization(virtual_batch_size=0)", (N, 9), BadArgument, "virtual_batch_size"),
    (TF, "LayerNormalization(())", (N, 9), BadArgument, "at least one axis"),
    (TF, "LayerNormalization('last')", (N, 9), BadArgument, "a list of them, not 'last'"),
    (K3, "LayerNormalization([1, 2])", (N, 9), WrongRank, "has no axis 2"),
    (K3, "UnitNormalization(2)", (N, 9), WrongRank, "has no axis 2"),
    (TF, "GroupNormalization()", (N, 24), Mismatch, "24 channels into 32 equal groups"),
    (K3, "GroupNormalization(7)", (N, 20), Mismatch, "20 channels into 7 equal groups"),
    (K3, "GroupNormalization(-2)", (N, 20), BadArgument, "a positive number or -1"),
    (K3, "Normalization(mean=0.5)", (N, 3), BadArgument, "both mean and variance"),
    (K3, "Normalization(mean=[0., 1.], variance=1.)", (N, 2), BadArgument, "of one shape"),
    (TF, "Normalization(mean=[0., 1., 2.], variance=1.)", (N, 4), Mismatch, "a mean of shape (3,)"),
    (K3, "SpectralNormalization(Flatten())", (N, 9), BadArgument, "Flatten has neither"),
    (K3, "SpectralNormalization(LSTM(4))", (N, 9, 3), BadArgument, "LSTM has neither"),
    (TF, "SpectralNormalization(DepthwiseConv2D(3))", (N, 9, 9, 3), BadArgument, "has neither"),
    (K3, "SpectralNormalization(Dense(4), 0)", (N, 9), BadArgument, "at least 1, not 0"),
]  # fmt: skip


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, shape: tuple[Any, ...], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras)
    assert clause in str(caught.value)


K = Unknown("`k` is a parameter", 1, "k")
h = Expression.unknown(Unknown("`h` is a parameter", 1, "h"))
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"), 8)

UNKNOWN = [
    ("BatchNormalization()", (N, 9, h), h * 4, 4),
    ("BatchNormalization()", SOMETHING, 32, 32),
    ("BatchNormalization(scale=k)", (N, 8), None, 24),
    ("BatchNormalization(axis=k)", (N, 8, 5), None, 20),
    ("LayerNormalization([1, k])", (N, 8, 5), None, 10),
    ("GroupNormalization(k)", (N, 7), 14, 14),
    ("GroupNormalization(7)", (N, h), h * 2, 2),
    ("Normalization(mean=k, variance=k)", (N, 7), 0, 0),
    ("SpectralNormalization(k)", (N, 7), 0, 0),
]


@pytest.mark.parametrize(("call", "shape", "params", "at_least"), UNKNOWN)
def test_unknown(call: str, shape: Any, params: Any, at_least: int) -> None:
    got = built(call, shape, K3, k=K).params
    assert params is None or got == params
    assert least(got) == at_least


def test_the_same_unknown_axis_of_two_layers_is_not_the_same_size() -> None:
    one = built("BatchNormalization(axis=k)", (N, 8, 5), k=K).params
    other = built("BatchNormalization(axis=k)", (N, 64, 64), k=K).params
    assert one != other
