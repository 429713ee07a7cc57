"""keraslint diff: what changed in the models between two states of the code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from keraslint.commands import CLEAN, FINDINGS
from keraslint.commands.inputs import (
    complete_paths,
    configuration_of,
    report_of,
    tell_failures,
)
from keraslint.commands.manual import add_command
from keraslint.commands.output import declare_output, followed, show, write
from keraslint.configuration import Configuration
from keraslint.files import UnreadableFile, find_files, read_source
from keraslint.model import Report
from keraslint.scanning import unreadable

EXAMPLES = {
    "keraslint diff main": "what this branch, as it stands on the disk, changes",
    "keraslint diff v1.0 v1.1": "what a release changed",
    "keraslint diff main --max-params 5M --format markdown": "for a pull request, within a budget",
    "keraslint diff old.py new.py": "two files",
}


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "diff",
        "show what changed in the models between two revisions, files or folders",
        "Compares the models of two states of the code: parameters by model and layer. OLD and NEW are"
        " git revisions, files or folders; without NEW, the files as they are now. Nothing is checked out or run.",
        EXAMPLES,
        "0 done, 1 a model that was within its budget, or is new, is over it now, 2 usage or unreadable input",
    )
    for name in ("old", "new"):
        side = parser.add_argument(
            name,
            metavar=name.upper(),
            nargs="?" if name == "new" else None,
            help="a git revision, a file or a folder"
            + (" (default: now)" if name == "new" else ""),
        )
        complete_paths(side)
    parser.add_argument("--keras", metavar="K", help="which Keras applies, such as 2.3.1")
    parser.add_argument(
        "--max-params",
        metavar="N",
        help="a budget for models, such as 1.2M (default: the project's)",
    )
    declare_output(parser, ("text", "json", "markdown"))
    parser.set_defaults(command=run)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states.

    place  a file or folder on the disk
    said   what the user calls it
    past   whether it is a revision, saved for the while to a folder that the user does not know
    """

    place: Path
    said: str
    past: bool = False


def run(options: argparse.Namespace) -> int:
    """Prints what changed; returns 0, 1 if a budget is crossed, 2 for unreadable input."""
    from keraslint.comparison import compare

    configuration = configuration_of(options)
    with ExitStack() as stack:
        old = _side(options.old, stack)
        new = _side(options.new, stack) if options.new else _now(old)
        name = new.place.name if old.place.is_file() and new.place.is_file() else None
        sides = [dict(_reports(side, name, configuration, options.quiet)) for side in (old, new)]
    changes = compare(*sides)
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


def _side(given: str, stack: ExitStack) -> Side:
    """A file or folder as it is; a git revision as a folder of its own with the repository's files of then."""
    from keraslint.repository import GitError, commit, save_files_at

    if Path(given).exists():
        return Side(Path(given), given)
    here = Path.cwd()
    revision = commit(here, given)
    if revision is None:
        remedy = "check the spelling, or fetch it with git"
        raise UnreadableFile(given, f"there is no such file, folder or git revision; {remedy}")
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="keraslint-")))
    try:
        return Side(save_files_at(here, revision, folder), given, past=True)
    except GitError as error:
        raise UnreadableFile(given, f"{error}; check the repository") from None


def _now(old: Side) -> Side:
    if not old.past:
        raise UnreadableFile(old.said, "is a file or folder; give another one to compare it with")
    return Side(Path.cwd(), ".")


def _reports(
    side: Side, name: str | None, configuration: Configuration, quiet: bool
) -> Iterator[tuple[str, Report]]:
    """The report of every file with its path below the place; `name` is what to call a single file."""
    paths = list(find_files([str(side.place)], lambda folder: configuration.of(folder).exclude))
    for path in followed(paths, quiet):
        try:
            report = report_of(read_source(path), configuration)
        except UnreadableFile as error:
            report = unreadable(path, error)
        below = side.place.name if side.place.is_file() else os.path.relpath(path, side.place)
        shown = f"{side.said}:{below}" if side.past else path
        yield name or below, replace(report, path=shown)
