"""Programs that may well run, though one reading of them would be refused: nothing is reported."""

from __future__ import annotations

import textwrap

import pytest

import keraslint

SILENT = {
    "Keras 0.x stated inputs and outputs": """
        from keras.models import Sequential
        from keras.layers.core import Dense, Activation
        model = Sequential()
        model.add(Dense(784, 128))
        model.add(Activation('relu'))
        model.add(Dense(128, 10))
    """,
    "an activation that only Keras 0.x had": """
        from keras.models import Sequential
        from keras.layers import Activation, LSTM
        model = Sequential([LSTM(8, input_shape=(4, 3)), Activation('time_distributed_softmax')])
    """,
    "channels in front, the order being configured elsewhere": """
        from keras.models import Sequential
        from keras.layers import Conv2D, MaxPooling2D, Flatten, Dense
        model = Sequential()
        model.add(Conv2D(32, (3, 3), input_shape=(1, 28, 28)))
        model.add(MaxPooling2D(pool_size=(2, 2)))
        model.add(Flatten())
    """,
    "rows of single numbers, to which a built stack gives their last axis": """
        import numpy as np
        from tensorflow.keras import Sequential
        from tensorflow.keras.layers import Dense, Input, LSTM
        model = Sequential([Input((1,)), Dense(2)])
        model(np.array([5.0]))
        model = Sequential([LSTM(2, input_shape=(7, 1))])
        model(np.zeros((3, 7)))
        model(np.zeros((3, 7, 1, 1)))
    """,
    "an exception that is caught": """
        from tensorflow.keras.layers import Dense, Input
        try:
            Dense(-1)(Input((4,)))
        except ValueError:
            print('as expected')
    """,
    "an exception that is expected": """
        from pytest import raises
        from tensorflow.keras.layers import Dense, Input
        with raises(ValueError):
            Dense(-1)(Input((4,)))
    """,
    "a default of a function that others may call with more": """
        from tensorflow.keras import Sequential
        from tensorflow.keras.layers import Conv2D
        def build(size=2):
            return Sequential([Conv2D(8, 3, input_shape=(size, size, 3))])
    """,
    "outputs that are replaced": """
        from keras.applications.vgg19 import VGG19
        from keras.layers import Input
        vgg = VGG19(weights='imagenet')
        vgg.outputs = [vgg.layers[9].output]
        features = vgg(Input(shape=(256, 256, 3)))
    """,
    "a stack that is built by data that nobody knows": """
        from tensorflow.keras import Sequential
        from tensorflow.keras.layers import Dense
        model = Sequential([Dense(4)])
        model.compile('sgd', 'mse')
        train(model)
        model.summary()
    """,
    "a stack whose first layer may state its input": """
        from tensorflow.keras import Sequential
        from tensorflow.keras.layers import Dense
        def build(**options):
            model = Sequential([Dense(4, **options)])
            model.summary()
    """,
    "a class of layers that is told from another by its name": """
        import keras
        for kind in [keras.layers.CuDNNGRU, keras.layers.CuDNNLSTM]:
            states = 2 if kind is keras.layers.CuDNNLSTM else 1
            sequence = keras.Input((6, 10))
            first = [keras.Input((2,)) for _ in range(states)]
            kind(2)(sequence, initial_state=first if len(first) > 1 else first[0])
    """,
    "one class of layers under two names": """
        from keras.layers import Conv2D, Convolution2D, Dense, Input
        Dense(3 if Conv2D is Convolution2D else -3)(Input((4,)))
    """,
    "the order of axes as Keras 3 is asked for it": """
        import keras
        keras.Sequential([
            keras.Input((8, 8, 3)),
            keras.layers.Resizing(4, 4, data_format=keras.config.image_data_format()),
        ])
    """,
    "an initializer that somebody registered elsewhere": """
        from keras.layers import Dense
        Dense(3, kernel_initializer="people>orthogonal", activation="people>shifted", input_shape=(3,))
    """,
    "matrices that are turned before they are multiplied": """
        import tensorflow as tf
        x = tf.keras.Input((2, 20))
        pairs = [tf.matmul(x, x, adjoint_b=True), tf.matmul(x, x, False, True), tf.matmul(x, x, True)]
        model = tf.keras.Model(x, [*pairs, tf.matmul(x, x, transpose_b=flags.turn)])
    """,
    "pictures with their channels in front": """
        from keras.applications import imagenet_utils
        from keras.layers import Input, Lambda
        Lambda(lambda x: imagenet_utils.preprocess_input(x, "channels_first"))(Input((3, 10, 10)))
    """,
    "a cell that is no layer": """
        import keras
        class Cell:
            def __init__(self, units):
                self.state_size = units
            def call(self, inputs, states):
                return inputs + states[0], [inputs]
        keras.layers.RNN(Cell(5))(keras.Input((None, 5)))
        keras.layers.RNN([Cell(5), Cell(5)])(keras.Input((None, 5)))
    """,
    "a flattened placeholder of free length": """
        from keras import backend as K
        x = K.batch_flatten(K.placeholder((3, None, 4)))
        assert x._keras_shape == (3, None)
    """,
    "an input that is stated by a specification": """
        import keras
        import tensorflow as tf
        x = keras.Input(type_spec=tf.TensorSpec((None, 3)))
    """,
    "an input layer of so many features": """
        import tensorflow as tf
        tf.keras.Sequential([tf.keras.layers.InputLayer(input_shape=1024), tf.keras.layers.Dense(2)])
    """,
    "a vocabulary that is collected from a file": """
        import tensorflow as tf
        letters = sorted(set(open("poems.txt").read()))
        tf.keras.layers.StringLookup(vocabulary=list(letters))(["[UNK]"])
    """,
    "axes that are collected in a loop": """
        import keras
        axes = []
        for _ in range(int(input())):
            axes.append(2)
        keras.layers.Reshape(axes)(keras.Input((8,)))
    """,
    "inputs under names from elsewhere": """
        import keras
        from project import names
        first, second = keras.Input((4,)), keras.Input((4,))
        made = keras.layers.Add()([first, second])
        keras.Model({names.FIRST: first, names.SECOND: second}, {names.MADE: made})
    """,
    "a subclass that validates its arguments itself": """
        import tensorflow as tf
        class Causal(tf.keras.layers.Conv2D):
            def _validate_init(self):
                pass
        Causal(8, 3, padding="causal")(tf.keras.Input((8, 8, 3)))
    """,
    "axes as Keras 0.x named them": """
        from keras.layers.core import Reshape
        layer = Reshape(dims=(4,), input_shape=(2, 2))
    """,
}
REPORTED = {
    "a class that is no cell": (
        """
        import keras
        class Something:
            pass
        keras.layers.RNN(Something())(keras.Input((None, 5)))
        """,
        "KER401",
    ),
    "an initializer that nobody can have registered": (
        """
        from keras.layers import Dense
        Dense(3, kernel_initializer="orthogonel", input_shape=(3,))
        """,
        "KER401",
    ),
    "matrices that do not fit when they are turned": (
        """
        import tensorflow as tf
        tf.matmul(tf.keras.Input((2, 20)), tf.keras.Input((20, 3)), adjoint_b=True)
        """,
        "KER303",
    ),
    "two classes of layers": (
        """
        from keras.layers import Conv2D, Dense, Input
        Dense(3 if Conv2D is Dense else -3)(Input((4,)))
        """,
        "KER401",
    ),
    "an empty vocabulary": (
        """
        import tensorflow as tf
        tf.keras.layers.StringLookup(vocabulary=[])(["a"])
        """,
        "KER401",
    ),
    "an import that may fail is no expectation of what Keras refuses": (
        """
        from tensorflow.keras.layers import Dense, Input
        try:
            Dense(-1)(Input((4,)))
        except ImportError:
            pass
        """,
        "KER401",
    ),
    "whatever the defaults": (
        """
        from tensorflow.keras import Sequential
        from tensorflow.keras.layers import Conv2D
        def build(filters=2):
            return Sequential([Conv2D(filters, 3, input_shape=(2, 2, 3))])
        """,
        "KER302",
    ),
    "channels in front where both orders run out": (
        """
        from keras.models import Sequential
        from keras.layers import Conv2D, MaxPooling2D
        model = Sequential()
        model.add(Conv2D(32, (3, 3), input_shape=(3, 8, 8)))
        model.add(MaxPooling2D((4, 4)))
        model.add(MaxPooling2D((4, 4)))
        """,
        "KER302",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_reported(name: str) -> None:
    found = keraslint.analyze(textwrap.dedent(SILENT[name])).findings
    assert [finding.text for finding in found] == []


@pytest.mark.parametrize("name", REPORTED)
def test_the_neighbour_is_reported(name: str) -> None:
    program, code = REPORTED[name]
    found = keraslint.analyze(textwrap.dedent(program)).findings
    assert code in {finding.code for finding in found}
