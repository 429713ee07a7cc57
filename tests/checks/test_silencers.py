"""Every code can be silenced, in every way that is documented: a table of codes and ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import keraslint
from keraslint.checks import CHECKS
from keraslint.cli import main
from pages import blocks

HEADER = (
    "from tensorflow.keras import Input, Model, Sequential\nfrom tensorflow.keras.layers import *\n"
)
ENDLESS = """\
model = Sequential([Dense(2, input_shape=(3,))])
def grow(n):
    return grow(n + 1) + grow(n + 2) + grow(n + 3)
grow(0)
"""
OPTIONS = {
    "KER101": ("max-params", "100k"),
    "KER102": ("max-layer-params", "1M"),
    **{code: ("advice", True) for code in CHECKS if code.startswith("KER5")},
    "KER901": ("unknowns", True),
}
"""What has to be set before a code is reported at all."""
CODES = sorted(CHECKS)


def program(code: str) -> str:
    """A program with one finding: the example of the code's own page."""
    if code == "KER001":
        return HEADER + ENDLESS
    example = blocks(code)[0]
    return HEADER + ("" if "Sequential(" in example else "model = Sequential()\n") + example


def configuration(code: str, **more: str) -> str:
    """[tool.keraslint] under which the code is reported, and what else is set."""
    key, value = OPTIONS.get(code, ("unknowns", False))
    values = {key: value, "keras": "tf.keras", **more}
    lines = (
        f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
        for key, value in values.items()
    )
    return "[tool.keraslint]\n" + "\n".join(lines) + "\n"


def finding_line(code: str) -> int:
    """The line on which the finding is, from 0."""
    settings = keraslint.Settings(**{
        key.replace("-", "_"): value for key, value in [OPTIONS.get(code, ("unknowns", False))]
    }, keras="tf.keras")  # fmt: skip
    (finding,) = keraslint.analyze(program(code), settings=settings).findings
    assert finding.code == code
    return finding.place.line - 1


def with_comment(code: str, comment: str) -> str:
    """The program with a comment behind the line of the finding, or behind the string that it lies in."""
    lines = program(code).splitlines()
    line = finding_line(code)
    strings = "\n".join(lines[: line + 1]).count('"""') % 2
    while strings and '"""' not in lines[line]:
        line += 1
    lines[line] += comment
    return "\n".join(lines) + "\n"


WAYS = {
    "nothing": (program, {}),
    "noqa": (lambda code: with_comment(code, "  # noqa"), {}),
    "noqa with the code": (lambda code: with_comment(code, f"  # noqa: {code}"), {}),
    "noqa with its block": (lambda code: with_comment(code, f"  # noqa: E501,{code[:4]}"), {}),
    "noqa with another code": (lambda code: with_comment(code, "  # noqa: KER999"), {}),
    "whole file": (lambda code: program(code) + "# flake8: noqa\n", {}),
    "ignore": (program, {"ignore": "{code}"}),
    "ignore its block": (program, {"ignore": "KER999,{block}"}),
    "ignore another code": (program, {"ignore": "KER999"}),
}
LOUD = ("nothing", "noqa with another code", "ignore another code")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", CODES)
def test_on_the_command_line(
    code: str, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write, settings = WAYS[way]
    more = {key: value.format(code=code, block=code[:4]) for key, value in settings.items()}
    (tmp_path / "net.py").write_text(write(code))
    (tmp_path / "pyproject.toml").write_text(configuration(code, **more))
    status = main(["check", str(tmp_path)])
    told = [line.split()[1] for line in capsys.readouterr().out.splitlines()]
    assert (status, told) == ((1, [code]) if way in LOUD else (0, []))


@pytest.mark.parametrize("way", ["nothing", "noqa with the code", "ignore", "per file", "project"])
def test_in_flake8(way: str, tmp_path: Path) -> None:
    """All codes in one run: flake8 starts slowly."""
    write, _ = WAYS.get(way, WAYS["nothing"])
    ignored = ["--extend-ignore=" + ",".join(CODES)] if way == "ignore" else []
    if way == "per file":
        ignored = ["--per-file-ignores=" + " ".join(f"{code}/net.py:{code}" for code in CODES)]
    project = lambda code: {"ignore": code} if way == "project" else {}  # noqa: E731
    for code in CODES:
        (tmp_path / code).mkdir()
        (tmp_path / code / "net.py").write_text(write(code))
        (tmp_path / code / "pyproject.toml").write_text(configuration(code, **project(code)))
    options = ["--isolated", "--select=KER", *ignored]
    result = subprocess.run(
        [sys.executable, "-m", "flake8", *options, "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line.split()[1] for line in sorted(result.stdout.splitlines())]
    assert (told, result.stderr) == (CODES if way == "nothing" else [], "")


@pytest.mark.parametrize(
    ("code", "pragma"), [("KER101", "max-params"), ("KER102", "max-layer-params")]
)
def test_a_budget_of_its_own(
    code: str, pragma: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(configuration(code))
    for budget, status in (("900M", 0), ("1", 1)):
        (tmp_path / "net.py").write_text(with_comment(code, f"  # keraslint: {pragma}={budget}"))
        assert main(["check", str(tmp_path)]) == status, capsys.readouterr().out


@pytest.mark.parametrize("code", [c for c in CODES if c.startswith(("KER1", "KER5", "KER9"))])
def test_off_until_asked_for(code: str, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(program(code))
    (tmp_path / "pyproject.toml").write_text('[tool.keraslint]\nkeras = "tf.keras"\n')
    assert main(["check", str(tmp_path)]) == 0


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_how(code: str) -> None:
    page = " ".join(CHECKS[code].explanation.split())
    assert "ilence" in page
    assert f"`# noqa: {code}`" in page
