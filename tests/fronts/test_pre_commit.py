"""The hooks through the real pre-commit, which installs this project into environments of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NET = """\
from keras.models import Sequential
from keras.layers import Conv2D

model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
model.add(Conv2D(64, 3))  # 640 params
"""
OURS = """\
repos:
- repo: {project}
  rev: {revision}
  hooks:
  - id: keraslint
  - id: keraslint-budget
    args: [--max-params=10k]
  - id: keraslint-fix
"""
FLAKE8 = """\
repos:
- repo: local
  hooks:
  - id: flake8
    name: flake8
    entry: flake8
    language: python
    types: [python]
    require_serial: true
    args: [--select=KER, --keras-max-params=10k]
    additional_dependencies: [flake8, {project}]
"""


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it stands here, committed."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")
    return folder


def scratch(folder: Path, configuration: str) -> Path:
    """A repository with a module, a notebook and a file of another kind."""
    cell = {"cell_type": "code", "source": NET, "metadata": {}, "outputs": []}
    (folder / "net.py").write_text(NET)
    (folder / "book.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}))
    (folder / "notes.txt").write_text(NET)
    (folder / ".pre-commit-config.yaml").write_text(configuration)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    return folder


def run(folder: Path, hook: str, home: Path) -> tuple[int, str]:
    """The exit code and the output of a hook on all files."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--verbose"],
        cwd=folder,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_our_hooks(project: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    configuration = OURS.format(project=project, revision=git(project, "rev-parse", "HEAD"))
    folder, home = scratch(tmp_path, configuration), tmp_path_factory.mktemp("home")
    code, told = run(folder, "keraslint", home)
    assert code == 1, told
    assert "net.py:6:29: KER201 comment says 640 parameters" in told
    assert "book.ipynb:1:6:29: KER201" in told
    assert "notes.txt" not in told
    assert "KER101" not in told
    code, told = run(folder, "keraslint-budget", home)
    assert code == 1, told
    assert "net.py:4:9: KER101 model has 18,816 parameters" in told
    assert "KER201" not in told
    code, told = run(folder, "keraslint-fix", home)
    assert code == 1, told  # pre-commit fails when a hook changed files
    assert (folder / "net.py").read_text() == NET.replace("640", "18496")
    assert "18496 params" in (folder / "book.ipynb").read_text()
    git(folder, "add", "--all")
    assert run(folder, "keraslint", home)[0] == 0
    assert run(folder, "keraslint-fix", home)[0] == 0


def test_the_hook_of_flake8_with_us_beside_it(
    project: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = scratch(tmp_path, FLAKE8.format(project=project))
    code, told = run(folder, "flake8", tmp_path_factory.mktemp("home"))
    assert code == 1, told
    assert "net.py:6:29: KER201 comment says 640 parameters" in told
    assert "net.py:4:9: KER101 model has 18,816 parameters" in told
