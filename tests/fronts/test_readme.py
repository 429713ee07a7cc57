"""The README shows real output: every command with its answer is run again and compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain_editor import Editor

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


def told(command: str) -> str:
    """What a command of the README prints, started in the project's folder."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"}, timeout=400,
    ).stdout.strip("\n")  # fmt: skip


@pytest.mark.parametrize(("command", "answer"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_command_of_the_readme_answers_as_shown(command: str, answer: str) -> None:
    output = told(command)
    if "…" not in answer:
        assert output == answer
    assert re.fullmatch(pattern(answer), output), output


FRONT_ENDS = re.findall(
    r"^\| [\w ]+ \| `([^`]+)` \| `([^`]+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(
    ("command", "line"), FRONT_ENDS, ids=[command for command, _ in FRONT_ENDS]
)
def test_each_front_end_answers_with_the_line_that_is_shown(
    command: str, line: str, tmp_path: Path
) -> None:
    if command == "keraslint server":
        editor = Editor(tmp_path)
        text = (ROOT / "tests" / "examples" / "seed.py").read_text("utf-8")
        labels = [label for _, _, label in editor.hints(editor.open(text))]
        editor.close()
        assert line in [label.strip() for label in labels]
    else:
        lines = [one.strip() for one in told(command).splitlines()]
        assert any(re.fullmatch(pattern(line), one) for one in lines), lines


def test_the_table_of_front_ends_is_there() -> None:
    assert len(FRONT_ENDS) >= 12


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
