"""The examples in the explanations are run, and codes, README and changelog know of each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import keraslint
from keraslint.checks import CHECKS
from pages import blocks

HEADER = "from tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import *\n"
SETTINGS = {
    "KER101": keraslint.Settings(keras="tf.keras", max_params=100_000),
    "KER102": keraslint.Settings(keras="tf.keras", max_layer_params=1_000_000),
    **{f"KER50{n}": keraslint.Settings(keras="tf.keras", advice=True) for n in range(1, 9)},
    "KER901": keraslint.Settings(keras="tf.keras", unknowns=True),
}
WITH_EXAMPLES = sorted(code for code in CHECKS if code != "KER001")


def examples(code: str) -> tuple[str, str]:
    """(what triggers it, what does not)."""
    bad, good = blocks(code)[:2]
    start = "" if "Sequential(" in bad else "model = Sequential()\n"
    return HEADER + start + bad, HEADER + start + good


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_examples_are_true(code: str) -> None:
    bad, good = examples(code)
    settings = SETTINGS.get(code, keraslint.Settings(keras="tf.keras"))
    assert [f.code for f in keraslint.analyze(bad, settings=settings).findings] == [code]
    assert [f.code for f in keraslint.analyze(good, settings=settings).findings] == []


PHRASES = {
    "KER301": ["expected ndim=4, found ndim=2", "expected min_ndim=3", "not 2D or 3D"],
    "KER302": [
        "Negative dimension size caused by subtracting 2 from 1",
        "Computed output size would be negative",
        "One of the dimensions in the output is <= 0 due to downsampling",
    ],
    "KER303": [
        "inputs have incompatible shapes",
        "A Concatenate layer requires inputs with matching shapes",
        "total size of new array must be unchanged",
        "Operands could not be broadcast together",
        "Graph disconnected: cannot obtain value for tensor",
    ],
    "KER304": [
        "The last dimension of the inputs to a Dense layer should be defined. Found None",
        "Shapes used to initialize variables must be fully-defined",
        "This model has not yet been built",
    ],
    "KER401": [
        "Keyword argument not understood",
        "Unrecognized keyword arguments passed to",
        "missing 1 required positional argument",
        "All layer names should be unique",
    ],
}
"""What Keras itself says, by which its users search."""


@pytest.mark.parametrize("code", PHRASES)
def test_an_explanation_has_the_words_of_keras(code: str) -> None:
    page = " ".join(CHECKS[code].explanation.split())
    assert [phrase for phrase in PHRASES[code] if phrase not in page] == []


@pytest.mark.parametrize("code", [code for code in sorted(CHECKS) if code.startswith("KER5")])
def test_advice_names_its_source(code: str) -> None:
    page = CHECKS[code].explanation
    assert re.search(r"arXiv:\d{4}\.\d{5}|keras\.io/api|section \d|TOSEM", page)


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_every_code_is_documented(code: str) -> None:
    root = Path(__file__).parent.parent.parent
    assert code in (root / "README.md").read_text()
    assert code in (root / "CHANGELOG.md").read_text() or code in ("KER303", "KER302")
    assert "ilence" in CHECKS[code].explanation
