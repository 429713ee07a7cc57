"""`--help` is what a newcomer reads: each command shows examples, and each example is run here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from keraslint.cli import COMMANDS, main

OLD = """from keras.models import Sequential
from keras.layers import Convolution2D, Dense, Flatten
model = Sequential()
model.add(Convolution2D(4, 3, 3, input_shape=(8, 8, 1)))  # 41 params
model.add(Flatten())
model.add(Dense(2))
"""
NAMES = COMMANDS


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What the examples speak of: net.py, src/, old.py and new.py, a branch and two releases."""
    (tmp_path / "src").mkdir()
    for name in ("net.py", "old.py", "new.py", "src/net.py"):
        (tmp_path / name).write_text(OLD)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "all")
    git(tmp_path, "tag", "v1.0")
    git(tmp_path, "tag", "v1.1")
    return tmp_path


@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_example_runs(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = re.findall(r"^  (.+?)  +# .+$", told(capsys, *filter(None, [name])), re.MULTILINE)
    assert lines
    if name == "server":
        assert lines == ["keraslint server"]  # tests/language_server talk with it
        return
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ours = f'keraslint() {{ "{sys.executable}" -m keraslint "$@"; }}'
    for line in lines:
        done = subprocess.run(
            ["bash", "-c", f"{ours}\nmkdir -p ~/.zfunc\n{line}"], cwd=project, capture_output=True, text=True,
            check=False, env={**os.environ, "PATH": path, "HOME": str(project)}, timeout=120,
        )  # fmt: skip
        assert done.returncode in (0, 1), (line, done.stderr)
        assert "usage:" not in done.stderr, line


def test_the_name_alone_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "keraslint summary net.py" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["net.py", "src", "book.ipynb"])
def test_a_path_without_a_command_gets_a_remedy(
    given: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    assert main([given]) == 2
    assert f"keraslint check {given}" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_help_is_wider_than_a_terminal(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = told(capsys, name).partition("examples:")[0]
    assert max(map(len, text.splitlines())) <= 100
