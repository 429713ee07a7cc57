"""keraslint check: the findings of files."""

from __future__ import annotations

import argparse
from dataclasses import replace
from importlib import import_module
from typing import Any

from keraslint.commands import CLEAN, FINDINGS, WRONG
from keraslint.commands.inputs import declare_inputs, reports
from keraslint.commands.output import declare_output, show, write
from keraslint.files import Source
from keraslint.model import Report

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")


def declare(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="report wrong counts, models over budget and models that Keras would refuse",
        description="Reports findings of Python files and notebooks, as path:line:column: CODE message."
        " Nothing of the files is run.",
        epilog="Example: keraslint check --max-params 5M src/",
    )
    declare_inputs(parser)
    parser.add_argument(
        "--max-params", metavar="N", help="most parameters of a model, such as 1.2M (KER101)"
    )
    parser.add_argument(
        "--max-layer-params", metavar="N", help="most parameters of a layer (KER102)"
    )
    parser.add_argument(
        "--unknowns",
        action="store_true",
        help="report models that are not followed to the end (KER901)",
    )
    parser.add_argument("--advice", action="store_true", help="give advice (KER5)")
    declare_output(parser, FORMATS)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the findings; returns 0 clean, 1 findings, 2 unreadable input."""
    found = [_without_silenced(report, source) for report, source in reports(options)]
    _print(found, options)
    if any(report.unreadable for report in found):
        return WRONG
    return FINDINGS if any(report.findings for report in found) else CLEAN


def _print(found: list[Report], options: argparse.Namespace) -> None:
    if options.format == "text":
        from keraslint.report.text import findings_lines

        show(findings_lines(found), options.output)
        return
    writer = import_module(f"keraslint.report.{options.format}")
    write(getattr(writer, f"{options.format}_text")(found), options.output)


def _without_silenced(report: Report, source: Source) -> Report:
    """The report without what `# noqa` covers; flake8 does the same for the plugin."""
    if not report.findings or "noqa" not in source.text:
        return report
    from keraslint.source.noqa import silenced
    from keraslint.source.text import split_lines

    lines = split_lines(source.text)
    kept = (f for f in report.findings if not silenced(lines, f.place.line, f.code))
    return replace(report, findings=tuple(kept))
