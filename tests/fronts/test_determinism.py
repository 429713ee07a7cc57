"""The same input gives the same bytes, whatever the hash seed, the number of processes or the order of the files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pages import programs

EXAMPLES = Path(__file__).parent.parent / "examples"
UNSETTLED = """\
from keras.layers import *
from keras.models import Model, Sequential
from keras.applications import VGG16
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int)
args = parser.parse_args()
names = {"a", "b", "c", "dropout", "units"}
heads = {name: Dense(len(name)) for name in {"one", "three", "eleven"}}
inputs = Input((8,))
towers = [heads[name](inputs) for name in sorted(heads)]
model = Model(inputs, concatenate(towers))
for name in names:
    extra = Sequential([Dense(args.units, input_shape=(len(name),), name=name)])
if args.units > 3:
    model = Sequential([Dense(args.units, input_shape=(3,)), Dense(2), Dense(5)])
else:
    model = Sequential([LSTM(4, input_shape=(None, 3)), Dense(2)])
base = VGG16(weights=None, include_top=False, input_shape=(args.units, 64, 3))
"""
COMMANDS = (
    *(["check", "--advice", "--unknowns", "--format", f] for f in ("text", "json", "sarif")),
    *(["check", "--format", f] for f in ("github", "gitlab", "junit")),
    *(["summary", "--costs", "--format", f] for f in ("text", "json", "html", "mermaid")),
    ["check", "--diff"],
    ["annotate", "--total", "--diff"],
    ["upgrade", "--diff"],
)
RUN = """\
import sys
from keraslint.cli import main
jobs, *paths = sys.argv[1:]
for command in {commands}:
    work = ["--jobs", jobs, "--no-cache"] if command[0] in ("check", "summary") else []
    print("==", *command, flush=True)
    print("exit", main([*command, *work, *paths]), flush=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples of all codes, those of the README, and a program that leaves much open."""
    folder = tmp_path_factory.mktemp("programs")
    header = "from keras.models import Sequential\nfrom keras.layers import *\n"
    for name, text in programs(header).items():
        (folder / f"{name}.py").write_text(text)
    for path in EXAMPLES.glob("*.py"):
        shutil.copy(path, folder)
    (folder / "unsettled.py").write_text(UNSETTLED)
    return folder


def output(folder: Path, seed: str, jobs: int, *paths: str, commands: Any = COMMANDS) -> str:
    result = subprocess.run(
        [sys.executable, "-c", RUN.format(commands=list(commands)), str(jobs), *paths],
        cwd=folder, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def first(folder: Path) -> str:
    return output(folder, "0", 1, ".")


def sections(text: str) -> dict[str, str]:
    """What each command printed, by the command."""
    parts = (part.partition("\n") for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:])
    return {command: printed for command, _, printed in parts}


@pytest.mark.parametrize(
    ("seed", "jobs", "commands"), [("1", 1, COMMANDS), ("4711", 2, COMMANDS[:1]), ("7", 3, COMMANDS[7:8])]
)  # fmt: skip
def test_seeds_and_processes_change_nothing(
    folder: Path, first: str, seed: str, jobs: int, commands: Any
) -> None:
    once, again = sections(first), sections(output(folder, seed, jobs, ".", commands=commands))
    assert len(once) == len(COMMANDS)
    assert len(first) > 100_000
    assert again == {command: once[command] for command in again}
    assert len(again) == len(commands)


def test_each_file_has_the_same_report_in_any_order(folder: Path, first: str) -> None:
    command = ["check", "--advice", "--unknowns", "--format", "json"]
    paths = sorted((f"{path.name}" for path in folder.glob("*.py")), reverse=True)
    there, back = (
        json.loads(re.findall(r"^\{.*\}$", text, re.DOTALL | re.MULTILINE)[0])["files"]
        for text in (output(folder, "0", 1, ".", commands=[command]), output(folder, "5", 2, *paths, commands=[command]))
    )  # fmt: skip
    assert back == there[::-1]
    assert len(back) == len(paths)
