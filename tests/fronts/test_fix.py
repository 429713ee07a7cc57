"""`keraslint check --fix` and `--diff`: numbers become right, every other byte stays."""

from __future__ import annotations

import codecs
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keraslint.cli import main

NET = """\
from keras.layers import Conv2D
from keras.models import Sequential
model = Sequential()
model.add(Conv2D(32, 5, input_shape=(28, 28, 1)))  # {0} params
model.add(Conv2D(64, 5))  # {1} params
model.summary()  # Total params: {2}
"""
WRONG = NET.format("800", "1,664", "52096")
RIGHT = NET.format("832", "51,264", "52096")

FORMS = [  # how the text is written into bytes
    lambda text: text.encode(),
    lambda text: text.encode().rstrip(b"\n"),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.replace("\n", "\r").encode(),
    lambda text: text.replace("\n", "\r\n", 3).encode(),
    lambda text: codecs.BOM_UTF8 + text.encode(),
    lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
    lambda text: f"# coding: latin-1\n# é\n{text}# ü".encode("latin-1"),
    lambda text: f"# coding: cp1252\r\n# €\r\n{text}".encode("cp1252"),
    lambda text: text.replace("# ", "# \U0001f600\t\x0b ").encode(),
    lambda text: f"'''\n\x0c\n'''\n\x0c{text}\x0c\n\t \n".encode(),
    lambda text: text.replace("  #", "\t\t#").encode(),
]


@pytest.mark.parametrize("form", FORMS)
def test_every_other_byte_stays(tmp_path: Path, form: Any) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(form(WRONG))
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_bytes() == form(RIGHT)
    stamp = path.stat().st_mtime_ns
    assert main(["check", "--fix", str(path)]) == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (form(RIGHT), stamp)


def test_what_cannot_be_fixed_is_still_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_text(WRONG + "model.add(Conv2D(8, 50))\n")
    assert main(["check", "--fix", str(path)]) == 1
    shown = capsys.readouterr()
    assert [line.split()[1] for line in shown.out.splitlines()] == ["KER302"]
    assert shown.err == f"{path}: 2 changes\n"
    assert path.read_text() == RIGHT + "model.add(Conv2D(8, 50))\n"


SILENCED = [
    ("# 800 params  # noqa", False),
    ("# 800 params  # noqa: KER201", False),
    ("# 800 params  # NOQA : E501", False),
    ("# 800 params  # noqa: KER302", True),
]


@pytest.mark.parametrize(("comment", "fixed"), SILENCED)
def test_silenced_lines_are_left_alone(tmp_path: Path, comment: str, fixed: bool) -> None:
    path = tmp_path / "net.py"
    before = RIGHT.replace("# 832 params", comment)
    path.write_text(before)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == (before.replace("800", "832") if fixed else before)


def test_a_diff_changes_nothing_and_can_be_applied(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = f"# coding: latin-1\n# é\n{WRONG}".replace("\n", "\r\n").encode("latin-1")
    Path("net.py").write_bytes(before)
    assert main(["check", "--diff", "net.py"]) == 1
    assert Path("net.py").read_bytes() == before
    shown = capfdbinary.readouterr().out
    assert shown.startswith(b"--- net.py\n+++ net.py\n")
    subprocess.run(["git", "apply", "-p0"], input=shown, check=True, cwd=tmp_path)
    assert Path("net.py").read_bytes() == before.replace(b"800", b"832").replace(b"1,6", b"51,2")
    assert main(["check", "--diff", "net.py"]) == 0
    assert capfdbinary.readouterr().out == b""


class Bytes(io.TextIOWrapper):
    """Standard input that holds these bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))


@pytest.mark.parametrize(("tail", "code"), [("", 0), ("model.add(Conv2D(8, 50))\r\n", 1)])
def test_standard_input_goes_to_standard_output(
    tail: str,
    code: int,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", Bytes((WRONG.replace("\n", "\r\n") + tail).encode()))
    assert main(["check", "--fix", "-", "--stdin-filename", "net.py"]) == code
    shown = capfdbinary.readouterr()
    assert shown.out == (RIGHT.replace("\n", "\r\n") + tail).encode()
    assert (b"KER302" in shown.err) is bool(code)


def test_a_read_only_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text(WRONG)
    second.write_text(WRONG)
    first.chmod(0o444)
    assert main(["check", "--fix", str(tmp_path)]) == 2
    assert "a.py: is read-only" in capsys.readouterr().err
    assert (first.read_text(), second.read_text()) == (WRONG, RIGHT)


UNREADABLE = [NET.encode("utf-16"), b"# coding: nonsense\n", b"# \xff 1664 params\n"]


@pytest.mark.parametrize("data", UNREADABLE)
def test_what_cannot_be_decoded_is_not_touched(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(data)
    assert main(["check", "--fix", str(path)]) == 2
    assert path.read_bytes() == data


def test_fix_and_diff_exclude_each_other() -> None:
    with pytest.raises(SystemExit) as error:
        main(["check", "--fix", "--diff", os.devnull])
    assert error.value.code == 2


def notebook(*cells: str) -> str:
    book = {
        "cells": [
            {"cell_type": "code", "outputs": [], "source": cell.splitlines(keepends=True)}
            for cell in cells
        ],
        "metadata": {"a": 1.0, "é": "\u001b"},
        "nbformat": 4,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("change", [lambda t: t, lambda t: t.replace("\n", "\r\n").rstrip()])
def test_notebooks(tmp_path: Path, change: Any) -> None:
    cells = ["# é\n%matplotlib inline\n", WRONG[:-1], "    a = 1\n    " + "b = 2  # 5 params\n"]
    text = change(notebook(*cells))
    path = tmp_path / "net.ipynb"
    path.write_bytes(text.encode())
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_bytes() == text.replace("800", "832").replace("1,664", "51,264").encode()


def test_silenced_lines_of_notebooks(tmp_path: Path) -> None:
    text = notebook("# noqa\n" * 4, WRONG.replace("# 800 params", "# 800 params  # noqa"))
    path = tmp_path / "net.ipynb"
    path.write_text(text)
    assert main(["check", str(path)]) == 1
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == text.replace("1,664", "51,264")


COMMENT = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\0#$", exclude_categories=("N",)),
    max_size=6,
)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.integers(1, 10**6).filter(lambda count: count % 10),  # a round number may be a rounded one
    st.booleans(),
    st.lists(LINE_ENDS, min_size=7, max_size=7),
    COMMENT,
    st.sampled_from(["", "\t", "\x0c", "    "]),
    st.booleans(),
)
def test_around_a_wrong_claim_everything_stays(
    tmp_path: Path,
    claimed: int,
    commas: bool,
    ends: list[str],
    comment: str,
    blank: str,
    marked: bool,
) -> None:
    style = "{:,}" if commas else "{}"
    lines = [f"# {comment}", *NET.format("832", "$", "52096").splitlines()]

    def written(count: str) -> bytes:
        text = "".join(line + blank + end for line, end in zip(lines, ends, strict=True))
        mark = codecs.BOM_UTF8 if marked else b""
        return mark + text.replace("$", count).encode()

    path = tmp_path / "net.py"
    path.write_bytes(written(style.format(claimed)))
    assert main(["check", "--fix", str(path)]) == 0
    right = "51,264" if "," in style.format(claimed) or claimed == 51264 and commas else "51264"
    assert path.read_bytes() == written(right)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_bytes() == written(right)
