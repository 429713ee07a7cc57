"""Branches and loops that the source does not decide: bounds that hold, and numbers only where they are sure.

`A` and `L` are values of which nothing is known.
"""

from __future__ import annotations

import textwrap

import pytest

import keraslint

HEAD = """
from settings import A, L
from keras import layers, Sequential, Model
from keras.layers import Dense, Input
"""
# The program; what its last model counts (None: not known), and what is proven at least.
PROGRAMS: dict[str, tuple[str, int | None, int]] = {
    "a model of embeddings that is called in one branch only": (
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.embed, self.flat = layers.Embedding(10, 3), layers.Flatten()
            def call(self, x):
                return self.flat(self.embed(x))
        m = Net()
        if A:
            m(Input((4,)))
        """,
        30,
        30,
    ),
    "a layer that is called in one branch only": (
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.dense = Dense(3)
            def call(self, x):
                return self.dense(x)
        m = Net()
        if A:
            m(Input((4,)))
        """,
        None,
        0,
    ),
    "an early return": (
        """
        def more(model):
            if A:
                return
            model.add(Dense(100))
        m = Sequential([Input((4,)), Dense(3)])
        more(m)
        m.add(Dense(2))
        """,
        None,
        15 + 4 * 2,
    ),
    "an early return, in one line": (
        """
        def more(model):
            if A: return
            model.add(Dense(100))
        m = Sequential([Input((4,))])
        more(m)
        """,
        None,
        0,
    ),
    "a break": (
        """
        m = Sequential([Input((4,)), Dense(3)])
        for i in range(5):
            if A:
                break
            m.add(Dense(8))
        """,
        None,
        15,
    ),
    "a continue": (
        """
        m = Sequential([Input((4,))])
        for units in (8, 8):
            if A:
                continue
            m.add(Dense(units))
        """,
        None,
        0,
    ),
    "a sure break": (
        """
        m = Sequential([Input((4,))])
        for units in (3, 2, 1):
            if units == 2:
                break
            m.add(Dense(units))
        else:
            m.add(Dense(100))
        """,
        15,
        15,
    ),
    "else of a loop": (
        """
        m = Sequential([Input((4,))])
        for units in (3,):
            m.add(Dense(units))
        else:
            m.add(Dense(1))
        """,
        19,
        19,
    ),
    "a layer in some late turn": (
        """
        m = Sequential([Input((4,))])
        for i in range(60):
            if i % 30 == 29:
                m.add(Dense(8))
        """,
        40 + 72,
        40 + 72,
    ),
    "a layer in a turn that is not followed": (
        """
        m = Sequential([Input((4,))])
        for i in range(1_000_000):
            if i == 900_000:
                m.add(Dense(8))
        """,
        None,
        0,
    ),
    "a layer in some turn of unknown ones": (
        """
        k = 0
        m = Sequential([Input((4,))])
        for item in L:
            if k == 3:
                m.add(Dense(9))
            k += 1
        """,
        None,
        0,
    ),
    "a loop that does not end": (
        """
        n = 1
        while True:
            n += 1
        m = Sequential([Input((4,)), Dense(n)])
        """,
        None,
        5,
    ),
    "a model made in each of unknown turns": (
        """
        for item in L:
            m = Sequential([Input((4,)), Dense(3)])
        """,
        15,
        15,
    ),
    "it uses what the turn before left": (
        """
        n = 3
        for item in L:
            m = Sequential([Input((4,)), Dense(n)])
            n = 5
        """,
        None,
        5,
    ),
    "unknown layers in between": (
        "m = Sequential([Input((1000,)), *L, Dense(5)])",
        None,
        0,
    ),
    "unknown layers before the shape is known": (
        """
        m = Sequential([Dense(100), Dense(3)])
        A(m)
        m.add(Dense(7))
        m.build((None, 10))
        """,
        None,
        1100 + 303 + 14,
    ),
    "built in one branch only": (
        """
        m = Sequential([Dense(3)])
        if A:
            m.build((None, 7))
        """,
        None,
        6,
    ),
    "an unknown test of known ends": (
        """
        m = Sequential([Input((4,))])
        m.add(Dense(3 if A else 3))
        """,
        15,
        15,
    ),
    "a caught exception": (
        """
        try:
            if A:
                raise ValueError
            n = 2
        except ValueError:
            n = 7
        m = Sequential([Input((4,)), Dense(n)])
        """,
        None,
        10,
    ),
    "an exception that ends the run": (
        """
        n = 2
        if A:
            n = 9
            raise ValueError
        m = Sequential([Input((4,)), Dense(n)])
        """,
        10,
        10,
    ),
    "an exit": (
        """
        import sys
        n = 2
        if A:
            n = 9
            sys.exit(1)
        m = Sequential([Input((4,)), Dense(n)])
        """,
        10,
        10,
    ),
    "several returns": (
        """
        def pick():
            if A > 1:
                return 3
            elif A:
                return 5
            return 7
        m = Sequential([Input((4,)), Dense(pick())])
        """,
        None,
        15,
    ),
    "a return in a loop of unknown turns": (
        """
        def pick():
            for item in L:
                if item:
                    return 3
            return 7
        m = Sequential([Input((4,)), Dense(pick())])
        """,
        None,
        15,
    ),
    "two values of one branch are not one": (
        """
        if A:
            a, b = 3, "x"
        else:
            a, b = "x", 3
        n = 2 if a == b else 4
        m = Sequential([Input((4,)), Dense(n)])
        """,
        None,
        10,
    ),
    "a dict with unknown additions": (
        """
        sizes = {"units": 3, **A}
        m = Sequential([Input((4,)), Dense(sizes["units"])])
        """,
        None,
        5,
    ),
    "a dict over unknown ones": (
        """
        sizes = {**A, "units": 3}
        m = Sequential([Input((4,)), Dense(sizes["units"])])
        """,
        15,
        15,
    ),
    "an item at an unknown key": (
        """
        sizes = {"units": 3}
        sizes[A] = 9
        m = Sequential([Input((4,)), Dense(sizes["units"])])
        """,
        None,
        15,
    ),
    "arguments after unknown ones": (
        """
        def net(*units):
            return Sequential([Input((4,)), Dense(units[0])])
        m = net(*L, 3)
        """,
        None,
        5,
    ),
    "a sorted list": (
        """
        sizes = [3, 20]
        sizes.sort(key=A)
        m = Sequential([Input((4,)), Dense(sizes[0])])
        """,
        None,
        5,
    ),
    "what Keras refuses in a branch that need not run": (
        """
        i = Input((8, 8, 3))
        def convolve(x):
            if A == 3:
                return layers.Conv3D(3, 3)(x)
            return layers.Conv2D(3, 3)(x)
        m = Model(i, convolve(i))
        """,
        None,
        0,
    ),
    "the text of None": (
        """
        m = Sequential([Input((4,)), Dense(len(f"{None}{{}}"))])
        """,
        30,
        30,
    ),
}


# What is frozen where, after a Sequential of Dense layers of 15, 12 and 8 weights: (trainable, non-trainable).
FROZEN: dict[str, tuple[str, int | None, int | None]] = {
    "all": ("for layer in m.layers:\n    layer.trainable = False", 0, 35),
    "all but the last": ("for layer in m.layers[:-1]:\n    layer.trainable = False", 8, 27),
    "some, which is not known": (
        "for layer in m.layers[:A]:\n    layer.trainable = False",
        None,
        None,
    ),
    "one, which is not known": ("m.layers[A].trainable = False", None, None),
    "those that a condition chooses": (
        "for layer in [part for part in m.layers if part.name in L]:\n    layer.trainable = False",
        None,
        None,
    ),
    "under a condition": (
        "for layer in m.layers:\n    if A in layer.name:\n        layer.trainable = False",
        None,
        None,
    ),
    "none is changed": ("for layer in m.layers[:A]:\n    layer.trainable = True", 35, 0),
    "by an unknown function": ("A(m)", None, None),
    "an unknown function that is asked": ("for row in A(m):\n    print(row)", 35, 0),
    "an unknown function after compile": ("m.compile('adam')\nA(m)", 35, 0),
}


@pytest.mark.parametrize("name", FROZEN)
def test_frozen(name: str) -> None:
    change, trainable, frozen = FROZEN[name]
    text = f"{HEAD}m = Sequential([Input((4,)), Dense(3), Dense(3), Dense(2)])\n{change}\n"
    (model,) = keraslint.analyze(text, settings=keraslint.Settings(keras="3.15")).models
    assert (model.trainable, model.non_trainable) == (trainable, frozen)


# Programs that Keras would refuse, if they ran as written; but that is not what they say.
QUIET = (
    "def convolve(*args, **kwargs):\n    return layers.Conv2D(*args, **kwargs)",
    "def block(x, **kwargs):\n    return layers.Conv2D(**kwargs)(x)",
    "import pytest\nwith pytest.raises(ValueError):\n    layers.Conv2D(3, 3)(Input((4,)))",
    "layers.Concatenate()([Input((4,)), *L])",
    "layers.Add()(A)",
    "m = Model([*L, Input((4,))], Dense(3)(Input((4,))))",
    "x = A.reshape(Input((4,)), [-1, 4])\nlayers.Conv2D(3, 3)(x)",
)


@pytest.mark.parametrize("program", QUIET)
def test_no_finding(program: str) -> None:
    assert not keraslint.analyze(HEAD + program, settings=keraslint.Settings(keras="3.15")).findings


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    program, params, at_least = PROGRAMS[name]
    text = HEAD + textwrap.dedent(program)
    report = keraslint.analyze(text, settings=keraslint.Settings(keras="3.15"))
    model = report.models[-1]
    assert (model.params, model.at_least) == (params, at_least), model.unknown
    assert not report.findings
