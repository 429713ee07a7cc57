"""What a comment claims, and what it does not."""

from __future__ import annotations

import pytest

from keraslint.claims.grammar import read

COUNTS = [
    # comment, quantity, value, hedge
    ("# 1664 params", "params", 1664, ""),
    ("# 51,264 parameters", "params", 51264, ""),
    ("# 51_264 params", "params", 51264, ""),
    ("# params: 832", "params", 832, ""),
    ("# params=832", "params", 832, ""),
    ("# Param # 320", "params", 320, ""),
    ("# number of parameters is 7,850", "params", 7850, ""),
    ("# (320 params)", "params", 320, ""),
    ("# 320 trainable params", "trainable", 320, ""),
    ("# Trainable params: 320", "trainable", 320, ""),
    ("# Non-trainable params: 64", "non_trainable", 64, ""),
    ("# 64 frozen parameters", "non_trainable", 64, ""),
    ("# Total params: 154,798 (604.68 KB)", "total", 154798, ""),
    ("# total number of parameters: 588", "total", 588, ""),
    ("# Optimizer params: 12,004", "optimizer", 12004, ""),
    ("# the model has 588 params", "params", 588, ""),
    ("# 588 params in the model", "total", 588, ""),
    ("# 1.2M params", "params", 1_200_000, ""),
    ("# 513K parameters", "params", 513_000, ""),
    ("# 34 million parameters", "params", 34_000_000, ""),
    ("# 1.2e6 params", "params", 1_200_000, ""),
    ("# ~188k parameters", "params", 188_000, "about"),
    ("# about 7,900 params", "params", 7900, "about"),
    ("# just over 1.8 million parameters", "params", 1_800_000, "over"),
    ("# 8+ million parameters", "params", 8_000_000, "over"),
    ("# nearly 500k params", "params", 500_000, "under"),
    ("# < 1M params", "params", 1_000_000, "below"),
    ("# params: 32+8", "params", 40, ""),
    ("# params: (5*5*32 + 1) * 64", "params", 51264, ""),
    ("# params --> (10 * 4) + (10 * 1) = 50", "params", 50, ""),
    ("# 4 x 32 = 128 params", "params", 128, ""),
    ("# (5² * 32 + 1) · 64 = 51264 params", "params", 51264, ""),
    ("# 5·5·32·64 + 64 biases = 51264 params", "params", 51264, ""),
    ("# 파라미터 수: 320", "params", 320, ""),
    ("# 파라미터는 약 320개", "params", 320, "about"),
    ("# 총 파라미터 개수 139", "total", 139, ""),
    ("# 훈련 가능한 파라미터: 320", "trainable", 320, ""),
    ("# 参数量：1,358,155", "params", 1358155, ""),
    ("# 320个参数", "params", 320, ""),
    ("# 總參數 14,714,688", "total", 14714688, ""),
    ("# 200万个参数", "params", 2_000_000, ""),
    ("# パラメータ数は320", "params", 320, ""),
    ("# １２，３４５ 参数", "params", 12345, ""),
    ("# 320 параметров", "params", 320, ""),
    ("# всего параметров: 320", "total", 320, ""),
    ("# около 1,2 млн параметров", "params", 1_200_000, "about"),
    ("# 320 parámetros entrenables", "params", 320, ""),
    ("# parámetros: 50.240.000", "params", 50_240_000, ""),
    ("# 320 parâmetros treináveis", "params", 320, ""),
    ("# environ 320 paramètres", "params", 320, "about"),
    ("# Parameter insgesamt: 320", "params", 320, ""),
    ("# etwa 1,5 Millionen Parameter", "params", 1_500_000, "about"),
    ("# ongeveer 320 parameters", "params", 320, "about"),
]


@pytest.mark.parametrize("comment, quantity, value, hedge", COUNTS)
def test_counts(comment: str, quantity: str, value: int, hedge: str) -> None:
    claims = read(comment).counts
    assert [int(claim.value) for claim in claims] == [value]
    assert claims[0].named
    assert claims[0].quantity in (
        quantity,
        "total" if "insgesamt" in comment or "model" in comment else quantity,
    )
    assert (claims[0].number.hedge if claims[0].number else "") == hedge


SHAPES = [
    # comment, axes (None: free, text: a name), form
    ("# (None, 26, 26, 32)", [None, 26, 26, 32], "bracket"),
    ("# [None, 7, 7, 512]", [None, 7, 7, 512], "bracket"),
    ("# (N, 175)", [None, 175], "bracket"),
    ("# (batch_size, 34, 34, 256)", [None, 34, 34, 256], "bracket"),
    ("# (?, 10)", [None, 10], "bracket"),
    ("# (26, 26, 32)", [26, 26, 32], "bracket"),
    ("# output shape: (10)", [10], "lone"),
    ("# (10,)", [10], "bracket"),
    ("# 26x26x32", [26, 26, 32], "cross"),
    ("# 26 × 26 × 32", [26, 26, 32], "cross"),
    ("# 8X8", [8, 8], "cross"),
    ("# 26,26,32", [26, 26, 32], "bare"),
    ("# 28x28x1 -> 26x26x32", [26, 26, 32], "cross"),
    ("# (28, 28, 1) => (26, 26, 32)", [26, 26, 32], "bracket"),
    ("# from 224x224 to 112x112", [112, 112], "cross"),
    ("# upsample to 32x32", [32, 32], "cross"),
    ("# input 28x28, output 26x26", [26, 26], "cross"),
    ("# 120 -> 84", [84], "pair"),
    ("# output: 32 maps of 30x30", [30, 30, 32], "maps"),
    ("# (batch, steps, 64)", [None, "steps", 64], "bracket"),
    (
        "# (N, steps*8)",
        [
            None,
            "steps",
        ],
        "bracket",
    ),
    ("# 출력 (N, 5, 5, 7)", [None, 5, 5, 7], "bracket"),
    ("# 输出形状 (None, 10)", [None, 10], "bracket"),
    ("# 出力サイズ 26x26x32", [26, 26, 32], "cross"),
    ("# выход: 26x26x32", [26, 26, 32], "cross"),
    ("# Ausgabe: (None, 10)", [None, 10], "bracket"),
    ("# sortie : 26x26x32", [26, 26, 32], "cross"),
]


@pytest.mark.parametrize("comment, axes, form", SHAPES)
def test_shapes(comment: str, axes: list[object], form: str) -> None:
    shape = read(comment).shape
    assert shape is not None
    assert [
        size.value if size.value is not None else size.name or None for size in shape.sizes
    ] == axes
    assert shape.form == form


SILENT = [
    # other numbers
    "# 64 filters",
    "# 10 units",
    "# 512 neuron hidden layer",
    "# 5 outputs for 5 classes",
    "# kernel 3x3",
    "# 3x3 convolution, 64 filters",
    "# stride (2, 2)",
    "# pool 2x2",
    "# 16 5x5 windows",
    "# 64",
    "# page 12, figure 3.4",
    # input, data, arguments
    "# input shape (28, 28, 1)",
    "# input_shape=(28, 28, 1)",
    "# images of 224x224 pixels",
    "# [batch, time, feature]",
    # history, wish, example, question
    "# was 1664 params",
    "# 1664 params before",
    "# should be 1664 params",
    "# 1664 params instead of 51264",
    "# TODO: 1664 params",
    "# e.g. 1664 params",
    "# 1664 params?",
    "# 기존 파라미터 수: 320",
    "# 之前 320 个参数",
    "# antes: 320 parámetros",
    # other parameters
    "# 3 hyperparameters",
    "# @param 320",
    "# :param 3: units",
    "# best params: 320",
    "# 최적의 파라미터 : {'C': 100}",
    # shares, differences, metrics, memory
    "# 28 params per filter",
    "# 28 params each",
    "# +1,024 params",
    "# saves 1,024 params",
    "# 1664 vs 51264 params",
    "# 50% of the params",
    "# 1.2 MB",
    "# 320 MFLOPs",
    "# loss: 1.24 - acc: 0.69",
    # weight tensors
    "# 2 trainable weights (kernel & bias)",
    "# get the 4 weights",
    # two numbers that compete
    "# 9,954,912 params (large), 4,266,656 params (small)",
    # code
    "# model.add(Dense(10, input_shape=(3,)))",
    "# x = Flatten()(x)  # 12 * 12 * 32 = 387300",
    "# model.summary()  # Total params: 112,001",
    "# print(len(model.weights))  # 6 params",
    # ambiguous numbers
    "# 1.200 params",
    "# 1 234 params",
]


@pytest.mark.parametrize("comment", SILENT)
def test_silence(comment: str) -> None:
    reading = read(comment)
    assert not reading.counts
    assert (
        reading.shape is None
        or reading.shape.form in ("single", "cross")
        and not reading.shape.label
    )


def test_a_row_of_a_summary_is_a_shape_and_a_count() -> None:
    reading = read("# (None, 26, 26, 32)        320")
    assert [int(claim.value) for claim in reading.counts] == [320]
    assert reading.shape is not None and reading.shape.numbers == (26, 26, 32)


def test_places_are_those_of_the_original() -> None:
    comment = "# Größe → ５１，２６４ Parameter, ungefähr"
    claim = read(comment).counts[0]
    assert claim.number is not None
    start, end = read(comment).plain.original(claim.number.start, claim.number.end)
    assert comment[start:end] == "５１，２６４"


@pytest.mark.parametrize(
    "comment",
    [
        "# " + "(" * 1500 + "1 params",
        "# " + "9" * 1900 + " params",
        "# " + "1+" * 900 + "1 = 5 params",
        "#" * 5000,
    ],
)
def test_hostile_comments_end(comment: str) -> None:
    assert not read(comment).shape
