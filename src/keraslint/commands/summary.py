"""keraslint summary: the models of files as tables."""

from __future__ import annotations

import argparse
from typing import Any

from keraslint.commands.inputs import declare_inputs, reports, tell_failures
from keraslint.commands.output import declare_output, write


def declare(commands: Any) -> None:
    parser = commands.add_parser(
        "summary",
        help="show every model as Keras's model.summary() would, with the arithmetic",
        description="Shows the models of Python files: layers, output shapes, parameters and their arithmetic.",
        epilog="Example: keraslint summary net.py",
    )
    declare_inputs(parser)
    declare_output(parser, ("text", "json"))
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the tables; returns 0, or 2 for unreadable input."""
    from keraslint.report.json import json_text
    from keraslint.report.text import summary_text

    found = [report for report, _ in reports(options)]
    if options.format == "json":
        write(json_text(found), options.output)
    else:
        write(summary_text(found) or "no Keras models found\n", options.output)
    return tell_failures(found)
