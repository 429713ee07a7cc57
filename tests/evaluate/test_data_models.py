"""Models whose sizes come from data, command lines and configurations: the last model's count."""

from __future__ import annotations

import textwrap

import pytest

import keraslint

# The program; what its last model counts (None: not known), and what is proven at least.
PROGRAMS: dict[str, tuple[str, int | None, int]] = {
    "sizes from a data set": (
        """
        from tensorflow import keras
        (x, y), _ = keras.datasets.mnist.load_data()
        x = x.reshape(len(x), -1).astype("float32") / 255
        y = keras.utils.to_categorical(y)
        m = keras.Sequential([keras.layers.Dense(y.shape[1], input_shape=x.shape[1:])])
        """,
        7_850,
        7_850,
    ),
    "built by fit": (
        """
        import numpy as np
        from tensorflow import keras
        m = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])
        m.compile()
        m.fit(np.random.rand(50, 4), np.zeros((50, 2)))
        """,
        15 + 8,
        23,
    ),
    "built by fit on a pipeline": (
        """
        import tensorflow as tf
        (x, y), _ = tf.keras.datasets.mnist.load_data()
        data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(9).batch(32).prefetch(1)
        m = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
        m.fit(data, epochs=2)
        """,
        7_850,
        7_850,
    ),
    "built by fit on a folder": (
        """
        import tensorflow as tf
        data = tf.keras.utils.image_dataset_from_directory("d", image_size=(20, 20), class_names=["a", "b"])
        m = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(len(data.class_names))])
        m.fit(data)
        """,
        1_200 * 2 + 2,
        2_402,
    ),
    "a vocabulary of the source's own text": (
        """
        import numpy as np
        from keras import layers, models
        text = "hello world"
        chars = sorted(list(set(text)))
        x = np.zeros((10, 4, len(chars)), dtype=bool)
        m = models.Sequential([layers.Input(x.shape[1:]), layers.Dense(len(chars))])
        """,
        8 * 8 + 8,
        72,
    ),
    "a Tokenizer on the source's own text": (
        """
        from tensorflow.keras import layers, models
        from tensorflow.keras.preprocessing.sequence import pad_sequences
        from tensorflow.keras.preprocessing.text import Tokenizer
        texts = ["Well done!", "Good work", "nice work", "not good"]
        t = Tokenizer()
        t.fit_on_texts(texts)
        rows = pad_sequences(t.texts_to_sequences(texts), padding="post")
        m = models.Sequential([
            layers.Embedding(len(t.word_index) + 1, 8, input_length=rows.shape[1]),
            layers.Flatten(),
            layers.Dense(1),
        ])
        m.build((None, rows.shape[1]))
        """,
        7 * 8 + 17,
        73,
    ),
    "the command line at its defaults": (
        """
        import argparse
        from tensorflow import keras
        parser = argparse.ArgumentParser()
        parser.add_argument("--units", type=int, default=64)
        args = parser.parse_args()
        m = keras.Sequential([keras.layers.Dense(args.units, input_shape=(8,))])
        """,
        576,
        576,
    ),
    "a size that the command line must give": (
        """
        import argparse
        from tensorflow import keras
        parser = argparse.ArgumentParser()
        parser.add_argument("--units", type=int, required=True)
        args = parser.parse_args()
        m = keras.Sequential([keras.layers.Dense(args.units, input_shape=(8,))])
        """,
        None,
        9,
    ),
    "flags": (
        """
        from absl import app, flags
        from tensorflow import keras
        FLAGS = flags.FLAGS
        flags.DEFINE_integer("units", 32, "how many")
        def main(argv):
            m = keras.Sequential([keras.layers.Dense(FLAGS.units, input_shape=(8,))])
        if __name__ == "__main__":
            app.run(main)
        """,
        288,
        288,
    ),
    "a tuner's bounds": (
        """
        from tensorflow import keras
        def build(hp):
            units = hp.Int("units", min_value=32, max_value=512, step=32)
            return keras.Sequential([keras.layers.Dense(units, input_shape=(8,))])
        """,
        None,
        9 * 32,
    ),
    "an enumeration decides": (
        """
        import enum
        from tensorflow import keras
        class Kind(enum.Enum):
            SMALL = "s"
            LARGE = "l"
        def build(kind):
            units = 4 if kind == Kind.SMALL else 8
            return keras.Sequential([keras.layers.Dense(units, input_shape=(1,))])
        m = build(Kind.LARGE)
        """,
        16,
        16,
    ),
    "an array that a branch may change": (
        """
        import sys
        import numpy as np
        from tensorflow import keras
        sizes = np.array([3, 4])
        if len(sys.argv) > 1:
            sizes[0] = 7
        m = keras.Sequential([keras.layers.Dense(int(sizes[0]), input_shape=(2,))])
        """,
        None,
        3,
    ),
    "columns that a loop may add": (
        """
        import os
        import pandas as pd
        from tensorflow import keras
        df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
        for name in os.listdir("."):
            df[name] = 0
        m = keras.Sequential([keras.layers.Dense(2, input_dim=df.shape[1])])
        """,
        None,
        4,
    ),
    "variables that a layer tracks": (
        """
        import tensorflow as tf
        class Linear(tf.keras.layers.Layer):
            def __init__(self, units, width):
                super().__init__()
                init = tf.random_normal_initializer()
                self.w = tf.Variable(initial_value=init(shape=(width, units)), trainable=True)
                self.b = tf.Variable(tf.zeros((units,)), trainable=False)
            def call(self, inputs):
                return tf.matmul(inputs, self.w) + self.b
        m = tf.keras.Sequential([tf.keras.Input((2,)), Linear(4, 2)])
        """,
        12,
        12,
    ),
    "a stateful model on data": (
        """
        import numpy as np
        from tensorflow import keras
        m = keras.Sequential([keras.layers.GRU(2, stateful=True, batch_input_shape=(1, 5, 3))])
        m(np.zeros((1, 5, 3)))
        """,
        42,
        42,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program(name: str) -> None:
    text, params, least = PROGRAMS[name]
    settings = keraslint.Settings(keras="tf 2.9")
    report = keraslint.analyze(textwrap.dedent(text), settings=settings)
    model = report.models[-1]
    assert (model.params, model.at_least) == (params, least)
    assert not report.findings


HEAD = "import collections, copy, functools, itertools, json, keras, numpy as np\n"


@pytest.mark.parametrize(
    "text",
    [
        "x = []\nx.append(x)\ny = np.array(x)",
        "x = [1] * 1000\ny = [x] * 1000\nz = np.array([y] * 1000)",
        "x = list(itertools.product(range(1000), repeat=10**6))",
        "x = np.arange(4000).reshape(4000, 1) * np.arange(4000)",
        "x = np.zeros((10**9,) * 30).reshape(-1)",
        "x = [1] * 20000\nfor i in range(4000):\n    y = copy.deepcopy(x)",
        "x = np.array_split(np.zeros(5), 10**9)",
        "x = json.loads('[' * 900 + ']' * 900)",
        "x = collections.defaultdict(lambda: x)[1][2]",
        "x = np.array([1, 2]) ** 10**7",
        "from u import a, b, c, d, e, f, g, h, i\nx = np.prod([a + 1, b + 1, c + 1, d + 1, e + 1, f + 1, g + 1, h + 1, i + 1])",
    ],
)
def test_hostile_data_is_bounded(text: str) -> None:
    report = keraslint.analyze(f"{HEAD}{text}\n")
    assert report.models == ()
    assert {finding.code for finding in report.findings} <= {"KER001"}


def test_an_array_of_sequences_of_unknown_length_has_no_certain_rank() -> None:
    text = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
tokenizer = keras.preprocessing.text.Tokenizer(char_level=True)
tokenizer.fit_on_texts(text)
letters = len(tokenizer.word_index)
model = keras.Sequential([keras.layers.GRU(8, input_shape=[None, 30])])
rows = np.array(tokenizer.texts_to_sequences(["how are yo"])) - 1
answer = model(tf.one_hot(rows, 30))
"""
    assert keraslint.analyze(text, settings=keraslint.Settings(keras="tf.keras")).findings == ()
