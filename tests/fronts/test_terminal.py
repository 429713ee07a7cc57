"""Colours and progress bars: on a terminal that wants them, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

NET = """\
from keras import Input, Sequential, layers
model = Sequential([Input((4,))])
model.add(layers.Dense(3))  # 16 params
"""
CASES = [
    # options, environment, whether the answer is coloured, whether a bar shows
    ((), {}, True, True),
    (("--quiet",), {}, True, False),
    ((), {"NO_COLOR": "1"}, False, False),
    ((), {"TERM": "dumb"}, False, False),
    (("--format", "json"), {}, False, True),
    (("--output", "found.txt"), {}, False, True),
]


def on_terminal(folder: Path, *command: str, **environment: str) -> tuple[int, str]:
    """The exit code of a command that runs on a terminal, and all that appears there."""
    ours, theirs = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen(
        [sys.executable, "-m", "keraslint", *command], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**base, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65_536):
            shown += chunk
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    return process.wait(60), shown.decode()


@pytest.mark.parametrize(("options", "environment", "coloured", "bar"), CASES)
def test_what_a_terminal_shows(
    tmp_path: Path,
    options: tuple[str, ...],
    environment: dict[str, str],
    coloured: bool,
    bar: bool,
) -> None:
    for number in range(12):
        (tmp_path / f"net{number}.py").write_text(NET)
    code, shown = on_terminal(tmp_path, "check", "--no-cache", *options, **environment)
    assert code == 1
    assert ("Reading" in shown) == bar
    assert ("\x1b[1;31mKER201" in shown) == coloured
    if not (coloured or bar):
        assert "\x1b" not in shown


@pytest.mark.parametrize("command", ["check", "summary"])
def test_a_pipe_gets_plain_text(tmp_path: Path, command: str) -> None:
    for number in range(12):
        (tmp_path / f"net{number}.py").write_text(NET)
    done = subprocess.run(
        [sys.executable, "-m", "keraslint", command], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip
    assert "\x1b" not in done.stdout + done.stderr
    assert "Reading" not in done.stderr


def test_a_table_on_a_terminal_keeps_to_its_width(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET)
    _, shown = on_terminal(tmp_path, "summary", "net.py", COLUMNS="60")
    assert "\x1b[1;32m" in shown
    assert "Total params: 15" in shown
    assert max(len(line) for line in shown.splitlines() if "─" in line and "\x1b[2m" in line) <= 68
