"""A refused name comes with the change that writes the one that is meant, made only when somebody asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from keraslint import analyze
from keraslint.cli import main
from keraslint.findings import Fix

HEAD = "from tensorflow.keras import layers, Model, Sequential, Input\n"
CASES = [
    ("layers.Dense(2, activaton='relu')", "layers.Dense(2, activation='relu')"),
    ("layers.Dense(2, activation='rleu')", "layers.Dense(2, activation='relu')"),
    ("layers.Dense(output_dim=2)", "layers.Dense(units=2)"),
    ("layers.Dense(2, init='zero')", "layers.Dense(2, kernel_initializer='zero')"),
    ("layers.Dense(name='🎉層', output_dim=2)", "layers.Dense(name='🎉層', units=2)"),
    ("layers.Dense(\n  name='🎉層', output_dim=2)", "layers.Dense(\n  name='🎉層', units=2)"),
    ("layers.Conv1D(2, 3, padding='sam')", "layers.Conv1D(2, 3, padding='same')"),
    ("layers.Dense(2, name='rleu', activation='rleu')", None),  # which one is meant?
    ("layers.Dense(2, activation='r' 'leu')", None),
    ("layers.Dense(2, activation=NAME)", None),
    ("layers.Dense(2, **{'activaton': 'relu'})", None),
    ("layers.Dense(units=2, output_dim=2)", None),  # one of them has to go
    ("layers.Dense(2, colour='red')", None),
]


def fixes(text: str) -> list[Fix]:
    return [found.fix for found in analyze(text).findings if found.code == "KER401" and found.fix]


def mended(text: str, fix: Fix) -> str:
    lines = text.split("\n")
    line = lines[fix.place.line - 1]
    assert fix.place.line == fix.place.end_line
    changed = line[: fix.place.column] + fix.replacement + line[fix.place.end_column :]
    return "\n".join([*lines[: fix.place.line - 1], changed, *lines[fix.place.line :]])


@pytest.mark.parametrize(("call", "after"), CASES)
def test_a_call_is_mended(call: str, after: str | None) -> None:
    text = f"{HEAD}NAME = 'rleu'\nm = Sequential([Input((4, 8)), {call}])\n"
    if after is None:
        assert any(found.code == "KER401" for found in analyze(text).findings)
        assert fixes(text) == []
        return
    (fix,) = fixes(text)
    assert not fix.certain
    assert mended(text, fix) == text.replace(call, after)
    assert analyze(mended(text, fix)).findings == ()


COMPILED = [
    ("metric=['acc']", "metrics=['acc']"),
    ("loss='mse', optimizer='adamm'", "loss='mse', optimizer='adam'"),
    ("loss={'a': 'binary_crosentropy'}", "loss={'a': 'binary_crossentropy'}"),
]


@pytest.mark.parametrize(("arguments", "after"), COMPILED)
def test_what_compile_gets_is_mended(arguments: str, after: str) -> None:
    text = (
        f"{HEAD}m = Sequential([Input((4,)), layers.Dense(2, name='a')])\nm.compile({arguments})\n"
    )
    (fix,) = fixes(text)
    assert mended(text, fix) == text.replace(arguments, after)


def test_nothing_is_renamed_without_asking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    text = f"{HEAD}m = Sequential([Input((4,)), layers.Dense(output_dim=2)])\n"
    path.write_text(text)
    assert main(["check", "--fix", str(path)]) == 1
    assert path.read_text() == text
    assert main(["check", "--diff", str(path)]) == 0
    capsys.readouterr()
    main(["check", "--format", "json", str(path)])
    (finding,) = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    assert (finding["fix"]["replacement"], finding["fix"]["certain"]) == ("units", False)
