"""`diff` between revisions, folders and files: nothing is checked out, every change is told."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from keraslint.cli import main

NET = """from keras import Input, Sequential, layers
from sizes import WIDTH
model = Sequential([Input((8,)), layers.Dense(WIDTH), layers.Dense(2, name="out")])
"""
CONVOLVED = NET.replace("layers.Dense(WIDTH)", "layers.Dense(WIDTH), layers.Dense(5)")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three commits: 8-4-2; a layer more; and the constant in the other file raised."""
    git(tmp_path, "init", "-q")
    states = ((NET, 4), (CONVOLVED, 4), (CONVOLVED, 16))
    for i, (text, width) in enumerate(states):
        (tmp_path / "net.py").write_text(text)
        (tmp_path / "sizes.py").write_text(f"WIDTH = {width}\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", str(i))
        git(tmp_path, "tag", f"v{i}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


TOTALS = {"v0": 46, "v1": 73, "v2": 241}  # 36+10; 36+25+12; 144+85+12


@pytest.mark.parametrize(("old", "new"), [("v0", "v1"), ("v1", "v2"), ("v2", "v0"), ("v0", "")])
def test_revisions(
    repository: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """Each side sees the other files as they were then, too."""
    before = git(repository, "status", "--porcelain")
    assert main(["diff", old, *[new] * bool(new), "--format", "json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["models"]
    a, b = TOTALS[old], TOTALS[new or "v2"]
    assert (change["before"]["params"], change["after"]["params"]) == (a, b)
    assert change["growth"] == b - a
    assert (change["path"], change["name"]) == ("net.py", "model")
    assert git(repository, "status", "--porcelain") == before


def test_text_tells_layers_that_came_went_and_changed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "v0", "v1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "net.py:model  46 → 73  +27",
        "  + dense_1 (Dense)  25  (None, 5)",
        "  ~ out (Dense)  10 → 12  (None, 2)",
    ]
    assert main(["diff", "v1", "v1"]) == 0
    assert capsys.readouterr().out == "no model changed\n"


def test_markdown_is_a_table_for_a_pull_request(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "v0", "v1", "--format", "markdown", "--max-params", "50"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| Model | Before | After | Change | Budget |"
    assert lines[2] == "| `net.py` model | 46 | 73 | +27 | over 50 |"
    assert "| + | dense\\_1 (Dense) | - | 25 | (None, 5) |" in lines


BUDGETS = [
    ("v0", "v1", "50", 1),
    ("v0", "v1", "100", 0),
    ("v1", "v2", "50", 0),
    ("v2", "v0", "50", 0),
]


@pytest.mark.parametrize(("old", "new", "budget", "code"), BUDGETS)
def test_the_exit_code_says_whether_a_budget_is_crossed(
    repository: Path, old: str, new: str, budget: str, code: int
) -> None:
    """A model that was over its budget before does not cross it."""
    assert main(["diff", old, new, "--max-params", budget]) == code


def test_files_and_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, width in (("a", 4), ("b", 6)):
        (tmp_path / folder / "in").mkdir(parents=True)
        text = NET.replace("from sizes import WIDTH", f"WIDTH = {width}")
        (tmp_path / folder / "in" / "net.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "a", "b"]) == 0
    assert capsys.readouterr().out.startswith("in/net.py:model  46 → 68  +22")
    assert main(["diff", "a/in/net.py", "b/in/net.py"]) == 0
    assert capsys.readouterr().out.startswith("net.py:model  46 → 68  +22")


@pytest.mark.parametrize("sides", [["nothing"], ["v0", "nothing"], ["net.py"]])
def test_what_cannot_be_compared_is_named(
    repository: Path, capsys: pytest.CaptureFixture[str], sides: list[str]
) -> None:
    assert main(["diff", *sides]) == 2
    assert sides[-1] in capsys.readouterr().err
