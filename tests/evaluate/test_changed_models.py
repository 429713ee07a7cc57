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
