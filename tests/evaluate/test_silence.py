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
}
REPORTED = {
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
