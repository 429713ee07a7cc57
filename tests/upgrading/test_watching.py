"""The names of metrics in what training logs: rewritten, left alone or refused by what compile() is given."""

from __future__ import annotations

import pytest

import keraslint
from keraslint.upgrading import upgrade

HEAD = (
    "from keras.callbacks import EarlyStopping, ModelCheckpoint\nfrom keras.layers import Dense\n"
    "from keras.models import Sequential\nmodel = Sequential()\nmodel.add(Dense(3, input_dim=2))\n"
)
ACCURACY = "model.compile('sgd', loss='mse', metrics=['accuracy'])\n"
REWRITTEN = [
    ("EarlyStopping(monitor='val_acc')", "EarlyStopping(monitor='val_accuracy')"),
    ("EarlyStopping('acc', patience=3)", "EarlyStopping('accuracy', patience=3)"),
    ("ModelCheckpoint('a.keras', \"val_acc\")", "ModelCheckpoint('a.keras', \"val_accuracy\")"),
    ("ModelCheckpoint('{epoch:02d}-{val_acc:.2f}.keras')", "ModelCheckpoint('{epoch:02d}-{val_accuracy:.2f}.keras')"),
    ("ModelCheckpoint(folder + '/{acc}.keras')", "ModelCheckpoint(folder + '/{accuracy}.keras')"),
    ("history.history['val_acc']", "history.history['val_accuracy']"),
    ("logs.get('acc')", "logs.get('accuracy')"),
    ("EarlyStopping(monitor='val_loss')", "EarlyStopping(monitor='val_loss')"),
    ("print('acc', names['acc'])", "print('acc', names['acc'])"),
]  # fmt: skip
LEFT = [
    "model.compile('sgd', loss='mse', metrics=['acc'])",
    "model.compile('sgd', 'mse', ['acc', 'mae'])",
    "model.compile('sgd', loss='mse', metrics=['categorical_accuracy'])",
]
REFUSED = [
    ("", "EarlyStopping(monitor='val_acc')", "depends on the metrics given to compile()"),
    ("model.compile('sgd', 'mse', metrics=METRICS)", "EarlyStopping('acc')", "not in sight"),
    ("model.compile(**settings)", "history.history['acc']", "not in sight"),
    ("model.compile('sgd', 'mse', ['acc', 'accuracy'])", "EarlyStopping('acc')", "not in sight"),
    (ACCURACY, "EarlyStopping(monitor='val_out_acc')", "names an output"),
]


@pytest.mark.parametrize(("old", "new"), REWRITTEN, ids=[old for old, _ in REWRITTEN])
def test_names_follow_compile(old: str, new: str) -> None:
    outcome = upgrade(f"{HEAD}{ACCURACY}{old}\n", settings=keraslint.Settings(keras="keras1"))
    assert (outcome.reason, outcome.text) == ("", f"{HEAD}{ACCURACY}{new}\n")


@pytest.mark.parametrize("compiled", LEFT)
def test_names_that_compile_gives_stay(compiled: str) -> None:
    text = f"{HEAD}{compiled}\nEarlyStopping(monitor='val_acc')\n"
    outcome = upgrade(text, settings=keraslint.Settings(keras="keras1"))
    assert (outcome.reason, outcome.text) == ("", text)


@pytest.mark.parametrize(("compiled", "use", "why"), REFUSED)
def test_what_is_not_in_sight_is_refused(compiled: str, use: str, why: str) -> None:
    text = f"{HEAD}{compiled.rstrip()}\n{use}\n"
    outcome = upgrade(text, settings=keraslint.Settings(keras="keras1"))
    assert why in outcome.reason
    assert (outcome.text, outcome.line) == (text, 7)


def test_a_name_given_through_a_variable() -> None:
    text = f"{HEAD}{ACCURACY}name = '{{val_acc:.2f}}.keras'\nModelCheckpoint(filepath=name)\n"
    outcome = upgrade(text, settings=keraslint.Settings(keras="keras1"))
    assert outcome.text == text.replace("val_acc:", "val_accuracy:")
