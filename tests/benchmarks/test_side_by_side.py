"""The same files under other tools: a new process each, user time and peak memory."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import libcst
from measuring import ROUNDS, Cost, Figures, cost_of, typical

SCRIPTS = Path(sys.executable).parent
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


def told(paths: list[Path], kind: str) -> str:
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in paths)
    return f"{len(paths)} {kind} files, {lines:,} lines"


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
            f"keraslint check, {told(corpus, 'Keras')}",
            lambda: costs(
                sys.executable, "-m", "keraslint", "check", "--no-cache", "--jobs", "1", *corpus
            ),
            ours,
        ),
        (
            "Fixit, one rule, the same files",
            lambda: costs(SCRIPTS / "fixit", "--rules", FIXIT_RULE, "lint", *corpus),
            ours,
        ),
        (
            f"TorchFix, {told(torch_corpus, 'PyTorch')}",
            lambda: costs(SCRIPTS / "torchfix", "-j", "1", *torch_corpus),
            theirs,
        ),
    ]
    for name, measure, parses in rows:
        figures.side_by_side.append(row(name, measure(), parses))
