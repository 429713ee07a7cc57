"""Which layer or model a comment speaks of. In the programs `#!` marks the comments that are wrong."""

from __future__ import annotations

import pytest

from claims.programs import HEAD, findings, fixed
from keraslint import analyze

PROGRAMS = {
    "trailing": """
model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))  # 320 params
model.add(Conv2D(64, 3))  #! 18,497 params
model.add(Conv2D(64, 3,
                 padding='same'))  # (24, 24, 64)
model.add(Conv2D(64, 3,
                 padding='same'))  #! (22, 22, 64)
model.add(Conv2D(8,
    (3, 3),  # 3x3
    padding='same'
    )
)  #! 24x24x9
model.add(Flatten())  # 24*24*8 = 4608
model.add(Dense(10))  #! (None, 11)
model.summary()  #! Total params: 100
""",
    "functional": """
inputs = Input((28, 28, 3))
x = Conv2D(8, 3)(inputs)  # 28x28x3 -> 26x26x8
x = BatchNormalization()(x)  # 32 params
x = BatchNormalization()(x)  # 16 params
x = BatchNormalization()(x)  #! 24 params
x = Dropout(.5)(Flatten()(x))  # (batch, 5408)
y = Dense(4)(Dense(3)(x))  # 16227 params
z = Dense(4)(Dense(3)(x))  # 16243 params
model = Model(inputs, y)  #! 1 params
""",
    "above": """
model = Sequential()
# 320 params
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
# 18,496 params
model.add(Conv2D(64, 3))
#! 36,929 params
model.add(Conv2D(64, 3))
""",
    "below": """
model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
# 320 params
model.add(Conv2D(64, 3))
# 18,496 params
model.add(Conv2D(64, 3))
#! 36,929 params
""",
    "a block with several layers": """
model = Sequential([
    Input((28, 28, 1)),
    # output 13x13x32
    Conv2D(32, 3),
    MaxPooling2D(),
    #! output 6x6x64
    Conv2D(64, 3),
    MaxPooling2D(),
])
""",
    "a list of layers": """
# conv: (3*3*1 + 1)*32 = 320 params
# conv: (3*3*32 + 1)*64 = 18,496 params
# pooling: 0 params
#! dense: 5408*10 = 54,080 params
# dense: 10*4 + 4 = 44 params
model = Sequential([Input((28, 28, 1)), Conv2D(32, 3), Conv2D(64, 3), MaxPooling2D(), Flatten(), Dense(10), Dense(4)])
""",
    "a run of bare sizes": """
model = Sequential()
model.add(Conv2D(8, 3, input_shape=(28, 28, 1)))  # 26
model.add(Conv2D(8, 3))  # 24
model.add(Conv2D(8, 3))  # 22
model.add(MaxPooling2D())  #! 12
model.add(Dense(64))  # 64
""",
    "loops and functions": """
def block(x, filters):
    x = Conv2D(filters, 3, padding='same')(x)  # (None, 32, 32, 16)
    return BatchNormalization()(x)  # 1,000 params
x = block(block(Input((32, 32, 3)), 16), 64)
model = Sequential([Input((5,))])
for i in range(3):
    model.add(Dense(5))  # 30 params
for i in range(3):
    model.add(Dense(5))  #! 31 params
for i in range(3):
    model.add(Dense(5))  # 90 params
""",
    "wrappers": """
model = Sequential([
    Input((5, 3)),
    Bidirectional(
        LSTM(10, return_sequences=True)  # 999 params
    ),
    TimeDistributed(Dense(4)),  # 84 params
    Bidirectional(GRU(2)),  #! 85 params
])
""",
    "another kind of layer": """
model = Sequential([
    Input((5, 3)),
    GRU(10),  # an LSTM would need more: LSTM = 560 params
    Dense(4),  # GRU: 500 params
])
""",
    "totals beside models": """
def make():
    model = Sequential([Input((5,)), Dense(3)])  #! 19 params
    return model
model = make()  # 18 params
#! total params: 19
model.summary()
model.compile('adam', 'mse')  # 18 trainable parameters
# Trainable params: 18
# Non-trainable params: 0
""",
    "names of layers": """
x = Input((28, 28, 3))
x = Conv2D(8, 3, name='stage1')(x)
x = Conv2D(9, 3, name='stage2')(x)
model = Model(Input((3,)), Dense(1)(Input((3,)))) if 0 else None
#! stage 1, 2: 26 x 26 x 8
y = x
""",
    "unknown sizes": """
def build(shape, classes):
    model = Sequential()
    model.add(Conv2D(32, 5, input_shape=shape))  # 2,432 params
    model.add(Conv2D(64, 5))  #! 1664 params
    model.add(Flatten())  # (None, 4096)
    model.add(Dense(classes))  # (None, 10)
    model.summary()  #! Total params: 1,000
""",
    "nothing to hold it against": """
import torch.nn as nn
conv = nn.Conv2d(1, 32, 3)  # 321 params
x_train = load()
print(x_train.shape)  # (60000, 28, 28)
model = load_model('m.h5')
model.summary()  # Total params: 5
layers = [('dw', 3*3*32 + 32)]  # 321 params
""",
    "the input and the kernel": """
model = Sequential([
    Conv2D(8, (5, 5), input_shape=(28, 28, 3)),  # 28x28x3
    Conv2D(8, (5, 5)),  # 5x5x8
    Conv2D(8, (5, 5)),  # 5x5
    MaxPooling2D((2, 2)),  # (2, 2)
])
""",
    "channels first": """
model = Sequential([
    Input((3, 32, 32)),
    Conv2D(8, 3, data_format='channels_first'),  # (8, 30, 30)
    Conv2D(8, 3, data_format='channels_first'),  # 28x28x8
    Conv2D(8, 3, data_format='channels_first'),  #! (None, 8, 27, 27)
])
""",
    "a sentence over two lines": """
model = Sequential([
    Input((28, 28, 1)),
    # before the change this layer had
    # 1664 params
    Conv2D(32, 3),
])
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name: str) -> None:
    program = PROGRAMS[name]
    lines = (HEAD + program).splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "#!" in line}
    assert {finding.place.line for finding in findings(program.replace("#!", "# "))} == wrong


DOCSTRINGS = {
    '"""A network of 18 parameters."""\n{head}model = Sequential([Input((5,)), Dense(3)])': None,
    '"""A network of 19 parameters."""\n{head}model = Sequential([Input((5,)), Dense(3)])': 19,
    '{head}def make():\n    """About 20 parameters."""\n    return Sequential([Input((5,)), Dense(3)])': None,
    '{head}def make():\n    """A model with 1,900 parameters."""\n    return Sequential([Input((5,)), Dense(3)])': 1900,
    '{head}def make(units):\n    """1,900 parameters."""\n    return Sequential([Input((5,)), Dense(units)])': None,
    '{head}def make():\n    """VGG16 has 138M parameters."""\n    return Sequential([Input((5,)), Dense(3)])': None,
    '"""A network of 19 parameters."""\n{head}a = Sequential([Input((5,)), Dense(3)])\nb = Sequential([Input((5,)), Dense(4)])': None,
}  # fmt: skip


@pytest.mark.parametrize("program", DOCSTRINGS)
def test_docstrings(program: str) -> None:
    found = findings(program.format(head=HEAD), head="")
    assert [finding.actual for finding in found] == (
        [DOCSTRINGS[program]] if DOCSTRINGS[program] else []
    )


def test_the_channels_stay_on_the_authors_side() -> None:
    source = (
        HEAD
        + "x = Input((3, 20, 20))\ny = Conv2D(8, 3, data_format='channels_first')(x)  # output 18x18x9\n"
    )
    assert fixed(source, findings(source, head="")).endswith("# output 18x18x8\n")


def test_a_shape_below_a_loop_that_is_given_up_claims_nothing() -> None:
    """What it makes is not known, so that no layer stands where the calls are."""
    report = analyze(
        "from keras.models import Sequential\n"
        "from keras.layers import Conv2D, Flatten\n"
        "for i in range(1000):\n"
        "    model = Sequential()\n"
        "    model.add(Conv2D(10, 2, input_shape=(5, 5, 1)))\n"
        "    # (None, 4, 4, 10)\n"
        "    model.add(Conv2D(5, 2))\n"
        "    model.add(Flatten())\n"
        "# (None, 3, 3, 5)\n"
        "model.summary()\n"
    )
    assert not report.failed
    assert {finding.code for finding in report.findings} <= {"KER001"}
