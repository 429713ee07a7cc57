"""What the commands that read code have in common: paths and settings in, a report of every file out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from keraslint.commands import CLEAN, WRONG
from keraslint.files import Source, find_files, read_source
from keraslint.model import Report
from keraslint.settings import Settings, read, read_pyproject, settle


def declare_inputs(parser: argparse.ArgumentParser) -> None:
    """PATH…, --keras and --stdin-filename."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="files or folders; - for standard input",
    )
    parser.add_argument(
        "--keras",
        metavar="K",
        help="which Keras applies: keras1, keras2, tf.keras, keras3 or a version such as 2.3.1",
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="NAME",
        default="<stdin>",
        help="the file's name for messages when it comes from -",
    )


def reports(options: argparse.Namespace) -> Iterator[tuple[Report, Source]]:
    """The report of every file, in order."""
    from keraslint.analysis import analyze

    given = {"keras": options.keras}
    for key in ("max_params", "max_layer_params", "unknowns", "advice"):
        given[key.replace("_", "-")] = getattr(options, key, None) or None
    command_line = read(
        {key: value for key, value in given.items() if value is not None}, "command line"
    )
    projects: dict[Path, Settings] = {}
    for path in find_files(options.paths):
        source = read_source(path, options.stdin_filename)
        folder = Path(source.name).absolute().parent
        if folder not in projects:
            projects[folder] = _settings(command_line, folder)
        yield analyze(source.text, source.name, projects[folder]), source


def _settings(command_line: dict[str, Any], folder: Path) -> Settings:
    from keraslint.source.project import pins

    start = folder if folder.is_dir() else Path.cwd()
    return settle(command_line, read_pyproject(start), pins=pins(start))


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
        code = WRONG if is_unreadable(report) else code
    return code


def is_unreadable(report: Report) -> bool:
    """Whether the file could not be read at all."""
    return any(f.code == "KER001" and f.text.startswith("this file ") for f in report.findings)
