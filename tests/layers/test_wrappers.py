"""TimeDistributed and Bidirectional: shapes, whose weights are whose, and what is trained."""

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
from keraslint.refusals import BadArgument, Mismatch, NeedsSize, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown
from keraslint.weights import total

N = None
K = Unknown("`k` is a parameter", name="k")
SIZE = Expression.unknown(K)
TWENTY = Keras("keras2", (2, 0, 9))

RESULTS = [
    (K3, "TimeDistributed(Dense(12))", (N, N, 32), [(N, N, 12)], 396),
    (K3, "TimeDistributed(Conv2D(3, 2))", (N, 5, 8, 8, 3), [(N, 5, 7, 7, 3)], 39),
    (K3, "TimeDistributed(Flatten())", (N, 5, 8, 8, 3), [(N, 5, 192)], 0),
    (K3, "TimeDistributed(LSTM(3))", (N, 5, 20, 3), [(N, 5, 3)], 84),
    (K3, "TimeDistributed(TimeDistributed(Dense(3)))", (N, 4, 9, 3), [(N, 4, 9, 3)], 12),
    (TF, "TimeDistributed(Concatenate())", [(N, 3, 4), (N, 3, 5)], [(N, 3, 9)], 0),
    (K1, "TimeDistributed(Flatten())", (N, N, 4), [(N, N, 4)], 0),
    (K2, "TimeDistributed(LSTM(128))", (N, 10, 3, 28, 2), [(N, 10, 128)], 67072),
    (K1, "Bidirectional(GRU(16))", (N, 5, 64), [(N, 32)], 7776),
    (K1, "Bidirectional(GRU(16), None)", (N, 5, 64), [(N, 16), (N, 16)], 7776),
    (K2, "Bidirectional(GRU(16), merge_mode='mul')", (N, 10, 3), [(N, 16)], 1920),
    (TF, "Bidirectional(GRU(16), merge_mode='mul')", (N, 10, 3), [(N, 16)], 2016),
    (TF, "Bidirectional(LSTM(3, go_backwards=True))", (N, 4, 9), [(N, 6)], 312),
    (K3, "Bidirectional(LSTM(4, return_sequences=True))", (N, 20, 1), [(N, 20, 8)], 192),
    (K3, "Bidirectional(ConvLSTM2D(4, 3))", (N, 4, 8, 8, 2), [(N, 6, 6, 8)], 1760),
    (
        K3,
        "Bidirectional(LSTM(20, return_state=True))",
        (N, 16, 4),
        [(N, 40), (N, 20), (N, 20), (N, 20), (N, 20)],
        4000,
    ),
    (
        K3,
        "Bidirectional(RNN([LSTMCell(3), GRUCell(2)], return_state=True), merge_mode=None)",
        (N, 4, 9),
        [(N, 2), (N, 2), (N, 3), (N, 3), (N, 2), (N, 3), (N, 3), (N, 2)],
        396,
    ),
    (
        TF,
        "Bidirectional(LSTM(3), backward_layer=LSTM(5, go_backwards=True))",
        (N, 4, 9),
        [(N, 8)],
        456,
    ),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output", "params"), RESULTS)
def test_result(keras: Keras, call: str, shape: Any, output: list[Any], params: int) -> None:
    result = built(call, shape, keras)
    assert ([tuple(part) for part in flat(result.output)], result.params) == (output, params)


REFUSED = [
    (K3, "TimeDistributed(Dense(3))", (N, 10), WrongRank, "at least 3 dimensions"),
    (
        K3,
        "TimeDistributed(Conv2D(3, 2))",
        (N, 5, 784),
        WrongRank,
        "hands each step to Conv2D, which needs a 4-D input, got (None, 784)",
    ),
    (K3, "TimeDistributed(LSTM(3))", (N, 5, 4), WrongRank, "hands each step to LSTM, which"),
    (K3, "TimeDistributed(LSTM(3, return_state=True))", (N, 5, 4, 2), Mismatch, "LSTM has 3"),
    (K3, "TimeDistributed(Concatenate())", [(N, 3, 4), (N, 3, 5)], Mismatch, "takes one input"),
    (K3, "TimeDistributed('relu')", (N, 5, 4), BadArgument, "wraps a layer, not 'relu'"),
    (K3, "Bidirectional(Dense(4))", (N, 8, 64), BadArgument, "Dense has no go_backwards"),
    (K1, "Bidirectional(LSTM(1), 'max')", (N, N, 28), BadArgument, "merge_mode sum, mul, ave"),
    (K3, "Bidirectional(LSTM(3, go_backwards=True))", (N, 4, 9), BadArgument, "opposite ways"),
    (TF, "Bidirectional(LSTM(3, stateful=True))", (N, 4, 9), NeedsSize, "size of the batch"),
    (
        TF,
        "Bidirectional(LSTM(3), backward_layer=GRU(3, return_state=True, go_backwards=True))",
        (N, 4, 9),
        BadArgument,
        "needs the same return_state",
    ),
    (
        K3,
        "Bidirectional(LSTM(3), backward_layer=LSTM(5, go_backwards=True))",
        (N, 4, 9),
        Mismatch,
        "gets (None, 3) from its layer, but (None, 5) from its backward layer",
    ),
]


@pytest.mark.parametrize(("keras", "call", "shape", "kind", "text"), REFUSED)
def test_refused(keras: Keras, call: str, shape: Any, kind: type[Refusal], text: str) -> None:
    with pytest.raises(kind) as refusal:
        built(call, shape, keras)
    assert text in str(refusal.value)


def test_time_distributed_uses_the_layer_itself() -> None:
    dense = made("Dense(3)")
    result = built("TimeDistributed(dense)", (N, 5, 4), dense=dense)
    assert result.layer.weights == dense.weights
    assert {weight.owner for weight in dense.weights} == {dense}


def test_bidirectional_leaves_the_layer_alone() -> None:
    rnn = made("RNN(cell)", cell=made("LSTMCell(3)"))
    result = built("Bidirectional(rnn)", (N, 5, 4), rnn=rnn)
    assert not rnn.built and not rnn.arguments["cell"].built
    assert len(set(result.layer.weights)) == 6
    assert len({weight.owner for weight in result.layer.weights}) == 2


TRAINED = [
    # who is frozen, of how many parameters
    (TF, "TimeDistributed(Dense(3), trainable=False)", 0, 15),
    (K3, "TimeDistributed(Dense(3), trainable=False)", 15, 15),
    (K1, "TimeDistributed(Dense(3), trainable=False)", 0, 15),
    (K3, "TimeDistributed(Dense(3, trainable=False))", 0, 15),
    (TF, "TimeDistributed(Dense(3, trainable=False), trainable=True)", 0, 15),
    # wrappers of Keras 2.1 to 2.3 set the flag of the layer inside, those of 2.0 ignore their own
    (K2, "TimeDistributed(Dense(3, trainable=False))", 15, 15),
    (K2, "TimeDistributed(Dense(3), trainable=False)", 0, 15),
    (TWENTY, "TimeDistributed(Dense(3, trainable=False))", 0, 15),
    (TWENTY, "TimeDistributed(Dense(3), trainable=False)", 15, 15),
    (TF, "Bidirectional(LSTM(3), trainable=False)", 0, 192),
    (TF, "Bidirectional(LSTM(3, trainable=False))", 0, 192),
    (K3, "Bidirectional(LSTM(3), trainable=False)", 192, 192),
    (K3, "Bidirectional(LSTM(3, trainable=False), trainable=True)", 0, 192),
    (K1, "Bidirectional(LSTM(3), trainable=False)", 192, 192),
    (K1, "Bidirectional(LSTM(3, trainable=False))", 0, 192),
    (K2, "Bidirectional(LSTM(3, trainable=False))", 192, 192),
    (TF, "RNN(LSTMCell(3), trainable=False)", 0, 96),
    (K3, "RNN(LSTMCell(3), trainable=False)", 96, 96),
    (K3, "LSTM(3, trainable=False)", 0, 96),
    (TF, "RNN([LSTMCell(3, trainable=False), LSTMCell(2)])", 48, 144),
    (K3, "RNN([LSTMCell(3, trainable=False), LSTMCell(2)])", 48, 144),
]


@pytest.mark.parametrize(("keras", "call", "trained", "params"), TRAINED)
def test_trained(keras: Keras, call: str, trained: int, params: int) -> None:
    layer = built(call, (N, 5, 4), keras).layer
    assert total(layer.weights) == params
    assert total(weight for weight, flag in layer.split() if flag) == trained


IMAGES = Shape.of(N, 5, 4, 4, 2)


@pytest.mark.parametrize(("keras", "trained"), [(TF, 0), (K3, 252)])
def test_the_constructor_of_conv_lstm_does_not_freeze_its_cell(keras: Keras, trained: int) -> None:
    layer = built("ConvLSTM2D(3, 2, trainable=False)", IMAGES, keras).layer
    assert total(weight for weight, flag in layer.split() if flag) == trained


SET = [
    (TF, "Bidirectional(LSTM(3))", 0),
    (K3, "Bidirectional(LSTM(3))", 0),
    (K2, "Bidirectional(LSTM(3))", 0),
    (K1, "Bidirectional(LSTM(3))", 192),
    (TWENTY, "Bidirectional(LSTM(3))", 192),
    (K3, "RNN(LSTMCell(3))", 0),
    (K2, "RNN(LSTMCell(3))", 0),
    (K2, "TimeDistributed(Dense(3))", 0),
]


@pytest.mark.parametrize(("keras", "call", "trained"), SET)
@pytest.mark.parametrize("before", [True, False])
def test_set_trainable(keras: Keras, call: str, trained: int, before: bool) -> None:
    layer = made(call, keras)
    if before:
        layer.set_trainable(False)
    layer.apply(Shape.of(N, 5, 4))
    layer.set_trainable(False)
    assert total(weight for weight, flag in layer.split() if flag) == trained


def test_freezing_the_given_layer_afterwards_does_not_reach_the_copies() -> None:
    for keras, dense, lstm in ((TF, 0, 192), (K3, 0, 192)):
        inner = made("Dense(3)", keras), made("LSTM(3)", keras)
        outer = (
            made("TimeDistributed(x)", keras, x=inner[0]),
            made("Bidirectional(x)", keras, x=inner[1]),
        )
        for part in inner:
            part.set_trainable(False)
        for layer, trained in zip(outer, (dense, lstm), strict=True):
            layer.apply(Shape.of(N, 5, 4))
            assert total(weight for weight, flag in layer.split() if flag) == trained


def test_unknown() -> None:
    assert built("TimeDistributed(Dense(3))", Shape.unknown(K, 4)).output.last == 3
    assert built("TimeDistributed(Flatten())", (N, SIZE, 3, 4)).shape == (N, SIZE, 12)
    assert built("TimeDistributed(k)", (N, 5, 4), k=K).layer.unknown is K
    assert built("Bidirectional(LSTM(k))", (N, 5, 4), k=K).output.last == 2 * SIZE
    merged = built("Bidirectional(LSTM(3), merge_mode=k)", (N, 5, 4), k=K)
    assert (merged.output.dims, merged.params) == (None, 192)
    assert built("Bidirectional(k)", (N, 5, 4), k=K).layer.unknown is K
