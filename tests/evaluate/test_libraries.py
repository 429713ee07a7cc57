"""Python's standard library and its neighbours: what Python itself would give."""

from __future__ import annotations

import pytest

import keraslint
from evaluate.values import value_of

HEAD = """
import argparse, ast, collections, copy, dataclasses, enum, functools, itertools, json, math, operator, optparse, os
import random, types, tqdm
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from typing import NamedTuple
from absl import flags
from easydict import EasyDict
from data import unknown
FLAGS = flags.FLAGS
P = namedtuple("P", "width height")
class Kind(enum.Enum):
    SMALL = 16
    LARGE = 64
class Size(NamedTuple):
    units: int
    rate: float = 0.5
@dataclasses.dataclass
class Config:
    units: int = 8
    sizes: list = dataclasses.field(default_factory=list)
"""
EXPRESSIONS = [
    ("math.ceil(7 / 2)", 4),
    ("math.log2(8)", 3.0),
    ("math.prod([2, 3, 4])", 24),
    ("math.sqrt(unknown)", "?"),
    ("math.sqrt(-1)", "?"),
    ("math.factorial(10**9)", "?"),
    ("list(itertools.product([1, 2], 'ab'))", [(1, "a"), (1, "b"), (2, "a"), (2, "b")]),
    ("list(itertools.chain([1], (2, 3)))", [1, 2, 3]),
    ("list(zip(itertools.count(3), 'ab'))", [(3, "a"), (4, "b")]),
    ("list(zip(itertools.cycle([1, 2]), range(3)))", [(1, 0), (2, 1), (1, 2)]),
    ("list(itertools.zip_longest([1, 2], [3]))", [(1, 3), (2, None)]),
    ("list(itertools.repeat(7, 2))", [7, 7]),
    ("list(itertools.accumulate([1, 2, 3]))", [1, 3, 6]),
    ("list(itertools.product(range(99), repeat=10**6))", ["…"]),
    ("functools.reduce(operator.mul, (2, 3, 4))", 24),
    ("functools.reduce(lambda a, b: a + b, [1, 2], 10)", 13),
    ("sorted([(2, 'a'), (1, 'b')], key=operator.itemgetter(0))[0]", (1, "b")),
    ("OrderedDict([('a', 1)])['a']", 1),
    ("Counter('hello')['l']", 2),
    ("Counter('hello').most_common(1)", [("l", 2)]),
    ("len(Counter('hello'))", 4),
    ("defaultdict(list)['k']", []),
    ("deque([1, 2]).popleft()", 1),
    ("deque([1, 2], maxlen=1)", ["…"]),
    ("P(3, height=4).height", 4),
    ("P(3, 4)[0]", 3),
    ("sum(P(3, 4))", 7),
    ("P(3, 4)._replace(width=9).width", 9),
    ("Size(3).rate", 0.5),
    ("tuple(Size(3))", (3, 0.5)),
    ("Kind.LARGE.value", 64),
    ("Kind['SMALL'].value", 16),
    ("Kind(64).name", "LARGE"),
    ("Kind.SMALL == Kind.LARGE", False),
    ("[kind.value for kind in Kind]", [16, 64]),
    ("dataclasses.replace(Config(), units=9).units", 9),
    ("dataclasses.asdict(Config(3))", {"units": 3, "sizes": []}),
    ("types.SimpleNamespace(a=1).a", 1),
    ("EasyDict({'net': {'units': 5}}).net.units", 5),
    ("json.loads('{\"a\": [1, 2]}')['a'][1]", 2),
    ("json.loads(unknown)", "?"),
    ("ast.literal_eval('[1, 2]')", [1, 2]),
    ("os.path.join('a', 'b.h5')", "a/b.h5"),
    ("int(os.environ.get('UNITS', 64))", 64),
    ("os.environ['UNITS']", "?"),
    ("random.randint(3, 9)", "3…9"),
    ("random.choice([16, 64])", "16…64"),
    ("random.choice(['a', 'b'])", "?"),
    ("list(tqdm.tqdm(range(2)))", [0, 1]),
]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS, ids=[e for e, _ in EXPRESSIONS])
def test_an_expression(expression: str, expected: object) -> None:
    assert value_of(f"{HEAD}x = {expression}\n") == expected


PARSER = "p = argparse.ArgumentParser()\n"
PROGRAMS = [
    (
        PARSER
        + "p.add_argument('-u', '--hidden-units', type=int, default=64)\nx = p.parse_args().hidden_units",
        64,
    ),
    (PARSER + "p.add_argument('--rate', default='32', type=int)\nx = p.parse_args().rate", 32),
    (PARSER + "p.add_argument('--fast', action='store_true')\nx = p.parse_args().fast", False),
    (PARSER + "p.add_argument('--weights')\nx = p.parse_args().weights", None),
    (PARSER + "p.add_argument('--units', type=int)\nx = p.parse_args().units", "?"),
    (PARSER + "p.add_argument('path')\nx = p.parse_args().path", "?"),
    (PARSER + "p.add_argument('--units', default=3, dest='n')\nx = vars(p.parse_args())['n']", 3),
    (
        PARSER + "p.add_argument('--units', default=3)\nx = p.parse_args(['--units', '4']).units",
        "?",
    ),
    (
        PARSER
        + "g = p.add_argument_group()\ng.add_argument('--units', default=3)\na = p.parse_args()\na.units = 5\nx = a.units",
        5,
    ),
    (
        PARSER
        + "p.add_argument('--units', default=3)\na, rest = p.parse_known_args()\nx = a.units",
        3,
    ),
    (
        "o = optparse.OptionParser()\no.add_option('-n', type='int', dest='n', default=4)\nopts, args = o.parse_args()\nx = opts.n",
        4,
    ),
    ("flags.DEFINE_integer('units', 7, 'how many')\nx = FLAGS.units", 7),
    ("flags.DEFINE_integer('units', None, 'how many')\nx = FLAGS.units", "?"),
    ("x = FLAGS.elsewhere", "?"),
    ("a = [1, [2]]\nb = copy.deepcopy(a)\nb[1].append(3)\nx = a", [1, [2]]),
    ("a = [1, [2]]\nb = copy.copy(a)\nb[1].append(3)\nx = a", [1, [2, 3]]),
    ("c = EasyDict()\nc.units = 4\nc['depth'] = 2\nx = c.units * c.depth", 8),
    ("d = defaultdict(int)\nfor c in 'aab':\n    d[c] += 1\nx = d", {"a": 2, "b": 1}),
    ("w, h = P(3, 4)\nx = w * h", 12),
]


@pytest.mark.parametrize(("program", "expected"), PROGRAMS, ids=[p for p, _ in PROGRAMS])
def test_a_program(program: str, expected: object) -> None:
    assert value_of(f"{HEAD}{program}\n") == expected


MODELS = [  # (program, the count of the model m at its end, which is None where it is not known)
    # what draws, trains or explains a model leaves it as it is; a module of the project may do anything
    (
        "from rl.agents import DQNAgent\nm = Sequential([Input((4,)), Dense(2)])\nDQNAgent(model=m)",
        10,
    ),
    ("from heads import add_head\nm = Sequential([Input((4,)), Dense(2)])\nadd_head(m)", None),
    # the rule by which keras.applications settles an input shape
    (
        "from keras_applications.imagenet_utils import _obtain_input_shape as settle\n"
        "m = Sequential([Input(settle(None, 20, 5, None, True)), Flatten(), Dense(1)])",
        20 * 20 * 3 + 1,
    ),
    (
        "from keras.applications.imagenet_utils import obtain_input_shape as settle\n"
        "m = Sequential([Input(settle(None, 20, 5, 'channels_last', False)), Dense(2)])",
        8,
    ),
    (
        "from keras.applications.imagenet_utils import obtain_input_shape as settle\n"
        "m = Sequential([Input(settle((9, 9, 5), 20, 5, None, require_flatten=False)), Dense(2)])",
        12,
    ),
    (
        "from keras.applications.imagenet_utils import obtain_input_shape as settle\n"
        "m = Sequential([Input(settle(None, 20, 5, None, unknown)), Dense(2)])",
        None,
    ),
    # a library that may be missing
    (
        "try:\n    import faster\n    size = 3\nexcept ImportError:\n    size = 4\n"
        "m = Sequential([Input((size,)), Dense(2)])",
        None,
    ),
    (
        "try:\n    import numpy\n    size = 3\nexcept ImportError:\n    size = 4\n"
        "m = Sequential([Input((size,)), Dense(2)])",
        8,
    ),
    # attributes set at once
    (
        "class Plan:\n    def __init__(self, **sizes):\n        self.__dict__.update(sizes)\n"
        "m = Sequential([Input((4,)), Dense(Plan(units=3).units)])",
        15,
    ),
    (
        "class Plan:\n    def __init__(self, sizes):\n        self.units = 1\n        self.__dict__.update(sizes)\n"
        "m = Sequential([Input((4,)), Dense(Plan(unknown).units)])",
        None,
    ),
    (
        "import tensorflow as tf\na = Input((24, 24, 3))\n"
        "b = Lambda(lambda x: tf.image.extract_patches(x, [1, 6, 6, 1], [1, 6, 6, 1], [1, 1, 1, 1], 'VALID'))(a)\n"
        "m = Model(a, Dense(2)(Flatten()(b)))",
        4 * 4 * 108 * 2 + 2,
    ),
]


@pytest.mark.parametrize(("program", "count"), MODELS)
def test_models_beside_libraries(program: str, count: int | None) -> None:
    head = "from keras.layers import *\nfrom keras.models import *\nfrom data import unknown\n"
    report = keraslint.analyze(head + program, settings=keraslint.Settings(keras="keras3"))
    assert [model.params for model in report.models][-1] == count
    assert not report.findings


def test_initial_values_of_keras1() -> None:
    program = """
from keras import backend as K, initializations
from keras.engine import InputSpec
from keras.layers import Input, Layer
from keras.models import Model
class Scale(Layer):
    def build(self, shape):
        self.input_spec = [InputSpec(shape=shape)]
        self.gamma = K.variable(initializations.get("one")((shape[-1],)))
        self.trainable_weights = [self.gamma]
    def call(self, x, mask=None):
        axes = [1] * len(self.input_spec[0].shape)
        axes[-1] = self.input_spec[0].shape[-1]
        return K.reshape(self.gamma, axes) * x
a = Input((4, 4, 3))
m = Model(a, Scale()(a))
"""
    (model,) = keraslint.analyze(program, settings=keraslint.Settings(keras="1.2.2")).models
    assert (model.params, model.output_shape) == (3, (None, 4, 4, 3))
