"""Runs that share the reports of earlier ones: at once, and killed at any moment."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from keraslint.cache import FOLDER

FILES, KILLS = 12, 5
NET = (
    "from keras.models import Sequential\nfrom keras.layers import Dense\n"
    "model = Sequential()\nmodel.add(Dense({}, input_shape=(4,)))  # 77 params\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"net{number:02}.py").write_text(NET.format(number + 3))
    return folder


def check(project: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "keraslint", "check", "--jobs", "1", *options, "."]
    return subprocess.Popen(
        command, cwd=project, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, FOLDER: str(project.parent / "cache")},
    )  # fmt: skip


def answer(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = run.communicate(timeout=120)
    return run.returncode, out, err


def kept(project: Path) -> int:
    """How many reports there are, in a file that is whole."""
    base = sqlite3.connect(project.parent / "cache" / "reports.sqlite")
    try:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(base.execute("SELECT count(*) FROM reports").fetchone()[0])
    finally:
        base.close()


def test_runs_at_once_all_give_the_answer_and_keep_it(project: Path) -> None:
    alone = answer(check(project, "--no-cache"))
    assert alone[0] == 1 and alone[1].count("KER201") == FILES
    runs = [check(project) for _ in range(3)]
    assert [answer(run) for run in runs] == [alone] * 3
    assert kept(project) == FILES
    assert answer(check(project)) == alone


def test_runs_that_are_killed_leave_the_answer_right(project: Path) -> None:
    random = Random(8)
    alone = answer(check(project, "--no-cache"))
    for _ in range(KILLS):
        run = check(project)
        time.sleep(random.uniform(0.1, 0.6))
        run.kill()
        run.communicate()
    assert answer(check(project)) == alone
    assert kept(project) == FILES
