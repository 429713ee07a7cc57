"""What `upgrade` writes for calls of older Keras, and what it refuses."""

from __future__ import annotations

import pytest

import keraslint
from keraslint.upgrading import upgrade

HEAD = "from keras.models import Sequential\nfrom keras.layers import *\nmodel = Sequential()\n"
CALLS = [
    (
        "Convolution2D(8, 3, 3, border_mode='same', input_shape=(9, 9, 1))",
        "Conv2D(8, (3, 3), padding='same', input_shape=(9, 9, 1))",
    ),
    (
        "Convolution2D(nb_filter=8, nb_row=3, nb_col=2, subsample=(2, 2), input_shape=(9, 9, 1))",
        "Conv2D(filters=8, kernel_size=(3, 2), strides=(2, 2), input_shape=(9, 9, 1))",
    ),
    (
        "AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2), input_shape=(9, 9, 1))",
        "Conv2D(8, (3, 3), dilation_rate=(2, 2), input_shape=(9, 9, 1))",
    ),
    (
        "Dense(4, 'uniform', bias=False, input_dim=3)",
        "Dense(4, kernel_initializer='uniform', use_bias=False, input_dim=3)",
    ),
    (
        "GRU(4, input_dim=3, input_length=5)",
        "GRU(4, input_shape=(5, 3), recurrent_activation='hard_sigmoid', reset_after=False)",
    ),
    (
        "LSTM(4, forget_bias_init='zero', consume_less='gpu', input_shape=(5, 3))",
        "LSTM(4, unit_forget_bias=False, input_shape=(5, 3), recurrent_activation='hard_sigmoid')",
    ),
    ("Embedding(9, 4, input_length=5)", "Embedding(9, 4, input_shape=(5,))"),
    ("Dense(4, batch_input_shape=(None, 3))", "Dense(4, input_shape=(3,))"),
    (
        "TimeDistributedDense(4, init='normal', input_shape=(5, 3))",
        "TimeDistributed(Dense(4, kernel_initializer='normal'), input_shape=(5, 3))",
    ),
    ("MaxPooling1D(pool_length=2, input_shape=(8, 3))", "MaxPooling1D(pool_size=2, input_shape=(8, 3))"),
    ("BatchNormalization(axis=1, input_shape=(3,))", "BatchNormalization(axis=1, input_shape=(3,))"),
    ("Dropout(p=0.5, input_shape=(3,))", "Dropout(rate=0.5, input_shape=(3,))"),
]  # fmt: skip
REFUSED = [
    ("MaxoutDense(4, input_dim=3)", "Keras 3 has no MaxoutDense"),
    ("BatchNormalization(mode=2, input_shape=(3,))", "mode=0"),
    ("Dense(*sizes)", "gets its arguments from `*`"),
    ("Dense(4, weights=start, input_dim=3)", "set_weights"),
    ("Convolution2D(8, 9, 9, input_shape=(4, 4, 1))", "would refuse this"),
]


def upgraded(text: str) -> str:
    outcome = upgrade(text, settings=keraslint.Settings(keras="keras1"))
    assert not outcome.refused, outcome.reason
    return outcome.text


@pytest.mark.parametrize(("old", "new"), CALLS, ids=[old for old, _ in CALLS])
def test_a_layer(old: str, new: str) -> None:
    assert upgraded(f"{HEAD}# '\nmodel.add({old})  # first\n") == (
        f"{HEAD}# '\nmodel.add({new})  # first\n"
    )


@pytest.mark.parametrize(("old", "why"), REFUSED, ids=[old for old, _ in REFUSED])
def test_a_refusal_says_why_and_where(old: str, why: str) -> None:
    text = f"{HEAD}model.add({old})\n"
    outcome = upgrade(text, settings=keraslint.Settings(keras="keras1"))
    assert why in outcome.reason
    assert (outcome.text, outcome.line) == (text, 4)


def test_a_batch_size_becomes_an_input_in_front() -> None:
    text = upgraded(HEAD + "model.add(LSTM(4, batch_input_shape=(2, 5, 3), stateful=True))\n")
    assert "model.add(Input(batch_shape=(2, 5, 3)))\nmodel.add(LSTM(4, stateful=True" in text


def test_merging_imports_and_models() -> None:
    old = (
        "from keras.layers.core import Dense\nfrom keras.layers import Input, merge\n"
        "from keras.models import Model\nfrom keras.utils import np_utils\n\n"
        "y = np_utils.to_categorical([1], nb_classes=3)\na = Input((3,))\n"
        "merge = merge([a, Dense(3)(a)], mode='concat', concat_axis=1)\n"
        "model = Model(input=a, output=merge)\nmodel.fit(x, y, nb_epoch=2)\n"
    )
    new = (
        "from keras.layers import Dense\nfrom keras.utils import to_categorical\n"
        "from keras.layers import Input, concatenate\n"
        "from keras.models import Model\n\n"
        "y = to_categorical([1], num_classes=3)\na = Input((3,))\n"
        "merge = concatenate([a, Dense(3)(a)], axis=1)\n"
        "model = Model(inputs=a, outputs=merge)\nmodel.fit(x, y, epochs=2)\n"
    )
    assert upgraded(old) == new


def test_windows_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeff" + (HEAD + "model.add(Dense(4, init='zero', input_dim=3))\n").replace(
        "\n", "\r\n"
    )
    assert upgraded(text) == text.replace("init=", "kernel_initializer=")


def test_what_is_not_keras_stays() -> None:
    text = "def merge(a, mode): return a\nmerge([1], mode='sum')\n"
    assert upgraded(text) == text


def test_star_imports_of_several_modules() -> None:
    text = (
        "from keras.layers import *\nfrom keras.callbacks import *\nfrom keras.optimizers import *\n"
        "from keras.models import Sequential\nmodel = Sequential()\n"
        "model.add(Dense({}4, input_dim=3))\nmodel.compile({}, 'mse')\nEarlyStopping(patience=2)\n"
    )
    assert upgraded(text.format("output_dim=", "SGD(lr=0.1)")) == text.format(
        "units=", "SGD(learning_rate=0.1)"
    )


@pytest.mark.parametrize(
    ("keras", "call"),
    [
        ("keras1", "set_image_dim_ordering('th')"),
        ("2.3.1", "set_image_data_format('channels_first')"),
    ],
)
def test_the_order_of_axes_has_to_be_said(keras: str, call: str) -> None:
    """A file that fits with its channels first only leaves that to keras.json, which Keras 3 reads otherwise."""
    model = HEAD + "model.add(MaxPooling2D((2, 2), input_shape=(1, 64, 64)))\n"
    outcome = upgrade(model, settings=keraslint.Settings(keras=keras))
    assert (call in outcome.reason, outcome.line) == (True, 4)
    said = f"from keras import backend as K\nK.{call}\n"
    outcome = upgrade(said + model, settings=keraslint.Settings(keras=keras))
    assert not outcome.refused
