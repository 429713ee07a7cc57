"""What the commands that read code have in common: paths and settings in, a report of every file out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from keraslint.commands import CLEAN, WRONG
from keraslint.commands.output import followed
from keraslint.configuration import Configuration
from keraslint.files import Source, UnreadableFile, find_files, read_source
from keraslint.findings import Finding, Place
from keraslint.model import Report
from keraslint.settings import OPTIONS

FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
"""How each shell completes a path, in the words of shtab."""

OF_PROJECTS = ("data-format", "budgets", "layers")
"""Settings that stand in pyproject.toml only; `annotate --layers` is something else."""


def declare_inputs(parser: argparse.ArgumentParser) -> None:
    """PATH…, --keras, --exclude and --stdin-filename."""
    paths = parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="Python files, notebooks or folders of them; - for standard input (default: this folder)",
    )
    paths.complete = FILES  # type: ignore[attr-defined]  # shtab reads it from the action
    parser.add_argument(
        "--keras",
        metavar="K",
        help="which Keras applies: keras1, keras2, tf.keras, keras3 or a version such as 2.3.1"
        " (default: found out from the project's requirements and from each file)",
    )
    parser.add_argument(
        "--exclude",
        metavar="GLOB,…",
        help="pass these over below folders, such as legacy or docs/*.ipynb; what git ignores is always passed over",
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="NAME",
        default="<stdin>",
        help="what to call the text that comes from - (default: <stdin>)",
    )


def reports(options: argparse.Namespace) -> Iterator[tuple[Report, Source]]:
    """The report of every file, in order; what cannot be read has a report that says so."""
    configuration = configuration_of(options)
    for source, failure in sources(options, configuration):
        yield failure or report_of(source, configuration), source


def sources(
    options: argparse.Namespace, configuration: Configuration
) -> Iterator[tuple[Source, Report | None]]:
    """Every file, in order; one that cannot be read is empty and comes with a report that says so."""
    paths = list(find_files(options.paths, lambda folder: configuration.of(folder).exclude))
    for path in followed(paths, options.quiet):
        try:
            yield read_source(path, options.stdin_filename), None
        except UnreadableFile as error:
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


def unreadable(path: str, error: UnreadableFile) -> Report:
    """The report of a file that cannot be read."""
    place = Place(error.line, 0, error.line, 1)
    finding = Finding("KER001", f"this file {error.reason}", place)
    return Report(path, findings=(finding,), unreadable=True)


def without_silenced(report: Report, source: Source) -> Report:
    """The report without what `# noqa` covers; flake8 does the same for the plugin."""
    from keraslint.source.noqa import audible

    return replace(report, findings=audible(report.findings, source.text, source.name))


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
