"""What the commands that change files have in common: applying fixes, saving, showing a diff."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from keraslint.commands import CLEAN, FINDINGS, WRONG
from keraslint.commands.inputs import (
    configuration_of,
    report_of,
    reports,
    tell_failures,
)
from keraslint.files import Source
from keraslint.findings import Fix
from keraslint.model import Report
from keraslint.rewriting import Refused, rewrite
from keraslint.rewriting.differences import difference
from keraslint.rewriting.storage import UnwritableFile, write
from keraslint.source.noqa import without_silenced

PASSES = 10
"""How often a file is read again for fixes that overlapped others."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A file before and after.

    report   what is found in it afterwards
    count    how many fixes were made
    refused  those that could not be made, and why
    """

    before: Source
    after: Source
    report: Report
    count: int = 0
    refused: tuple[Refused, ...] = ()


def fixed_files(options: argparse.Namespace) -> Iterator[Changed]:
    """Every file with all its fixes; nothing is written yet."""
    configuration = configuration_of(options)
    for report, source in reports(options):
        yield fixed(source, report, lambda source: report_of(source, configuration))


def fixed(source: Source, report: Report, read_again: Callable[[Source], Report]) -> Changed:
    """One file with all its fixes, read again until there are none left.

    A fix after which the file could not be read any more is not made.
    """
    after, count = source, 0
    report = without_silenced(report, source.text)
    refused: tuple[Refused, ...] = ()
    for _ in range(PASSES):
        result = rewrite(after, _certain(report))
        refused = result.refused
        if not result.applied:
            break
        again = without_silenced(read_again(result.source), result.source.text)
        if again.unreadable:
            break
        after, report, count = result.source, again, count + len(result.applied)
    return Changed(source, after, report, count, refused)


def _certain(report: Report) -> list[Fix]:
    """The fixes that are made without asking."""
    fixes = (finding.fix for finding in report.findings)
    return [fix for fix in fixes if fix is not None and fix.certain]


def declare_modes(parser: argparse.ArgumentParser, checked: str) -> None:
    """--check (`checked` says what it exits with 1 for), --diff and --quiet."""
    group = parser.add_argument_group("changes")
    modes = group.add_mutually_exclusive_group()
    modes.add_argument("--check", action="store_true", help=f"change nothing; exit 1 if {checked}")
    modes.add_argument(
        "--diff",
        action="store_true",
        help="change nothing; print what would change as a diff, exit 1 if there is something",
    )
    group.add_argument("--quiet", "-q", action="store_true", help="no progress bar")


def save(file: Changed) -> int:
    """Writes a changed file, or the text of standard input to standard output; returns the exit code.

    What was done and what could not be done is told on standard error.
    """
    _tell_refused(file)
    code = store(file.before, file.after.data)
    if file.count and code == CLEAN:
        print(f"{file.before.name}: {file.count} change{'s' * (file.count > 1)}", file=sys.stderr)
    return code


def store(source: Source, data: bytes) -> int:
    """Puts these bytes in the place of a file, those of standard input to standard output; returns the exit code."""
    if source.standard_input:
        print_bytes(data)
    elif data != source.data:
        try:
            write(source.name, data, source.data)
        except UnwritableFile as error:
            print(f"keraslint: {error}", file=sys.stderr)
            return WRONG
    return CLEAN


def show_changes(files: Iterable[Changed]) -> int:
    """Prints a diff of what would change; returns 1 if something would, 2 if a file cannot be read."""
    code = CLEAN
    for file in files:
        _tell_refused(file)
        print_bytes(difference(file.before.name, file.before.data, file.after.data))
        if file.after.data != file.before.data:
            code = max(code, FINDINGS)
        code = max(code, tell_failures([file.report]))
    return code


def _tell_refused(file: Changed) -> None:
    for refused in file.refused:
        place = refused.fix.place.text
        print(f"{file.before.name}:{place}: not changed: {refused.reason}", file=sys.stderr)


def print_bytes(data: bytes) -> None:
    """To standard output as they are: no line end and no encoding is translated."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
