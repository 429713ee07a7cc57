"""Which Keras a file is written for: setting, pins, evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from keraslint.settings import Settings
from keraslint.source.evidence import Evidence
from keraslint.source.generation import candidates, fallbacks
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
    ("import keras\n# written with nb_epoch=3", "keras2 keras3"),
    ("import keras\nprint('nb_epoch = 3')", "keras2 keras3"),
    ('"""Uses tensorflow.keras, nb_epoch=3."""\nimport keras', "keras2 keras3"),
    ("import keras\nDense(3, init='uniform')", "keras1 keras2"),
    ("import keras, keras_hub\nQuantize(bias=False)", "keras3"),
    ("import keras\nmodel.save('model.keras')", "keras3"),
    ("import keras, os\nos.environ['KERAS_BACKEND'] = 'theano'", "keras2"),
    ("import keras, os\nos.environ['KERAS_BACKEND'] = 'jax'", "keras3"),
    ("import keras, os\nos.environ['KERAS_BACKEND'] = 'tensorflow'", "keras2 keras3"),
    ("from keras.layers.core import Dense\nGRU(3)", "keras2 tf.keras"),
    ("from keras.layers import Dense, CuDNNGRU, GRU\nGRU(3)", "keras2"),
    ("from keras.layers.core import Dense\n# GRU(3)", "keras2"),
]


@pytest.mark.parametrize(("text", "generations"), EVIDENCE)
def test_evidence(text: str, generations: str) -> None:
    found = candidates(Evidence(text), Settings())
    assert " ".join(keras.generation for keras in found) == generations


RELEASES = [
    ("MobileNetV2()\ntf.data.experimental.AUTOTUNE", (2, 3)),
    ("MobileNetV2()\ntf.keras.layers.experimental.preprocessing.RandomFlip()", (2, 5)),
    ("InceptionResNetV2()\nImageDataGenerator()", (2, 9)),
    ("MobileNetV2()", (2, 15)),
    ("VGG16()\ntf.data.experimental.AUTOTUNE", (2, 15)),
]


@pytest.mark.parametrize(("text", "release"), RELEASES)
def test_release_of_tensorflow(text: str, release: tuple[int, int]) -> None:
    first, *_ = candidates(Evidence(f"import tensorflow as tf\ntf.keras.{text}"), Settings())
    assert first.version == release


def test_a_fallback_only_where_the_text_allows_it() -> None:
    allowed = [
        ("from keras.layers.core import Dense", "tf.keras"),
        ("from keras.layers import CuDNNGRU", ""),
        ("from keras import ops", ""),
        ("import tensorflow.keras", ""),
    ]
    for text, generation in allowed:
        found = fallbacks(Evidence(text), Settings())
        assert " ".join(keras.generation for keras in found) == generation, text
    assert (
        fallbacks(Evidence("from keras.layers.core import Dense"), Settings(keras="keras2")) == ()
    )


def test_the_setting_comes_first() -> None:
    (keras,) = candidates(Evidence("from keras.layers.core import Dense"), Settings(keras="3.15"))
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
