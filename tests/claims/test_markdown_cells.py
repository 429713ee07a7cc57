"""Summaries in the text cells of notebooks: held against the code, placed in their cell, mended there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import keraslint
from keraslint.cli import main

IMPORTS = "from keras import Sequential, layers\n"
SMALL = (
    "small = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(2)])\nsmall.summary()"
)
LARGE = SMALL.replace("small", "large").replace("Dense(8)", "Dense(80)")
RIGHT = """\
dense (Dense)      (None, 8)     40
dense_1 (Dense)    (None, 2)     18
=====
Total params: 58"""
WRONG = RIGHT.replace("8)     40", "9)     45").replace("58", "65")
OTHER = "a (LSTM)  (None, 8)  40\nb (GRU)  (None, 2)  18\nTotal params: 58"


def text(*lines: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": "\n".join(lines)}


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": []}


def places(*cells: dict[str, Any]) -> list[tuple[str, str]]:
    report = keraslint.analyze(json.dumps({"cells": [code(IMPORTS), *cells]}), "net.ipynb")
    return [(finding.code, finding.place.text) for finding in report.findings]


FENCED = text("The summary:", "", "```", WRONG, "```")
STRESSED = text(*(f"> **{line}**" for line in WRONG.splitlines()))
PIPES = text(
    "| Layer (type) | Output Shape | Param # |",
    "|---|---|---|",
    "| dense (Dense) | (None, 9) | 45 |",
    "| dense_1 (Dense) | (None, 2) | 18 |",
)
PAGE = text(
    "<table>",
    "<tr><td>dense (Dense)</td><td>(None, 9)</td><td>45</td></tr>",
    "<tr><td>dense_1 (Dense)</td><td>(None, 2)</td><td>18</td></tr>",
    "</table>",
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([code(SMALL), text(WRONG)], ["3:1:1"]),
        ([code(SMALL), text(RIGHT)], []),
        ([code(SMALL), FENCED], ["3:4:1"]),
        ([code(SMALL), STRESSED], ["3:1:5"]),
        ([code(SMALL), PIPES], ["3:3:1"]),
        ([code(SMALL), PAGE], ["3:2:9"]),
        ([text(WRONG), code(SMALL)], ["2:1:1"]),
        ([code(SMALL), text(OTHER)], []),
        ([code(SMALL), text("was:", WRONG), text(WRONG)], ["3:2:1", "4:1:1"]),
        ([code(SMALL), code(LARGE), text(RIGHT)], []),
        ([code(SMALL), text(WRONG), code(LARGE)], ["3:1:1"]),
        ([text(WRONG), code(SMALL), code(LARGE)], []),  # of which?
        ([code(SMALL), text(WRONG + "  # noqa: KER204")], ["3:1:1"]),
    ],
)
def test_where_tables_are_wrong(cells: list[dict[str, Any]], expected: list[str]) -> None:
    assert places(*cells) == [("KER204", place) for place in expected]


TOTALS = text("**Expected output**", "```", "Total params: 65", "Trainable params: 58", "```")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([code(SMALL), TOTALS], ["3:3:15"]),
        ([TOTALS, code(SMALL)], ["2:3:15"]),
        ([code(SMALL), text("Now look:"), TOTALS, code("x = 1"), code(LARGE)], ["4:3:15"]),
        ([code(SMALL), text("Total params: 58")], []),
        ([code(SMALL), text("Total params: 58 (232.00 B)")], []),
        ([code(SMALL), TOTALS, code(LARGE)], []),  # of which?
        ([code(SMALL), code("x = 1"), TOTALS], []),
        ([code(SMALL), text("Total params: 65", "", "Total params: 70")], []),
        ([code(SMALL), code(LARGE), text("Total params: 58")], []),  # the other one's
        ([code(SMALL), text("The large one has Total params: 65")], []),
    ],
)
def test_where_totals_are_wrong(cells: list[dict[str, Any]], expected: list[str]) -> None:
    assert places(*cells) == [("KER202", place) for place in expected]


@pytest.mark.parametrize("source", [WRONG, WRONG.splitlines(keepends=True)])
@pytest.mark.parametrize("indent", [None, 1])
def test_the_fix_changes_the_cell_and_nothing_else(
    tmp_path: Path, source: Any, indent: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [code(IMPORTS), code(SMALL), {"cell_type": "markdown", "source": source}]
    before = json.dumps({"cells": cells}, indent=indent)
    path = tmp_path / "net.ipynb"
    path.write_text(before)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == before.replace("9)     45", "8)     40").replace("65", "58")
    assert main(["check", "--fix", str(path)]) == 0
