"""The catalogue: every public layer of every release, its history, its example."""

from __future__ import annotations

import pytest

import keraslint.layers.families  # noqa: F401  (registers every layer)
from keraslint.layers import signatures
from keraslint.layers.catalogue import catalogue, changes, kind_of, stages, uncovered
from keraslint.layers.definition import DEFINITIONS
from keraslint.layers.examples import example
from keraslint.layers.generations import KERAS1, KERAS2, KERAS3, TF_KERAS, Keras, parse_keras

ENTRIES = {entry.kind: entry for entry in catalogue()}
WITHOUT_EXAMPLE = {
    "ConvRNN2D": "runs a cell of the user's own",
    "Input": "is a function that makes no layer",
    "Lambda": "is a function of the user's own",
}


@pytest.mark.parametrize("keras", signatures.on_file(), ids=str)
def test_every_public_layer_has_a_function_or_a_reason(keras: Keras) -> None:
    kinds = {signatures.find(name, keras).kind for name in signatures.names(keras)}  # type: ignore[union-attr]
    assert kinds <= DEFINITIONS.keys()


def test_what_is_not_covered_says_why() -> None:
    assert {entry.kind: entry.reason for entry in uncovered(list(ENTRIES.values()))} == {
        kind: definition.not_covered
        for kind, definition in DEFINITIONS.items()
        if definition.not_covered and kind in ENTRIES
    }
    assert ENTRIES["TFSMLayer"].state == "not covered: its weights are in a SavedModel file"
    assert ENTRIES["Conv2D"].state == "covered"


@pytest.mark.parametrize("kind", sorted(k for k, entry in ENTRIES.items() if not entry.reason))
def test_every_covered_layer_has_an_example(kind: str) -> None:
    assert (example(kind) is None) == (kind in WITHOUT_EXAMPLE)
    assert ENTRIES[kind].summary


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Convolution2D", "Conv2D"),
        ("conv2d", "Conv2D"),
        ("MaxPool2D", "MaxPooling2D"),
        ("Highway", "Highway"),
        ("add", "Add"),
        ("GlobalAvgPool1D", "GlobalAveragePooling1D"),
        ("Nothing", None),
    ],
)
def test_any_name_of_a_layer_finds_it(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


CHANGES = [
    ("Dense", KERAS1, KERAS2, "renamed: output_dim → units"),
    ("Conv2D", KERAS1, KERAS2, "Convolution2D is now Conv2D"),
    ("Conv2D", KERAS1, KERAS2, "nb_row, nb_col → kernel_size"),
    ("GRU", KERAS2, TF_KERAS, "reset_after was False, now True"),
    ("AveragePooling2D", TF_KERAS, KERAS3, "pool_size was (2, 2), now required"),
    ("LeakyReLU", TF_KERAS, KERAS3, "alpha → negative_slope"),
    ("Conv2D", KERAS2, TF_KERAS, "new: groups"),
    ("LSTM", TF_KERAS, KERAS3, "gone: time_major"),
    ("GRU", parse_keras("2.2.5"), KERAS2, "recurrent_activation was 'hard_sigmoid', now 'sigmoid'"),
]


@pytest.mark.parametrize(("kind", "old", "new", "text"), CHANGES)
def test_what_changed(kind: str, old: Keras, new: Keras, text: str) -> None:
    before, after = (
        next(
            s
            for n in signatures.names(k)
            if (s := signatures.find(n, k)) and s.kind == kind and n[:6] != "Atrous"
        )
        for k in (old, new)
    )
    assert any(text in change for change in changes(before, after))


def test_a_default_in_other_words_is_no_change() -> None:
    assert not any(
        "data_format" in c for stage in stages("Conv2D") for c in stage.changes if "was" in c
    )
    assert not any("activation was" in c for stage in stages("Dense") for c in stage.changes)


def test_releases_of_one_signature_stand_together() -> None:
    first = next(iter(stages("GRU")))
    assert first.title == "Keras 1.0.8 to 1.2.2"
    assert first.call.startswith("GRU(output_dim, init='glorot_uniform', ")


def test_one_keras_has_its_own_catalogue() -> None:
    kinds = {entry.kind for entry in catalogue(parse_keras("1.1.1"))}
    assert "ConvLSTM2D" not in kinds
    assert {"MaxoutDense", "Conv2D"} <= kinds
