"""Options, the files that are measured, and the tables at the end."""

from __future__ import annotations

import importlib.util
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from corpora import files_in, spread
from measuring import Figures

FIGURES = pytest.StashKey[Figures]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("keraslint", "what the benchmarks measure")
    group.addoption(
        "--corpus",
        help="Keras files: a folder, or a text file with one path a line (default: the installed Keras itself)",
    )
    group.addoption(
        "--torch-corpus",
        help="PyTorch files, in the same form (default: the installed Keras's torch backend)",
    )
    group.addoption(
        "--keras-python", help="a Python with Keras and its backend, to build the model itself"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = Figures()


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Figures:
    return request.config.stash[FIGURES]


@pytest.fixture(scope="session")
def corpus(request: pytest.FixtureRequest) -> list[Path]:
    """Up to 300 files that use Keras."""
    given = request.config.getoption("--corpus")
    if given is None and (found := importlib.util.find_spec("keras")) is None:
        pytest.skip("no --corpus, and Keras is not installed")
    return spread(files_in(Path(given) if given else Path(found.origin).parent))


@pytest.fixture(scope="session")
def texts(corpus: list[Path]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in corpus]


@pytest.fixture(scope="session")
def torch_corpus(request: pytest.FixtureRequest) -> list[Path]:
    """Files that use PyTorch, for the linter of PyTorch."""
    given = request.config.getoption("--torch-corpus")
    if given is None and (found := importlib.util.find_spec("keras")) is None:
        pytest.skip("no --torch-corpus, and Keras is not installed")
    return spread(
        files_in(Path(given) if given else Path(found.origin).parent / "src/backend/torch")
    )


@pytest.fixture(scope="session")
def standard_library() -> Path:
    return Path(sysconfig.get_path("stdlib"))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The tables, in Markdown, as they stand in README.md."""
    figures = config.stash[FIGURES]
    heads = [
        ("what", "measured", "asked", "holds", ""),
        ("what", "user time", "× parse", "peak memory"),
        ("what", "processor time", "by the clock", "peak memory"),
    ]
    lines = [figure.cells() for figure in figures.lines]
    for head, rows in zip(heads, (lines, figures.side_by_side, figures.processes), strict=True):
        if rows:
            terminalreporter.write_line("")
            for row in (head, ("---",) * len(head), *rows):
                terminalreporter.write_line(f"| {' | '.join(row)} |")
