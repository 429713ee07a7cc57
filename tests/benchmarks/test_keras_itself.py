"""What people do without keraslint: import Keras, build the models and print their summaries.

Processes from start to end, in turns; processor time is user and system time together.
"""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
from itertools import count
from pathlib import Path
from statistics import median

import pytest
from measuring import ROUNDS, Cost, Figure, Figures, cost_of, environment, in_turns

from keraslint.cache import FOLDER

HERE = Path(__file__).parent
MODEL = HERE / "convolutions.py"
RECORDED = HERE.parent / "oracle" / "facts_data" / "models.jsonl.xz"
KERAS = "keras3.15.1"
FASTER, SMALLER = 15, 8
SUMMARY = (sys.executable, "-m", "keraslint", "summary")


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> str:
    """An interpreter with Keras and its backend."""
    given = request.config.getoption("--keras-python") or sys.executable
    imported = subprocess.run(
        [given, "-c", "import keras"], capture_output=True, check=False, env=environment()
    )
    if imported.returncode:
        pytest.skip("no Keras with a backend in --keras-python")
    return given


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the recorded programs that Keras 3 builds."""
    folder = tmp_path_factory.mktemp("programs")
    for line in lzma.decompress(RECORDED.read_bytes()).decode().splitlines():
        fact = json.loads(line)
        if "error" not in fact["truth"].get(KERAS, {"error": "of another Keras"}):
            (folder / f"{fact['id'].replace('-', '_')}.py").write_text(
                fact["source"], encoding="utf-8"
            )
    return folder


def add_rows(figures: Figures, costs: dict[str, list[Cost]]) -> None:
    for name, taken in costs.items():
        figures.took(name, taken)


def compare(figures: Figures, what: str, theirs: list[Cost], ours: list[Cost]) -> list[Figure]:
    """How much faster and smaller we are: the medians of the rounds' ratios."""
    pairs = list(zip(theirs, ours, strict=True))
    found = [
        Figure(
            f"faster than Keras: {what}",
            median(a.processor / b.processor for a, b in pairs),
            FASTER,
            at_least=True,
        ),
        Figure(
            f"smaller than Keras: {what}",
            median(a.megabytes / b.megabytes for a, b in pairs),
            SMALLER,
            at_least=True,
        ),
    ]
    figures.lines += found
    return found


def test_one_file(python: str, tmp_path: Path, figures: Figures) -> None:
    """The first summary of a file, and that of a file that was read before and did not change."""
    new = (str(tmp_path / str(number)) for number in count())
    kept = str(tmp_path / "kept")
    cost_of([*SUMMARY, MODEL], **{FOLDER: kept})
    costs = in_turns(
        {
            "one file: import Keras, build the model, model.summary()": lambda: cost_of(
                [python, MODEL]
            ),
            "keraslint summary of it, for the first time": lambda: cost_of(
                [*SUMMARY, MODEL], **{FOLDER: next(new)}
            ),
            "keraslint summary of it, again": lambda: cost_of([*SUMMARY, MODEL], **{FOLDER: kept}),
        }
    )
    add_rows(figures, costs)
    theirs, first, again = costs.values()
    found = compare(figures, "one file, for the first time", theirs, first)
    found += compare(figures, "one file, again", theirs, again)
    assert all(figure.holds for figure in found)


def test_many_files(python: str, programs: Path, figures: Figures) -> None:
    """All files in one process: Keras is imported once, nothing is kept of an earlier run.

    Who runs Keras has one Keras. We are told which one, or find out that several may be meant and answer for each.
    """
    number = len(list(programs.iterdir()))
    told = KERAS.removeprefix("keras")
    ours = [*SUMMARY, "--no-cache", "--jobs", "1", programs]
    building = [python, HERE / "building.py", programs]
    costs = in_turns(
        {
            f"{number} files: import Keras once, build, model.summary()": lambda: cost_of(building),
            f"keraslint summary --keras {told} of them": lambda: cost_of([*ours, "--keras", told]),
            "keraslint summary of them, whatever the Keras": lambda: cost_of(ours),
        }
    )
    add_rows(figures, costs)
    theirs, one, several = costs.values()
    found = compare(figures, f"{number} files in one process, --keras {told}", theirs, one)
    found += compare(figures, f"{number} files in one process, whatever the Keras", theirs, several)
    assert all(figure.holds for figure in found)


def test_public_files(python: str, corpus: list[Path], figures: Figures) -> None:
    """Public files need data, hours and trust to be run; each run begins with an import of Keras, and that alone counts."""
    ours = [sys.executable, "-m", "keraslint", "check", "--no-cache", "--jobs", "1", *corpus]
    costs = in_turns(
        {
            "import Keras, nothing else": lambda: cost_of([python, "-c", "import keras"]),
            f"keraslint check of {len(corpus)} public files in one process": lambda: cost_of(ours),
        },
        rounds=ROUNDS,
    )
    add_rows(figures, costs)
    imports, checks = costs.values()
    all_imports = [Cost(0, each.megabytes, each.processor * len(corpus)) for each in imports]
    found = compare(figures, f"{len(corpus)} public files (imports alone)", all_imports, checks)
    assert all(figure.holds for figure in found)
