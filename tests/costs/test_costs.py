"""Work, memory and receptive fields: by hand for each family, and as published for whole networks."""

from __future__ import annotations

import pytest

import keraslint
from keraslint.model import Model

HEAD = "import keras\nfrom keras import layers as L\nfrom keras import Input, Model, Sequential\n"


def last(code: str, keras: str = "keras3") -> Model:
    report = keraslint.analyze(HEAD + code, "net.py", keraslint.Settings(keras=keras))
    assert not report.findings, report.findings
    return report.models[-1]


def stacked(shape: str, *layers: str, keras: str = "keras3") -> Model:
    return last(f"m = Sequential([Input({shape}), {', '.join(layers)}])\n", keras)


WORK = [
    ("(7,)", "L.Dense(5)", 7 * 5),
    ("(9, 7)", "L.Dense(5)", 9 * 7 * 5),
    ("(28, 28, 3)", "L.Conv2D(8, 5)", 24 * 24 * 5 * 5 * 3 * 8),
    ("(28, 28, 3)", "L.Conv2D(8, 5, padding='same', strides=2)", 14 * 14 * 5 * 5 * 3 * 8),
    ("(3, 28, 28)", "L.Conv2D(8, 5, data_format='channels_first')", 24 * 24 * 5 * 5 * 3 * 8),
    ("(28, 28, 4)", "L.Conv2D(8, 3, groups=2, padding='same')", 28 * 28 * 3 * 3 * 2 * 8),
    ("(28, 3)", "L.Conv1D(8, 5, dilation_rate=2)", 20 * 5 * 3 * 8),
    ("(6, 6, 6, 2)", "L.Conv3D(4, 3)", 4**3 * 27 * 2 * 4),
    ("(8, 8, 3)", "L.DepthwiseConv2D(3, depth_multiplier=2)", 6 * 6 * 9 * 3 * 2),
    ("(8, 8, 3)", "L.SeparableConv2D(5, 3)", 6 * 6 * (9 * 3 + 3 * 5)),
    ("(8, 8, 3)", "L.Conv2DTranspose(5, 2, strides=2)", 8 * 8 * 4 * 3 * 5),
    ("(10, 4)", "L.LSTM(6)", 10 * 4 * (4 * 6 + 6 * 6)),
    ("(10, 4)", "L.GRU(6, return_sequences=True)", 10 * 3 * (4 * 6 + 6 * 6)),
    ("(10, 4)", "L.SimpleRNN(6)", 10 * (4 * 6 + 6 * 6)),
    ("(10, 4)", "L.Bidirectional(L.LSTM(6))", 2 * 10 * 4 * (4 * 6 + 6 * 6)),
    ("(10, 4)", "L.RNN([L.LSTMCell(6), L.LSTMCell(5)])", 10 * 4 * (6 * 10 + 5 * 11)),
    ("(10, 8, 8, 3)", "L.TimeDistributed(L.Conv2D(4, 3))", 10 * 6 * 6 * 9 * 3 * 4),
    ("(5, 8, 8, 3)", "L.ConvLSTM2D(4, 3)", 5 * 6 * 6 * 9 * (3 + 4) * 16),
    ("(9, 7)", "L.EinsumDense('abc,cd->abd', output_shape=(None, 5), bias_axes='d')", 9 * 7 * 5),
    ("(9, 7)", "L.EinsumDense('...x,xy->...y', output_shape=5)", 9 * 7 * 5),
    ("(20,)", "L.Embedding(100, 8)", 0),
    ("(8, 8, 3)", "L.BatchNormalization()", 0),
    ("(8, 8, 3)", "L.MaxPooling2D()", 0),
    ("(None, None, 3)", "L.Conv2D(8, 3)", None),  # depends on the picture
    ("(8, 8, 3)", "L.Conv2D(8, 3, lora_rank=2)", None),  # two ways to compute it
]


@pytest.mark.parametrize(("shape", "layer", "macs"), WORK)
def test_work_by_family(shape: str, layer: str, macs: int | None) -> None:
    model = stacked(shape, layer)
    assert model.layers[-1].macs == macs
    assert model.costs.macs == macs


JOINED = [
    ("a, b = Input((5, 4)), Input((7, 4))\ny = L.Dot(axes=2)([a, b])", 5 * 7 * 4),
    ("a, b = Input((5, 4)), Input((7, 4))\ny = L.Attention()([a, b])", 2 * 5 * 7 * 4),
    (
        "a, b = Input((5, 6)), Input((7, 4))\ny = L.MultiHeadAttention(2, 3)(a, b)",
        5 * 6 * 6 + 7 * 4 * 6 + 7 * 4 * 6 + 5 * 6 * 6 + 2 * (2 * 5 * 7 * 3),
    ),
    ("a, b = Input((5, 4)), Input((5, 4))\ny = L.Add()([a, b])", 0),
    ("a, b = Input((5, 4)), Input((5, 4))\ny = a * b + 2", 0),
    ("a, b = Input((5, 4)), Input((4, 5))\ny = a @ b", None),
]


@pytest.mark.parametrize(("code", "macs"), JOINED)
def test_work_of_several_inputs(code: str, macs: int | None) -> None:
    assert last(f"{code}\nm = Model([a, b], y)\n").costs.macs == macs


def test_a_shared_layer_works_at_each_call_and_is_kept_once() -> None:
    model = last(
        "d = L.Dense(4)\na, b = Input((4,)), Input((4,))\n"
        "m = Model([a, b], L.Add()([d(a), d(d(b))]))\n"
    )
    assert model.costs.macs == 3 * 16
    assert model.costs.memory == 4 * 20


def test_a_nested_model_works_as_its_layers_do() -> None:
    outer = last("n = Sequential([Input((4,)), L.Dense(6)])\nm = Sequential([Input((4,)), n, n])\n"
                 .replace("n, n]", "n, L.Dense(2)]"))  # fmt: skip
    assert outer.costs.macs == 4 * 6 + 6 * 2
    assert [row.macs for row in outer.layers] == [24, 12]


PUBLISHED = [  # network, multiply-adds, receptive field of the last layer that has one
    ("VGG16", 15_470_264_320, (212, 212)),  # Simonyan and Zisserman; Araujo et al.
    ("MobileNet", 568_740_352, (315, 315)),  # arXiv:1704.04861 says 569 million
    ("MobileNetV2", 300_774_272, (491, 491)),  # arXiv:1801.04381 says 300 million
    ("ResNet50", 3_857_973_248, (483, 483)),
]


@pytest.mark.parametrize(("name", "macs", "field"), PUBLISHED)
def test_networks_as_published(name: str, macs: int, field: tuple[int, int]) -> None:
    model = last(f"m = keras.applications.{name}(weights=None, input_shape=(224, 224, 3))\n")
    assert model.costs.macs == macs
    assert [row.receptive_field for row in model.layers if row.receptive_field][-1] == field


FIELDS = [
    ("(32, 32, 3)", ["L.Conv2D(4, 3)", "L.Conv2D(4, 3)"], (5, 5)),
    ("(32, 32, 3)", ["L.Conv2D(4, 3, strides=2)", "L.Conv2D(4, 3)"], (7, 7)),
    ("(32, 32, 3)", ["L.Conv2D(4, (3, 5), dilation_rate=(1, 2))"], (3, 9)),
    ("(32, 32, 3)", ["L.MaxPooling2D()", "L.Conv2D(4, 3)"], (6, 6)),
    ("(32, 32, 3)", ["L.MaxPooling2D(3, strides=1)", "L.ReLU()", "L.Conv2D(4, 1)"], (3, 3)),
    ("(32, 3)", ["L.Conv1D(4, 7)"], (7,)),
    ("(32, 32, 3)", ["L.Conv2D(4, 3)", "L.Flatten()"], None),
    ("(32, 32, 3)", ["L.Conv2D(4, 3)", "L.Conv2DTranspose(4, 2)"], None),
]


@pytest.mark.parametrize(("shape", "layers", "field"), FIELDS)
def test_receptive_fields(shape: str, layers: list[str], field: tuple[int, ...] | None) -> None:
    assert stacked(shape, *layers).layers[-1].receptive_field == field


def test_where_paths_meet_the_widest_counts_if_the_strides_agree() -> None:
    code = "a = Input((32, 32, 3))\nb = L.Conv2D(3, 3, padding='same')(a)\n"
    assert last(f"{code}m = Model(a, L.Add()([a, b]))\n").layers[-1].receptive_field == (3, 3)
    uneven = "c = L.UpSampling2D()(L.Conv2D(3, 2, strides=2)(a))\nm = Model(a, L.Add()([b, c]))\n"
    assert last(code + uneven).layers[-1].receptive_field is None


PRECISIONS = [  # what the program sets, the layer's own dtype, bytes a weight and an output take
    ("", "", 4, 4),
    ("keras.mixed_precision.set_global_policy('mixed_float16')", "", 4, 2),
    ("keras.config.set_dtype_policy(keras.DTypePolicy('float16'))", "", 2, 2),
    ("keras.config.set_floatx('float64')", "", 8, 8),
    ("keras.config.set_dtype_policy('mixed_bfloat16')", ", dtype='float32'", 4, 4),
    ("", ", dtype='mixed_bfloat16'", 4, 2),
    ("import sys\nif sys.argv[1]:\n    keras.config.set_dtype_policy('float16')", "", None, None),
    ("", ", dtype=unheard", None, None),
]


@pytest.mark.parametrize(("program", "own", "weight", "output"), PRECISIONS)
def test_memory_by_dtype_policy(
    program: str, own: str, weight: int | None, output: int | None
) -> None:
    model = last(f"{program}\nm = Sequential([Input((7,)), L.Dense(5{own})])\n")
    assert model.costs.memory == (None if weight is None else 40 * weight)
    assert model.costs.activations == (None if output is None else 5 * output)


def test_rows_name_the_rows_that_feed_them() -> None:
    model = last(
        "a = Input((8, 8, 3), name='a')\nb = L.Conv2D(3, 3, padding='same', name='b')(a)\n"
        "c = L.Add(name='c')([b, a])\nm = Model(a, L.Flatten(name='d')(c))\n"
    )
    costs = model.to_dict()["costs"]["layers"]
    fed = {row["name"]: row["inputs"] for row in costs}
    assert fed == {"a": [], "b": ["a"], "c": ["b", "a"], "d": ["c"]}
    assert [row.inputs for row in stacked("(3,)", "L.Dense(2)", "L.Dense(1)").layers] == [(), (0,)]
