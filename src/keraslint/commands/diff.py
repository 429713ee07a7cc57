"""keraslint diff: what changed in the models between two states of the code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from keraslint.commands import CLEAN, FINDINGS
from keraslint.commands.inputs import FILES, configuration_of, report_of, tell_failures
from keraslint.commands.output import declare_output, followed, show, write
from keraslint.configuration import Configuration
from keraslint.files import UnreadableFile, find_files, read_source
from keraslint.model import Report


def declare(commands: Any) -> None:
    parser = commands.add_parser(
        "diff",
        help="show what changed in the models between two revisions, files or folders",
        description="Compares the models of two states of the code: parameters by model and layer. OLD and NEW are"
        " git revisions, files or folders; without NEW, the files as they are now. Nothing is checked out or run.",
        epilog="Exit codes: 0, 1 if a model that was within its budget (or new) is over it now, 2 unreadable input."
        " Examples: keraslint diff main; keraslint diff v1.0 v1.1 --format markdown",
    )
    for name in ("old", "new"):
        side = parser.add_argument(
            name,
            metavar=name.upper(),
            nargs="?" if name == "new" else None,
            help="a git revision, a file or a folder"
            + (" (default: now)" if name == "new" else ""),
        )
        side.complete = FILES
    parser.add_argument("--keras", metavar="K", help="which Keras applies, such as 2.3.1")
    parser.add_argument(
        "--max-params", metavar="N", help="most parameters of a model, such as 1.2M"
    )
    declare_output(parser, ("text", "json", "markdown"))
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints what changed; returns 0, 1 if a budget is crossed, 2 for unreadable input."""
    from keraslint.comparison import compare

    configuration = configuration_of(options)
    with ExitStack() as stack:
        old = _place(options.old, stack)
        new = _place(options.new, stack) if options.new else _now(old, options.old)
        both = old.is_file() and new.is_file()
        name = new.name if both else None
        sides = [_reports(place, name, configuration, options.quiet) for place in (old, new)]
        budgets = configuration.of(new)
        changes = [
            replace(change, budget=budgets.budget(str(_joined(new, change.path)), change.name))
            for change in compare(*sides)
        ]
    _print(changes, options)
    if any(report.unreadable for side in sides for report in side.values()):
        return tell_failures(report for side in sides for report in side.values())
    return FINDINGS if any(change.crosses_budget for change in changes) else CLEAN


def _print(changes: list[Any], options: argparse.Namespace) -> None:
    from keraslint.report import difference

    if options.format == "json":
        write(difference.difference_json(changes), options.output)
    elif options.format == "markdown":
        write(difference.difference_markdown(changes), options.output)
    elif changes:
        show(difference.difference_lines(changes), options.output)
    else:
        write("no model changed\n", options.output)


def _place(given: str, stack: ExitStack) -> Path:
    """A file or folder as it is; a git revision as a folder of its own with the current folder's files of then."""
    from keraslint.repository import GitError, commit, save_files_at

    if Path(given).exists():
        return Path(given)
    here = Path.cwd()
    revision = commit(here, given)
    if revision is None:
        remedy = "check the spelling, or fetch it with git"
        raise UnreadableFile(given, f"there is no such file, folder or git revision; {remedy}")
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="keraslint-")))
    try:
        save_files_at(here, revision, folder)
    except GitError as error:
        raise UnreadableFile(given, f"{error}; check the repository") from None
    return folder


def _now(old: Path, given: str) -> Path:
    if Path(given).exists():
        raise UnreadableFile(given, "is a file or folder; give another one to compare it with")
    return Path.cwd()


def _reports(
    place: Path, name: str | None, configuration: Configuration, quiet: bool
) -> dict[str, Report]:
    """The report of every file by its path below the place; `name` is what to call a single file."""
    paths = list(find_files([str(place)], lambda folder: configuration.of(folder).exclude))
    return dict(_each(place, name, paths, configuration, quiet))


def _each(
    place: Path, name: str | None, paths: list[str], configuration: Configuration, quiet: bool
) -> Iterator[tuple[str, Report]]:
    for path in followed(paths, quiet):
        report = report_of(read_source(path), configuration)
        yield name or (Path(path).name if place.is_file() else os.path.relpath(path, place)), report


def _joined(place: Path, path: str) -> Path:
    return place if place.is_file() else place / path
