"""A short share of what soak.py does for hours: whatever is typed, the server's answers are those of its texts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from programs import comments, lines, models
from soak import pieces_in, soak

OURS = pieces_in(Path(__file__).parent.parent / "examples")
WRONG = "model.add(Dense(8))  # 73 parameters\nmodel.add(Conv2D(8, 3))\nmodel.add(Dense(units=8, filters=3))\n"


@pytest.mark.skipif(sys.platform != "linux", reason="memory as Linux tells it")
def test_150_edits() -> None:
    assert OURS
    pieces = [*OURS, comments(100) + WRONG, lines(80) + WRONG, models(10)]
    record = soak(pieces, edits=150, seed=8, every=75)
    assert record.edits.total() == 150
    assert record.compared["readable texts"] > 1
    assert record.compared["findings"] > 1
    assert record.compared["hints"] > 10
    assert record.troubles == []
