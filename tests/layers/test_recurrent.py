"""Recurrent layers and their cells: output shapes, weights and refusals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built, made

from keraslint.layers.generations import KERAS1 as K1
from keraslint.layers.generations import KERAS2 as K2
from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.layers.steps import flat
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Size
from keraslint.unknown import Unknown

N = None
K = Unknown("`k` is a parameter", name="k")
SIZE = Expression.unknown(K)


def shapes(output: Any) -> list[tuple[Any, ...]]:
    return [tuple(shape) for shape in flat(output)]


RESULTS = [
    # one gate, three, four; in Keras 3 and tf.keras the GRU has two biases
    (K1, "SimpleRNN(50)", (N, N, 8), [(N, 50)], 2950),
    (K1, "GRU(10, consume_less='gpu')", (N, N, 10), [(N, 10)], 630),
    (K1, "LSTM(output_dim=4, return_sequences=True)", (N, 7, 1), [(N, 7, 4)], 96),
    (K1, "LSTM(10, stateful=True)", (4, 28, 2), [(4, 10)], 520),
    (K2, "GRU(16)", (N, N, 64), [(N, 16)], 3888),
    (K2, "GRU(2, reset_after=True)", (N, 10, 4), [(N, 2)], 48),
    (K2, "LSTM(16, inner_init='uniform')", (N, 10, 4), [(N, 16)], 1344),
    (TF, "GRU(2)", (N, 10, 4), [(N, 2)], 48),
    (TF, "CuDNNGRU(8)", (N, 28, 8), [(N, 8)], 432),
    (TF, "CuDNNLSTM(4, return_sequences=True)", (N, 5, 6), [(N, 5, 4)], 192),
    (TF, "RNN(LSTMCell(3), time_major=True)", (7, 5, 4), [(5, 3)], 96),
    (K3, "GRU(8, reset_after=False)", (N, 28, 10), [(N, 8)], 456),
    (K3, "LSTM(4, use_bias=False)", (N, 8, 8), [(N, 4)], 192),
    (K3, "LSTM(3, unroll=True)", (N, N, 9), [(N, 3)], 156),
    # states follow the output
    (K2, "SimpleRNN(3, return_state=True)", (N, 9, 2), [(N, 3), (N, 3)], 18),
    (K3, "LSTM(5, return_state=True)", (N, N, 2), [(N, 5)] * 3, 160),
    (
        K3,
        "GRU(5, True, return_sequences=True, return_state=True)",
        (N, 7, 2),
        [(N, 7, 5), (N, 5)],
        135,
    ),
    # cells
    (K3, "RNN(SimpleRNNCell(5), True)", (N, 3, 2), [(N, 3, 5)], 40),
    (K3, "RNN([LSTMCell(3), GRUCell(2)])", (N, 5, 4), [(N, 2)], 138),
    (K2, "RNN(StackedRNNCells([GRUCell(100), GRUCell(5)]))", (N, 20, 2), [(N, 5)], 32490),
    (
        TF,
        "RNN([SimpleRNNCell(4), LSTMCell(2)], return_state=True)",
        (N, 7, 8),
        [(N, 2), (N, 4), (N, 2), (N, 2)],
        108,
    ),
    # convolutions for gates
    (K1, "ConvLSTM2D(8, 5, 5)", (N, 2, 11, 6, 2), [(N, 7, 2, 8)], 8032),
    (K1, "ConvLSTM2D(2, 1, 1, dim_ordering='th')", (N, 8, 1, 8, 11), [(N, 2, 8, 11)], 32),
    (K2, "ConvLSTM2D(4, 5, nb_col=5)", (N, 2, 12, 11, 1), [(N, 8, 7, 4)], 2016),
    (TF, "ConvLSTM2D(3, 2)", (N, 5, N, 9, 1), [(N, N, 8, 3)], 204),
    (TF, "ConvLSTM2D(4, 1, dilation_rate=(2, 1))", (2, 3, 4, N, 5), [(2, N, N, 4)], 160),
    (K3, "ConvLSTM1D(2, 5, strides=2)", (N, 5, 9, 3), [(N, 3, 2)], 208),
    (
        K3,
        "ConvLSTM2D(1, 2, strides=2, return_state=True)",
        (N, 2, 13, 6, 2),
        [(N, 6, 3, 1)] * 3,
        52,
    ),
    (K3, "ConvLSTM3D(4, 3, padding='same')", (N, 5, 7, 7, 6, 4), [(N, 7, 7, 6, 4)], 3472),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output", "params"), RESULTS)
def test_result(
    keras: Keras, call: str, shape: tuple[Any, ...], output: list[tuple[Any, ...]], params: int
) -> None:
    result = built(call, shape, keras)
    assert (shapes(result.output), result.params) == (output, params)


REFUSED = [
    (K1, "LSTM(4)", (N, 16), WrongRank, "needs a 3-D input, got (None, 16)"),
    (K3, "RNN(GRUCell(8))", (N, 3), WrongRank, "needs a 3-D input"),
    (K3, "LSTM(64)", (N, 100, N), NeedsSize, "the features at each step, which is None"),
    (
        K2,
        "GRU(3, stateful=True)",
        (N, 5, 4),
        NeedsSize,
        "is stateful and needs the size of the batch",
    ),
    (TF, "LSTM(3, unroll=True)", (N, N, 9), NeedsSize, "needs the number of steps"),
    (K3, "GRU(0)", (N, 9, 4), BadArgument, "takes units from 1 on, not 0"),
    (TF, "LSTM(None)", (N, 9, 4), BadArgument, "takes units as a whole number, not None"),
    (K3, "RNN(Dense(3))", (N, 9, 4), BadArgument, "needs a cell such as"),
    (TF, "RNN([LSTMCell(3), 5])", (N, 9, 4), BadArgument, "needs a cell such as"),
    (K3, "ConvLSTM2D(3, 2)", (N, 5, N, 9, 1), NeedsSize, "needs the size of every axis"),
    (K3, "ConvLSTM2D(3, 2)", (N, 9, 9, 1), WrongRank, "needs a 5-D input"),
    (TF, "ConvLSTM2D(3, 2, stateful=True)", (4, 5, N, 9, 1), NeedsSize, "is stateful"),
    (TF, "ConvLSTM2D(3, 5)", (N, 8, 4, 5, 8), EmptyDimension, "gets 4×5 and would leave 0×1"),
    (TF, "ConvLSTM1D(3, 2, strides=2, dilation_rate=2)", (N, 5, 9, 1), BadArgument, "not both"),
    (K3, "ConvLSTM2D(3, 2, padding='vaild')", (N, 5, 9, 9, 1), BadArgument, "did you mean valid?"),
    (K2, "ConvLSTM2D(3, 2, unroll=True)", (N, 5, 9, 9, 1), BadArgument, "cannot be unrolled"),
]


@pytest.mark.parametrize(("keras", "call", "shape", "kind", "text"), REFUSED)
def test_refused(
    keras: Keras, call: str, shape: tuple[Any, ...], kind: type[Refusal], text: str
) -> None:
    with pytest.raises(kind) as refusal:
        built(call, shape, keras)
    assert text in str(refusal.value)


def test_weights_have_the_names_of_keras() -> None:
    assert built("LSTM(5)", (N, 7, 2)).weights == {
        "kernel": (2, 20),
        "recurrent_kernel": (5, 20),
        "bias": (20,),
    }
    assert built("GRU(5)", (N, 7, 2)).weights["bias"] == (2, 15)
    assert built("ConvLSTM2D(4, (3, 2))", (N, 7, 8, 8, 2)).weights["kernel"] == (3, 2, 2, 16)


INITIAL_STATES = [
    # the states as a keyword; Keras 2 and tf.keras also take them in one list with the input
    (K3, "LSTM(3)", None, [(N, 3), (N, 3)], True),
    (K3, "LSTM(3)", None, [(N, 3)], False),
    (K3, "GRU(3)", None, [(N, 5)], False),
    (K3, "GRU(3)", None, [(N, 3), (N, 3)], True),
    (K3, "LSTM(3)", [(N, 3), (N, 3)], None, False),
    (TF, "LSTM(3)", [(N, 3), (N, 3)], None, True),
    (TF, "LSTM(3)", [(N, 3), (N, 4)], None, False),
    (TF, "GRU(3)", None, [(N, 3), (N, 3)], False),
    (K2, "GRU(3)", [(N, 3)], None, True),
    (K1, "GRU(3)", [(N, 3)], None, False),
    (TF, "Bidirectional(GRU(3))", None, [(N, 3), (N, 3)], True),
    (TF, "Bidirectional(GRU(3))", None, [(N, 3)], False),
    (TF, "Bidirectional(LSTM(3))", [(N, 3)] * 4, None, True),
    (K2, "Bidirectional(LSTM(3))", [(N, 3), (N, 3)], None, False),
]


@pytest.mark.parametrize(("keras", "call", "listed", "named", "fits"), INITIAL_STATES)
def test_initial_state(
    keras: Keras, call: str, listed: list[Any] | None, named: list[Any] | None, fits: bool
) -> None:
    layer, x = made(call, keras), Shape.of(N, 4, 9)
    states = [Shape(dims) for dims in listed or named or []]
    given = {"initial_state": states} if named else {}
    if fits:
        assert layer.apply([x, *states] if listed else x, **given).rank == 2
    else:
        with pytest.raises(Mismatch):
            layer.apply([x, *states] if listed else x, **given)


def test_a_gap_may_stand_for_several_states() -> None:
    gap = Shape.unknown(K)
    assert made("LSTM(3)").apply(Shape.of(N, 4, 9), initial_state=gap) == Shape.of(N, 3)
    assert made("Bidirectional(LSTM(3))").apply(Shape.of(N, 4, 9), initial_state=gap).last == 6


UNKNOWN = [
    ("LSTM(k)", (N, 10, 3), SIZE, 4 * SIZE * SIZE + 16 * SIZE),
    ("SimpleRNN(2, return_sequences=True)", (N, SIZE, 3), 2, 12),
    ("RNN([GRUCell(k), LSTMCell(2)])", (N, 5, 4), 2, 3 * SIZE * SIZE + 26 * SIZE + 24),
    ("ConvLSTM2D(2, 3, padding='same')", (N, SIZE, SIZE, SIZE, 1), 2, 224),
]


@pytest.mark.parametrize(("call", "shape", "last", "params"), UNKNOWN)
def test_unknown_sizes(call: str, shape: tuple[Any, ...], last: Size, params: Size) -> None:
    result = built(call, shape, k=K)
    assert (result.output.last, result.params) == (last, params)


def test_unknown_rank_and_flags() -> None:
    assert built("LSTM(4)", Shape.unknown(K, N, 3)).shape[1:] == (4,)
    assert built("LSTM(4)", Shape.unknown(K, N, 3)).params == 128
    both = built("LSTM(4, return_sequences=k)", (N, 7, 3), k=K)
    assert both.output.dims is None and both.params == 128
    assert built("LSTM(4, stateful=k)", (N, 7, 3), k=K).shape == (N, 4)


def test_a_shared_layer_takes_only_what_fits_its_weights() -> None:
    layer = made("LSTM(4)")
    layer.apply(Shape.of(N, 7, 3))
    assert layer.apply(Shape.of(N, 9, 3)) == Shape.of(N, 4)
    with pytest.raises(Mismatch):
        layer.apply(Shape.of(N, 9, 5))
