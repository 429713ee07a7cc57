"""What real Keras refuses of models and calls: each program was run under every Keras named beside it."""

from __future__ import annotations

import pytest

import keraslint

STAR = "from {0}.models import *\nfrom {0}.layers import *\n"
CASES = {  # what it is about -> program, and the code under each Keras; "" where Keras takes it
    "disconnected other input": (
        "a = Input(shape=(4,))\nb = Input(shape=(4,))\ny = Dense(2)(b)\nm = Model(a, y)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "disconnected extra input": (
        "a = Input(shape=(4,))\nb = Input(shape=(4,))\ny = Dense(2)(b)\nm = Model([a, b], y)",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": ""},
    ),
    "partly disconnected": (
        "a = Input(shape=(4,))\n"
        "b = Input(shape=(4,))\n"
        "y = Add()([Dense(2)(a), Dense(2)(b)])\n"
        "m = Model(a, y)",
        {"2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "inputs not input": (
        "a = Input(shape=(4,))\nh = Dense(3)(a)\ny = Dense(2)(h)\nm = Model(h, y)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "", "3.15": ""},
    ),
    "output is input": (
        "a = Input(shape=(4,))\nm = Model(a, a)",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": ""},
    ),
    "duplicate names": (
        "a = Input(shape=(4,))\n"
        "h = Dense(3, name='d')(a)\n"
        "y = Dense(2, name='d')(h)\n"
        "m = Model(a, y)",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "duplicate names seq": (
        "m = Sequential([Dense(3, name='d', input_shape=(4,)), Dense(2, name='d')])",
        {"1.2.2": "", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "duplicate names seq unbuilt": (
        "m = Sequential([Dense(3, name='d'), Dense(2, name='d')])",
        {"1.2.2": "KER303", "2.3.1": "", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "duplicate names add": (
        "m = Sequential()\nm.add(Dense(3, name='d', input_shape=(4,)))\nm.add(Dense(2, name='d'))",
        {"1.2.2": "", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "same layer twice seq": (
        "d = Dense(4, input_shape=(4,))\nm = Sequential([d, d])",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": ""},
    ),
    "same layer twice add": (
        "d = Dense(4)\nm = Sequential()\nm.add(Dense(4, input_shape=(4,)))\nm.add(d)\nm.add(d)",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": ""},
    ),
    "same input twice": (
        "a = Input(shape=(4,))\ny = Dense(2)(a)\nm = Model([a, a], y)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": ""},
    ),
    "duplicate input names": (
        "a = Input(shape=(4,), name='x')\n"
        "b = Input(shape=(4,), name='x')\n"
        "y = Add()([a, b])\n"
        "m = Model([a, b], y)",
        {"2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "name with slash": (
        "m = Sequential([Dense(3, name='a/b', input_shape=(4,))])",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": "KER401"},
    ),
    "model two inputs called with one": (
        "a = Input(shape=(4,))\n"
        "b = Input(shape=(4,))\n"
        "m = Model([a, b], Add()([a, b]))\n"
        "c = Input(shape=(4,))\n"
        "y = m(c)",
        {"2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "model one input called with two": (
        "a = Input(shape=(4,))\nm = Model(a, Dense(2)(a))\nc = Input(shape=(4,))\ny = m([c, c])",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "", "3.15": "KER303"},
    ),
    "model called wrong size noweights": (
        "a = Input(shape=(4,))\n"
        "m = Model(a, Activation('relu')(a))\n"
        "c = Input(shape=(5,))\n"
        "y = m(c)",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": "KER303"},
    ),
    "dense list": (
        "a = Input(shape=(4,))\nb = Input(shape=(4,))\ny = Dense(2)([a, b])",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "conv list": (
        "a = Input(shape=(8,8,3))\ny = Conv2D(2, (3, 3))([a, a])",
        {"1.2.2": "KER401", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "flatten list": (
        "a = Input(shape=(8,8,3))\ny = Flatten()([a, a])",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "dropout list": (
        "a = Input(shape=(8,))\ny = Dropout(0.5)([a, a])",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "", "3.15": ""},
    ),
    "bn list": (
        "a = Input(shape=(8,))\ny = BatchNormalization()([a, a])",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "act list": (
        "a = Input(shape=(8,))\ny = Activation('relu')([a, a])",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "", "3.15": ""},
    ),
    "dense two args": (
        "a = Input(shape=(4,))\ny = Dense(2)(a, a)",
        {"1.2.2": "", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "dense on string": (
        "y = Dense(2)('x')",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "dense on layer": (
        "a = Dense(4)\ny = Dense(2)(a)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "dense on none": (
        "y = Dense(2)(None)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "functional layer not called": (
        "a = Input(shape=(4,))\ny = Dense(2)\nm = Model(a, y)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "model input shape tuple": (
        "a = (4,)\nb = Input(shape=(4,))\nm = Model(a, Dense(2)(b))",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "summary unbuilt": (
        "m = Sequential([Dense(3)])\nm.summary()",
        {"1.2.2": "KER303", "2.3.1": "KER304", "tf.keras": "KER304", "3.15": ""},
    ),
    "summary empty": (
        "m = Sequential()\nm.summary()",
        {"1.2.2": "", "2.3.1": "KER304", "tf.keras": "KER304", "3.15": ""},
    ),
    "count unbuilt": (
        "m = Sequential([Dense(3)])\nm.count_params()",
        {"1.2.2": "KER303", "2.3.1": "", "tf.keras": "KER304", "3.15": "KER304"},
    ),
    "output unbuilt": (
        "m = Sequential([Dense(3)])\ny = m.output",
        {"1.2.2": "KER303", "2.3.1": "KER304", "tf.keras": "KER304", "3.15": "KER303"},
    ),
    "input unbuilt": (
        "m = Sequential([Dense(3)])\ny = m.input",
        {"1.2.2": "KER303", "2.3.1": "KER304", "tf.keras": "KER304", "3.15": "KER303"},
    ),
    "output shape unbuilt": (
        "m = Sequential([Dense(3)])\ny = m.output_shape",
        {"1.2.2": "KER303", "2.3.1": "KER304", "tf.keras": "KER304", "3.15": "KER304"},
    ),
    "weights unbuilt": (
        "m = Sequential([Dense(3)])\ny = m.weights",
        {"1.2.2": "KER303", "2.3.1": "", "tf.keras": "KER304", "3.15": ""},
    ),
    "get weights unbuilt": (
        "m = Sequential([Dense(3)])\ny = m.get_weights()",
        {"1.2.2": "KER303", "2.3.1": "", "tf.keras": "KER304", "3.15": ""},
    ),
    "compile unbuilt": (
        "m = Sequential([Dense(3)])\nm.compile(loss='mse', optimizer='sgd')",
        {"1.2.2": "KER303", "2.3.1": "", "tf.keras": "", "3.15": ""},
    ),
    "add inputlayer": (
        "m = Sequential()\nm.add(InputLayer(input_shape=(4,)))\nm.add(Dense(2))",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "", "3.15": ""},
    ),
    "add class": (
        "m = Sequential()\nm.add(Dense(3, input_shape=(4,)))\nm.add(Flatten)",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "add string": (
        "m = Sequential()\nm.add(Dense(3, input_shape=(4,)))\nm.add('relu')",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "add none": (
        "m = Sequential()\nm.add(None)",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "add function": (
        "m = Sequential()\nm.add(Dense(3, input_shape=(4,)))\nm.add(lambda x: x)",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "seq one layer": (
        "m = Sequential(Dense(3, input_shape=(4,)))",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "", "3.15": "KER401"},
    ),
    "gru unpack state": (
        "a = Input(shape=(4, 3))\ny, h, c = GRU(6, return_state=True)(a)",
        {"1.2.2": "KER401", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "lstm unpack two": (
        "a = Input(shape=(4, 3))\ny, h = LSTM(6, return_state=True)(a)",
        {"1.2.2": "KER401", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "lstm unpack nostate": (
        "a = Input(shape=(4, 3))\ny, h, c = LSTM(6)(a)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "bidir unpack": (
        "a = Input(shape=(4, 3))\ny, h, c = Bidirectional(LSTM(6, return_state=True))(a)",
        {"1.2.2": "KER401", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "negative shape": (
        "m = Sequential([Dense(3, input_shape=(-1,))])",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "name int": (
        "m = Sequential([Dense(3, name=3, input_shape=(4,))])",
        {"1.2.2": "", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "trainable str": (
        "m = Sequential([Dense(3, trainable='no', input_shape=(4,))])",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "compile unknown opt": (
        "m = Sequential([Dense(3, input_shape=(4,))])\nm.compile(loss='mse', optimizer='adm')",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "fit nb epoch": (
        "import numpy as np\n"
        "m = Sequential([Dense(3, input_shape=(4,))])\n"
        "m.compile(loss='mse', optimizer='sgd')\n"
        "m.fit(np.zeros((8, 4)), np.zeros((8, 3)), nb_epoch=1, verbose=0)",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "fit wrong in": (
        "import numpy as np\n"
        "m = Sequential([Dense(3, input_shape=(4,))])\n"
        "m.compile(loss='mse', optimizer='sgd')\n"
        "m.fit(np.zeros((8, 5)), np.zeros((8, 3)), verbose=0)",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "predict wrong": (
        "import numpy as np\n"
        "m = Sequential([Dense(3, input_shape=(4,))])\n"
        "m.predict(np.zeros((8, 5)))",
        {"1.2.2": "KER303", "2.3.1": "KER303", "tf.keras": "KER303", "3.15": "KER303"},
    ),
    "model kw input": (
        "a = Input(shape=(4,))\nm = Model(input=a, output=Dense(2)(a))",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "model no outputs": (
        "a = Input(shape=(4,))\nm = Model(inputs=a)",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "unknown kw": (
        "m = Sequential([Dense(3, activaton='relu', input_shape=(4,))])",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "bad padding": (
        "m = Sequential([Conv2D(3, (3, 3), padding='vaild', input_shape=(8, 8, 3))])",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "bad activation": (
        "m = Sequential([Dense(3, activation='rleu', input_shape=(4,))])",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "neg units": (
        "m = Sequential([Dense(-3, input_shape=(4,))])",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "rate above": (
        "m = Sequential([Dropout(1.5, input_shape=(4,))])",
        {"1.2.2": "", "2.3.1": "", "tf.keras": "KER401", "3.15": "KER401"},
    ),
    "no units": (
        "m = Sequential([Dense(input_shape=(4,))])",
        {"1.2.2": "KER401", "2.3.1": "KER401", "tf.keras": "KER401", "3.15": "KER401"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_keraslint_refuses_what_keras_refuses(name: str) -> None:
    program, codes = CASES[name]
    for keras, code in codes.items():
        root = "tensorflow.keras" if keras == "tf.keras" else "keras"
        text = STAR.format(root) + program
        found = keraslint.analyze(text, settings=keraslint.Settings(keras=keras)).findings
        assert {finding.code for finding in found} == ({code} if code else set()), keras
