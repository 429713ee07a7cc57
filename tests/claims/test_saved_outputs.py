"""Saved outputs of notebooks: a table that the code does not give any more, and only that, is stale."""

from __future__ import annotations

import json
from typing import Any

import pytest

import keraslint

CODE = (
    "from keras.layers import Dense\nfrom keras.models import Sequential\nm = Sequential()\n",
    "m.add(Dense(8, input_shape=(4,)))\nm.add(Dense(2))\nm.summary()",
)
HEAD = "Layer (type)    Output Shape    Param #\n=====\n"
RIGHT = (
    HEAD + "dense_1 (Dense)  (None, 8)  40\ndense_2 (Dense)  (None, 2)  18\n===\nTotal params: 58\n"
)
WRONG = (
    HEAD + "dense_1 (Dense)  (None, 9)  45\ndense_2 (Dense)  (None, 2)  20\n===\nTotal params: 65\n"
)
PAGE = f"<pre><span style='x'>{WRONG}</span></pre>"


def codes(counts: tuple[Any, Any], output: dict[str, Any]) -> list[tuple[str, str]]:
    cells = [
        {"cell_type": "code", "source": source, "execution_count": count, "outputs": []}
        for source, count in zip(CODE, counts, strict=True)
    ]
    cells[1]["outputs"] = [output]
    report = keraslint.analyze(json.dumps({"cells": cells}), "net.ipynb")
    return [(finding.code, finding.place.text) for finding in report.findings]


STALE = [("KER204", "2:3:1")]


@pytest.mark.parametrize(
    ("counts", "output", "expected"),
    [
        ((1, 2), {"text": WRONG}, STALE),
        ((1, 2), {"data": {"text/plain": WRONG.replace("8", "\x1b[1m8\x1b[0m")}}, STALE),
        ((1, 2), {"data": {"text/html": PAGE, "text/plain": "<rich>"}}, STALE),
        ((1, 2), {"text": RIGHT}, []),
        ((2, 1), {"text": WRONG}, []),
        ((None, 1), {"text": WRONG}, []),
        ((1, None), {"text": WRONG}, []),
        ((1, 2), {"text": WRONG, "output_type": "error"}, []),
        ((1, 2), {"text": WRONG + WRONG}, []),
    ],
)
def test_saved_tables(
    counts: tuple[Any, Any], output: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes(counts, output) == expected
