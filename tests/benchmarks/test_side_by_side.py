"""The same files under other tools, and the same model under Keras itself: a new process each, user time and peak memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import libcst
import pytest
from measuring import ROUNDS, Cost, Figure, Figures, cost_of, typical

SCRIPTS = Path(sys.executable).parent
MODEL = Path(__file__).parent / "convolutions.py"
FIXIT_RULE = "fixit.rules:UseFstring"


def parse_time(paths: list[Path]) -> float:
    texts = [path.read_text(encoding="utf-8") for path in paths]
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            libcst.parse_module(text)
        taken.append(time.process_time() - start)
    return median(taken)


def costs(*command: str | Path, rounds: int = ROUNDS) -> Cost:
    return typical([cost_of(command) for _ in range(rounds)])


def row(name: str, cost: Cost, parses: float | None = None) -> tuple[str, ...]:
    relative = f"{cost.seconds / parses:.2f}" if parses else ""
    return (name, f"{cost.seconds:.2f} s", relative, f"{cost.megabytes:.0f} MB")


def test_linters(corpus: list[Path], torch_corpus: list[Path], figures: Figures) -> None:
    """keraslint and Fixit with one rule over the corpus; TorchFix over files of its own domain."""
    ours, theirs = parse_time(corpus), parse_time(torch_corpus)
    rows: list[tuple[str, Callable[[], Cost], float]] = [
        (
            f"keraslint check, {len(corpus)} Keras files",
            lambda: costs(
                sys.executable, "-m", "keraslint", "check", "--no-cache", "--jobs", "1", *corpus
            ),
            ours,
        ),
        (
            f"Fixit, one rule, the same {len(corpus)} files",
            lambda: costs(SCRIPTS / "fixit", "--rules", FIXIT_RULE, "lint", *corpus),
            ours,
        ),
        (
            f"TorchFix, {len(torch_corpus)} PyTorch files",
            lambda: costs(SCRIPTS / "torchfix", "-j", "1", *torch_corpus),
            theirs,
        ),
    ]
    for name, measure, parses in rows:
        figures.side_by_side.append(row(name, measure(), parses))


def test_keras_itself(request: pytest.FixtureRequest, figures: Figures) -> None:
    """Importing Keras, building a model and printing its summary, against reading it from the source."""
    python = request.config.getoption("--keras-python") or sys.executable
    if subprocess.run([python, "-c", "import keras"], capture_output=True, check=False).returncode:
        pytest.skip("no Keras with a backend in --keras-python")
    keras = costs(python, MODEL)
    ours = costs(sys.executable, "-m", "keraslint", "summary", "--no-cache", MODEL)
    figures.side_by_side.append(row("import Keras, build the model, model.summary()", keras))
    figures.side_by_side.append(row("keraslint summary of the same file", ours))
    for name, ratio, asked in (
        ("faster than Keras's own summary", keras.seconds / ours.seconds, 15),
        ("smaller than Keras's own summary", keras.megabytes / ours.megabytes, 8),
    ):
        figures.lines.append(Figure(name, ratio, asked, at_least=True))
    assert all(figure.holds for figure in figures.lines[-2:])
