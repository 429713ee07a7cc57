"""What a second run of `keraslint check` costs when no file has changed since the first."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median

import pytest
from measuring import Cost, Figure, Figures, cost_of

from keraslint.cache import FOLDER

FILES = 1000
ROUNDS = 3
"""The first runs take minutes, and the figure is far from what is asked."""


@pytest.fixture(scope="module")
def thousand(corpus: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of so many Keras files: those of the corpus one after the other, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("thousand")
    for number in range(FILES):
        path = corpus[number % len(corpus)]
        (folder / f"{number:04}").mkdir()
        shutil.copyfile(path, folder / f"{number:04}" / path.name)
    return folder


def test_a_second_run(thousand: Path, tmp_path: Path, figures: Figures) -> None:
    """In one process, so that its processor time is all there is."""
    check = [sys.executable, "-m", "keraslint", "check", "--quiet", "--jobs", "1", thousand]
    first: list[Cost] = []
    second: list[Cost] = []
    for number in range(ROUNDS):
        place = str(tmp_path / str(number))
        first.append(cost_of(check, **{FOLDER: place}))
        second.append(cost_of(check, **{FOLDER: place}))
    for name, costs in ("first", first), ("second", second):
        figures.took(f"{name} check of {FILES:,} Keras files, in one process", costs)
    ratio = median(b.processor / a.processor for a, b in zip(first, second, strict=True))
    figures.require(
        Figure(f"a second check of {FILES:,} unchanged files, in first ones", ratio, 0.1)
    )
