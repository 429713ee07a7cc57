"""The README shows real output: every command with its answer is run again and compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def sessions(text: str) -> Iterator[tuple[str, str]]:
    """(command, answer) of each indented block that begins with a prompt."""
    for block in re.findall(r"(?:^    .*\n|^ *\n(?=    ))+", text, re.MULTILINE):
        lines = [line[4:] for line in block.rstrip("\n").splitlines()]
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
            yield lines[start][2:], "\n".join(lines[start + 1 : end]).strip("\n")


SESSIONS = list(sessions((ROOT / "README.md").read_text(encoding="utf-8")))


def test_there_are_sessions() -> None:
    assert len(SESSIONS) >= 2


@pytest.mark.parametrize(("command", "answer"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_command_of_the_readme_answers_as_shown(command: str, answer: str) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    result = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"}, timeout=120,
    )  # fmt: skip
    if "…" not in answer:
        assert result.stdout.strip("\n") == answer
    assert re.fullmatch(pattern(answer), result.stdout.strip("\n")), result.stdout


def pattern(answer: str) -> str:
    """The answer, in which … stands for what the README leaves out: part of a line, or whole lines."""
    lines = [
        ".*(?:\n.*)*?" if line == "…" else re.escape(line).replace("…", ".*")
        for line in answer.splitlines()
    ]
    return "\n".join(lines)


def test_the_layer_of_the_readme_is_the_example_that_is_run() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    example = ROOT / "tests" / "examples" / "own_layer" / "keraslint_layers.py"
    assert example.read_text("utf-8") in blocks
