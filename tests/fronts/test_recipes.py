"""The README's recipes are tried: workflows step by step, configuration by the programs that read it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from keraslint.settings import read_pyproject

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
NET = """\
from keras import Input, Sequential, layers

model = Sequential([Input((1000,))])
model.add(layers.Dense({width}))  # 11 params
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def recipe(language: str, part: str) -> Any:
    (text,) = [block for block in blocks(language) if part in block]
    return yaml.safe_load(text) if language == "yaml" else text


def run(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-e", "-c", command], cwd=folder, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PATH": path, **environment},
    )  # fmt: skip


@pytest.fixture
def pull_request(tmp_path: Path) -> Path:
    """A clone in which the model grew beyond the recipe's budget since origin/main."""
    git = "git -c user.name=a -c user.email=a@b"
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    (origin / "net.py").write_text(NET.format(width=5))
    for command in (f"{git} init -q -b main", f"{git} add .", f"{git} commit -q -m small"):
        assert run(origin, command).returncode == 0
    assert run(tmp_path, "git clone -q origin clone").returncode == 0
    (clone / "net.py").write_text(NET.format(width=5000))
    assert run(clone, f"{git} commit -q -a -m large").returncode == 0
    return clone


def test_the_workflow_for_github(pull_request: Path, tmp_path: Path) -> None:
    workflow = recipe("yaml", "actions/checkout")
    steps = [step for step in workflow["jobs"]["models"]["steps"] if "run" in step]
    install, check, diff = (step["run"].replace("${{ github.base_ref }}", "main") for step in steps)
    assert install == "pip install keraslint"
    found = run(pull_request, check)
    assert found.returncode == 1
    assert found.stdout.startswith("::warning file=net.py,line=4,")
    summary = tmp_path / "summary.md"
    assert "cancelled()" in steps[2]["if"]  # it runs after a step that found something, too
    assert run(pull_request, diff, GITHUB_STEP_SUMMARY=str(summary)).returncode == 1
    assert "| `net.py` model | 5,005 | 5,005,000 | +4,999,995 | over 5,000,000 |" in (
        summary.read_text("utf-8").splitlines()
    )


def test_the_job_for_gitlab(pull_request: Path) -> None:
    job = recipe("yaml", "codequality")["keraslint"]
    install, check = job["script"]
    assert install == "pip install keraslint"
    assert run(pull_request, check).returncode == 1
    report = json.loads((pull_request / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [entry["check_name"] for entry in report] == ["KER201"]


def test_the_hooks_for_pre_commit_are_those_that_there_are() -> None:
    (repository,) = recipe("yaml", "keraslint-budget")
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shown = {hook["id"]: hook.get("args", []) for hook in repository["hooks"]}
    assert set(shown) == {hook["id"] for hook in hooks}
    for hook in hooks:
        words = ["keraslint", *hook["entry"].split()[1:], *shown[hook["id"]], "--help"]
        assert run(ROOT, " ".join(words)).returncode == 0


def test_ruff_takes_our_codes_for_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("units = 5  # noqa: KER201\n")
    lint = "ruff check --quiet --output-format concise --preview --select RUF100,RUF102 net.py"
    configuration = tmp_path / "ruff.toml"
    configuration.write_text("")
    assert "KER201" in run(tmp_path, lint).stdout
    table = tomllib.loads(recipe("toml", "external"))["tool"]["ruff"]["lint"]
    configuration.write_text(f"[lint]\nexternal = {json.dumps(table['external'])}\n")
    assert run(tmp_path, lint).stdout == ""


def test_the_settings_of_pyproject_are_ones(tmp_path: Path) -> None:
    for block in blocks("toml"):
        (tmp_path / "pyproject.toml").write_text(block)
        assert bool(read_pyproject(tmp_path)) == ("tool.keraslint" in block)


def test_the_settings_of_editors_are_json() -> None:
    assert len([json.loads(block) for block in blocks("json")]) >= 2


EXTENSION = re.compile(r"(\d+),(-?\d+),(\w+),(\w+\d+):([^\r\n]*)")
"""How the flake8 extension of VS Code reads a line."""


@pytest.mark.parametrize("piped", [False, True])
def test_what_the_flake8_extension_of_vs_code_reads(tmp_path: Path, piped: bool) -> None:
    """It gives flake8 the file's path, or the text of a notebook's cell on standard input."""
    (tmp_path / "net.py").write_text("" if piped else NET.format(width=5))
    form = "--format='%(row)d,%(col)d,%(code).1s,%(code)s:%(text)s'"
    path = f"--stdin-display-name {tmp_path / 'net.py'} -" if piped else str(tmp_path / "net.py")
    done = subprocess.run(
        [sys.executable, "-m", "flake8", form, *path.split()], cwd=tmp_path, capture_output=True, text=True,
        check=False, input=NET.format(width=5) if piped else "",
    )  # fmt: skip
    (line,) = [line.strip("'") for line in done.stdout.splitlines() if "KER" in line]
    match = EXTENSION.match(line)
    assert match
    row, column, kind, code, text = match.groups()
    assert (row, column, kind, code) == ("4", "31", "K", "KER201")
    assert text.startswith("comment says 11 parameters; Dense has 5,005")
    severity = json.loads(recipe("json", "flake8.severity"))["flake8.severity"]
    prefixes = [code[:length] for length in range(len(code), 0, -1)]
    assert next(severity[prefix] for prefix in prefixes if prefix in severity) == "Warning"
