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


OWN_BUDGETS = [
    ('[tool.keraslint]\nmax-params = 50\n', "", 1),
    ('[tool.keraslint]\nmax-params = 50\n', "  # keraslint: max-params=100", 0),
    ('[tool.keraslint.budgets]\n"net.py" = 50\n', "", 1),
    ('[tool.keraslint.budgets]\n"net.py::other" = 50\n', "", 0),
    ("", "  # keraslint: max-params=50", 1),
]  # fmt: skip


@pytest.mark.parametrize(("project", "pragma", "code"), OWN_BUDGETS)
@pytest.mark.parametrize("committed", [True, False])
def test_budgets_of_the_project_and_of_a_models_line_count(
    repository: Path, project: str, pragma: str, code: int, committed: bool
) -> None:
    """Of the new state, whether that is a revision or the files as they are."""
    git(repository, "checkout", "-q", "v1")
    (repository / "pyproject.toml").write_text(project)
    (repository / "net.py").write_text(CONVOLVED.replace("Sequential([", f"Sequential([{pragma}\n"))
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "budget")
    assert main(["diff", "v0", *["HEAD"] * committed]) == code


def test_below_the_top_of_a_repository_the_rest_of_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Settings of the project and packages beside the folder are those of the revision, too."""
    git(tmp_path, "init", "-q")
    for name in ("nets", "common", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    for width in (4, 6):
        text = NET.replace("from sizes", "from common.sizes").replace("Dense(2", f"Dense({width}")
        (tmp_path / "nets" / "net.py").write_text(text)
        (tmp_path / "other" / "net.py").write_text(text)
        (tmp_path / "common" / "sizes.py").write_text(f"WIDTH = {width}\n")
        (tmp_path / "pyproject.toml").write_text(f"[tool.keraslint]\nmax-params = {10 * width}\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", str(width))
    monkeypatch.chdir(tmp_path / "nets")
    assert main(["diff", "HEAD~1", "HEAD"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "net.py:model  56 → 96  +40  over 60"


def test_a_file_that_cannot_be_read_is_named_as_the_user_knows_it(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "bad.py").write_bytes(b"# one\n#\n# \xff\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "bad")
    (repository / "bad.py").unlink()
    assert main(["diff", "HEAD"]) == 2
    told = capsys.readouterr()
    assert told.out == "no model changed\n"
    assert told.err.startswith("keraslint: HEAD:bad.py:3: this file cannot be decoded")


def test_one_process_reads_all_files(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(20):
        (repository / f"ä {i}.py").write_text(f"# {i}\n" + NET)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "many")
    trace = repository.parent / f"{repository.name}.trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))
    assert main(["diff", "v2", "HEAD", "--format", "json"]) == 0
    assert trace.read_text().count("built-in: git cat-file") == 2  # one for each revision
    trace.unlink()


def test_what_a_partial_clone_lacks_is_not_fetched(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where to fetch from stands in the repository, and can be a program."""
    sprung = repository / "sprung"
    blob = git(repository, "rev-parse", "v0:sizes.py").strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", f"ext::touch {sprung}"),
        ("protocol.ext.allow", "always"),
    ):
        git(repository, "config", key, value)
    assert main(["diff", "v0", "v1"]) == 2
    assert "does not have the object" in capsys.readouterr().err
    assert not sprung.exists()
    with pytest.raises(subprocess.CalledProcessError):
        git(repository, "cat-file", "blob", blob)
    assert sprung.exists()  # the trap is a real one: plain git falls into it
