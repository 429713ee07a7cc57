"""Programs as people write them: the last model's count (and shape) stands beside each."""

from __future__ import annotations

import textwrap

import pytest

import keraslint

PROGRAMS = {
    "a generator that draws pictures dot by dot, before and after the model": (
        """
        import random
        import numpy as np
        from keras import layers, models
        def picture(height=224, width=224):
            image = np.zeros((height, width, 3))
            for i in range(height):
                for j in range(width):
                    if random.random() < 0.1:
                        image[i, j, 0] = random.randint(0, 255)
                        image[i, j, 1] = random.randint(0, 255)
            return image
        def batches(size):
            while True:
                images = []
                for _ in range(size):
                    images.append(picture())
                yield np.array(images)
        first = next(batches(16))
        model = models.Sequential([layers.Input((20,)), layers.Dense(3)])
        model.fit(batches(16), validation_data=batches(8))
        """,
        63,
        (None, 3),
    ),
    "a class that nobody instantiates, at its defaults": (
        """
        from tensorflow.keras import Sequential, layers
        class Critic(Sequential):
            def __init__(self, size=(28, 28, 1), filters=16, scales=3):
                super().__init__()
                for scale in range(scales):
                    first = {"input_shape": size} if scale == 0 else {}
                    self.add(layers.Conv2D(filters * 2 ** scale, 3, **first))
        """,
        160 + 4_640 + 18_496,
        (None, 22, 22, 64),
    ),
    "a method of such a class": (
        """
        from tensorflow.keras import Sequential, layers
        class Builder:
            def __init__(self, units=10, shape=(4,)):
                self.units, self.shape = units, shape
            def build(self):
                return Sequential([layers.Dense(self.units, input_shape=self.shape)])
        """,
        50,
        (None, 10),
    ),
    "the input shape of an architecture of somebody's own": (
        """
        from keras.applications.imagenet_utils import _obtain_input_shape
        from keras.layers import Conv2D, GlobalAveragePooling2D, Input
        from keras.models import Model
        def Net(include_top=True, input_shape=None):
            shape = _obtain_input_shape(input_shape, default_size=227, min_size=48,
                                        data_format="channels_last", require_flatten=include_top)
            image = Input(shape=shape)
            return Model(image, GlobalAveragePooling2D()(Conv2D(64, (3, 3))(image)))
        small = Net(input_shape=(32, 32, 1))
        model = Net()
        assert small.count_params() == 640
        """,
        1_792,
        (None, 64),
    ),
    "types by the names of six": (
        """
        import six
        from keras import layers, models
        def block(units):
            return layers.Dense(units)
        def find(name):
            return globals()[name] if isinstance(name, six.string_types) else name
        model = models.Sequential([layers.Input((3,)), find(block)(4), find("block")(5)])
        """,
        16 + 25,
        (None, 5),
    ),
    "a loop over literal sizes": (
        """
        from keras import layers, models
        model = models.Sequential()
        model.add(layers.Input((20,)))
        for units in (16, 8):
            model.add(layers.Dense(units))
        """,
        20 * 16 + 16 + 16 * 8 + 8,
        (None, 8),
    ),
    "a builder called twice is two models": (
        """
        from tensorflow.keras.layers import *
        from tensorflow.keras.models import Sequential
        def build(units=4):
            net = Sequential()
            net.add(Dense(units, input_shape=(3,)))
            return net
        small = build()
        model = build(units=10)
        """,
        40,
        (None, 10),
    ),
    "an attribute of self": (
        """
        import tensorflow as tf
        class Agent:
            def __init__(self, size):
                self.model = tf.keras.Sequential([tf.keras.layers.Dense(5, input_dim=size)])
        agent = Agent(3)
        """,
        20,
        (None, 5),
    ),
    "shared layers count once": (
        """
        from keras.layers import Dense, Input, add
        from keras.models import Model
        a, b = Input((4,)), Input((4,))
        shared = Dense(6)
        model = Model([a, b], add([shared(a), shared(b)]))
        """,
        30,
        (None, 6),
    ),
    "an undecided branch with the same result": (
        """
        import keras, sys
        model = keras.Sequential([keras.Input((8,))])
        if len(sys.argv) > 1:
            model.add(keras.layers.Dense(3, activation="relu"))
        else:
            model.add(keras.layers.Dense(3, activation="tanh"))
        """,
        27,
        (None, 3),
    ),
    "a subclassed model": (
        """
        import tensorflow as tf
        class Net(tf.keras.Model):
            def __init__(self):
                super().__init__()
                self.first = tf.keras.layers.Dense(4)
                self.second = tf.keras.layers.Dense(2)
            def call(self, x):
                return self.second(self.first(x))
        model = Net()
        model.build((None, 3))
        """,
        16 + 10,
        (None, 2),
    ),
    "transfer learning": (
        """
        from tensorflow.keras import applications, layers, models
        base = applications.VGG16(include_top=False, weights="imagenet", input_shape=(64, 64, 3))
        base.trainable = False
        model = models.Sequential([base, layers.Flatten(), layers.Dense(2)])
        """,
        14_714_688 + (2 * 2 * 512 + 1) * 2,
        (None, 2),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    text, params, output = PROGRAMS[name]
    model = keraslint.analyze(textwrap.dedent(text)).models[-1]
    assert (model.params, model.output_shape) == (params, output)


def test_frozen_layers_move_the_split() -> None:
    text = textwrap.dedent(PROGRAMS["transfer learning"][0])
    model = keraslint.analyze(text).models[-1]
    assert (model.trainable, model.non_trainable) == (4_098, 14_714_688)


def test_a_long_loop_that_freezes_some_layers_is_followed_to_its_end() -> None:
    text = """
from tensorflow.keras import applications, layers
model = applications.EfficientNetB0(include_top=False, input_shape=(64, 64, 3))
for layer in model.layers:
    if isinstance(layer, layers.BatchNormalization):
        layer.trainable = False
"""
    for loop in ("for layer in model.layers", "for layer in [*model.layers]"):
        changed = text.replace("for layer in model.layers", loop)
        model = keraslint.analyze(changed).models[-1]
        assert (model.params, model.trainable) == (4_049_571, 3_965_532)


def test_branches_that_differ_give_a_bound() -> None:
    text = """
import keras, sys
model = keras.Sequential([keras.Input((8,))])
if len(sys.argv) > 1:
    model.add(keras.layers.Dense(3))
else:
    model.add(keras.layers.Dense(5))
"""
    model = keraslint.analyze(text).models[-1]
    assert model.params is None
    assert model.at_least == 27


def test_names_that_are_not_kerass_are_left_alone() -> None:
    text = "import keras\nfrom torchlike import Sequential, Dense\nm = Sequential()\nm.add(Dense(3, 4))\n"
    assert keraslint.analyze(text).models == ()


def test_the_gru_depends_on_the_keras() -> None:
    text = "from keras.models import Sequential\nfrom keras.layers import GRU\nm = Sequential([GRU(4, input_shape=(5, 3))])\n"
    model = keraslint.analyze(text).models[-1]
    assert model.params is None
    assert "depends on the Keras" in model.unknown[0].reason
    exact = keraslint.analyze(text, settings=keraslint.Settings(keras="2.3.1")).models[-1]
    assert exact.params == 3 * ((3 + 4) * 4 + 4)


@pytest.mark.parametrize(
    "text",
    [
        "import keras\nx = 9**9**9\n",
        "import keras\nx = 'a' * 10**12\n",
        "import keras\nx = [0] * 10**10\n",
        "import keras\nfor i in range(10**15):\n    x = i\n",
        "import keras\nwhile True:\n    pass\n",
        "import keras\ndef f(n):\n    return f(n) + f(n)\nf(1)\n",
        "import keras\nx = " + "(" * 5_000 + ")" * 5_000 + "\n",
        "import keras\nx = []\nx.append(x)\nprint(x)\n",
    ],
)
def test_hostile_input_is_bounded(text: str) -> None:
    report = keraslint.analyze(text)
    assert report.models == ()
    assert {finding.code for finding in report.findings} <= {"KER001"}


@pytest.mark.parametrize(
    "end",
    ["mystery(made)", "{'out': mystery(made)}", "[made, mystery(made)]", "collected", "{**named}"],
)
def test_a_subclass_with_an_output_that_is_not_known_has_no_count(end: str) -> None:
    """Nor has a model of which it is not known how many outputs it has."""
    text = f"""
import keras
from elsewhere import mystery, turns
class Net(keras.Model):
    def __init__(self, **options):
        start = keras.Input((8,))
        made, collected, named = keras.layers.Dense(3)(start), [], {{}}
        for i in range(turns):
            collected.append(made)
            named[str(i)] = made
        super().__init__(inputs=start, outputs={end}, **options)
net = Net()
"""
    model = keraslint.analyze(text).models[-1]
    assert (model.params, model.complete) == (None, False)
    assert model.unknown


UNSEEN = {
    "a layer of what is not known": "y = layers.Activation('relu')(unseen(x))",
    "one of two that are added": "y = layers.Add()([x, unseen(x)])",
    "an operator": "y = x + unseen(x)",
    "a function of TensorFlow's": "y = tf.concat([x, unseen(x)], -1)",
    "a part of what something gives": "y = x * unseen.net(x)[0].first",
    "what comes of what is not known": "z = unseen(x); y = x - unseen.head(z)",
    "a branch": "y = tf.nn.relu(x + (x if unseen else unseen(x)))",
    "a function that is not followed": "y = layers.Dropout(0.5)(tf.no_such(x))",
    "a parameter": "y = layers.Dropout(0.5)(given)",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_graph_through_what_is_not_known_has_no_count(name: str) -> None:
    """Layers that nobody sees may be there; those that are seen are a bound."""
    text = f"""
import tensorflow as tf
from tensorflow.keras import Input, Model, layers
from elsewhere import unseen
def build(given):
    start = Input((8,))
    x = layers.Dense(3)(start)
    {UNSEEN[name]}
    return Model(start, [y, x])
"""
    model = keraslint.analyze(text).models[-1]
    assert (model.params, model.complete, model.at_least) == (None, False, 27)
    assert model.unknown


@pytest.mark.parametrize("factor", ["scale", "settings['scale']", "float(scale)", "2.5"])
def test_a_factor_that_is_not_known_is_no_layer(factor: str) -> None:
    text = f"""
from tensorflow.keras import Input, Model, layers
def build(scale, settings):
    x = Input((8,))
    return Model(x, layers.Dense(3)(x) * {factor})
"""
    assert keraslint.analyze(text).models[-1].params == 27


def test_a_subclass_with_a_graph_has_its_ends() -> None:
    """Whatever it is called on afterwards."""
    text = """
import keras
class Net(keras.Model):
    def __init__(self):
        start = keras.Input((8,))
        self_made = keras.layers.Dense(3)(start)
        super().__init__(inputs=start, outputs=self_made)
        self.made = self_made
net = Net()
net(keras.Input((8,)))
model = keras.Model(net.inputs, keras.layers.Dense(2)(net.output))
"""
    report = keraslint.analyze(text)
    assert not report.findings
    assert report.models[-1].params == 27 + 8


def test_a_subclass_of_ends_that_are_not_known_has_no_count() -> None:
    text = """
import keras
from elsewhere import network
class Net(keras.Model):
    def __init__(self, inner):
        super().__init__(inputs=inner.inputs, outputs=inner(inner.inputs))
net = Net(network)
net(keras.Input((8,)))
"""
    model = keraslint.analyze(text).models[-1]
    assert (model.params, model.complete) == (None, False)


def test_of_several_outputs_one_that_is_not_known_stays_one() -> None:
    text = """
import keras
from elsewhere import unseen
start = keras.Input((8,))
both = keras.Model(start, [keras.layers.Dense(3)(start), unseen(start)])
model = keras.Model(start, both.outputs)
"""
    model = keraslint.analyze(text).models[-1]
    assert (model.params, model.complete) == (None, False)
