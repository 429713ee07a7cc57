"""keraslint check: the findings of files."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from importlib import import_module
from typing import Any

from keraslint.commands import CLEAN, FINDINGS, WRONG
from keraslint.commands.inputs import declare_inputs, declare_work, paths_of, reports
from keraslint.commands.manual import add_command
from keraslint.commands.output import declare_output, show, write
from keraslint.model import Report
from keraslint.source.noqa import without_silenced

EXAMPLES = {
    "keraslint check": "everything below this folder",
    "keraslint check --max-params 5M src/": "and models over five million parameters",
    "keraslint check --diff net.py": "what --fix would change",
    "keraslint check --format sarif --output found.sarif": "a report for a code host",
    "keraslint check --stdin-filename net.py - < net.py": "a text from elsewhere",
}
FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "check",
        "report wrong counts, models over budget and models that Keras would refuse",
        "Reports findings of Python files and notebooks, as path:line:column: CODE message."
        " Nothing of the files is run.",
        EXAMPLES,
        "0 clean, 1 findings (with --diff: changes), 2 usage or unreadable input",
    )
    declare_inputs(parser)
    _declare_findings(parser)
    changes = parser.add_argument_group("changes").add_mutually_exclusive_group()
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
    declare_output(parser, FORMATS)
    declare_work(parser)
    parser.set_defaults(command=run)


def _declare_findings(parser: argparse.ArgumentParser) -> None:
    """What to report."""
    group = parser.add_argument_group("findings")
    group.add_argument(
        "--max-params",
        metavar="N",
        help="report models with more parameters than this, such as 128k, 1.2M or 2B (KER101)",
    )
    group.add_argument(
        "--max-layer-params",
        metavar="N",
        help="report layers with more parameters than this (KER102)",
    )
    group.add_argument(
        "--advice",
        action="store_true",
        help="advise, such as on a bias before BatchNormalization (KER5)",
    )
    group.add_argument(
        "--unknowns",
        action="store_true",
        help="say where models could not be followed to the end, and why (KER901)",
    )
    group.add_argument(
        "--select",
        metavar="CODE,…",
        type=_codes,
        help="report these codes only, or all that begin so, such as KER1 (default: all);"
        " `keraslint explain` lists them",
    )
    group.add_argument(
        "--ignore",
        metavar="CODE,…",
        help="do not report these codes, or all that begin so (default: what pyproject.toml ignores)",
    )


def run(options: argparse.Namespace) -> int:
    """Prints the findings; returns 0 clean, 1 findings (--diff: changes), 2 unreadable or unwritable files."""
    if options.diff:
        from keraslint.commands.changes import fixed_files, show_changes

        return show_changes(fixed_files(options))
    code = CLEAN
    if options.fix:
        from keraslint.commands.changes import fixed_files, save

        found = []
        for file in list(fixed_files(options)):  # all is read before anything is written
            code = max(code, save(file))
            found.append(file.report)
    else:
        found = [without_silenced(report, source.text) for report, source in reports(options)]
    found = [_selected(report, options.select) for report in found]
    text_is_answer = options.fix and "-" in paths_of(options)
    with redirect_stdout(sys.stderr) if text_is_answer else nullcontext():
        _print(found, options)
    if any(report.unreadable for report in found):
        return WRONG
    return max(code, FINDINGS if any(report.findings for report in found) else CLEAN)


def _codes(text: str) -> tuple[str, ...]:
    """The beginnings of codes in --select; one that no code has is a mistake that would hide all findings."""
    from keraslint.checks import CHECKS

    wanted = tuple(part.strip().upper() for part in text.split(",") if part.strip())
    for part in wanted:
        if not any(code.startswith(part) for code in CHECKS):
            raise argparse.ArgumentTypeError(
                f"no code begins with {part}; there are {', '.join(sorted(CHECKS))}"
            )
    return wanted


def _selected(report: Report, codes: tuple[str, ...] | None) -> Report:
    """The report with the findings of these codes; why a file cannot be read is always told."""
    if codes is None or report.unreadable:
        return report
    kept = tuple(finding for finding in report.findings if finding.code.startswith(codes))
    return replace(report, findings=kept)


def _print(found: list[Report], options: argparse.Namespace) -> None:
    if options.format == "text":
        from keraslint.report.text import findings_lines

        show(findings_lines(found), options.output)
        return
    writer = import_module(f"keraslint.report.{options.format}")
    write(getattr(writer, f"{options.format}_text")(found), options.output)
