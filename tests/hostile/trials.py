"""Tries hostile programs in every front end, each in a process of its own, and tells what each took.

    python tests/hostile/trials.py [--front FRONT]… [--name PART] [--every N] [--json]

One process imports keraslint and is copied (fork) for each trial, so that a trial that crashes, hangs or fills the
memory is found out and harms none of the others. Time is processor time of that copy, memory the most it held.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import os
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

import disguises
import texts
import values
from program import Content, Program

import keraslint
from keraslint.cli import main
from keraslint.files import UnreadableFile, decode
from keraslint.findings import Finding

PROGRAMS = (*texts.PROGRAMS, *values.PROGRAMS, *disguises.PROGRAMS)
SECONDS = 2.0
MEGABYTES = 300.0
LONGEST = 20  # seconds after which a trial is ended
LARGEST = 2 * 2**30  # bytes of address space


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial ended.

    answer  the findings' codes with how often each comes, "silence", or how it failed
    well    whether that is an answer at all
    """

    program: str
    front: str
    answer: str
    well: bool
    seconds: float
    megabytes: float

    @property
    def holds(self) -> bool:
        return self.well and self.seconds <= SECONDS and self.megabytes <= MEGABYTES


class Failure(Exception):
    """The front end answered with an error of its own."""


def _told(findings: list[tuple[str, str]]) -> str:
    """Codes and how often each comes; raises Failure on an internal error."""
    for code, text in findings:
        if code == "KER001" and "the analysis of this file failed" in text:
            raise Failure(text)
    codes = [code for code, _ in findings]
    return ", ".join(f"{codes.count(code)} {code}" for code in sorted(set(codes))) or "silence"


def _of(findings: tuple[Finding, ...]) -> str:
    return _told([(finding.code, finding.text) for finding in findings])


def analyze(path: Path, content: Content) -> str:
    """keraslint.analyze, as pool workers and clusters call it."""
    if isinstance(content, str):
        return _of(keraslint.analyze(content, str(path)).findings)
    try:
        return _of(keraslint.analyze(decode(content, str(path)).text, str(path)).findings)
    except UnreadableFile:
        return "cannot be decoded"


def flake8(path: Path, content: Content) -> str:
    """The plugin as flake8 calls it, after flake8 has read and parsed the file itself."""
    from flake8.processor import FileProcessor

    from keraslint.flake8_plugin import Plugin

    options = argparse.Namespace(
        hang_closing=False, indent_size=4, max_line_length=79, max_doc_length=None, verbose=0,
        stdin_display_name="", disable_noqa=False,
    )  # fmt: skip
    try:
        processor = FileProcessor(str(path), options)
        tree: ast.AST = processor.build_ast()
    except (LookupError, ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        _begin()  # what flake8 took to fail is not the plugin's doing
        return f"not asked: flake8 itself ends with {type(error).__name__}"
    _begin()
    assert isinstance(tree, ast.Module)
    found = list(Plugin(tree, processor.lines, str(path)).run())
    return _told([(text[:6], text) for _, _, text, _ in found])


def _command(*words: str) -> Callable[[Path, Content], str]:
    def run(path: Path, content: Content) -> str:
        code = main([*words, "--quiet", str(path)])
        if code not in (0, 1, 2):
            raise Failure(f"exit {code}")
        return f"exit {code}"

    run.__doc__ = f"keraslint {' '.join(words)}"
    return run


def notebook(path: Path, content: Content) -> str:
    """The text as two cells of a notebook."""
    text = content if isinstance(content, str) else content.decode("latin-1")
    cell = {"cell_type": "code", "source": text, "outputs": [{"text": text[:100_000]}]}
    page = {"cell_type": "markdown", "source": text[:100_000]}
    book = json.dumps({"cells": [cell, page, cell], "nbformat": 4, "metadata": {}})
    _begin()
    return _of(keraslint.analyze(book, str(path.with_suffix(".ipynb"))).findings)


def libcst(path: Path, content: Content) -> str:
    """No front end: what the parser alone does with the text, without any bounds of ours before it."""
    from libcst import ParserSyntaxError, parse_module

    text = content if isinstance(content, str) else content.decode("latin-1")
    try:
        parse_module(text)
    except (ParserSyntaxError, ValueError) as error:
        return type(error).__name__
    return "parsed"


FRONTS: dict[str, Callable[[Path, Content], str]] = {
    "analyze": analyze,
    "flake8": flake8,
    "check": _command("check"),
    "summary": _command("summary", "--format", "text", "--costs", "--expand"),
    "notebook": notebook,
}

_started = [0.0, 0.0]


def _begin() -> None:
    """Counts from here: what comes before is not the front end's doing."""
    _started[:] = time.process_time(), _resident()


def _resident() -> float:
    """Megabytes that this process holds; from here on its peak is counted anew where Linux allows it."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20


def _try(
    program: Program, front: str, folder: Path, start: float
) -> tuple[str, bool, float, float]:
    """In the copied process: the answer, whether it is one, seconds and megabytes."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    content = program.make()
    path = folder / program.file
    for name, text in {**program.beside, path.name: content}.items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        target.write_bytes(data)
    _begin()
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            answer, well = FRONTS.get(front, libcst)(path, content), True
    except Failure as failure:
        answer, well = str(failure), False
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        answer = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
        well = False
    seconds = time.process_time() - _started[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answer, well, seconds, start + max(peak - _started[1], 0.0)


def attempt(program: Program, front: str) -> Outcome:
    """Tries one program in one front end."""
    start = _resident()
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            result = _try(program, front, Path(folder), start)
            with os.fdopen(writing, "w") as pipe:
                json.dump(result, pipe)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        _, status, used = os.wait4(child, 0)
    if told and status == 0:
        return Outcome(program.name, front, *json.loads(told))
    why = f"ended by signal {status & 127}" if status & 127 else "ended without an answer"
    return Outcome(
        program.name, front, why, False, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    )


def attempts(fronts: list[str], part: str = "", every: int = 1) -> Iterator[Outcome]:
    """Tries every program whose name holds `part`; with `every` a share of them, another one in each front end."""
    chosen = [program for program in PROGRAMS if part in program.name]
    for number, program in enumerate(chosen):
        for front in fronts:
            if program.is_notebook and front in ("flake8", "notebook", "libcst"):
                continue
            if (number + (*FRONTS, "libcst").index(front)) % every == 0:
                yield attempt(program, front)


def _warm() -> None:
    """Imports all that an analysis imports, before the process is copied."""
    keraslint.analyze(
        "import keras\nm = keras.Sequential([keras.layers.Dense(3, input_shape=(4,))])  # 15\n"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--front", action="append", choices=[*FRONTS, "libcst"])
    parser.add_argument("--name", default="", help="only programs with this in their name")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth program")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each trial")
    parser.add_argument("--failures", action="store_true", help="only what does not hold")
    parser.add_argument("--table", type=Path, help="print the page of these lines of JSON")
    return parser


def page(outcomes: list[Outcome], fronts: list[str]) -> Iterator[str]:
    """The table with what does not hold before it, so that nobody has to look for it."""
    broken = [outcome for outcome in outcomes if not outcome.holds]
    unanswered = sum(not outcome.well for outcome in outcomes)
    names = dict.fromkeys(outcome.program for outcome in outcomes)
    yield "# Hostile programs, each with its time and memory\n"
    yield "    python tests/hostile/trials.py --json > trials.jsonl"
    yield "    python tests/hostile/trials.py --table trials.jsonl\n"
    yield (
        f"{len(names)} programs, {len(outcomes)} trials: {unanswered} without an answer, "
        f"{len(broken) - unanswered} of more than {SECONDS:g} s or {MEGABYTES:g} MB. Time is processor time, memory "
        "the most that the process held. What keraslint imports was there before: 0.3 s, in the memory counted.\n"
    )
    for outcome in broken:
        yield f"- {outcome.program}, {outcome.front}: {_cell(outcome)}"
    yield ""
    yield from table(outcomes, fronts)


def table(outcomes: list[Outcome], fronts: list[str]) -> Iterator[str]:
    """One row a program: what keraslint.analyze answers, then seconds and megabytes in each front end."""
    told = {(outcome.program, outcome.front): outcome for outcome in outcomes}
    yield f"| program | answer | {' | '.join(fronts)} |"
    yield f"|---|---|{'---|' * len(fronts)}"
    for name in dict.fromkeys(outcome.program for outcome in outcomes):
        found = [told.get((name, front)) for front in fronts]
        cells = [_cell(outcome) for outcome in found]
        first = told.get((name, "analyze"))
        yield f"| {name} | {first.answer if first else ''} | {' | '.join(cells)} |"


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    mark = "" if outcome.holds else "**over** " if outcome.well else f"**{outcome.answer}** "
    return f"{mark}{outcome.seconds:.2f} s, {outcome.megabytes:.0f} MB"


if __name__ == "__main__":
    options = _parser().parse_args()
    if options.table:
        lines = options.table.read_text().splitlines()
        read = [Outcome(**json.loads(line)) for line in lines]
        print(*page(read, options.front or list(FRONTS)), sep="\n")
        sys.exit()
    _warm()
    total = broken = 0
    for outcome in attempts(options.front or list(FRONTS), options.name, options.every):
        total += 1
        broken += not outcome.holds
        if options.json:
            print(json.dumps(asdict(outcome)), flush=True)
        elif not options.failures or not outcome.holds:
            mark = "" if outcome.holds else "**no** "
            print(
                f"| {outcome.program} | {outcome.front} | {mark}{outcome.answer} | {outcome.seconds:.2f} | {outcome.megabytes:.0f} |",
                flush=True,
            )
    print(f"{total} trials, {broken} of them do not hold", file=sys.stderr)
    sys.exit(bool(broken))
