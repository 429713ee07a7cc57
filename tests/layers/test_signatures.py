"""Calls, as texts, bound as each Keras would: canonical names, defaults, refusals."""

from __future__ import annotations

import ast
import json

import pytest

from keraslint.layers.generations import KERAS1, KERAS2, NEWEST, Keras, parse_keras
from keraslint.layers.signatures import DATA, REQUIRED, bind, find, keywords
from keraslint.refusals import BadArgument
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

SOME = Unknown("`k` is a parameter", 3, "k")
SIZE = Expression.unknown(SOME)
NAMES = {"k": SOME, "n": SIZE}
"""In a call, k stands for an unknown value and n for an unknown size."""


def arguments(call: str) -> tuple[str, list[object], dict[str, object]]:
    tree = ast.parse(call, mode="eval").body
    assert isinstance(tree, ast.Call)
    args = [eval(ast.unparse(a), NAMES) for a in tree.args]
    return (
        ast.unparse(tree.func),
        args,
        {str(k.arg): eval(ast.unparse(k.value), NAMES) for k in tree.keywords},
    )


def bound(call: str, keras: Keras) -> dict[str, object]:
    return bind(*arguments(call), keras)


def rows(table: str) -> list[tuple[str, str, str]]:
    """(Keras, call, what is expected): a heading, a call, an indented expectation."""
    found = []
    keras = call = ""
    for line in filter(None, table.splitlines()):
        if line.startswith("== "):
            keras = line.strip("= ")
        elif not line.startswith(" "):
            call = line
        else:
            found.append((keras, call, line.strip()))
    return found


KINDS = """
== keras1
Convolution2D, Conv2D
    Convolution2D is Conv2D
Convolution3D
    Convolution3D is Conv3D
SeparableConvolution2D
    SeparableConvolution2D is SeparableConv2D
AtrousConv2D, AtrousConvolution2D
    AtrousConvolution2D is AtrousConvolution2D
Deconvolution2D
    Deconvolution2D is Deconvolution2D
merge
    merge is Merge
== keras2
AvgPool3D
    AveragePooling3D is AveragePooling3D
Deconvolution2D, Deconv2D, Convolution2DTranspose
    Conv2DTranspose is Conv2DTranspose
AtrousConvolution1D
    AtrousConvolution1D is Conv1D
MaxoutDense
    MaxoutDense is MaxoutDense
== tf.keras
Convolution1DTranspose
    Conv1DTranspose is Conv1DTranspose
GlobalAvgPool2D
    GlobalAveragePooling2D is GlobalAveragePooling2D
experimental.preprocessing.Rescaling
    Rescaling is Rescaling
experimental.SyncBatchNormalization
    SyncBatchNormalization is SyncBatchNormalization
CuDNNGRU
    CuDNNGRU is CuDNNGRU
== keras3
Convolution2D, Conv2D
    Conv2D is Conv2D
MaxPool2D
    MaxPooling2D is MaxPooling2D
GroupQueryAttention
    GroupQueryAttention is GroupQueryAttention
concatenate
    concatenate is Concatenate
Input
    Input is Input
"""


@pytest.mark.parametrize(("keras", "spelled", "expected"), rows(KINDS))
def test_find_resolves_aliases(keras: str, spelled: str, expected: str) -> None:
    for kind in spelled.split(", "):
        signature = find(kind, parse_keras(keras))
        assert signature is not None
        assert f"{signature.name} is {signature.kind}" == expected


@pytest.mark.parametrize(
    ("keras", "absent"),
    [
        ("1.0.8", "GlobalMaxPooling2D AtrousConvolution1D"),
        ("1.1.1", "ConvLSTM2D SpatialDropout1D"),
        ("keras1", "Conv3DTranspose Concatenate"),
        ("2.0.9", "DepthwiseConv2D ReLU"),
        ("keras2", "MultiHeadAttention Attention"),
        ("tf 2.1", "MultiHeadAttention Conv1DTranspose"),
        ("tf.keras", "MaxoutDense RMSNormalization"),
        ("3.0", "RMSNormalization ReversibleEmbedding"),
        ("keras3", "merge LocallyConnected2D CuDNNGRU ThresholdedReLU Sequential Dens"),
    ],
)
def test_find_knows_what_a_release_does_not_have(keras: str, absent: str) -> None:
    for kind in absent.split():
        assert find(kind, parse_keras(keras)) is None
        with pytest.raises(LookupError):
            bind(kind, (), {}, parse_keras(keras))


BOUND = """
== keras1
Convolution2D(32, 5, 3)
    filters=32, kernel_size=(5, 3), strides=(1, 1), padding='valid', data_format=None, use_bias=True
Convolution2D(nb_row=5, nb_col=3, nb_filter=32, border_mode='same', subsample=(2, 2), bias=False)
    filters=32, kernel_size=(5, 3), strides=(2, 2), padding='same', use_bias=False
Convolution2D(32, 5, 3, dim_ordering='th')
    data_format='channels_first'
Convolution2D(32, 5, 3, dim_ordering='tf')
    data_format='channels_last'
Convolution2D(n, k, 3, dim_ordering=k)
    filters=n, kernel_size=(k, 3), data_format=k
Convolution1D(8, 3, subsample_length=2, input_length=9)
    filters=8, kernel_size=3, strides=2, input_length=9
Convolution3D(8, 3, 4, kernel_dim3=5)
    kernel_size=(3, 4, 5), strides=(1, 1, 1)
AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2))
    dilation_rate=(2, 2)
Deconvolution2D(3, 2, 2, (None, 14, 14, 3))
    kernel_size=(2, 2), output_shape=(None, 14, 14, 3)
Dense(10, 'uniform', 'relu')
    units=10, kernel_initializer='uniform', activation='relu'
Dense(output_dim=10, input_dim=4, W_regularizer=k)
    units=10, input_dim=4, kernel_regularizer=k
MaxoutDense(10, nb_feature=3)
    units=10, nb_feature=3, use_bias=True
LSTM(9, inner_init='zero', dropout_U=0.2, input_length=5, input_dim=4)
    units=9, recurrent_initializer='zero', recurrent_dropout=0.2, input_length=5, input_dim=4
LSTM(9, return_sequences=True)
    return_sequences=True, unit_forget_bias=True, implementation='cpu'
Embedding(100, 8, init='normal')
    input_dim=100, output_dim=8, embeddings_initializer='normal'
MaxPooling1D(2, stride=3)
    pool_size=2, strides=3, padding='valid'
MaxPooling2D()
    pool_size=(2, 2), strides=None
UpSampling1D(length=3)
    size=3
Dropout(p=0.5)
    rate=0.5
GaussianNoise(sigma=0.5)
    stddev=0.5
BatchNormalization(mode=2)
    mode=2, axis=-1, epsilon=0.001
merge([1, 2], mode='concat', concat_axis=1)
    inputs=[1, 2], mode='concat', concat_axis=1
Dense(3, batch_input_shape=(None, 4), name='d')
    batch_input_shape=(None, 4), name='d'
== 1.1.1
BatchNormalization(mode=2)
    mode=2, axis=-1, epsilon=1e-05

== keras2
Conv2D(32, 5, 3)
    filters=32, kernel_size=(5, 3), strides=(1, 1)
Conv2D(32, (5, 3))
    kernel_size=(5, 3)
Conv2D(32, 5, nb_col=3)
    kernel_size=(5, 3)
Conv2D(32, nb_row=5, nb_col=3)
    kernel_size=(5, 3)
Conv2D(nb_filter=32, nb_row=5, nb_col=3)
    filters=32, kernel_size=(5, 3)
Conv2D(32, 5, k)
    kernel_size=(5, k)
Conv2D(32, n, n)
    kernel_size=(n, n)
Conv2D(32, 5, 3, dim_ordering='th', subsample=(2, 2))
    data_format='channels_first', strides=(2, 2)
Conv2D(32, 5, dim_ordering='channels_last')
    data_format='channels_last'
Conv3D(8, 3, 4, 5)
    kernel_size=(3, 4, 5)
Conv3D(8, kernel_dim1=3, kernel_dim2=4, kernel_dim3=5)
    kernel_size=(3, 4, 5)
Deconvolution2D(3, 2, 2, output_shape=(None, 14, 14, 3))
    kernel_size=(2, 2), output_padding=None
Deconvolution2D(3, 2, 2, (None, 14, 14, 3))
    kernel_size=(2, 2)
Deconvolution2D(3, 2, 2, k)
    kernel_size=(2, 2)
AtrousConvolution2D(3, 2, 2, atrous_rate=(2, 2))
    kernel_size=(2, 2), dilation_rate=(2, 2)
SeparableConv2D(3, 2, 2, init='zeros')
    depthwise_initializer='zeros', pointwise_initializer='zeros'
Dense(output_dim=3, bias=False, input_dim=4)
    units=3, use_bias=False, input_dim=4
LSTM(3, input_dim=4, forget_bias_init='one', consume_less='gpu')
    input_shape=(None, 4), unit_forget_bias=True, implementation=2
GRU(3)
    reset_after=False
BatchNormalization(mode=0, beta_init='zero')
    beta_initializer='zero', center=True
BatchNormalization(mode=k)
    scale=True
ZeroPadding2D({'top_pad': 1, 'left_pad': k})
    padding=((1, 0), (k, 0))
MaxoutDense(4)
    units=4, nb_feature=4
MaxPooling2D(2, 2, 'same')
    pool_size=2, strides=2, padding='same'

== tf.keras
Conv2D(32, 5, 3)
    filters=32, kernel_size=5, strides=3, groups=1
GRU(3)
    reset_after=True
Dense(4, 'relu', batch_input_shape=(2, 3))
    units=4, activation='relu', batch_input_shape=(2, 3)
LeakyReLU(alpha=0.1)
    negative_slope=0.1
RandomFourierFeatures(8)
    output_dim=8, trainable=False
== keras3
Conv2D(32, 5, 3, trainable=False)
    strides=3, dilation_rate=(1, 1), trainable=False
Dense(4, input_dim=k)
    units=4, input_dim=k, lora_rank=None
LeakyReLU(alpha=0.1)
    negative_slope=0.1
Embedding(9, 4, input_length=3)
    input_dim=9, output_dim=4, input_length=3
LayerNormalization(rms_scaling=True)
    rms_scaling=True
LSTM(3, zero_output_for_mask=True)
    zero_output_for_mask=True, return_state=False
dot([1, 2], axes=1)
    inputs=[1, 2], axes=1, normalize=False
Input((3,), batch_size=2)
    shape=(3,), batch_size=2, name=None
"""


@pytest.mark.parametrize(("keras", "call", "expected"), rows(BOUND))
def test_bind(keras: str, call: str, expected: str) -> None:
    _, _, wanted = arguments(f"dict({expected})")
    got = bound(call, parse_keras(keras))
    assert {name: got.get(name, "(not bound)") for name in wanted} == wanted


REFUSED = """
== keras1
Convolution2D(8, 3, 3, padding='same')
    has no argument padding; did you mean border_mode?
Convolution2D(8, kernel_size=3)
    has no argument kernel_size; did you mean nb_row and nb_col?
Convolution2D(8)
    needs nb_row and nb_col
LSTM(8, units=3)
    has no argument units; did you mean output_dim?
Dropout(rate=0.5)
    has no argument rate; did you mean p?
MaxPooling2D(dim_ordering='channels_last')
    takes dim_ordering 'tf', 'th' or 'default', not 'channels_last'
== 1.1.1
PReLU(shared_axes=[1])
    has no argument shared_axes

== keras2
Dense(4, 'relu')
    takes at most 1 positional argument (units), got 2; give the others by name
Conv2D(4, (3, 3), 2)
    takes at most 2 positional arguments (filters, kernel_size), got 3; give the others by name
Conv2D(4, 3, 3, padding='same')
    takes no strides by position beside padding; give kernel_size by name
Conv2D(4, 3, 3, 'same')
    takes at most 3 positional arguments (filters, nb_row, nb_col), got 4
Conv2D(4, 3, padding='same', border_mode='same')
    gets padding twice, as border_mode and as padding
Conv2D(3, 3, groups=1)
    has no argument groups
LSTM(4, units=5)
    gets units twice, by position and by name
LSTM(3, input_length=4)
    has no argument input_length
BatchNormalization(1)
    takes no positional arguments, got 1
BatchNormalization(mode=2)
    has no mode=2 since Keras 2, which always does what mode=0 did

== tf.keras
Dense(3, bias=False)
    has no argument bias; did you mean use_bias?
LeakyReLU(negative_slope=0.1)
    has no argument negative_slope; did you mean alpha?
== tf 2.1
Conv2D(3, 3, groups=1)
    has no argument groups

== keras3
Conv2D(8, 3, border_mode='same')
    has no argument border_mode; did you mean padding?
Conv2D(8, nb_row=3, nb_col=3)
    has no argument nb_row; did you mean kernel_size?
Embedding(9, 3, init='zero')
    has no argument init; did you mean embeddings_initializer?
LSTM(9, consume_less='gpu')
    has no argument consume_less; did you mean implementation?
LSTM(3, input_length=4)
    has no argument input_length
Dense(3, batch_input_shape=(None, 4))
    has no argument batch_input_shape; did you mean input_shape?
Dense(3, activaton='relu')
    has no argument activaton; did you mean activation?
Dense(units_=3)
    has no argument units_; did you mean units?
Dense(3, foo=1)
    has no argument foo
Dense()
    needs units
AveragePooling2D()
    needs pool_size
Dense(3, units=4)
    gets units twice, by position and by name
Add(1)
    takes no positional arguments, got 1
Dropout(0.1, None, 3, 4)
    takes at most 3 positional arguments (rate, noise_shape, seed), got 4
"""


@pytest.mark.parametrize(("keras", "call", "clause"), rows(REFUSED))
def test_bind_refuses(keras: str, call: str, clause: str) -> None:
    with pytest.raises(BadArgument) as refusal:
        bound(call, parse_keras(keras))
    assert str(refusal.value) == clause


@pytest.mark.parametrize("keras", NEWEST.values(), ids=str)
def test_keywords_of_the_base_layer_appear_only_if_given(keras: Keras) -> None:
    base = {"name", "trainable", "dtype", "weights", "input_shape", "input_dim"}
    assert base.isdisjoint(bound("Dense(3)", keras))
    assert base & {*bound("Dense(3, name=k, trainable=k)", keras)} == {"name", "trainable"}


def test_bind_leaves_its_arguments_alone() -> None:
    args, kwargs = [3, 2], {"nb_col": 2, "border_mode": "same"}
    bind("Conv2D", args, kwargs, KERAS2)
    assert (args, kwargs) == ([3, 2], {"nb_col": 2, "border_mode": "same"})


@pytest.mark.parametrize("keras", NEWEST.values(), ids=str)
def test_every_signature_is_sound(keras: Keras) -> None:
    """Whatever the release: names are distinct, and the required arguments alone can be bound."""
    told = json.loads((DATA / f"{keras.generation}.json").read_text(encoding="utf-8"))
    older = [Keras(keras.generation, tuple(release["version"])) for release in told["older"]]
    for release in (keras, *older):
        for kind in told["classes"]:
            signature = find(kind, release)
            if signature is None:
                continue
            names = [parameter.name for parameter in signature.parameters]
            assert len({*names, *signature.keywords}) == len(names) + len(signature.keywords)
            assert keywords(kind, release) == {*names, *signature.keywords}
            required = [p.name for p in signature.parameters if p.default is REQUIRED]
            got = bind(kind, (), dict.fromkeys(required, SOME), release)
            assert {"nb_filter", "nb_row", "border_mode", "dim_ordering"}.isdisjoint(got)


def test_a_release_that_is_not_on_file_is_read_as_the_nearest_one() -> None:
    def epsilon(version: str) -> object:
        return bound("BatchNormalization()", parse_keras(version))["epsilon"]

    assert [epsilon(v) for v in ("1.0.3", "1.1", "1.1.2", "1.2.0")] == [1e-05, 1e-05, 1e-05, 0.001]
    assert find("ConvLSTM2D", Keras("keras1", (1,))) == find("ConvLSTM2D", KERAS1)
