"""Why a number is wrong: one sentence, and only where exactly one misconception gives it."""

from __future__ import annotations

import pytest

from claims.programs import HEAD, said

LAYERS = [
    # input shape, layer, stated count, the sentence behind it
    ("(28, 28, 32)", "Conv2D(64, 5)", 1664, "1,664 leaves out the 32 input channels"),
    ("(28, 28, 32)", "Conv2D(64, 5)", 1600, "1,600 leaves out the 32 input channels and the biases"),
    ("(28, 28, 32)", "Conv2D(64, 5)", 51200, "51,200 leaves out the 64 biases"),
    ("(28, 28, 32)", "Conv2D(64, 5)", 51201, "51,201 counts one bias; there is one for each of the 64 filters"),
    ("(28, 28, 1)", "Conv2D(32, 3)", 896, "896 would take 3 input channels; there is 1"),
    ("(28, 28, 1)", "Conv2D(32, 3)", 832, "832 would take a 5×5 kernel; it is 3×3"),
    ("(50, 45)", "Conv1D(32, 5)", 832, "832 squares the kernel size; Conv1D slides along one axis"),
    ("(784,)", "Dense(10)", 7840, "7,840 leaves out the 10 biases"),
    ("(784,)", "Dense(10)", 8624, "8,624 adds a bias for each input; there is one for each of the 10 units"),
    ("(784,)", "Dense(10)", 19625, "19,625 would take 25 units; there are 10"),
    ("(7, 20)", "Dense(5)", 705, "705 flattens the input first; Dense reads the last axis only"),
    ("(7, 20)", "TimeDistributed(Dense(5))", 735, "735 counts the weights again at each of the 7 steps"),
    ("(5, 10)", "SimpleRNN(51)", 3111, "3,111 leaves out the 51 biases"),
    ("(5, 10)", "LSTM(20)", 620, "620 counts one of the 4 gates"),
    ("(5, 10)", "LSTM(20)", 1680, "1,680 leaves out the weights of the 10 input features"),
    ("(5, 10)", "LSTM(20)", 880, "880 leaves out the recurrent weights"),
    ("(5, 10)", "LSTM(20)", 2080, "2,080 takes the 5 steps for features; there are 10"),
    ("(5, 10)", "GRU(20)", 1860, "1,860 counts one bias a gate; this GRU (reset_after=True) has two"),
    ("(5, 10)", "GRU(20, reset_after=False)", 1920, "1,920 counts two biases a gate; this GRU (reset_after=False) has one"),
    ("(5, 10)", "Bidirectional(LSTM(20))", 2480, "2,480 counts one direction; each has weights of its own"),
    ("(28, 28, 3)", "SeparableConv2D(16, 3)", 94, "94 adds a bias to the depthwise step; only the pointwise one has it"),
    ("(28, 28, 3)", "SeparableConv2D(16, 3)", 448, "448 is the count of an ordinary convolution"),
    ("(28, 28, 3)", "DepthwiseConv2D(3)", 84, "84 is the count of an ordinary convolution; here each filter reads one channel"),
    ("(7, 7, 6)", "Conv2DTranspose(5, 3)", 276, "276 adds a bias for each input channel; there is one for each of the 5 filters"),
    ("(12,)", "Embedding(100, 8)", 808, "808 counts one row too many; there is no bias and no extra row"),
    ("(12,)", "Embedding(100, 8)", 9600, "9,600 counts the table again for each of the 12 positions"),
    ("(9, 16)", "LayerNormalization()", 64, "64 counts a moving mean and variance, which this layer does not keep"),
    ("(9, 9, 16)", "PReLU()", 16, "16 counts one slope a channel; without shared_axes each element has its own"),
    ("(28, 28, 3)", "MaxPooling2D()", 12, "MaxPooling2D has no weights"),
    ("(28, 28, 3)", "Dropout(0.5)", 12, "Dropout has no weights"),
    ("(28, 28, 32)", "Conv2D(64, 5)", 12345, ""),
]  # fmt: skip


@pytest.mark.parametrize("shape, layer, stated, sentence", LAYERS)
def test_layers(shape: str, layer: str, stated: int, sentence: str) -> None:
    [line] = said(f"model = Sequential([Input({shape}),\n    {layer},  # {stated} params\n])\n")
    assert line.startswith("KER201 comment says")
    assert line.rpartition(". ")[2] == sentence if sentence else ". " not in line


def test_attention() -> None:
    program = "x = Input((20, 512))\nx = MultiHeadAttention(8, 512)(x, x)  # 1,050,624 params\n"
    [line] = said(program)
    assert line.endswith("1,050,624 takes all heads together to be 512 wide; they are 8·512")


def test_a_bias_of_another_layer() -> None:
    program = """
model = Sequential([Input((64,)),
    Dense(48),
    Dense(500),
    Dense(1000),  # 500,048 params
])
"""
    assert said(program)[0].endswith("500,048 adds 48 biases; there are 1,000")


TOTALS = [
    # body, stated total, sentence
    ("model = Sequential([Input((10,)), Dense(100), Dropout(0.25), Dense(10)])", 1582, "Dropout removes no weights: 1,582 takes its rate of 0.25 off"),
    ("model = Sequential([Input((10,)), Dense(101), Dense(10)])", 2020, "2,020 leaves out the biases"),
    ("model = Sequential([Input((10,)), Dense(9), Dense(7), Dense(5)])", 169, "169 leaves out dense_2"),
    ("d = Dense(10)\nx = Input((10,))\nmodel = Model(x, d(d(x)))", 220, "220 counts a shared layer once for each call"),
]  # fmt: skip


@pytest.mark.parametrize("body, stated, sentence", TOTALS)
def test_totals(body: str, stated: int, sentence: str) -> None:
    [line] = said(f"{body}\nmodel.summary()  # Total params: {stated}\n")
    assert line.startswith("KER202")
    assert line.endswith(sentence)


SHAPES = [
    # input shape, layer, stated shape, sentence
    ("(28, 28, 3)", "Conv2D(8, 3)", "(None, 28, 28, 8)", "28×28 would need padding='same'; the default is 'valid'"),
    ("(28, 28, 3)", "Conv2D(8, 3, padding='same')", "(None, 26, 26, 8)", "26×26 would need padding='valid'"),
    ("(28, 28, 3)", "Conv2D(8, 3)", "(None, 24, 24, 8)", "24×24 would take a 5×5 kernel"),
    ("(28, 28, 3)", "Conv2D(8, 3)", "(None, 26, 26, 24)", "Filters do not multiply with the input channels"),
    ("(28, 28, 3)", "Conv2D(8, 3)", "(None, 26, 26, 3)", "The channels become the 8 filters"),
    ("(5, 10)", "LSTM(20)", "(None, 5, 20)", "All steps come out only with return_sequences=True"),
    ("(5, 10)", "LSTM(20, return_sequences=True)", "(None, 20)", "With return_sequences=True all steps come out"),
    ("(5, 10)", "Dense(20)", "(None, 20)", "Dense changes the last axis only and keeps the others"),
]  # fmt: skip


@pytest.mark.parametrize("shape, layer, stated, sentence", SHAPES)
def test_shapes(shape: str, layer: str, stated: str, sentence: str) -> None:
    [line] = said(f"model = Sequential([Input({shape}),\n    {layer},  # {stated}\n])\n")
    assert line.startswith("KER203")
    assert line.endswith(sentence)


def test_the_question_that_started_it() -> None:
    program = """
model = Sequential()
model.add(Convolution2D(32, 5, 5, input_shape=(28, 28, 1)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Convolution2D(64, 5, 5))  # 1664 params
"""
    head = HEAD.replace(
        "tensorflow.keras import Input, Model, Sequential", "keras.models import Sequential"
    ).replace("tensorflow.keras.layers", "keras.layers")
    assert said(program, head) == [
        "KER201 comment says 1,664 parameters; Convolution2D has 51,264 = (5·5·32 + 1)·64. "
        "1,664 leaves out the 32 input channels"
    ]
