"""Several Keras may apply: what holds under all of them, and on what the rest depends."""

from __future__ import annotations

import textwrap

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
