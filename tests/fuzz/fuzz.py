"""Analyses random programs and tells of each that ends in an error or takes too much.

    python tests/fuzz/fuzz.py FOLDER [--programs 100000] [--seed 1] [--first 0] [--grammar 0.01]

Most are real programs from FOLDER (any folder of Python files that use Keras), spoilt by `mutations`; a share comes
from hypothesmith, which makes whatever Python's grammar allows. A program is told by its seed and number: `--first N
--programs 1 --show` prints it. Programs are tried in processes of a few hundred each, so that a crash is found, too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from mutations import mutate

import keraslint
from keraslint.source.gate import may_use_keras

SECONDS = 2.0
MEGABYTES = 300
LONGEST = 20.0  # seconds of one program, after which its process is ended
BATCH = 500
GRAMMAR = "g"  # in the name of a program that hypothesmith made
LONGEST_FILE = 4_000


@dataclass(frozen=True, slots=True)
class Trouble:
    """A program that did not end well, and how."""

    program: str
    what: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of some programs: how many, how often each answer, the longest time and the most memory.

    of_grammar  how many of them hypothesmith made
    """

    programs: int
    of_grammar: int
    answers: dict[str, int]
    seconds: float
    longest: float
    megabytes: float
    troubles: list[Trouble]


def programs_in(folder: Path, longest: int = LONGEST_FILE) -> list[str]:
    """The Python files that may use Keras and are not long, in order of their names."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        if path.is_file() and path.stat().st_size <= longest:
            text = path.read_text(errors="replace")
            if may_use_keras(text):
                found.append(text)
    return found


def spoilt(seed: int, number: int, texts: Sequence[str]) -> str:
    """The program of this seed and number."""
    random = Random(f"{seed}:{number}")
    return mutate(random, random.choice(texts), texts)


def grammatical(seed: int, count: int) -> list[str]:
    """Programs that hypothesmith makes; they import Keras, or nothing would be analysed."""
    import hypothesmith
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    found: list[str] = []

    @seeded(seed)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(hypothesmith.from_grammar())
    def keep(program: str) -> None:
        found.append(f"from keras.layers import *\nimport keras\n{program}")

    keep()
    return found


def judge(text: str, name: str) -> tuple[str, str]:
    """(what came of it, what is wrong about that): findings or silence, "" if all is well."""
    start = time.process_time()
    try:
        report = keraslint.analyze(text, "<fuzz>")
    except BaseException as error:
        return "raised", f"raised {type(error).__name__}: {error}"[:300]
    taken = time.process_time() - start
    for finding in report.findings:
        if finding.code == "KER001" and report.failed:
            return "failed", finding.text
    if taken > SECONDS:
        return "slow", f"took {taken:.1f} s"
    return (
        "unreadable"
        if report.unreadable
        else "findings"
        if report.findings
        else "models"
        if report.models
        else "silence"
    ), ""


def tally(
    named: Iterator[tuple[str, str]], progress: Progress | None = None, keep: Path | None = None
) -> Tally:
    """Tries programs in this process; those that do not end well are written to a folder."""
    answers: Counter[str] = Counter()
    troubles, longest, of_grammar, start = [], 0.0, 0, time.process_time()
    for name, text in named:
        if progress is not None:
            progress.begins(name)
        before = time.process_time()
        answer, trouble = judge(text, name)
        longest = max(longest, time.process_time() - before)
        answers[answer] += 1
        of_grammar += GRAMMAR in name
        if trouble:
            troubles.append(Trouble(name, trouble))
            if keep:
                (keep / f"{name.replace(':', '_')}.py").write_text(text, errors="surrogatepass")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if peak > MEGABYTES:
        troubles.append(Trouble("this batch", f"held {peak:.0f} MB"))
    return Tally(
        sum(answers.values()),
        of_grammar,
        dict(answers),
        time.process_time() - start,
        longest,
        peak,
        troubles,
    )


class Progress:
    """Tells another process which program is tried, and ends this one if it takes far too long."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def begins(self, name: str) -> None:
        os.write(self.pipe, f"{name}\n".encode())
        signal.setitimer(signal.ITIMER_PROF, LONGEST)


def in_process(named: Iterator[tuple[str, str]], keep: Path | None) -> Tally:
    """Tries programs in a copy of this process; one that ends it is a trouble, and so are those not tried then."""
    telling, told = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        result = tally(named, Progress(telling[1]), keep)
        os.write(told[1], json.dumps(asdict(result)).encode())
        os._exit(0)
    os.close(telling[1])
    os.close(told[1])
    with os.fdopen(telling[0]) as names, os.fdopen(told[0]) as answer:
        last = ""
        for last in names:  # noqa: B007
            pass
        text = answer.read()
    _, status = os.waitpid(child, 0)
    if status == 0 and text:
        read = json.loads(text)
        read["troubles"] = [Trouble(**trouble) for trouble in read["troubles"]]
        return Tally(**read)
    return Tally(
        0,
        0,
        {"ended": 1},
        0.0,
        0.0,
        0.0,
        [Trouble(last.strip(), f"ended its process (status {status})")],
    )


def together(tallies: Sequence[Tally]) -> Tally:
    answers: Counter[str] = Counter()
    for one in tallies:
        answers.update(one.answers)
    return Tally(
        sum(one.programs for one in tallies), sum(one.of_grammar for one in tallies), dict(answers.most_common()), sum(one.seconds for one in tallies),
        max(one.longest for one in tallies), max(one.megabytes for one in tallies),
        [trouble for one in tallies for trouble in one.troubles],
    )  # fmt: skip


def batches(
    options: argparse.Namespace, texts: Sequence[str]
) -> Iterator[Iterator[tuple[str, str]]]:
    """The programs of a run, some hundreds at a time."""
    last = options.first + options.programs
    for start in range(options.first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        of_grammar = int(len(numbers) * options.grammar)
        yield _batch(
            options.seed,
            numbers[of_grammar:],
            texts,
            f"{options.seed}:{start}{GRAMMAR}",
            of_grammar,
        )


def _batch(
    seed: int, numbers: range, texts: Sequence[str], name: str, of_grammar: int
) -> Iterator[tuple[str, str]]:
    if of_grammar:
        made = grammatical(seed * 1_000_003 + numbers.start, of_grammar)
        yield from ((f"{name}{i}", text) for i, text in enumerate(made))
    for number in numbers:
        yield f"{seed}:{number}", spoilt(seed, number, texts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--programs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument(
        "--grammar", type=float, default=0.01, help="share that comes from hypothesmith"
    )
    parser.add_argument("--keep", type=Path, help="folder for the programs that do not end well")
    parser.add_argument("--show", action="store_true", help="print the programs, analyse nothing")
    return parser


def run(options: argparse.Namespace) -> Tally:
    texts = programs_in(options.folder)
    print(f"{len(texts)} programs in {options.folder}", flush=True)
    keraslint.analyze(
        "import keras\nm = keras.Sequential([keras.layers.Dense(3, input_shape=(4,))])\n"
    )
    tallies = []
    for number, batch in enumerate(batches(options, texts)):
        tallies.append(in_process(batch, options.keep))
        for trouble in tallies[-1].troubles:
            print(f"{trouble.program}: {trouble.what}", flush=True)
        if number % 10 == 9:
            print(f"{sum(one.programs for one in tallies):,} programs", flush=True)
    return together(tallies)


def record(options: argparse.Namespace, total: Tally) -> Iterator[str]:
    """What is to be known of a run."""
    last = options.first + options.programs - 1
    yield f"{total.programs:,} programs of seed {options.seed}, numbers {options.first:,} to {last:,}; {total.of_grammar:,} of them from hypothesmith"
    yield f"{total.seconds:,.0f} s; the longest took {total.longest:.2f} s, the most memory of a process was {total.megabytes:.0f} MB"
    yield ", ".join(f"{count:,} {answer}" for answer, count in total.answers.items())
    wrong, slow = (
        sum(total.answers.get(answer, 0) for answer in answers)
        for answers in (("raised", "failed", "ended"), ("slow",))
    )
    large = sum(trouble.what.startswith("held") for trouble in total.troubles)
    yield f"{wrong} exceptions, {slow} over {SECONDS:g} s, {large} processes over {MEGABYTES} MB"


if __name__ == "__main__":
    given = _parser().parse_args()
    if given.show:
        for batch in batches(given, programs_in(given.folder)):
            for name, text in batch:
                print(f"# --- {name}\n{text}")
        sys.exit()
    total = run(given)
    print("\n".join(record(given, total)))
    sys.exit(bool(total.troubles))
