"""What the commands that read code have in common: paths and settings in, a report of every file out."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from keraslint.cache import Cache, default_path
from keraslint.commands import CLEAN, WRONG
from keraslint.commands.output import followed
from keraslint.configuration import Configuration
from keraslint.files import Source, UnreadableFile, find_files, read_source
from keraslint.model import Report
from keraslint.processes import Known, cores, in_order
from keraslint.settings import OPTIONS, Settings, SettingsError
from keraslint.source.disk import Answers, noted
from keraslint.source.gate import may_use_keras

MODULES = (
    "keraslint.analysis",
    "keraslint.evaluate",
    "keraslint.survey",
    "keraslint.checks",
    "keraslint.claims.judgement",
    "libcst",
)
"""What a process that analyses needs."""
FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
"""How each shell completes a path, in the words of shtab."""

OF_PROJECTS = ("data-format", "budgets", "layers")
"""Settings that stand in pyproject.toml only; `annotate --layers` is something else."""


def declare_inputs(parser: argparse.ArgumentParser) -> None:
    """PATH…, --keras, --exclude and --stdin-filename."""
    group = parser.add_argument_group("files")
    paths = group.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="Python files, notebooks or folders of them; - for standard input (default: this folder)",
    )
    complete_paths(paths)
    group.add_argument(
        "--keras",
        metavar="K",
        help="which Keras the files are for: keras1, keras2, tf.keras, keras3 or a version such as 2.3.1"
        " (default: found out from the project's requirements and from each file)",
    )
    group.add_argument(
        "--exclude",
        metavar="GLOB,…",
        help="pass these over below folders, such as legacy,docs/*.ipynb; what git ignores is always passed over",
    )
    group.add_argument(
        "--stdin-filename",
        metavar="NAME",
        help="what to call the text that comes from standard input, which then is read even without -;"
        " its project's settings count, too (default: <stdin>)",
    )


def complete_paths(action: Any) -> None:
    """Lets shells complete paths for an argument: shtab looks here."""
    action.complete = FILES


def declare_work(parser: argparse.ArgumentParser) -> None:
    """--jobs and --no-cache."""
    group = parser.add_argument_group("speed")
    group.add_argument(
        "--jobs",
        "-j",
        metavar="N",
        type=positive,
        default=cores(),
        help="how many processes share the work (default: one for each core)",
    )
    group.add_argument(
        "--no-cache",
        action="store_true",
        help="neither use nor keep reports of earlier runs on files that did not change",
    )


def positive(text: str) -> int:
    """A whole number from 1 on, as an option has it."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not possible; give 1 or more")
    return number


def reports(options: argparse.Namespace) -> Iterator[tuple[Report, Source]]:
    """The report of every file, in order; what cannot be read has a report that says so.

    Reports of earlier runs are used where nothing changed, and the others are made on several cores.
    """
    configuration = configuration_of(options)
    cache = Cache(None if options.no_cache else default_path())
    begun: deque[Task] = deque()
    try:
        tasks = (_known(task, cache) for task in _begun(options, configuration, begun))
        for outcome in in_order(perform, tasks, options.jobs, _lost, MODULES):
            task = begun.popleft()
            if outcome.answers is not None:
                cache.keep(*task.parts, outcome.report, outcome.answers)
            yield outcome.report, task.source
    finally:
        cache.close()


@dataclass(frozen=True, slots=True)
class Task:
    """One file to analyse; with a failure, one that cannot be read."""

    source: Source
    settings: Settings
    failure: Report | None = None

    @property
    def parts(self) -> tuple[str, str, Settings]:
        return self.source.text, self.source.name, self.settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report; if it is a new one, what the analysis asked the disk."""

    report: Report
    answers: Answers | None = None


def perform(task: Task) -> Outcome:
    """Analyses one file."""
    from keraslint.analysis import analyze

    with noted() as answers:
        return Outcome(analyze(*task.parts), answers)


def _begun(
    options: argparse.Namespace, configuration: Configuration, begun: deque[Task]
) -> Iterator[Task]:
    """Every file as a task, which is also put at the end of those that were begun."""
    for source, failure in sources(options, configuration):
        begun.append(Task(source, configuration.of(source.name), failure))
        yield begun[-1]


def _known(task: Task, cache: Cache) -> Task | Known[Outcome]:
    """The task, or at once what comes of it: it cannot be read, has no Keras, or was analysed before."""
    report = task.failure
    if report is None and not may_use_keras(task.source.text):
        report = Report(task.source.name)
    if report is None:
        report = cache.find(*task.parts)
    return task if report is None else Known(Outcome(report))


def _lost(task: Task) -> Outcome:
    from keraslint.scanning import ended

    return Outcome(ended(task.source.name))


def paths_of(options: argparse.Namespace) -> list[str]:
    """The paths that were given: without any this folder, or standard input if its text has a name.

    Raises SettingsError where that name stands beside paths only: whose would it be?
    """
    named = options.stdin_filename is not None
    if named and options.paths and "-" not in options.paths:
        told = " ".join(options.paths)
        raise SettingsError(f"--stdin-filename names the text of -, and - is not in {told}; add it")
    return options.paths or ["-" if named else "."]


def sources(
    options: argparse.Namespace, configuration: Configuration
) -> Iterator[tuple[Source, Report | None]]:
    """Every file, in order; one that cannot be read is empty and comes with a report that says so."""
    given = paths_of(options)
    paths = list(find_files(given, lambda folder: configuration.of(folder).exclude))
    if not paths and not options.quiet:
        told = ", ".join(given)
        print(f"keraslint: no Python files or notebooks in {told}", file=sys.stderr)
    for path in followed(paths, options.quiet):
        try:
            yield read_source(path, options.stdin_filename or "<stdin>"), None
        except UnreadableFile as error:
            from keraslint.scanning import unreadable

            yield Source(path, ""), unreadable(path, error)


def report_of(source: Source, configuration: Configuration) -> Report:
    """What is known of one file under the settings of its project."""
    from keraslint.analysis import analyze

    return analyze(source.text, source.name, configuration.of(source.name))


def configuration_of(options: argparse.Namespace) -> Configuration:
    """What gives each file its settings: the command line, then the file's project."""
    return Configuration(given(options), "command line")


def given(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that stand on the command line, by key."""
    keys = (key for key in OPTIONS if key not in OF_PROJECTS)
    values = {key: getattr(options, key.replace("-", "_"), None) or None for key in keys}
    return {key: value for key, value in values.items() if value is not None}


def tell_failures(found: Iterable[Report]) -> int:
    """Says on standard error what could not be analysed; returns the exit code."""
    code = CLEAN
    for report in found:
        for finding in report.findings:
            if finding.code == "KER001":
                print(
                    f"keraslint: {report.path}:{finding.place.line}: {finding.text}",
                    file=sys.stderr,
                )
        code = WRONG if report.unreadable else code
    return code
