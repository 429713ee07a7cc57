"""Convolutions of every kind: shapes, parameters, weights and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built

from keraslint import sizes
from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape, window
from keraslint.sizes import Expression, plus, times
from keraslint.unknown import Unknown

N = None
K1_0 = Keras("keras1", (1, 0, 8))
K1_1 = Keras("keras1", (1, 1, 1))

RESULTS = [
    # Keras 1: the kernel's sides are numbers of their own
    (K1, "Convolution2D(32, 5, 5)", (N, 28, 28, 1), (N, 24, 24, 32), 832),
    (K1, "Convolution2D(64, 5, 5)", (N, 12, 12, 32), (N, 8, 8, 64), 51264),
    (K1, "Convolution2D(8, 3, 5, dim_ordering='th')", (N, 3, 32, 30), (N, 8, 30, 26), 368),
    (
        K1,
        "Convolution2D(8, 3, 3, border_mode='same', subsample=(2, 2))",
        (N, 7, 9, 2),
        (N, 4, 5, 8),
        152,
    ),
    (K1, "Convolution2D(2, 3, 3, border_mode='full')", (N, 8, 8, 1), (N, 10, 10, 2), 20),
    (K1, "Convolution1D(4, 3, subsample_length=2, bias=False)", (N, 10, 2), (N, 4, 4), 24),
    (K1, "AtrousConvolution1D(4, 3, atrous_rate=2)", (N, 10, 2), (N, 6, 4), 28),
    (K1, "AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 3))", (N, 10, 10, 2), (N, 6, 4, 4), 76),
    (K1, "Convolution3D(2, 3, 3, 3)", (N, 8, 8, 8, 1), (N, 6, 6, 6, 2), 56),
    (K1, "Deconvolution2D(3, 3, 3, (None, 14, 14, 3))", (N, 12, 12, 8), (N, 14, 14, 3), 219),
    (
        K1,
        "Deconvolution2D(3, 3, 3, (N, 3, 14, 9), dim_ordering='th')",
        (N, 8, 12, 7),
        (N, 3, 14, 9),
        219,
    ),
    (
        K1_0,
        "Deconvolution2D(3, 3, 3, (None, 9, 9, 3), subsample=(2, 2))",
        (N, 12, 12, 8),
        (N, 25, 25, 3),
        219,
    ),
    (K1, "SeparableConvolution2D(8, 3, 3, depth_multiplier=2)", (N, 9, 9, 4), (N, 7, 7, 8), 144),
    (K1, "LocallyConnected1D(4, 3)", (N, 10, 2), (N, 8, 4), 224),
    (K1, "LocallyConnected2D(4, 3, 3, dim_ordering='th')", (N, 2, 6, 5), (N, 4, 4, 3), 912),
    # standalone Keras 2: Keras 1's calls, too
    (K2, "Conv2D(24, 3, 3)", (N, 8, 8, 2), (N, 6, 6, 24), 456),
    (K2, "Conv2D(24, (3, 3), strides=2, dilation_rate=2)", (N, 9, 9, 2), (N, 3, 3, 24), 456),
    (K2, "Conv1D(4, 3, padding='causal', strides=2)", (N, 9, 2), (N, 5, 4), 28),
    (
        K2,
        "Conv2DTranspose(4, 3, strides=(3, 1), dilation_rate=2)",
        (N, 5, 6, 2),
        (N, 17, 10, 4),
        76,
    ),
    (K2, "Conv2DTranspose(4, 3, padding='full')", (N, 5, 6, 2), (N, 3, 4, 4), 76),
    (K2, "Conv3DTranspose(2, 3, dilation_rate=2)", (N, 4, 4, 4, 1), (N, 6, 6, 6, 2), 56),
    (
        K2,
        "Deconvolution2D(2, 3, 1, output_shape=(None, 65, 64, 2), subsample=(2, 2))",
        (N, 32, 32, 3),
        (N, 65, 64, 2),
        20,
    ),
    (K2, "DepthwiseConv2D(3, depth_multiplier=2)", (N, 9, 9, 4), (N, 7, 7, 8), 80),
    (K2, "DepthwiseConv2D(0)", (N, 9, 9, 4), (N, 10, 10, 4), 4),
    (K2, "LocallyConnected1D(4, 3, data_format='channels_first')", (N, 10, 2), (N, 8, 4), 224),
    # tf.keras
    (TF, "Conv2D(24, 3, 3)", (N, 8, 8, 2), (N, 2, 2, 24), 456),
    (TF, "Conv2D(2.5, 1)", (N, 8, 8, 2), (N, 8, 8, 2), 6),
    (TF, "Conv2D(8, 3, groups=0, padding='SAME')", (N, 8, 8, 2), (N, 8, 8, 8), 152),
    (TF, "Conv2D(8, 3)", (N, 5, 8, 8, 2), (N, 5, 6, 6, 8), 152),
    (TF, "Conv2D(8, 3, data_format='channels_first')", (N, 5, 2, 8, 8), (N, 5, 8, 6, 6), 152),
    (TF, "Conv1D(4, 3, padding='causal', data_format='channels_first')", (N, 2, 9), (N, 4, 9), 28),
    (TF, "SeparableConv1D(8, 3, padding='causal')", (N, 9, 4), (N, 9, 8), 52),
    (
        TF,
        "Conv2DTranspose(4, 4, strides=2, padding='same', output_padding=1)",
        (N, 7, 7, 2),
        (N, 13, 13, 4),
        132,
    ),
    (TF, "Conv3DTranspose(2, 3, dilation_rate=2)", (N, 4, 4, 4, 1), (N, 6, 6, 6, 2), 56),
    (TF, "LocallyConnected1D(4, 3, implementation=2)", (N, 10, 2), (N, 8, 4), 672),
    (TF, "LocallyConnected1D(4, 3, implementation=3)", (N, 10, 2), (N, 8, 4), 224),
    (TF, "LocallyConnected1D(1, 3, padding='same', implementation=3)", (N, 10, 1), (N, 10, 1), 38),
    (TF, "LocallyConnected2D(4, 3, strides=2)", (N, 7, 7, 2), (N, 3, 3, 4), 684),
    # Keras 3
    (K3, "Conv1D(4, 3, dilation_rate=2)", (N, 10, 2), (N, 6, 4), 28),
    (K3, "Conv2D(32, (5, 3), strides=(2, 1))", (N, 28, 28, 3), (N, 12, 26, 32), 1472),
    (K3, "Conv2D(32, 3, padding='same')", (N, N, N, 3), (N, N, N, 32), 896),
    (K3, "Conv2D(32, 3, groups=4)", (N, 9, 9, 8), (N, 7, 7, 32), 608),
    (K3, "Conv2D(32, 3, data_format='channels_first')", (N, 3, 9, 8), (N, 32, 7, 6), 896),
    (K3, "Conv3D(2, 3, use_bias=False)", (N, 8, 8, 8, 1), (N, 6, 6, 6, 2), 54),
    (K3, "Conv1DTranspose(4, 3, strides=4)", (N, 5, 2), (N, 20, 4), 28),
    (K3, "Conv2DTranspose(4, 4, strides=2, padding='same')", (N, 7, 7, 2), (N, 14, 14, 4), 132),
    (K3, "Conv2DTranspose(4, 3, strides=2, output_padding=1)", (N, 7, 7, 2), (N, 16, 16, 4), 76),
    (K3, "Conv3DTranspose(2, 3, dilation_rate=2)", (N, 4, 4, 4, 1), (N, 8, 8, 8, 2), 56),
    (
        K3,
        "DepthwiseConv1D(3, strides=2, dilation_rate=3, depth_multiplier=3)",
        (N, 8, 3),
        (N, 1, 9),
        36,
    ),
    (K3, "SeparableConv2D(96, 3, strides=2, dilation_rate=2)", (N, 32, 6, 4), (N, 14, 1, 96), 516),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output", "params"), RESULTS)
def test_result(
    keras: Keras, call: str, shape: tuple[Any, ...], output: tuple[Any, ...], params: int
) -> None:
    result = built(call, shape, keras, N=None)
    assert (result.shape, result.params) == (output, params)


REFUSED = [
    (K1, "Convolution2D(8, 3, 3, subsample=2)", (N, 9, 9, 1), BadArgument, "tuple of 2 in Keras 1"),
    (
        K1,
        "Convolution1D(8, 3, subsample_length=(2,))",
        (N, 9, 1),
        BadArgument,
        "whole number in Keras 1",
    ),
    (
        K1,
        "Convolution2D(8, 3, 3, border_mode='half')",
        (N, 9, 9, 1),
        BadArgument,
        "valid, same or full",
    ),
    (
        K1,
        "Convolution2D(8, 3, 3, border_mode='Same')",
        (N, 9, 9, 1),
        BadArgument,
        "did you mean same?",
    ),
    (
        K1_1,
        "Convolution2D(8, 3, 3, border_mode='full')",
        (N, 9, 9, 1),
        BadArgument,
        "border_mode valid or same,",
    ),
    (K1, "Convolution2D(8, 3, 3, activation='softmax')", (N, 9, 9, 1), WrongRank, "softmax"),
    (K1, "Convolution2D(8, 3, 3)", (N, 9, 9), WrongRank, "needs a 4-D input, got (None, 9, 9)"),
    (
        K1,
        "Deconvolution2D(8, 1, 1, (None, None, None, 8))",
        (N, N, N, 32),
        NeedsSize,
        "output_shape",
    ),
    (
        K1,
        "LocallyConnected1D(8, 3, border_mode='same')",
        (N, 9, 1),
        BadArgument,
        "border_mode valid",
    ),
    (K2, "Conv2D(8, (3, 3), padding='causal')", (N, 9, 9, 1), BadArgument, "valid, same or full"),
    (
        K2,
        "Conv1D(8, 3, padding='causal', data_format='channels_first')",
        (N, 1, 9),
        BadArgument,
        "causal",
    ),
    (K2, "Conv2D(8, -1)", (N, 9, 9, 1), BadArgument, "kernel_size from 0 on"),
    (K2, "Conv2D(8, 3)", (N, 9, 9, N), NeedsSize, "its input channels, which is None"),
    (K2, "LocallyConnected2D(8, 3)", (N, N, 9, 1), NeedsSize, "its spatial axes"),
    (K2, "LocallyConnected2D(8, 3, padding='same')", (N, 9, 9, 1), BadArgument, "padding valid"),
    (TF, "Conv2D(8, 3, strides=2, dilation_rate=2)", (N, 9, 9, 1), BadArgument, "not both"),
    (
        TF,
        "SeparableConv2D(8, 3, strides=2, dilation_rate=(1, 2))",
        (N, 9, 9, 1),
        BadArgument,
        "not both",
    ),
    (
        TF,
        "Conv2DTranspose(8, 3, dilation_rate=(1, 2))",
        (N, 9, 9, 1),
        BadArgument,
        "two equal numbers",
    ),
    (TF, "Conv2DTranspose(8, 3)", (N, 2, 9, 9, 1), WrongRank, "needs a 4-D input"),
    (TF, "Conv1DTranspose(8, 3, padding='causal')", (N, 9, 1), BadArgument, "valid or same"),
    (
        TF,
        "Conv2D(8, 3, strides=3)",
        (N, 1, 1, 64),
        EmptyDimension,
        "gets 1×1 and would leave 0×0",
    ),
    (TF, "LocallyConnected1D(8, 3, implementation=4)", (N, 9, 1), BadArgument, "1, 2 or 3"),
    (TF, "LocallyConnected1D(8, 3, padding='same')", (N, 9, 1), BadArgument, "padding valid"),
    (K3, "Conv2D(8, 3)", (N, 9), WrongRank, "needs a 4-D input"),
    (K3, "Conv2D(8, 3)", (N, 9, 9, 9, 1), WrongRank, "needs a 4-D input"),
    (K3, "Conv2D(8, 5)", (N, 9, 4, 1), EmptyDimension, "gets 9×4 and would leave 5×0"),
    (
        K3,
        "Conv2D(8, 3, dilation_rate=2)",
        (N, 4, 9, 1),
        EmptyDimension,
        "gets 4×9 and would leave 0×5",
    ),
    (K3, "Conv2D(0, 3)", (N, 9, 9, 1), BadArgument, "filters from 1 on"),
    (K3, "Conv2D(2.5, 3)", (N, 9, 9, 1), BadArgument, "filters as a whole number"),
    (K3, "Conv2D(8, 3.0)", (N, 9, 9, 1), BadArgument, "kernel_size as a whole number or 2"),
    (K3, "Conv2D(8, (3, 0))", (N, 9, 9, 1), BadArgument, "kernel_size from 1 on"),
    (
        K3,
        "Conv2D(8, 3, strides=(2, 2, 2))",
        (N, 9, 9, 1),
        BadArgument,
        "strides as a whole number or 2",
    ),
    (K3, "Conv2D(8, 3, padding='vaild')", (N, 9, 9, 1), BadArgument, "did you mean valid?"),
    (
        K3,
        "Conv2D(8, 3, data_format='tf')",
        (N, 9, 9, 1),
        BadArgument,
        "channels_last or channels_first",
    ),
    (K3, "Conv2D(8, 3, groups=3)", (N, 9, 9, 6), BadArgument, "8 filters into 3 equal groups"),
    (K3, "Conv2D(8, 3, groups=4)", (N, 9, 9, 6), Mismatch, "6 input channels into 4 equal groups"),
    (K3, "Conv2D(8, 3, groups=-1)", (N, 9, 9, 6), BadArgument, "groups from 1 on"),
    (
        K3,
        "Conv2DTranspose(8, 3, output_padding=1)",
        (N, 9, 9, 1),
        BadArgument,
        "smaller than the strides",
    ),
    (K3, "SeparableConv1D(8, 3, padding='causal')", (N, 9, 1), BadArgument, "valid or same"),
    (
        K3,
        "DepthwiseConv2D(3, depth_multiplier=0)",
        (N, 9, 9, 1),
        BadArgument,
        "depth_multiplier from 1 on",
    ),
]


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(
    keras: Keras, call: str, shape: tuple[Any, ...], refusal: type[Refusal], clause: str
) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras)
    assert clause in str(caught.value)


K = Unknown("`k` is a parameter", 1, "k")
k, h = Expression.unknown(K), Expression.unknown(Unknown("`h` is a parameter", 1, "h"))
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"))
PICTURE = Shape.unknown(Unknown("x comes from a file", 1, "x"), 3)

UNKNOWN = [
    # what is known does not depend on what is not
    (K1, "Convolution2D(64, 5, 5)", (N, h, h, 32), 51264),
    (K3, "Conv2D(8, 3)", PICTURE, 224),
    (K3, "Conv2D(8, 3, strides=k, padding=k)", (N, 9, 9, 3), 224),
    (TF, "Conv2D(8, 3)", PICTURE, 224),
    (K3, "Conv2D(8, 3)", SOMETHING, plus(times(72, SOMETHING.axis(3)), 8)),
    (K3, "Conv2D(k, 3)", (N, 9, 9, 3), 28 * k),
    (K3, "Conv2D(8, (k, 3))", (N, 9, 9, 3), 72 * k + 8),
    (K3, "DepthwiseConv2D(3, depth_multiplier=k)", (N, 9, 9, 3), 30 * k),
    (K3, "Conv2DTranspose(8, 3, output_padding=k, strides=2)", (N, 9, 9, 3), 224),
    (TF, "LocallyConnected1D(4, 3)", (N, h, 2), times(28, window(h, 3))),
]


@pytest.mark.parametrize(("keras", "call", "shape", "params"), UNKNOWN)
def test_unknown(keras: Keras, call: str, shape: Any, params: Any) -> None:
    result = built(call, shape, keras, k=K)
    assert (result.layer.unknown, result.params) == (None, params)


AT_LEAST = [
    (K3, "Conv2D(8, 3, groups=k)", (N, 9, 9, 4), 80),  # one channel in each group
    (K3, "Conv2D(8, 3, use_bias=k)", (N, 9, 9, 4), 288),
    (TF, "LocallyConnected1D(4, 3, padding='same', implementation=3)", (N, h, 1), 8),
]


@pytest.mark.parametrize(("keras", "call", "shape", "least"), AT_LEAST)
def test_lower_bound(keras: Keras, call: str, shape: Any, least: int) -> None:
    assert sizes.least(built(call, shape, keras, k=K).params) == least


def test_unknown_implementation_leaves_the_kernel_open() -> None:
    result = built("LocallyConnected1D(4, 3, implementation=k)", (N, 10, 2), TF, k=K)
    assert (result.layer.unknown, result.shape) == (K, (N, 8, 4))
    assert result.weights == {"bias": (8, 4)}


def test_unknown_rank_stays_unknown_where_any_number_of_axes_is_taken() -> None:
    output = built("Conv2D(8, 1)", PICTURE, TF).output
    assert (output.rank, output.tail) == (None, (PICTURE.axis(-3), PICTURE.axis(-2), 8))
    assert built("Conv2D(8, 1)", PICTURE, K3).output.rank == 4


WEIGHTS = [
    (K3, "Conv2D(32, 3, groups=2)", {"kernel": (3, 3, 4, 32), "bias": (32,)}),
    (K3, "Conv2DTranspose(4, 3)", {"kernel": (3, 3, 4, 8), "bias": (4,)}),
    (K3, "DepthwiseConv2D(3, use_bias=False)", {"kernel": (3, 3, 8, 1)}),
    (TF, "DepthwiseConv2D(3, use_bias=False)", {"depthwise_kernel": (3, 3, 8, 1)}),
    (
        K3,
        "SeparableConv2D(4, 3)",
        {"depthwise_kernel": (3, 3, 8, 1), "pointwise_kernel": (1, 1, 8, 4), "bias": (4,)},
    ),
    (TF, "LocallyConnected2D(4, 3)", {"kernel": (49, 72, 4), "bias": (7, 7, 4)}),
]


@pytest.mark.parametrize(("keras", "call", "weights"), WEIGHTS)
def test_weights(keras: Keras, call: str, weights: dict[str, tuple[int, ...]]) -> None:
    assert built(call, (N, 9, 9, 8), keras).weights == weights


def test_lora_freezes_the_kernel_and_adds_two_factors() -> None:
    result = built("Conv2D(32, 3, lora_rank=2)", (N, 9, 9, 8))
    assert [(w.name, w.shape, w.trainable) for w in result.layer.weights] == [
        ("kernel", (3, 3, 8, 32), False),
        ("bias", (32,), True),
        ("lora_kernel_a", (3, 3, 8, 2), True),
        ("lora_kernel_b", (2, 32), True),
    ]
