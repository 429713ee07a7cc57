"""Which Keras a file is written for: setting, pins, evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from keraslint.settings import Settings
from keraslint.source.generation import candidates
from keraslint.source.project import pins, requirements

EVIDENCE = [
    ("from keras.layers import Dense", "keras2 keras3"),
    ("from tensorflow.keras.layers import Dense", "tf.keras keras3"),
    ("import tensorflow as tf\ntf.keras.layers.Dense(1)", "tf.keras keras3"),
    ("import tf_keras", "tf.keras"),
    ("from keras import ops", "keras3"),
    ("from keras.layers.core import Dense", "keras2"),
    ("from keras.utils import np_utils", "keras2"),
    ("import keras\nkeras.layers.Convolution2D(32, 5, 5)", "keras1 keras2"),
    ("import keras\nkeras.layers.Dense(output_dim=3)", "keras1 keras2"),
    ("import keras\nmodel.fit(x, y, nb_epoch=3)", "keras1 keras2"),
    ("import keras\nkeras.layers.Embedding(100, output_dim=8)", "keras2 keras3"),
    ("import keras\nXGBClassifier(subsample=0.8)", "keras2 keras3"),
    ("import keras\nKMeans(init='k-means++')", "keras2 keras3"),
    ("from tensorflow.keras.layers import Dense\nAdam(lr=0.1)", "tf.keras"),
]


@pytest.mark.parametrize(("text", "generations"), EVIDENCE)
def test_evidence(text: str, generations: str) -> None:
    found = candidates(text, Settings())
    assert " ".join(keras.generation for keras in found) == generations


def test_the_setting_comes_first() -> None:
    (keras,) = candidates("from keras.layers.core import Dense", Settings(keras="3.15"))
    assert (keras.generation, keras.version) == ("keras3", (3, 15))


LIMITS = [
    ("keras==2.3.1", "keras2"),
    ("Keras>=2.0,<2.4  # comment", "keras2"),
    ("keras>=3", "keras3"),
    ("keras<2.4", "keras1 keras2"),
    ('keras = "^1.2"', "keras1"),
    ("  - keras=2.2.4=py36_0", "keras2"),
    ("tensorflow-gpu==1.14.0", "tf.keras"),
    ("tensorflow[and-cuda]>=2.16", "keras3"),
    ("tensorflow<=2.15", "tf.keras"),
    ("tensorflow<=2.16", "tf.keras keras3"),
    ("dependencies = ['tensorflow (>=2.4,<2.5)']", "tf.keras"),
    ("keras", ""),
    ('keras = "*"', ""),
    ("keras-applications==1.0.8", ""),
    ("git+https://github.com/keras-team/keras.git@2.3.1", ""),
]


@pytest.mark.parametrize(("line", "generations"), LIMITS)
def test_limits(line: str, generations: str) -> None:
    found = [release.generation for _, allowed in requirements(line) for release in allowed]
    assert " ".join(dict.fromkeys(found)) == generations


PROJECTS = [
    ({"requirements.txt": "keras==2.3.1\n"}, "keras2", "tf.keras"),
    ({"requirements.txt": "tensorflow==2.10\n"}, "tf.keras", "tf.keras"),
    ({"requirements.txt": "tensorflow==2.4\n"}, None, "tf.keras"),
    ({"pyproject.toml": '[project]\ndependencies = ["tensorflow>=2.16"]\n'}, "keras3", "keras3"),
    (
        {"requirements.txt": "keras==1.2.2", "requirements-new.txt": "keras>=3"},
        "keras1 keras3",
        None,
    ),
    ({"setup.cfg": "[options]\ninstall_requires =\n    keras>=1.0\n"}, None, None),
    ({"readme.txt": "keras==2.3.1"}, None, None),
]


@pytest.mark.parametrize(("files", "keras", "tensorflow"), PROJECTS)
def test_pins(
    tmp_path: Path, files: dict[str, str], keras: str | None, tensorflow: str | None
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = pins(tmp_path / "src")
    for got, want in ((found.keras, keras), (found.tensorflow, tensorflow)):
        assert (None if got is None else " ".join(k.generation for k in got)) == want
