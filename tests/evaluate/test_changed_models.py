"""Models whose layers and outputs the program takes apart, and the names that Keras gives."""

from __future__ import annotations

import textwrap

import pytest

import keraslint

HEAD = {
    "2.3.1": "from keras import *\nfrom keras.layers import *\nfrom keras.models import *\n",
    "tf.keras": "from tensorflow.keras.layers import *\nfrom tensorflow.keras.models import *\n",
    "keras3": "from keras import *\nfrom keras.layers import *\nfrom keras.models import *\n",
}
HEAD["1.2.2"] = HEAD["2.3.1"]
GRAPH = """
a = Input((4,))
m = Model(a, Dense(2)(Dense(3)(a)))
"""
STACK = "m = Sequential([Dense(3, input_shape=(4,)), Dense(2)])\n"
PROGRAMS = [  # (Keras, program, the count of the model m at the end)
    ("1.2.2", STACK + "m.layers.pop()\nm.outputs = [m.layers[-1].output]\nm.add(Dense(5))", 35),
    ("1.2.2", STACK + "m.layers.pop()\nm.add(Dense(5))", None),
    ("2.3.1", STACK + "m.layers.pop()\nm.add(Dense(5))", 38),  # a copy of the list
    ("2.3.1", GRAPH + "m.layers.pop()", 15),
    ("2.3.1", GRAPH + "del m.layers[-1]", 15),
    ("2.3.1", GRAPH + "m.layers.pop(0)", None),
    ("2.3.1", GRAPH + "m.layers[1] = Dense(7)", None),
    ("2.3.1", GRAPH + "m.layers.pop()\nm = Model(a, Dense(5)(m.layers[-1].output))", 35),
    ("2.3.1", GRAPH + "m.outputs = [m.layers[1].output]\nm = Model(a, Dense(5)(m.output))", 35),
    ("2.3.1", GRAPH + "m.layers = m.layers[:-1]", None),
    ("tf.keras", GRAPH + "m.layers.pop()", 23),
    ("tf.keras", GRAPH + "m.layers.pop()\nm = Model(a, Dense(5)(m.layers[-1].output))", 38),
    ("tf.keras", GRAPH + "m.outputs = [m.layers[1].output]", None),
    ("tf.keras", GRAPH + "m = Model(a, m.get_layer('input_1').output)", 0),
    ("keras3", GRAPH + "m = Model(a, m.get_layer('input_layer').output)", 0),
    ("2.3.1", GRAPH + "m = Model(a, m.get_layer('input_1').output)", 0),
    # what a stack gives in Keras 3 is what its first call gave
    (
        "keras3",
        "m = Sequential([Input((5,)), Sequential([Dense(3)]), Dense(1)])\n"
        "m = Model(m.inputs, m.layers[0].output)",
        18,
    ),
    (
        "keras3",
        "s, a = Sequential([Input((5,)), Dense(3)]), Input((5,))\ns(a)\n"
        "m = Model(s.input, Dense(2)(s.output))",
        26,
    ),
    # an operation is a layer in tf.keras, none in Keras 3
    ("tf.keras", "a = Input((4,))\nm = Model(a, Dense(2)(a + 1))\nm = Model(a, m.layers[-2].output)", 0),
    ("keras3", "a = Input((4,))\nm = Model(a, Dense(2)(Dense(3)(a) + 1))\nm = Model(a, m.layers[-2].output)", 15),
]  # fmt: skip


@pytest.mark.parametrize(("keras", "program", "count"), PROGRAMS)
def test_program(keras: str, program: str, count: int | None) -> None:
    text = HEAD[keras] + textwrap.dedent(program)
    report = keraslint.analyze(text, settings=keraslint.Settings(keras=keras))
    assert [model.params for model in report.models][-1] == count
    assert not report.findings


ROWS = [  # (Keras, program, the rows of the model m at the end: name, class and count)
    (
        "2.3.1",
        "m = Sequential([Convolution2D(2, 3, input_shape=(8, 8, 1)), GlobalMaxPool2D()])",
        [("conv2d_1", "Conv2D", 20), ("global_max_pooling2d_1", "GlobalMaxPooling2D", 0)],
    ),
    (
        "1.2.2",
        "m = Sequential([Conv2D(2, 3, 3, input_shape=(8, 8, 1))])",
        [("convolution2d_1", "Convolution2D", 20)],
    ),
    (
        "tf.keras",
        "m = Sequential([Convolution2D(2, 3, input_shape=(8, 8, 1)), MaxPool2D(), AvgPool2D()])",
        [
            ("conv2d", "Conv2D", 20),
            ("max_pooling2d", "MaxPooling2D", 0),
            ("average_pooling2d", "AveragePooling2D", 0),
        ],
    ),
    (  # operations and layers of Keras 3 share their numbers
        "keras3",
        "a = Input((4,))\nm = Model(a, Add()([a + 1, a]) + 1)",
        [
            ("input_layer", "InputLayer", 0),
            ("add_1", "Add", 0),
            ("add", "Add", 0),
            ("add_2", "Add", 0),
        ],
    ),
]


@pytest.mark.parametrize(("keras", "program", "rows"), ROWS)
def test_rows_are_named_as_keras_names_them(
    keras: str, program: str, rows: list[tuple[str, str, int]]
) -> None:
    report = keraslint.analyze(HEAD[keras] + program, settings=keraslint.Settings(keras=keras))
    assert [(row.name, row.kind, row.params) for row in report.models[-1].layers] == rows


NET = """
import numpy as np
class Net(Model):
    def __init__(self):
        super().__init__()
        self.first, self.second = Dense(3), Dense(2)
    def call(self, x):
        return self.second(self.first(x))
"""
BUILDING = """
    def build(self, shape):
        self.first.build(shape)
        self.second.build((shape[0], 3))
"""
OWN_WEIGHT = """
    def build(self, shape):
        self.scale = self.add_weight(shape=(2, 2), name="scale")
        super().build(shape)
"""
BUILDS = [  # (Keras, program, count): only Keras before 3 follows `call` in order to build
    ("tf.keras", NET + "m = Net()\nm.build((None, 4))", 23),
    ("keras3", NET + "m = Net()\nm.build((None, 4))", None),
    ("keras3", NET + "m = Net()\nm.build((None, 4))\nm(np.ones((1, 5)))", 26),
    ("keras3", NET + BUILDING + "m = Net()\nm.build((None, 4))", 23),
    ("keras3", NET + BUILDING + "m = Net()\nm.build((None, 4))\nm(np.ones((1, 4)))", 23),
    ("tf.keras", NET + "m = Net()\nm = m.__class__()\nm.build((None, 4))", 23),
    # the model's own build(), which Keras before 3 goes on from by following `call`
    ("tf.keras", NET + OWN_WEIGHT + "m = Net()\nm.build((None, 4))", 27),
    ("tf.keras", NET + OWN_WEIGHT + "m = Net()\nm(np.ones((1, 4)))", 27),
    ("keras3", NET + OWN_WEIGHT + "m = Net()\nm(np.ones((1, 4)))", 27),
    (
        "keras3",
        "class Own(Layer):\n"
        "    def build(self, shape):\n"
        "        self.kernel = self.add_weight(shape=(shape[-1], 3))\n"
        "    def call(self, x):\n"
        "        return ops.matmul(x, self.kernel)\n"
        "own, a = Own(), Input((4,))\nown.build((None, 4))\nm = Model(a, own(a))",
        12,
    ),
]


@pytest.mark.parametrize(("keras", "program", "count"), BUILDS)
def test_building_an_object_of_a_class(keras: str, program: str, count: int | None) -> None:
    report = keraslint.analyze(HEAD[keras] + program, settings=keraslint.Settings(keras=keras))
    model = report.models[-1]
    assert (model.params, all(row.params is not None for row in model.layers)) == (
        count,
        count is not None,
    )
