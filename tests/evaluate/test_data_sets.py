"""Well-known data sets, and what is done with data before it meets a model."""

from __future__ import annotations

import pytest

from evaluate.values import value_of

HEAD = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.datasets import *
from tensorflow.keras.utils import to_categorical
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer, text_to_word_sequence
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
from sklearn.datasets import *
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import *
from data import unknown
(xm, ym), (xn, yn) = mnist.load_data()
iris = load_iris()
"""
EXPRESSIONS = [
    ("xm", (60_000, 28, 28)),
    ("yn", (10_000,)),
    ("fashion_mnist.load_data()[1][0]", (10_000, 28, 28)),
    ("cifar10.load_data()[0]", ((50_000, 32, 32, 3), (50_000, 1))),
    ("cifar100.load_data(label_mode='coarse')[1]", ((10_000, 32, 32, 3), (10_000, 1))),
    ("imdb.load_data(num_words=10000)[0]", ((25_000,), (25_000,))),
    ("imdb.load_data(maxlen=100)[0]", (("0…25000",), ("0…25000",))),
    ("reuters.load_data()[1][0]", (2_246,)),
    ("boston_housing.load_data()[0]", ((404, 13), (404,))),
    ("keras.datasets.california_housing.load_data()[0]", ((16_512, 8), (16_512,))),
    ("iris.data", (150, 4)),
    ("iris['target'].shape", (150,)),
    ("len(iris.target_names)", 3),
    ("load_digits().images", (1_797, 8, 8)),
    ("load_wine(return_X_y=True)[0]", (178, 13)),
    ("load_breast_cancer().data.shape[1]", 30),
    ("load_diabetes().data", (442, 10)),
    ("load_boston().data", (506, 13)),
    ("fetch_california_housing().data", (20_640, 8)),
    ("fetch_openml('mnist_784', version=1)['data']", (70_000, 784)),
    ("fetch_openml('some other')", "?"),
    ("make_moons(n_samples=40)", ((40, 2), (40,))),
    ("make_classification(n_samples=9, n_features=6)[0]", (9, 6)),
    ("make_blobs(30, centers=4, n_features=3)[0]", (30, 3)),
    ("make_regression(8, 5, n_targets=2)", ((8, 5), (8, 2))),
    # labels
    ("to_categorical(ym)", (60_000, 10)),
    ("to_categorical(ym[:5000])", (5_000, 10)),
    ("to_categorical(ym[:3])", (3, "1…")),
    ("to_categorical(ym, num_classes=12)", (60_000, 12)),
    ("to_categorical(cifar100.load_data()[0][1])", (50_000, 100)),
    ("to_categorical([0, 2, 1])", (3, 3)),
    ("to_categorical(unknown)", "…"),
    ("to_categorical(train_test_split(iris.target, test_size=0.2)[0])", (120, 3)),
    ("len(np.unique(ym))", 10),
    ("len(set(iris.target))", 3),
    ("np.max(ym) + 1", 10),
    ("LabelEncoder().fit_transform(['b', 'a', 'b'])[0]", 1),
    ("LabelBinarizer().fit_transform(iris.target)", (150, 3)),
    ("LabelBinarizer().fit_transform(['p', 'q'])", (2, 1)),
    ("OneHotEncoder().fit_transform(iris.target.reshape(-1, 1))", (150, 3)),
    # sizes as sklearn rounds them
    (
        "[p.shape[0] for p in train_test_split(iris.data, iris.target, test_size=0.33)]",
        [100, 50, 100, 50],
    ),
    ("[len(p) for p in train_test_split(np.zeros(101), train_size=0.7)]", [70, 31]),
    ("[len(p) for p in train_test_split(np.zeros(10), test_size=3)]", [7, 3]),
    ("[len(p) for p in train_test_split(np.zeros(10))]", [7, 3]),
    ("[p.shape for p in train_test_split(np.zeros((len(unknown), 4)))]", [("0…", 4), ("0…", 4)]),
    ("StandardScaler().fit_transform(iris.data)", (150, 4)),
    ("PCA(n_components=2).fit_transform(iris.data)", (150, 2)),
    ("PolynomialFeatures(3).fit_transform(iris.data)", (150, 35)),
    # sequences and text
    ("pad_sequences([[1], [1, 2, 3]])", (2, 3)),
    ("pad_sequences([[1], [1, 2, 3]], maxlen=7)", (2, 7)),
    ("pad_sequences(imdb.load_data()[0][0], maxlen=80)", (25_000, 80)),
    ("pad_sequences(unknown, maxlen=80).shape[1]", 80),
    ("text_to_word_sequence('A b, c!')", ["a", "b", "c"]),
    ("len(Tokenizer().word_index)", "0…"),
    ("Tokenizer(num_words=50).texts_to_matrix(['a', 'b'])", (2, 50)),
    # pictures
    ("img_to_array(load_img('f.png', target_size=(30, 20)))", (30, 20, 3)),
    ("np.array(load_img('f.png', target_size=(30, 20), color_mode='grayscale'))", (30, 20)),
    ("ImageDataGenerator().flow_from_directory('d', target_size=(9, 9)).image_shape", (9, 9, 3)),
    # tensors of data
    ("tf.zeros((2, 3))", (2, 3)),
    ("tf.random.normal([4, 5])", (4, 5)),
    ("tf.constant([[1, 2]])", (1, 2)),
    ("tf.expand_dims(xm, -1)", (60_000, 28, 28, 1)),
    ("tf.reduce_mean(tf.ones((2, 3)), axis=0)", (3,)),
    ("tf.concat([tf.ones((2, 3)), tf.ones((2, 5))], axis=1)", (2, 8)),
    ("tf.cast(xm, tf.float32) / 255.0", (60_000, 28, 28)),
    ("tf.sqrt(16.0)", 4.0),
    ("tf.Variable(tf.zeros((3, 2)))", (3, 2)),
    ("next(iter(tf.data.Dataset.from_tensor_slices((xm, ym)).batch(32)))[0].shape[1:]", (28, 28)),
    (
        "next(iter(tf.data.Dataset.from_tensor_slices(xm).map(lambda p: tf.reshape(p, (784,)))))",
        (784,),
    ),
]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS, ids=[e for e, _ in EXPRESSIONS])
def test_an_expression(expression: str, expected: object) -> None:
    assert value_of(f"{HEAD}x = {expression}\n") == expected


TUTORIAL = """
from tensorflow.examples.tutorials.mnist import input_data
mnist = input_data.read_data_sets("data", one_hot={})
x = mnist.train.images.shape, mnist.train.labels.shape, mnist.test.num_examples
"""


def test_the_first_tutorials() -> None:
    assert value_of(TUTORIAL.format(True)) == ((55_000, 784), (55_000, 10), 10_000)
    assert value_of(TUTORIAL.format(False)) == ((55_000, 784), (55_000,), 10_000)


def test_keras_1_has_its_own_names() -> None:
    program = (
        "from keras.utils import np_utils\nfrom keras.datasets import mnist\n"
        "(a, b), _ = mnist.load_data()\nx = np_utils.to_categorical(b, nb_classes=10)\n"
    )
    assert value_of(program, keras="1.2.2") == (60_000, 10)


def test_channels_come_first_where_keras_says_so() -> None:
    program = (
        "from keras import backend as K\nK.set_image_data_format('channels_first')\n"
        "from keras.datasets import cifar10\n(x, y), _ = cifar10.load_data()\n"
    )
    assert value_of(program, keras="2.3.1") == (50_000, 3, 32, 32)


@pytest.mark.parametrize("other", ["['a a a']", "['c']", "[]", "unknown"])
@pytest.mark.parametrize("then", ["", "t.fit_on_texts(['d'])\n"])
def test_a_vocabulary_of_texts_that_are_not_decided_is_unknown(other: str, then: str) -> None:
    program = (
        "from tensorflow.keras.preprocessing.text import Tokenizer\nfrom data import unknown\n"
        "t = Tokenizer()\n"
        f"if unknown:\n    t.fit_on_texts(['a b b'])\nelse:\n    t.fit_on_texts({other})\n"
        f"{then}x = t.word_index.get('a')\n"
    )
    assert not isinstance(value_of(program), int)


def test_text_in_the_source_makes_a_vocabulary() -> None:
    program = (
        "from tensorflow.keras.preprocessing.text import Tokenizer\n"
        "t = Tokenizer(oov_token='?')\nt.fit_on_texts(['The cat, the dog', 'the end'])\n"
        "x = t.word_index, t.texts_to_sequences(['the bird'])\n"
    )
    index, rows = value_of(program)
    assert index == {"?": 1, "the": 2, "cat": 3, "dog": 4, "end": 5}
    assert rows == [[2, 1]]
