"""Preprocessing: categories, vocabularies, images, augmentation and signals, as each Keras has them."""

from __future__ import annotations

from typing import Any

import pytest
from tables import built, made

from keraslint.layers.generations import KERAS3 as K3
from keraslint.layers.generations import TF_KERAS as TF
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, Refusal, WrongRank
from keraslint.shapes import Shape, window
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

N = None
TF24 = Keras("tf.keras", (2, 4))
ABC = "vocabulary=['a', 'b', 'c']"
PAIR = [(N, 1), (N, 1)]

CATEGORIES = [
    (TF, "CategoryEncoding(3)", (N, N), (N, 3)),
    (TF, "CategoryEncoding(3, 'one_hot')", (N, 1), (N, 3)),
    (TF, "CategoryEncoding(num_tokens=10)", (N,), (10,)),
    (K3, "CategoryEncoding(10, 'one_hot')", (N, 4), (N, 4, 10)),
    (K3, "CategoryEncoding(10, 'binary')", (N, 4, 2), (N, 4, 10)),
    (TF, "Discretization([0.5], output_mode='count')", (N, 1), (N, 2)),
    (K3, "Discretization([-1., 0., 1.], output_mode='count')", (N, 3, 2), (N, 2, 4)),
    (K3, "Discretization(num_bins=4, output_mode='one_hot')", (N, 1), (N, 4)),
    (K3, "Discretization(num_bins=4, output_mode='one_hot')", (), (4,)),
    (K3, "Discretization(num_bins=4, output_mode='count')", (), (4,)),
    (TF, "Discretization([0.5], output_mode='one_hot')", (), (2,)),
    (Keras("keras3", (3, 6)), "Discretization([0.5], output_mode='count')", (N, 3), (N, 3)),
    (TF, "Hashing(100, output_mode='count')", (N, 1), (N, 100)),
    (K3, "Hashing(3, output_mode='one_hot')", (N, 1), (N, 3)),
    (K3, "Hashing(3)", (N, 7), (N, 7)),
    (TF, "HashedCrossing(10)", PAIR, (N, 1)),
    (TF, "HashedCrossing(10, 'one_hot')", [(N,), (N,)], (N, 10)),
    (K3, "HashedCrossing(5, output_mode='one_hot')", PAIR, (N, 5)),
    (K3, "HashedCrossing(5)", [(), ()], ()),
    (TF, "HashedCrossing(5, 'one_hot')", [(), ()], (5,)),
    (TF, "IntegerLookup(vocabulary=[1, 2, 3], output_mode='multi_hot')", (N, 4), (N, 4)),
    (TF, f"StringLookup({ABC}, num_oov_indices=2)", (N, 4), (N, 4)),
    (K3, f"StringLookup({ABC}, output_mode='one_hot')", (N, 1), (N, 4)),
    (K3, "StringLookup(vocabulary=['[UNK]', 'a'], output_mode='count')", (N, 9), (N, 2)),
    (K3, f"StringLookup(9, {ABC}, output_mode='count', num_oov_indices=0)", (N, 9), (N, 3)),
    (K3, f"StringLookup(9, {ABC}, pad_to_max_tokens=True, output_mode='count')", (N, 9), (N, 9)),
    (TF, "TextVectorization(output_sequence_length=7)", (N, 1), (N, 7)),
    (TF, f"TextVectorization(output_mode='count', {ABC})", (N,), (N, 4)),
    (K3, "TextVectorization(max_tokens=1000)", (N,), (N, N)),
    (K3, f"TextVectorization(output_mode='multi_hot', {ABC})", (N, 1), (N, 1, 4)),
    (K3, "Pipeline([Rescaling(2), Resizing(8, 9)])", (N, 4, 4, 3), (N, 8, 9, 3)),
]

IMAGES = [
    (TF, "Rescaling(1./255)", (N, 28, 28, 3), (N, 28, 28, 3)),
    (TF, "Rescaling([1., 2., 3.])", (N, 28, 28, 1), (N, 28, 28, 3)),
    (TF, "Resizing(16, width=64, interpolation='Bicubic')", (N, 10, 2), (16, 64, 2)),
    (K3, "Resizing(16, 8, data_format='channels_first')", (N, N, N, 3), (N, N, 16, 8)),
    (TF, "CenterCrop(8, 64)", (N, N, 6, 12), (N, 8, 64, 12)),
    (K3, "CenterCrop(8, 4)", (8, 8, 3), (8, 4, 3)),
    (K3, "RandomCrop(32, width=8)", (N, 224, 224, 3), (N, 32, 8, 3)),
    (TF, "RandomHeight(0.2)", (N, 22, 11, 3), (N, N, 11, 3)),
    (TF, "RandomWidth((-0.2, 0.3))", (N, 22, 11, 3), (N, 22, N, 3)),
    (TF, "RandomZoom(0.2, (0.1, 3.))", (N, 22, 11, 3), (N, 22, 11, 3)),
    (K3, "RandomZoom((-0.2, 0.2))", (N, 22, 11, 3), (N, 22, 11, 3)),
    (K3, "RandomRotation(-0.1)", (N, 1, 1, 64), (N, 1, 1, 64)),
    (K3, "RandomContrast((-1., 0.5))", (N, 9, 9, 3), (N, 9, 9, 3)),
    (K3, "RandomFlip('diagonal')", (N, 784), (N, 784)),
    (K3, "RandAugment()", (N, 18, 16, 4), (N, 18, 16, 4)),
    (K3, "RandomColorDegeneration(0.3)", (N, 32, 32, N), (N, 32, 32, N)),
    (K3, "MixUp()", (N, 32, 32, 3), (N, 32, 32, 3)),
]

SIGNALS = [
    (K3, "MelSpectrogram(1024, num_mel_bins=40, sequence_stride=256)", (N, 8000), (N, 40, 32)),
    (K3, "MelSpectrogram()", (N,), (128, N)),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output"), CATEGORIES + IMAGES + SIGNALS)
def test_shape(keras: Keras, call: str, shape: Any, output: tuple[Any, ...]) -> None:
    result = built(call, shape, keras)
    assert (result.shape, result.params) == (output, 0)


WEIGHTS = [
    (K3, "STFTSpectrogram()", (N, 16000, 2), (N, 124, 258),
     {"real_kernel": (256, 1, 129), "imag_kernel": (256, 1, 129)}),
    (K3, "STFTSpectrogram('real', 128, 16, expand_dims=True)", (N, 4000, 1), (N, 243, 65, 1),
     {"real_kernel": (128, 1, 65)}),
    (K3, "STFTSpectrogram('stft', frame_step=100, padding='same', data_format='channels_first')",
     (N, 2, 16000), (N, 516, 160), {"real_kernel": (256, 1, 129), "imag_kernel": (256, 1, 129)}),
    (TF, "RandomFourierFeatures(8, 'laplacian')", (N, 32), (N, 8),
     {"unscaled_kernel": (32, 8), "bias": (8,), "kernel_scale": (1,)}),
    (TF, "StringLookup(6, output_mode='tf_idf', pad_to_max_tokens=True)", (N, 4), (N, 6),
     {"num_documents": ()}),
    (TF, "DynamicLookup(10, ['a', 'b', 'c'])", (N, 5), (N, 5),
     {"vocabulary_table_keys": (12,), "vocabulary_table_values": (12,), "vocabulary": (3,)}),
    (TF, "DynamicEmbedding(5, 4, 'string')", (N, 5), (N, 5, 4),
     {"embeddings": (6, 4), "vocabulary_table_keys": (6,), "vocabulary_table_values": (6,),
      "vocabulary": (5,)}),
    (TF24, "CategoryCrossing()", [(N, 1), (N, 2)], (N, N), {}),
]  # fmt: skip


@pytest.mark.parametrize(("keras", "call", "shape", "output", "weights"), WEIGHTS)
def test_weights(
    keras: Keras, call: str, shape: Any, output: Any, weights: dict[str, tuple[int, ...]]
) -> None:
    result = built(call, shape, keras)
    assert output is None or result.shape == output
    assert result.weights == weights


@pytest.mark.parametrize(("given", "trainable"), [("", 0), (", trainable=True", 1)])
def test_only_the_scale_of_a_kernel_can_be_trained(given: str, trainable: int) -> None:
    layer = built(f"RandomFourierFeatures(8{given})", (N, 32), TF).layer
    assert sum(weight.count for weight, flag in layer.split() if flag) == trainable


REFUSED = [
    (K3, "CategoryEncoding()", (N, 1), BadArgument, "needs num_tokens"),
    (K3, "CategoryEncoding(3, 'int')", (N, 1), BadArgument, "one_hot, count, not 'int'"),
    (TF, "CategoryEncoding(3, 'one_hot')", (N, 4), WrongRank, "at most 2 axes"),
    (K3, "Discretization()", (N, 4), BadArgument, "needs num_bins or bin_boundaries"),
    (K3, "Hashing(0)", (N, 4), BadArgument, "num_bins as a positive number"),
    (TF24, "CategoryCrossing(3)", PAIR, BadArgument, "crosses 3 inputs (depth), got 2"),
    (TF, "DynamicLookup(3, 'string', 'LRU')", (N, 2), BadArgument, "eviction_policy LFU"),
    (TF, "HashedCrossing(5)", [(N, 2), (N, 2)], WrongRank, "(batch,) or (batch, 1)"),
    (K3, "HashedCrossing(5)", [(N, 2), (N, 3)], Mismatch, "inputs of one shape"),
    (K3, "HashedCrossing(5)", (N, 2), BadArgument, "a list of two inputs"),
    (K3, "IntegerLookup(salt=1)", (N, 2), BadArgument, "only with oov_method='farmhash'"),
    (K3, "StringLookup(salt=[1, 2, 3])", (N, 2), BadArgument, "two of them"),
    (K3, "StringLookup(vocabulary=['a', 'a'])", (N, 2), BadArgument, "a token twice"),
    (K3, f"StringLookup(3, {ABC})", (N, 2), BadArgument, "has 4 tokens, more than max_tokens=3"),
    (TF, f"StringLookup({ABC}, mask_token='b')", (N, 2), BadArgument, "the special token 'b'"),
    (TF, f"StringLookup({ABC}, output_mode='tf_idf')", (N, 2), BadArgument, "needs idf_weights"),
    (TF, "TextVectorization()", (N, 4), WrongRank, "one string a row"),
    (K3, "TextVectorization(split='comma')", (N, 1), BadArgument, "not 'comma'"),
    (TF, "Resizing(4, 4)", (N, 784), WrongRank, "needs a 4-D or 3-D input"),
    (TF, "Resizing(4, 4, interpolation='cubic')", (N, 9, 9, 3), BadArgument, "not 'cubic'"),
    (K3, "CenterCrop(0, 4)", (N, 9, 9, 3), EmptyDimension, "height as a positive number"),
    (TF, "RandomFlip('diagonal')", (N, 9, 9, 3), BadArgument, "not 'diagonal'"),
    (TF, "RandomRotation(-0.1)", (N, 9, 9, 3), BadArgument, "as a positive number or two"),
    (TF, "RandomZoom((0.1, 3.))", (N, 9, 9, 3), BadArgument, "height_factor"),
    (K3, "RandomZoom(-1)", (N, 9, 9, 3), BadArgument, "above -1"),
    (K3, "RandomContrast(-0.1)", (N, 9, 9, 3), BadArgument, "from 0 to 1, not -0.1"),
    (TF, "RandomContrast(1.5)", (N, 9, 9, 3), BadArgument, "at most 1, not 1.5"),
    (TF, "RandomTranslation(2, 0.1)", (N, 9, 9, 3), BadArgument, "height_factor from -1 to 1"),
    (K3, "RandomPosterization(9)", (N, 9, 9, 3), BadArgument, "from 1 to 8"),
    (K3, "RandomGaussianBlur(kernel_size=4)", (N, 9, 9, 3), BadArgument, "an odd kernel_size"),
    (K3, "RandomShear(0.5, fill_mode='mirror')", (N, 9, 9, 3), BadArgument, "not 'mirror'"),
    (K3, "RandomColorDegeneration(0.3)", (N, 9, 9, 1), Mismatch, "3 channels"),
    (K3, "AutoContrast(255)", (N, 9, 9, 3), BadArgument, "value_range as two numbers"),
    (K3, "STFTSpectrogram()", (N, 16000), WrongRank, "needs a 3-D input"),
    (K3, "STFTSpectrogram()", (N, 100, 1), EmptyDimension, "a window of 256"),
    (K3, "STFTSpectrogram(fft_length=128)", (N, 16000, 1), BadArgument, "an fft_length"),
    (TF, "RandomFourierFeatures(8, 'cosine')", (N, 4), BadArgument, "not 'cosine'"),
]


@pytest.mark.parametrize(("keras", "call", "shape", "refusal", "clause"), REFUSED)
def test_refusal(keras: Keras, call: str, shape: Any, refusal: type[Refusal], clause: str) -> None:
    with pytest.raises(refusal) as caught:
        built(call, shape, keras)
    assert clause in str(caught.value)


K = Unknown("`k` is a parameter", 1, "k")
k, h = Expression.unknown(K), Expression.unknown(Unknown("`h` is a parameter", 1, "h"))
SOMETHING = Shape.unknown(Unknown("x comes from a file", 1, "x"), 8)

UNKNOWN = [
    (TF, "CategoryEncoding(k)", (N, h), Shape.of(N, k)),
    (K3, "CategoryEncoding(9, 'one_hot')", (N, h), Shape.unknown(K, 9)),
    (K3, "CategoryEncoding(9, 'count')", SOMETHING, Shape.unknown(K, 9)),
    (K3, "Hashing(k, output_mode='count')", (N, h), Shape.of(N, k)),
    (K3, "StringLookup(vocabulary=k)", (N, h), Shape.of(N, h)),
    (K3, "Resizing(k, 9)", (N, h, h, 3), Shape.of(N, k, 9, 3)),
    (TF, "CenterCrop(4, 9)", Shape.unknown(K, N, N, 3), Shape.unknown(K, 4, 9, 3)),
    (K3, "RandomZoom(k)", SOMETHING, SOMETHING),
    (K3, "STFTSpectrogram(frame_length=128)", (N, h, 1), Shape.of(N, window(h, 128, 64), 65)),
]


@pytest.mark.parametrize(("keras", "call", "shape", "output"), UNKNOWN)
def test_unknown(keras: Keras, call: str, shape: Any, output: Shape) -> None:
    assert built(call, shape, keras, k=K).output == output


@pytest.mark.parametrize(
    "call",
    [
        "StringLookup(output_mode='count')",
        "TextVectorization(output_mode='multi_hot')",
        "Discretization(num_bins=4, output_mode='count')",
    ],
)
@pytest.mark.parametrize("keras", [TF, K3])
def test_what_adapt_learns_is_not_known(call: str, keras: Keras) -> None:
    layer = made(call, keras)
    layer.arguments["learned"] = K
    bins = "num_bins" in call and keras is K3
    assert isinstance(layer.apply(Shape.of(N, 1)).last, int if bins else Expression)


def test_before_adapt_keras_3_leaves_the_width_open() -> None:
    assert built("StringLookup(output_mode='count')", (N, 4), K3).output == Shape.of(N, None)
    with pytest.raises(BadArgument, match=r"no vocabulary before adapt\(\)"):
        built("StringLookup(output_mode='count')", (N, 4), TF)


FOREIGN = ["TorchModuleWrapper(k)", "JaxLayer(k)", "TFSMLayer(k)", "Layer()"]


@pytest.mark.parametrize("call", FOREIGN)
def test_foreign(call: str) -> None:
    result = built(call, (N, 4), K3, k=K)
    assert result.output.dims is None
    assert result.layer.unknown is not None


@pytest.mark.parametrize("keras", [TF, Keras("keras2", (2, 3, 1)), Keras("keras1", (1, 2, 2))])
def test_the_base_class_hands_its_input_on(keras: Keras) -> None:
    result = built("Layer()", (N, 4), keras)
    assert (result.shape, result.params, result.layer.unknown) == ((N, 4), 0, None)
