"""The command line as a process: nothing of its answer is lost when it ends at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from keraslint import cli

FULL = Path("/dev/full")
NET = "from keras.models import Sequential\nfrom keras.layers import Dense\n"
MODEL = "m{0} = Sequential([Dense({0}, input_shape=(10,))])\n"
PROFILED = ("-m", "cProfile")


def answer(
    *words: str, folder: Path, python: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *python, "-m", "keraslint", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A file whose summary is larger than what a pipe or a stream holds at once."""
    (tmp_path / "net.py").write_text(NET + "".join(MODEL.format(n) for n in range(1, 201)))
    return tmp_path


@pytest.mark.parametrize("python", [(), PROFILED], ids=["alone", "profiled"])
def test_the_whole_answer_is_written(models: Path, python: tuple[str, ...]) -> None:
    ended = answer("summary", "net.py", folder=models, python=python)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout) > 65_536
    assert [f"m{n} (" in ended.stdout for n in (1, 200)] == [True, True]
    assert ("function calls" in ended.stdout) == (python == PROFILED)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", "net.py"), 0),
        (("check", "--max-params", "100", "net.py"), 1),
        (("check", "other.py"), 2),
        (("check", "--no-such-option"), 2),
        (("--version",), 0),
    ],
)
def test_the_exit_code_is_that_of_the_command(
    models: Path, words: tuple[str, ...], code: int
) -> None:
    assert answer(*words, folder=models).returncode == code


def test_a_reader_that_goes_away_is_no_error(models: Path) -> None:
    command = [sys.executable, "-m", "keraslint", "summary", "net.py"]
    with subprocess.Popen(
        command, cwd=models, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0


def test_a_cached_answer_imports_nothing_that_reads_code(models: Path) -> None:
    """Else the cache would save little of a short run."""
    program = (
        "import sys; from keraslint.cli import main; main(sys.argv[1:]);"
        " print(sorted({'libcst', 'multiprocessing', 'email', 'keraslint.evaluate'} & {*sys.modules}))"
    )
    command = [sys.executable, "-c", program, "summary", "--output", "answer.txt", "net.py"]
    told = [
        subprocess.run(
            command, cwd=models, capture_output=True, text=True, timeout=120, check=True
        ).stdout
        for _ in range(2)
    ]
    assert told == ["['keraslint.evaluate', 'libcst']\n", "[]\n"]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_told_in_one_line(models: Path) -> None:
    for words in (("summary", "net.py"), ("check", "--max-params", "100", "net.py")):
        with FULL.open("w") as full:
            command = [sys.executable, "-m", "keraslint", *words]
            ended = subprocess.run(
                command, cwd=models, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False
            )
        assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)
        assert ended.stderr.startswith(b"keraslint: ")


def test_a_process_without_streams_still_has_its_exit_code(models: Path) -> None:
    program = "import os, sys; os.close(1); os.close(2); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    words = ["-m", "keraslint", "check", "--max-params", "100", "net.py"]
    command = [sys.executable, "-c", program, *words]
    assert subprocess.run(command, cwd=models, timeout=120, check=False).returncode == 1


def test_a_measurement_of_coverage_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "gettrace", lambda: None)
    monkeypatch.setattr(cli.threading, "active_count", lambda: 1)
    for tool in (None, "coverage"):
        monitoring = SimpleNamespace(
            get_tool=lambda number, tool=tool: tool if number == 1 else None
        )
        monkeypatch.setattr(sys, "monitoring", monitoring, raising=False)
        assert cli._is_watched() == (tool is not None)
