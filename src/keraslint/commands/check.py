"""keraslint check: the findings of files."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from importlib import import_module
from typing import Any

from keraslint.commands import CLEAN, FINDINGS, WRONG
from keraslint.commands.changes import fixed_files, save, show_changes
from keraslint.commands.inputs import declare_inputs, declare_work, reports, without_silenced
from keraslint.commands.output import declare_output, show, write
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
    declare_work(parser)
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
    parser.add_argument(
        "--select",
        metavar="CODE,…",
        help="report these codes only, or all that begin so, such as KER1 (default: all)",
    )
    changes = parser.add_mutually_exclusive_group()
    changes.add_argument(
        "--fix",
        action="store_true",
        help="correct wrong numbers in the files and report what is left; the text of - goes to standard output",
    )
    changes.add_argument(
        "--diff",
        action="store_true",
        help="print what --fix would change, as a diff, and change nothing; exit 1 if there is something",
    )
    parser.add_argument("--advice", action="store_true", help="give advice (KER5)")
    declare_output(parser, FORMATS)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the findings; returns 0 clean, 1 findings (--diff: changes), 2 unreadable or unwritable files."""
    if options.diff:
        return show_changes(fixed_files(options))
    code = CLEAN
    if options.fix:
        found = []
        for file in fixed_files(options):
            code = max(code, save(file))
            found.append(file.report)
    else:
        found = [without_silenced(report, source) for report, source in reports(options)]
    found = [_selected(report, options.select) for report in found]
    text_is_answer = options.fix and "-" in options.paths
    with redirect_stdout(sys.stderr) if text_is_answer else nullcontext():
        _print(found, options)
    if any(report.unreadable for report in found):
        return WRONG
    return max(code, FINDINGS if any(report.findings for report in found) else CLEAN)


def _selected(report: Report, wanted: str | None) -> Report:
    """The report with the findings of these codes; why a file cannot be read is always told."""
    if wanted is None or report.unreadable:
        return report
    codes = tuple(code.strip().upper() for code in wanted.split(",") if code.strip())
    kept = tuple(finding for finding in report.findings if finding.code.startswith(codes))
    return replace(report, findings=kept)


def _print(found: list[Report], options: argparse.Namespace) -> None:
    if options.format == "text":
        from keraslint.report.text import findings_lines

        show(findings_lines(found), options.output)
        return
    writer = import_module(f"keraslint.report.{options.format}")
    write(getattr(writer, f"{options.format}_text")(found), options.output)
