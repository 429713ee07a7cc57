"""The command line and the plugin on files that are not as they should be."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import keraslint
from keraslint.cli import main

NET = "from keras.layers import Dense\nfrom keras.models import Sequential\nmodel = Sequential([Dense(3, input_shape=(4,))])"


def net(tmp_path: Path, text: str = NET + "\n", name: str = "net.py") -> str:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


EXITS = [
    ([], 0),
    (["--max-params", "10"], 1),
    (["--max-params", "1k"], 0),
    (["--max-params", "lots"], 2),
    (["--keras", "4x"], 2),
]


@pytest.mark.parametrize(("options", "code"), EXITS)
def test_exit_codes_of_check(
    tmp_path: Path, options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *options, net(tmp_path)]) == code
    if code == 2:
        assert options[-1] in capsys.readouterr().err


def test_noqa_counts_on_the_command_line_too(tmp_path: Path) -> None:
    assert main(["check", "--max-params", "10", net(tmp_path, NET + "  # noqa: KER101\n")]) == 0
    assert main(["check", "--max-params", "10", net(tmp_path, NET + "  # noqa: KER102\n")]) == 1


def test_a_missing_file_is_named_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "no/such.py"]) == 2
    error = capsys.readouterr().err
    assert "no/such.py" in error
    assert "check the path" in error


def test_an_unreadable_file_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = net(tmp_path, NET + "\nmodel.fit(\n")
    assert main(["summary", path]) == 2
    assert f"{path}:4:" in capsys.readouterr().err


def test_folders_are_walked_without_other_peoples_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.py", "pkg/b.py", ".hidden/c.py", "node_modules/d.py", ".git/e.py"):
        net(tmp_path, name=name)
    net(tmp_path, name="mine/lib/f.py")
    (tmp_path / "mine" / "pyvenv.cfg").write_text("")
    assert main(["check", "--max-params", "10", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [Path(line.split(":")[0]).name for line in lines] == ["a.py", "b.py"]


ENCODED = [
    ("# -*- coding: latin-1 -*-\n# é\n", "latin-1"),
    ("# é\n", "utf-8-sig"),
    ("# coding: cp1252\nprint u'€'\n", "cp1252"),
]


@pytest.mark.parametrize(("head", "encoding"), ENCODED)
def test_files_are_decoded_as_python_does(
    tmp_path: Path, head: str, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_bytes((head + NET).encode(encoding))
    assert main(["summary", str(path)]) == 0
    assert "Total params: 15" in capsys.readouterr().out


def test_explain_knows_every_code_and_says_so_of_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "ker101"]) == 0
    assert "max-params" in capsys.readouterr().out
    assert main(["explain", "KER999"]) == 2
    assert "KER101" in capsys.readouterr().err


def test_a_pragma_on_the_models_line_is_its_budget() -> None:
    tight = keraslint.Settings(max_params=10)
    assert [f.code for f in keraslint.analyze(NET, settings=tight).findings] == ["KER101"]
    assert keraslint.analyze(NET + "  # keraslint: max-params=1k", settings=tight).findings == ()
    loose = keraslint.analyze(NET + "  # keraslint: max-params=10")
    assert [f.code for f in loose.findings] == ["KER101"]


@pytest.mark.parametrize("pragma", ["max-parms=5M", "max-params=lots", "", "max-params"])
def test_a_bad_pragma_is_said(pragma: str) -> None:
    (finding,) = keraslint.analyze(f"{NET}  # keraslint: {pragma}").findings
    assert finding.code == "KER002"
    assert finding.place.line == 3


def test_an_error_of_ours_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("keraslint.evaluate.evaluate", broken)
    (finding,) = keraslint.analyze(NET, "net.py").findings
    assert finding.code == "KER001"
    assert "ZeroDivisionError" in finding.text


def test_a_report_travels() -> None:
    report = keraslint.analyze(NET, settings=keraslint.Settings(max_params=10))
    assert pickle.loads(pickle.dumps(report)) == report


def test_importing_costs_nothing() -> None:
    program = "import sys, keraslint; print({'libcst', 'tomllib', 'keraslint.settings'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "set()\n"


def test_noqa_counts_in_the_cell_of_a_notebook(tmp_path: Path) -> None:
    lines = [line + "\n" for line in NET.splitlines()]
    for noqa, code in (("", 1), ("  # noqa: KER101", 0), ("  # noqa: KER102", 1)):
        last = [*lines[:-1], lines[-1].rstrip() + noqa]
        cells = [{"cell_type": "code", "source": source} for source in (["x = 1\n"] * 4, last)]
        book = json.dumps({"cells": cells, "nbformat": 4})
        path = net(tmp_path, book, "net.ipynb")
        assert main(["check", "--max-params", "10", path]) == code


SELECTED = [("KER1", 1), ("ker101", 1), ("KER2,KER1", 1), ("KER2", 0), ("KER102", 0)]


@pytest.mark.parametrize(("codes", "code"), SELECTED)
def test_only_the_selected_codes_are_reported(tmp_path: Path, codes: str, code: int) -> None:
    assert main(["check", "--max-params", "10", "--select", codes, net(tmp_path)]) == code


def test_what_cannot_be_read_is_told_whatever_is_selected(tmp_path: Path) -> None:
    assert main(["check", "--select", "KER1", net(tmp_path, NET + "\nmodel.fit(\n")]) == 2
