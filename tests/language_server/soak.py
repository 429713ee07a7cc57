"""Types, pastes, undoes and asks for thousands of edits, and watches the language server meanwhile.

    python tests/language_server/soak.py FOLDER [--edits 10000] [--seed 1]

FOLDER holds the Python files whose pieces are opened and pasted. At every checkpoint each open text is compared: what
the server last published, and its hints, with a fresh analysis in this process. At the end stands what the server
and its workers held after 500 edits and after all; exit 1 if anything was wrong, or if that grew by more than a fifth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from lsprotocol import types
from manuscript import LINE_END, Manuscript, code_units
from typist import LONGEST_TEXT, Typist, Watcher

from keraslint import Report
from keraslint.language_server.document import Answer, Part, View
from keraslint.language_server.hints import hints
from keraslint.language_server.text import Text
from keraslint.language_server.worker import Task, perform
from keraslint.source.gate import may_use_keras

WITHDRAWN_LATE = "Cancel notification for unknown message id"
"""What pygls logs where the answer and the withdrawal of a question cross."""
WARM, MOST_GROWTH = 500, 1.2


@dataclass(frozen=True, slots=True)
class Memory:
    """What the server and its workers hold, in MB."""

    server: float
    workers: tuple[float, ...]

    @property
    def total(self) -> float:
        return self.server + sum(self.workers)

    def __str__(self) -> str:
        workers = " + ".join(f"{each:.0f}" for each in self.workers) or "none"
        return f"{self.total:.0f} MB (server {self.server:.1f}, workers {workers})"


def memory_of(process: int) -> Memory:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    held = tuple(_resident(int(child)) for child in children)
    return Memory(_resident(process), tuple(filter(None, held)))


def _resident(process: int) -> float:
    """Zero for one that has just ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int((status.partition("VmRSS:")[2].split() or ["0"])[0]) / 1024


@dataclass
class Record:
    """What came of a run."""

    edits: Counter[str]
    asked: Counter[str]
    compared: Counter[str] = field(default_factory=Counter)
    memory: dict[int, Memory] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float | None:
        """The memory at the end as a multiple of that after the first 500 edits."""
        last = max(self.memory, default=0)
        warm = min((number for number in self.memory if number >= WARM), default=last)
        return self.memory[last].total / self.memory[warm].total if last > warm else None

    def lines(self) -> Iterable[str]:
        for name in ("edits", "asked", "compared"):
            counter: Counter[str] = getattr(self, name)
            each = ", ".join(f"{count:,} {what}" for what, count in counter.most_common())
            yield f"{name}: {counter.total():,} ({each})"
        for number, memory in self.memory.items():
            if number in (WARM, max(self.memory)) or number % 1_000 == 0:
                yield f"memory after {number:,} edits: {memory}"
        if self.growth is not None:
            yield f"growth of memory: {self.growth:.2f} ×"
        yield from self.troubles
        yield f"{len(self.troubles)} troubles"


class Soak:
    """A server, somebody who types, and what comes of it.

    keep  where texts are written whose answers are wrong
    """

    def __init__(self, editor: Watcher, typist: Typist, keep: Path | None) -> None:
        self.editor, self.typist, self.keep = editor, typist, keep
        self.record = Record(typist.edits, typist.asked)

    def run(self, edits: int, every: int, progress: Callable[[str], None]) -> None:
        """So many edits, with a checkpoint after each `every` of them and at the end."""
        for number in range(1, edits + 1):
            self.typist.edit()
            if number % every == 0 or number in (WARM, edits):
                self.check(number)
                held, troubles = self.record.memory[number], len(self.record.troubles)
                progress(f"{number:,} edits, {held}, {troubles} troubles")

    def check(self, number: int) -> None:
        """Every question has its answer, every text the right ones; and notes the memory."""
        for name, answer in self.typist.settle():
            if "error" in answer and name != "withdrawn":
                self.trouble(number, f"{name} was answered by {answer['error']}")
        for text in self.typist.open:
            self.compare(number, text)
        self.record.memory[number] = memory_of(self.editor.process.pid)

    def compare(self, number: int, text: Manuscript) -> None:
        """What is published of a text, and a fresh analysis of it."""
        name = text.uri.rpartition("/")[2]
        folder, before = self.editor.folder, len(self.record.troubles)
        report = perform(Task(str(folder / name), str(folder), text.text, self.typist.given)).report
        shown = self.editor.shown[text.uri]
        if shown["version"] != text.version:
            self.trouble(number, f"{name}: shown of version {shown['version']}, not {text.version}")
        published = Counter(_said(each) for each in shown["diagnostics"])
        expected = Counter(_expected(report, text))
        missing, more = expected - published, published - expected
        # In a text that cannot be read the server keeps on showing what it found elsewhere before.
        if missing or more and not report.unreadable:
            self.trouble(number, f"{name}: {sorted(missing)} missing, {sorted(more)} too many")
        for *_, code, message in published:
            if code == "KER001" and ("this file failed" in message or "ended without" in message):
                self.trouble(number, f"{name}: {message}")
        self.record.compared["findings"] += published.total()
        self.record.compared["unreadable texts" if report.unreadable else "readable texts"] += 1
        if not report.unreadable:
            self.compare_hints(number, text, report)
        if self.keep and len(self.record.troubles) > before:
            (self.keep / f"{number}_{name}").write_bytes(text.text.encode())

    def compare_hints(self, number: int, text: Manuscript, report: Report) -> None:
        parts = {0: Part(text.uri, Text(text.text))}
        whole = types.Range(types.Position(0, 0), types.Position(10**6, 0))
        fresh = [
            (hint.position.line, hint.position.character, hint.label)
            for hint in hints(View(Answer(0, parts, report), parts), text.uri, whole)
        ]
        if self.editor.hints(text.uri, 0, 10**6) != fresh:
            self.trouble(number, f"{text.uri}: the hints are not those of its text")
        self.record.compared["hints"] += len(fresh)

    def trouble(self, number: int, what: str) -> None:
        self.record.troubles.append(f"after {number:,} edits: {what}")


def _said(diagnostic: dict[str, Any]) -> tuple[int, int, str, str]:
    start = diagnostic["range"]["start"]
    return start["line"], start["character"], diagnostic["code"], diagnostic["message"]


def _expected(report: Report, text: Manuscript) -> Iterable[tuple[int, int, str, str]]:
    """What an editor shows of a report: where each finding is in its own terms, the code and the message."""
    lines = LINE_END.split(text.text)
    for finding in report.findings:
        place = finding.place
        before = lines[place.line - 1][: place.column] if place.line <= len(lines) else ""
        yield place.line - 1, code_units(before), finding.code, finding.text


def pieces_in(folder: Path, longest: int = LONGEST_TEXT) -> list[str]:
    """The texts of a folder that are not long and not empty, in order of their names."""
    files = (path for path in sorted(folder.rglob("*.py")) if path.stat().st_size <= longest)
    with_ends = (path.read_bytes().decode("utf-8", "replace") for path in files if path.is_file())
    return [text for text in with_ends if may_use_keras(text)]


def soak(
    pieces: list[str],
    edits: int,
    seed: int,
    every: int,
    progress: Callable[[str], None] = lambda _: None,
    keep: Path | None = None,
) -> Record:
    """One run in a folder of its own; at its end the server ends well, and has logged no error."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as errors:
        editor = Watcher(Path(folder), errors)
        typist = Typist(editor, pieces, Random(seed))
        run = Soak(editor, typist, keep)
        run.run(edits, every, progress)
        code = editor.close()
        errors.seek(0)
        logged = "".join(line for line in errors if not line.startswith(WITHDRAWN_LATE))
    if code:
        run.record.troubles.append(f"the server ended with exit code {code}")
    if logged:
        run.record.troubles.append(f"the server logged: {logged[-2_000:]}")
    return run.record


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=100, help="edits between two checkpoints")
    parser.add_argument("--keep", type=Path, help="folder for texts that were answered wrongly")
    given = parser.parse_args()
    found = soak(
        pieces_in(given.folder),
        given.edits,
        given.seed,
        given.every,
        lambda told: print(told, flush=True),
        given.keep,
    )
    print("\n".join(found.lines()))
    sys.exit(bool(found.troubles) or (found.growth or 0) > MOST_GROWTH)
