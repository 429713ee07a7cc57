"""What the analysis of files with Keras costs, as a multiple of parsing them."""

from __future__ import annotations

import time
from pathlib import Path

import libcst
import pytest
from flake8_runs import flake8
from measuring import Figure, Figures, paired, time_of_children
from programs import lines

from keraslint import analyze
from keraslint.cache import FOLDER


@pytest.mark.benchmark(timer=time.process_time)
def test_a_file_of_600_lines(benchmark: object, figures: Figures) -> None:
    text = lines(600)
    assert all(model.complete for model in analyze(text).models)
    ratio = paired(benchmark, lambda: libcst.parse_module(text), lambda: analyze(text))
    figures.require(Figure("a file of 600 lines with 30 models, in parses", ratio, 2.0))


@pytest.mark.benchmark(timer=time.process_time)
def test_the_corpus_files_of_600_lines(
    benchmark: object, texts: list[str], figures: Figures
) -> None:
    long = [text for text in texts if 500 <= text.count("\n") <= 700]
    if not long:
        pytest.skip("no file of the corpus has 500 to 700 lines")
    ratio = paired(benchmark, lambda: parse(long), lambda: analyze_all(long))
    name = f"{len(long)} files of the corpus of 500 to 700 lines, in parses"
    figures.require(Figure(name, ratio, 2.0))


@pytest.mark.benchmark(timer=time.process_time)
def test_the_corpus(benchmark: object, texts: list[str], figures: Figures) -> None:
    ratio = paired(benchmark, lambda: parse(texts), lambda: analyze_all(texts))
    figures.require(Figure(f"the corpus, {len(texts)} files, in parses", ratio, 2.5))


@pytest.mark.benchmark(timer=time_of_children)
@pytest.mark.parametrize("known", [True, False], ids=["unchanged", "new"])
def test_flake8_over_the_corpus(
    benchmark: object,
    corpus: list[Path],
    figures: Figures,
    known: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    if known:
        flake8(corpus, plugin=True, cache=True)
    ratio = paired(
        benchmark,
        lambda: flake8(corpus, plugin=False),
        lambda: flake8(corpus, plugin=True, cache=known),
    )
    kind = "unchanged" if known else "new"
    name = f"flake8 over the corpus, {len(corpus)} {kind} files, with and without"
    figures.require(Figure(name, ratio, 1.35))


def parse(texts: list[str]) -> None:
    for text in texts:
        libcst.parse_module(text)


def analyze_all(texts: list[str]) -> None:
    for text in texts:
        analyze(text)
