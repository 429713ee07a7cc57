"""Ten times the work takes at most eleven times as long."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from measuring import Figure, Figures, paired
from programs import GROWTH, models

from keraslint import analyze

pytestmark = pytest.mark.benchmark(timer=time.process_time)


@pytest.mark.parametrize("what", GROWTH)
def test_growth(benchmark: object, figures: Figures, what: str) -> None:
    program, size = GROWTH[what]
    one, ten = program(size), program(10 * size)
    report = analyze(ten)
    assert report.models and all(model.complete for model in report.models)
    assert not report.findings
    ratio = paired(benchmark, lambda: analyze(one), lambda: analyze(ten))
    figures.require(Figure(f"10 × the {what}", ratio, 11))


def test_growth_of_files(
    benchmark: object, figures: Figures, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from keraslint.cli import main

    folders = {count: tmp_path / str(count) for count in (30, 300)}
    for count, folder in folders.items():
        folder.mkdir()
        for number in range(count):
            (folder / f"net_{number}.py").write_text(models(5 + number % 10))

    def check(count: int) -> Callable[[], object]:
        return lambda: main(["check", "--no-cache", "--jobs", "1", str(folders[count])])

    ratio = paired(benchmark, check(30), check(300))
    capsys.readouterr()
    figures.require(Figure("10 × the files (30 to 300)", ratio, 11))
