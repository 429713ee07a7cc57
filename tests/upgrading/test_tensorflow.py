"""What Keras 3 keeps for tf.keras alone comes from there, and the user is told."""

from __future__ import annotations

import importlib
import importlib.util

import pytest

import keraslint
from keraslint.upgrading import Outcome, upgrade
from keraslint.upgrading.destinations import LEGACY

MODEL = "model = Sequential()\nmodel.add(Dense(3, input_dim=2))\n"
IMPORTS = "from keras.layers import Dense\nfrom keras.models import Sequential\n"


def upgraded(text: str) -> Outcome:
    return upgrade(IMPORTS + text + MODEL, settings=keraslint.Settings(keras="keras1"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "from keras.preprocessing.image import ImageDataGenerator, img_to_array\n",
            "from tensorflow.keras.preprocessing.image import ImageDataGenerator\n"
            "from keras.preprocessing.image import img_to_array\n",
        ),
        (
            "from keras.preprocessing.text import Tokenizer\nTokenizer(nb_words=9)\n",
            "from tensorflow.keras.preprocessing.text import Tokenizer\nTokenizer(num_words=9)\n",
        ),
        (
            "from keras.preprocessing.image import ImageDataGenerator\nImageDataGenerator(dim_ordering='th')\n",
            "from tensorflow.keras.preprocessing.image import ImageDataGenerator\n"
            "ImageDataGenerator(data_format='channels_first')\n",
        ),
    ],
)
def test_the_import_names_tensorflow(old: str, new: str) -> None:
    outcome = upgraded(old)
    assert (outcome.reason, outcome.text) == ("", IMPORTS + new + MODEL)
    (note,) = outcome.notes
    assert (note.line, "TensorFlow 2.16 or later" in note.text) == (3, True)


def test_nothing_is_said_where_nothing_is_needed() -> None:
    assert upgraded("from keras.preprocessing.image import img_to_array\n").notes == ()


@pytest.mark.skipif(
    importlib.util.find_spec("keras") is None,
    reason="Keras is not installed: pip install keraslint[oracle]",
)
@pytest.mark.parametrize("module", LEGACY)
def test_tf_keras_has_them(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed Keras, as TensorFlow shows it."""
    monkeypatch.setenv("KERAS_BACKEND", "numpy")
    shown = importlib.import_module(f"keras._tf_keras.keras.{module}")
    assert [name for name in LEGACY[module].split() if not hasattr(shown, name)] == []
