"""Several Keras may apply: what holds under all of them, and on what the rest depends."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

import keraslint

HEAD = """
    from keras.layers import *
    from keras.models import Model, Sequential
"""
PROGRAMS = [  # (what comes after the imports, the last model's count, a part of what is missing)
    # Keras 2 builds (or refuses) a stack at its Embedding, Keras 3 builds it when it is called
    ("model = Sequential([Embedding(50, 4), LSTM(3), Dense(1)])", 300, ""),
    ("model = Sequential([Embedding(50, 4), Flatten(), Dense(1)])", None, "not built"),
    # the gates of Keras 3 have a second bias
    ("model = Sequential([Embedding(50, 4), GRU(3), Dense(1)])", None, "276 parameters"),
    ("model = Sequential([GRU(3, input_shape=(5, 4)), Dense(1)])", None, "85 parameters"),
    ("model = Sequential([Embedding(50, size), LSTM(3), Dense(1)])", None, "not defined"),
    ("model = Sequential([Dense(3)])", None, "not built"),
    # what one Keras refuses does not count as long as another takes it
    ("model = Sequential()\n    model.add(Input((3,)))\n    model.add(Dense(2))", 8, ""),
    # nor does a Keras without one of the layers
    (
        "a = Input((3,))\n    b = Dense(3, init='zero')(a)\n    model = Model(a, merge([a, b], mode='sum'))",
        12,
        "",
    ),
    (
        "from keras.utils import np_utils\n    model = Sequential([Input((3,)), Dense(2)])",
        8,
        "",
    ),
]


@pytest.mark.parametrize(("program", "count", "gap"), PROGRAMS)
def test_agreement(program: str, count: int | None, gap: str) -> None:
    report = keraslint.analyze(textwrap.dedent(HEAD + "    " + program))
    assert not report.findings
    model = report.models[-1]
    assert model.params == count
    assert gap in " ".join(entry.reason for entry in model.unknown)
    assert model.complete is (count is not None)


def test_rows_of_the_likeliest_release_come_first() -> None:
    """TensorFlow 2.11 has Lambda layers where 2.12 has layers of their own; both have the same counts."""
    program = """
    import tensorflow as tf
    images = tf.keras.preprocessing.image.ImageDataGenerator()
    model = tf.keras.applications.InceptionResNetV2()
    """
    report = keraslint.analyze(textwrap.dedent(program))
    assert [f.text for f in report.findings] == []
    assert report.models[0].params == 55_873_736
    assert sum(row.kind == "Lambda" for row in report.models[0].layers) == 40


def test_a_keras_without_a_name_that_is_imported_is_no_candidate() -> None:
    text = """
    from keras.layers import Dense, Input, merge
    from keras.models import Model
    a, b = Input((3,)), Input((4,))
    model = Model(input=[a, b], output=Dense(output_dim=2)(merge([a, b], mode="concat")))
    """
    report = keraslint.analyze(textwrap.dedent(text))
    assert not report.findings
    assert report.models[-1].params == (3 + 4) * 2 + 2


def test_what_is_refused_in_another_file_speaks_against_a_keras(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(
        "from keras.layers import Dense\nfrom keras.models import Sequential\n"
        "def build():\n    return Sequential([Dense(units=5, input_shape=(4,))])\n"
    )
    main = "from keras.layers import Dense\nimport net\nm = net.build()\nm.fit(x, y, nb_epoch=3)\n"
    report = keraslint.analyze(main, str(tmp_path / "main.py"))
    assert not report.findings
    assert report.models[-1].params == 25


CHANNELS_IN_FRONT = """
    from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
    from keras.models import Sequential
    from keras.utils import np_utils
    model = Sequential()
    model.add(Conv2D(32, (3, 3), padding="same", input_shape=(3, 32, 32)))
    model.add(Conv2D(32, (3, 3)))
    model.add(MaxPooling2D((2, 2)))
    model.add(Flatten())
    model.add(Dense(10))
"""


def test_images_that_only_fit_with_their_channels_in_front_are_read_so() -> None:
    report = keraslint.analyze(textwrap.dedent(CHANNELS_IN_FRONT))
    assert not report.findings
    (model,) = report.models
    assert model.layers[0].params == (3 * 3 * 3 + 1) * 32
    assert model.output_shape == (None, 10)
    assert model.params == 896 + 9_248 + (32 * 15 * 15 + 1) * 10


def test_of_a_call_that_is_made_again_and_again_the_first_refusal_is_told() -> None:
    text = """
    import numpy as np
    from tensorflow.keras import Sequential, layers
    for features in (9, 8, 7):
        model = Sequential([layers.Dense(3, input_dim=10)])
        model.fit(np.zeros((5, features)), np.zeros((5, 3)))
    """
    (finding,) = keraslint.analyze(textwrap.dedent(text)).findings
    assert (finding.code, "(5, 9)" in finding.message) == ("KER303", True)
