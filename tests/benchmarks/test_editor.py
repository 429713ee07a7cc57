"""A key is pressed in a file of 600 lines."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import libcst
import pytest
from measuring import Figure, Figures, paired
from programs import lines

from keraslint.language_server.worker import Task, perform

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def test_a_keystroke(benchmark: object, figures: Figures, tmp_path: Path) -> None:
    """What the server's worker does between the text and the report; no text comes twice."""
    text, strokes = lines(600), count(1)
    middle = text.index("\nlimit_15 = ") + len("\nlimit_15 = ")

    def press() -> None:
        typed = text[:middle] + str(next(strokes)) + text[middle:]
        perform(Task(str(tmp_path / "net.py"), str(tmp_path), typed))

    ratio = paired(benchmark, lambda: libcst.parse_module(text), press, rounds=15)
    figures.require(Figure("a keystroke in a file of 600 lines, in parses", ratio, 1.5))
