"""Which files are read: folders walked as the project wants it, settings of the project around each file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from keraslint.cli import main

NET = (
    "from keras.layers import Dense\nfrom keras.models import Sequential\n"
    "model = Sequential([Dense(3, input_shape=(4,))])\n"
)


def lay(folder: Path, *names: str, text: str = NET) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["check", "--max-params", "10", *arguments])
    return [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]


EXCLUDES = [
    ('exclude = ["legacy"]', ["a.py", "pkg/b.py"]),
    ('exclude = ["legacy", "b.py"]', ["a.py"]),
    ('exclude = ["pkg/*"]', ["a.py", "legacy/c.py"]),
    ('exclude = ["*/c.py", "a.*"]', ["pkg/b.py"]),
    ("", ["a.py", "legacy/c.py", "pkg/b.py"]),
]


@pytest.mark.parametrize(("setting", "expected"), EXCLUDES)
def test_the_projects_excludes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    expected: list[str],
) -> None:
    lay(tmp_path, "a.py", "pkg/b.py", "legacy/c.py")
    (tmp_path / "pyproject.toml").write_text(f"[tool.keraslint]\n{setting}\n")
    monkeypatch.chdir(tmp_path)
    assert found(capsys, ".") == expected
    assert found(capsys, "legacy/c.py") == ["legacy/c.py"]  # what is named is read


def test_excludes_on_the_command_line_count_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, "a.py", "pkg/b.py", "pkg/c.py")
    monkeypatch.chdir(tmp_path)
    assert found(capsys, "--exclude", "a.py,pkg/c.py") == ["pkg/b.py"]


def test_what_git_ignores_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, "a.py", "out/b.py", "pkg/c.py", "pkg/d.py", "pkg/inner/e.py", "tracked.py")
    (tmp_path / ".gitignore").write_text("out/\ntracked.py\n")
    (tmp_path / "pkg" / ".gitignore").write_text("/d.py\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-f", "tracked.py")
    monkeypatch.chdir(tmp_path)
    assert found(capsys, ".") == ["a.py", "pkg/c.py", "pkg/inner/e.py", "tracked.py"]
    assert found(capsys, "pkg") == ["pkg/c.py", "pkg/inner/e.py"]
    assert found(capsys, "out/b.py") == ["out/b.py"]


def test_a_repository_cannot_make_git_run_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, "a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py")
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\n")
    trap.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(trap))
    monkeypatch.chdir(tmp_path)
    assert found(capsys, ".") == ["a.py"]
    assert not (tmp_path / "sprung").exists()
    git(tmp_path, "ls-files", "--others")  # the trap is a real one: plain git falls into it
    git(tmp_path, "status")
    assert (tmp_path / "sprung").exists()


def test_one_file_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, "a.py", "z.py")
    (tmp_path / "m.py").write_bytes(b"# one\n#\n# \xff\n")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--max-params", "10", "."]) == 2
    first, second, third = capsys.readouterr().out.splitlines()
    assert (first[:5], third[:5]) == ("a.py:", "z.py:")
    assert second.startswith("m.py:3:1: KER001 this file cannot be decoded")
    assert "save it as UTF-8" in second
    assert main(["summary", "."]) == 2


BUDGETS = [
    ('"*.py" = 10', ["a", "b", "c"]),
    ('"models/*.py" = 10', ["b", "c"]),
    ('"models/*.py" = 10\n"models/big/*" = "1k"', ["b"]),
    ('"*.py::small" = 10', []),
    ('"*.py::model" = 10\n"a.py" = 1000', ["b", "c"]),
    ('"models/*" = 16', []),
]


@pytest.mark.parametrize(("table", "expected"), BUDGETS)
@pytest.mark.parametrize("front", ["keraslint check", "flake8 --select=KER"])
def test_budgets_of_files_and_models(
    tmp_path: Path, front: str, table: str, expected: list[str]
) -> None:
    lay(tmp_path, "a.py", "models/b.py", "models/big/c.py")
    (tmp_path / "pyproject.toml").write_text(f"[tool.keraslint.budgets]\n{table}\n")
    command = [sys.executable, "-m", *front.split(), "a.py", "models"]
    output = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert [Path(line.partition(":")[0]).stem for line in output.splitlines()] == expected


def test_the_command_line_outranks_the_projects_budgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "a.py")
    (tmp_path / "pyproject.toml").write_text('[tool.keraslint.budgets]\n"*" = 1\n')
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 1
    assert main(["check", "--max-params", "1k"]) == 0


def test_each_file_has_the_settings_of_its_own_project(tmp_path: Path) -> None:
    """The command line and flake8 start looking at the file, wherever they are started."""
    lay(tmp_path, "one/a.py", "two/deep/b.py")
    (tmp_path / "one" / "pyproject.toml").write_text("[tool.keraslint]\nmax-params = 10\n")
    (tmp_path / "two" / "pyproject.toml").write_text("[tool.keraslint]\nmax-params = 100\n")
    for front in ("keraslint check", "flake8 --select=KER"):
        for start in (".", "one", "two/deep"):
            command = [sys.executable, "-m", *front.split(), str(tmp_path)]
            result = subprocess.run(
                command, cwd=tmp_path / start, capture_output=True, text=True, check=False
            )
            (line,) = result.stdout.splitlines()
            assert "a.py:3:9: KER101" in line, (front, start)


@pytest.mark.parametrize("front", ["keraslint check", "flake8 --select=KER"])
def test_a_wrong_setting_of_a_project_is_said_with_its_file(tmp_path: Path, front: str) -> None:
    lay(tmp_path, "one/a.py")
    (tmp_path / "one" / "pyproject.toml").write_text("[tool.keraslint]\nmax-parms = 10\n")
    command = [sys.executable, "-m", *front.split(), "one"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = result.stdout + result.stderr
    assert result.returncode != 0
    assert "Traceback" not in said
    for part in ("max-parms", "pyproject.toml", "max-params"):
        assert part in said


COMPLETED = [
    ("keraslint su", "summary"),
    ("keraslint check --for", "--format"),
    ("keraslint check --format sa", "sarif"),
    ("keraslint check ne", "net.py"),
]


@pytest.mark.parametrize(("typed", "completed"), COMPLETED)
def test_bash_completes(tmp_path: Path, typed: str, completed: str) -> None:
    lay(tmp_path, "net.py")
    script = subprocess.run(
        [sys.executable, "-m", "keraslint", "completion", "bash"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    words = typed.split()
    program = (
        f"{script}\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n"
        "_shtab_keraslint\nprintf '%s\\n' \"${COMPREPLY[@]}\""
    )
    result = subprocess.run(
        ["bash", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert completed in result.stdout.split()


STDIN_NAMED = {
    "": (1, "new.py:3:9: KER101", ""),
    "-": (1, "new.py:3:9: KER101", ""),
    "there.py -": (1, "new.py:3:9: KER101", ""),
    "there.py": (2, "", "--stdin-filename names the text of -, and - is not in there.py"),
    ".": (2, "", "--stdin-filename names the text of -, and - is not in ."),
}
"""Paths beside a name for standard input, and what comes of them."""


@pytest.mark.parametrize("command", ["check", "summary"])
@pytest.mark.parametrize("paths", STDIN_NAMED)
def test_a_name_for_standard_input_means_standard_input(
    tmp_path: Path, command: str, paths: str
) -> None:
    lay(tmp_path, "there.py", text="x = 1\n")
    code, out, err = STDIN_NAMED[paths]
    words = [sys.executable, "-m", "keraslint", command, "--stdin-filename", "new.py"]
    budget = ["--max-params", "10"] if command == "check" else []
    result = subprocess.run(
        [*words, *budget, *paths.split()], cwd=tmp_path, input=NET, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert result.returncode == (code if command == "check" or code == 2 else 0)
    assert err in result.stderr
    if code == 1:
        assert (out if command == "check" else "new.py") in result.stdout
    else:
        assert result.stdout == ""


def test_a_text_from_elsewhere_belongs_where_its_name_says(tmp_path: Path) -> None:
    """Settings and modules of that folder count; a notebook is known by its ending; nothing has to be there."""
    lay(tmp_path, "one/sizes.py", text="WIDTH = 7\n")
    (tmp_path / "one" / "pyproject.toml").write_text("[tool.keraslint]\nmax-params = 10\n")
    text = NET.replace("Dense(3,", "Dense(WIDTH,").replace(
        "model =", "from sizes import WIDTH\nmodel ="
    )
    book = json.dumps({"cells": [{"cell_type": "code", "source": text}], "nbformat": 4})
    for name, given, place in (
        ("one/new.py", text, "one/new.py:4:9"),
        ("one/new.ipynb", book, "one/new.ipynb:1:4:9"),
    ):
        command = [sys.executable, "-m", "keraslint", "check", "--stdin-filename", name, "-"]
        result = subprocess.run(
            command, cwd=tmp_path, input=given, capture_output=True, text=True, check=False
        )
        assert result.stdout.startswith(f"{place}: KER101 model has 35 parameters")
        assert result.returncode == 1
