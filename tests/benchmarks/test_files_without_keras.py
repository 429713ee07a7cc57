"""What the plugin costs those who do not use Keras."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest
from corpora import files_in, spread
from flake8_runs import flake8
from measuring import Figure, Figures, time_in_new_process

IMPORT = """
import json, sys, time
import argparse, ast, re, flake8.main.cli, flake8.checker
start = time.process_time()
import keraslint.flake8_plugin
taken = time.process_time() - start
print(json.dumps([taken, 'libcst' in sys.modules]))
"""
RUN = """
import json, pathlib, sys
from keraslint.flake8_plugin import Plugin
for path in map(pathlib.Path, {paths!r}):
    lines = path.read_text(encoding='utf-8').splitlines(keepends=True)
    list(Plugin(None, lines, str(path)).run())
print(json.dumps('libcst' in sys.modules))
"""
FILES = 1200
SHARES = 24


@pytest.fixture(scope="module")
def library(standard_library: Path) -> list[Path]:
    """Files of the standard library, tests included; none that was installed beside it."""
    inside = [p for p in files_in(standard_library) if "site-packages" not in p.parts]
    assert len(inside) >= 1000
    return spread(inside, FILES)


def test_the_import_of_the_plugin(figures: Figures) -> None:
    taken = time_in_new_process(IMPORT)
    assert not any(libcst for _, libcst in taken)
    milliseconds = 1000 * median(seconds for seconds, _ in taken)
    figures.require(Figure("import of the plugin, in flake8's process", milliseconds, 15, "ms"))


def test_libcst_is_not_imported(library: list[Path]) -> None:
    assert time_in_new_process(RUN.format(paths=list(map(str, library))), rounds=1) == [False]


def test_flake8_over_the_standard_library(library: list[Path], figures: Figures) -> None:
    """In shares, each with and without the plugin one right after the other: over minutes a machine changes too much.

    Every share pays for the import of the plugin, which a run over all files pays for once.
    """
    ratios = []
    for order in ((False, True), (True, False)):
        for first in range(SHARES):
            share = library[first::SHARES]
            taken = {plugin: flake8(share, plugin=plugin).seconds for plugin in order}
            ratios.append(taken[True] / taken[False])
    name = f"flake8 over {len(library):,} files of the standard library, with and without"
    note = f"median of {len(ratios)} pairs"
    figures.require(Figure(name, median(ratios), 1.02, note=note))
