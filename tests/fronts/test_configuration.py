"""Where settings come from: command line, flake8's configuration, pyproject.toml, defaults; and what errors say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NET = (
    "from keras.layers import Dense\nfrom keras.models import Sequential\n"
    "model = Sequential([Dense(3, input_shape=(4,))])\n"  # 15 parameters
)
OVER, WITHIN = "10", "1k"

FLAKE8 = "flake8 --select=KER"
CHECK = "keraslint check"
FILES = (".flake8", "setup.cfg", "tox.ini")
PRECEDENCE = [
    # front, command line, flake8's configuration, pyproject.toml, whether the model is over its budget
    (FLAKE8, None, None, None, False),
    (FLAKE8, None, None, OVER, True),
    (FLAKE8, None, WITHIN, OVER, False),
    (FLAKE8, None, OVER, WITHIN, True),
    (FLAKE8, WITHIN, OVER, OVER, False),
    (FLAKE8, OVER, WITHIN, WITHIN, True),
    (FLAKE8, OVER, None, None, True),
    (CHECK, None, None, None, False),
    (CHECK, None, None, OVER, True),
    (CHECK, WITHIN, None, OVER, False),
    (CHECK, OVER, None, WITHIN, True),
]


def run(folder: Path, front: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *front.split(), *arguments, "net.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("file", "front", "line", "flake8", "project", "over"),
    [(file, *row) for row in PRECEDENCE for file in (FILES if row[2] else FILES[:1])],
)
def test_the_nearer_source_wins(
    tmp_path: Path,
    file: str,
    front: str,
    line: str | None,
    flake8: str | None,
    project: str | None,
    over: bool,
) -> None:
    (tmp_path / "net.py").write_text(NET)
    option = "--keras-max-params" if front == FLAKE8 else "--max-params"
    if flake8 is not None:
        (tmp_path / file).write_text(f"[flake8]\nkeras-max-params = {flake8}\n")
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(f'[tool.keraslint]\nmax-params = "{project}"\n')
    result = run(tmp_path, front, *([f"{option}={line}"] if line else []))
    assert "Traceback" not in result.stderr
    assert ("KER101" in result.stdout, result.returncode) == (over, int(over))


KERAS = "keras1, keras2, tf.keras, keras3"
COUNT = "128k, 1.2M, 2B or 5_000_000"
WRONG = [
    # file, its text, front, what the error names: the key, the file, what is allowed
    (".flake8", "[flake8]\nkeras-max-params = lots\n", FLAKE8, ("keras-max-params", "lots", COUNT)),
    ("tox.ini", "[flake8]\nkeras_version = 9x\n", FLAKE8, ("keras-version", "9x", KERAS)),
    ("setup.cfg", "[flake8]\nkeras-max-layer-params=0\n", FLAKE8, ("keras-max-layer-params", COUNT)),
    ("pyproject.toml", "[tool.keraslint]\nkeras = 1.2\n", CHECK, ("keras", "1.2", KERAS, "in quotes")),
    ("pyproject.toml", "[tool.keraslint]\nmax-parms = 5\n", CHECK, ("max-parms", "max-params")),
    ("pyproject.toml", "[tool.keraslint]\nadvice = 'maybe'\n", CHECK, ("advice", "true or false")),
    ("pyproject.toml", "[tool.keraslint]\nexclude = 3\n", FLAKE8, ("exclude", "a list of globs")),
    ("pyproject.toml", '[tool.keraslint.budgets]\n"*" = "x"\n', FLAKE8, ("budgets", "'x'", COUNT)),
    ("pyproject.toml", "[tool.keraslint\n", CHECK, ("not valid TOML", "line 1")),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "front", "named"), WRONG)
def test_an_error_names_key_file_and_allowed_values(
    tmp_path: Path, file: str, text: str, front: str, named: tuple[str, ...]
) -> None:
    (tmp_path / "net.py").write_text(NET)
    (tmp_path / file).write_text(text)
    result = run(tmp_path, front)
    told = result.stdout + result.stderr
    assert result.returncode == (2 if front == CHECK else 1)  # flake8's own code for it
    assert "Traceback" not in told
    for part in (str(tmp_path / file), *named):
        assert part in told


LINE = [
    (CHECK, "--max-params=lots", ("max-params", "command line", COUNT)),
    (CHECK, "--keras=4x", ("keras", "command line", KERAS)),
    (CHECK, "--select=KER7", ("--select", "KER7", "KER101")),
    (CHECK, "--jobs=0", ("--jobs", "1 or more")),
    (FLAKE8, "--keras-max-params=lots", ("keras-max-params", "flake8", COUNT)),
]


@pytest.mark.parametrize(("front", "option", "named"), LINE)
def test_an_error_names_the_option(
    tmp_path: Path, front: str, option: str, named: tuple[str, ...]
) -> None:
    (tmp_path / "net.py").write_text(NET)
    result = run(tmp_path, front, option)
    assert result.returncode == (2 if front == CHECK else 1)
    for part in named:
        assert part in result.stdout + result.stderr


def test_a_folder_without_files_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for quiet, told in (((), "no Python files or notebooks in empty"), (("--quiet",), "")):
        command = [sys.executable, "-m", "keraslint", "check", *quiet, "empty"]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stdout) == (0, "")
        assert result.stderr == (f"keraslint: {told}\n" if told else "")
