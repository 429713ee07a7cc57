"""Kills the commands that change files at random moments, and looks at what they left.

    python tests/rewriting/killing.py --kills 200

Each command first runs to its end, which gives the new files and the time that it takes to write them. Then it is begun
again and again on the old files and killed (SIGKILL) while it writes. Every file must be the old one or the new one, and
the next run must change what is left and take away what lies beside.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from keraslint.cli import main as keraslint

FILES = 8
PROGRAM = """\
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(output_dim=8, input_dim={width}, init="uniform"))  # 9999 params
"""
COMMANDS = {
    "check --fix": ["check", "--fix", "--no-cache", "--jobs", "1"],
    "annotate": ["annotate"],
    "upgrade": ["upgrade"],
}
FILLER = "# " + "x" * 200_000 + "\n"
"""Makes the writing of a file take long enough to be interrupted."""

Files = dict[str, bytes]


@dataclass
class Outcome:
    """What was left by the kills of one command: files of each kind, and temporary files beside them."""

    command: str
    kills: int = 0
    old: int = 0
    new: int = 0
    between: list[str] = field(default_factory=list)
    beside: int = 0
    interrupted: int = 0
    """Kills after which some files were old and others new."""

    @property
    def line(self) -> str:
        return (
            f"{self.command:12} {self.kills:4} kills, {self.interrupted:4} in the midst: {self.old:6} files old,"
            f" {self.new:6} new, {len(self.between)} between; {self.beside} left beside"
        )


def programs() -> Files:
    """The old files: a wrong number in each, and nothing that its command would not change."""
    return {
        f"net{number:02}.py": (PROGRAM.format(width=number + 1) + FILLER).encode()
        for number in range(FILES)
    }


def lay(folder: Path, files: Files) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def load(command: str, folder: Path) -> None:
    """Loads what a command needs, which those that are begun then have."""
    with redirect_stdout(io.TextIOWrapper(io.BytesIO())), redirect_stderr(io.StringIO()):
        keraslint([command, "--diff", str(folder)])


def begin(folder: Path, arguments: list[str]) -> int:
    """Starts a command in a process that has loaded all that it needs; returns its number."""
    process = os.fork()
    if process == 0:
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            os.chdir(folder)
            code = keraslint([*arguments, "."])
        os._exit(code)
    return process


def finish(folder: Path, arguments: list[str], watched: str) -> tuple[Files, float, float]:
    """Runs a command to its end; gives the files and when it began and ended to write, in seconds."""
    started, first = time.monotonic(), 0.0
    before = (folder / watched).stat().st_mtime_ns
    process = begin(folder, arguments)
    while os.waitpid(process, os.WNOHANG)[0] == 0:
        if not first and (folder / watched).stat().st_mtime_ns != before:
            first = time.monotonic() - started
        time.sleep(0.002)
    return contents(folder), first, time.monotonic() - started


def contents(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def strike(command: str, kills: int, folder: Path, chance: random.Random) -> Outcome:
    """Kills a command so many times."""
    arguments, old, outcome = COMMANDS[command], programs(), Outcome(command)
    lay(folder, old)
    load(arguments[0], folder)
    new, first, last = finish(folder, arguments, min(old))
    assert all(new[name] != data for name, data in old.items()), "the command changes every file"
    for _ in range(kills):
        lay(folder, old)
        process = begin(folder, arguments)
        time.sleep(chance.uniform(first * 0.8, last))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        judge(outcome, contents(folder), old, new)
    finish(folder, arguments, min(old))
    assert contents(folder) == new, "the next run completes the work and takes away what was left"
    return outcome


def judge(outcome: Outcome, found: Files, old: Files, new: Files) -> None:
    """Counts what one kill left."""
    kinds = {}
    for name, data in found.items():
        if name not in old:
            outcome.beside += 1
        elif data in (old[name], new[name]):
            kinds[name] = "old" if data == old[name] else "new"
        else:
            outcome.between.append(name)
    outcome.between += [name for name in old if name not in found]
    outcome.kills += 1
    outcome.old += list(kinds.values()).count("old")
    outcome.new += list(kinds.values()).count("new")
    outcome.interrupted += len(set(kinds.values())) == 2


def outcomes(kills: int, seed: int, show: Callable[[str], object] = print) -> Iterable[Outcome]:
    """The outcome of each command; the kills are shared among them."""
    chance = random.Random(seed)
    shares = [kills // len(COMMANDS) + (n < kills % len(COMMANDS)) for n in range(len(COMMANDS))]
    for command, share in zip(COMMANDS, shares, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            outcome = strike(command, share, Path(folder), chance)
            show(outcome.line)
            yield outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="in all (default: 200)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return (
        1 if any(outcome.between for outcome in list(outcomes(options.kills, options.seed))) else 0
    )


if __name__ == "__main__":
    sys.exit(main())
