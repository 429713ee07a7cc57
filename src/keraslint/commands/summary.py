"""keraslint summary: the models of files as tables and pictures."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from keraslint.commands.inputs import declare_inputs, declare_work, positive, reports, tell_failures
from keraslint.commands.manual import add_command
from keraslint.commands.output import declare_output, is_coloured, show, write
from keraslint.model import Report

EXAMPLES = {
    "keraslint summary net.py": "the tables of all models in a file",
    "keraslint summary --costs --batch 32 net.py": "and what it costs to run them",
    "keraslint summary --format html --output net.html net.py": "a page with chart and graph",
    "keraslint summary --format markdown net.py": "a table for a pull request",
}
FORMATS = ("text", "json", "markdown", "mermaid", "html")


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "summary",
        "show every model as Keras's model.summary() would, with the arithmetic",
        "Shows the models of Python files and notebooks: layers, output shapes, parameters and their"
        " arithmetic, memory and work. Nothing of the files is run. In models with branches, Connected to tells"
        " what feeds a layer, if that is not the line above.",
        EXAMPLES,
        "0 done, 2 usage or unreadable input",
    )
    declare_inputs(parser)
    table = parser.add_argument_group("table")
    table.add_argument(
        "--expand", action="store_true", help="spread nested models out below their row"
    )
    table.add_argument(
        "--costs",
        action="store_true",
        help="add columns for multiply-accumulates and receptive fields (text)",
    )
    table.add_argument(
        "--batch",
        type=positive,
        default=1,
        metavar="N",
        help="count activations for a batch of this size (default: 1)",
    )
    declare_output(parser, FORMATS)
    declare_work(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the models; returns 0, or 2 for unreadable input."""
    found = [report for report, _ in reports(options)]
    _print(found, options)
    return tell_failures(found)


def _print(found: list[Report], options: argparse.Namespace) -> None:
    from keraslint.report.text import Layout, summary_lines

    layout = Layout(expand=options.expand, costs=options.costs, batch=options.batch)
    match options.format:
        case "json":
            from keraslint.report.json import json_text

            write(json_text(found), options.output)
        case "markdown":
            from keraslint.report.markdown import markdown_text

            write(markdown_text(found, layout), options.output)
        case "mermaid":
            from keraslint.report.mermaid import mermaid_text

            write(mermaid_text(found), options.output)
        case "html":
            from keraslint.report.html import html_text

            write(html_text(found, layout), options.output)
        case _ if not any(report.models for report in found):
            write("no Keras models found\n", options.output)
        case _:
            from shutil import get_terminal_size

            terminal = options.output is None and is_coloured(sys.stdout)
            width = get_terminal_size().columns if terminal else None
            layout = Layout(options.expand, options.costs, options.batch, width)
            show(summary_lines(found, layout), options.output)
