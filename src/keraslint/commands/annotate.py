"""keraslint annotate: shapes and counts written behind the layers as comments, and kept true."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from keraslint.commands import CLEAN, FINDINGS
from keraslint.commands.changes import Changed, declare_modes, save, show_changes
from keraslint.commands.inputs import (
    configuration_of,
    declare_inputs,
    sources,
    tell_failures,
)
from keraslint.commands.manual import add_command
from keraslint.rewriting import rewrite

EXAMPLES = {
    "keraslint annotate --diff net.py": "look first",
    "keraslint annotate --total net.py": "layers and models",
    "keraslint annotate --layers nothing src/": "only bring up to date what is there",
    "keraslint annotate --check src/": "for continuous integration",
}
LAYERS = {
    "all": (True, True),
    "shapes": (True, False),
    "params": (False, True),
    "nothing": (False, False),
}
"""--layers -> whether shapes, and whether counts are written."""


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "annotate",
        "write output shapes and parameter counts behind the layers as comments",
        "Adds comments such as `# output (None, 26, 26, 32) · 320 params` behind layers, and brings"
        " those that are there up to date. Only what is certain is written; all else in the file stays.",
        EXAMPLES,
        "0 done, 1 with --check or --diff: something would change, 2 usage or unreadable input",
    )
    declare_inputs(parser)
    comments = parser.add_argument_group("comments")
    comments.add_argument(
        "--layers",
        choices=list(LAYERS),
        default="all",
        help="what to add behind layers (default: all); comments that are there are brought up to date in any case",
    )
    comments.add_argument(
        "--total", action="store_true", help="add `# total 154,798 params` behind each model, too"
    )
    declare_modes(parser, "a comment is missing or out of date, and name the files")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Writes the comments; returns 0, with --check and --diff 1 for changes, and 2 for unreadable files."""
    files = _annotated(options)
    if options.diff:
        return show_changes(files)
    if options.check:
        return _check(files)
    code = CLEAN
    for file in files:
        code = max(code, save(file), tell_failures([file.report]))
    return code


def _check(files: Iterable[Changed]) -> int:
    code = CLEAN
    for file in files:
        if file.count:
            print(f"{file.before.name}: {file.count} comment{'s' * (file.count > 1)} to be written")
            code = max(code, FINDINGS)
        code = max(code, tell_failures([file.report]))
    sys.stdout.flush()
    return code


def _annotated(options: argparse.Namespace) -> Iterator[Changed]:
    """Every file with its comments; nothing is written yet."""
    from keraslint.annotations import Style, annotate

    configuration = configuration_of(options)
    style = Style(*LAYERS[options.layers], options.total)
    for source, failure in sources(options, configuration):
        if failure is not None:
            yield Changed(source, source, failure)
            continue
        settings = configuration.of(source.name)
        report, fixes = annotate(source.text, source.name, settings, style)
        result = rewrite(source, fixes)
        yield Changed(source, result.source, report, len(result.applied), result.refused)
