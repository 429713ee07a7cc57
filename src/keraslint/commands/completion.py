"""keraslint completion: what a shell needs to complete commands, options and paths."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from typing import Any

from keraslint.commands import CLEAN, WRONG

SHELLS = ("bash", "zsh", "tcsh")


def declare(commands: Any) -> None:
    parser = commands.add_parser(
        "completion",
        help="print the completion script of a shell",
        description="Prints a script that teaches a shell to complete keraslint's commands and options.",
        epilog='Example: eval "$(keraslint completion bash)" in ~/.bashrc',
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the script; returns 0, or 2 where the extra is missing that writes it."""
    if find_spec("shtab") is None:
        remedy = "install it with: pip install 'keraslint[cli]'"
        print(f"keraslint: completion needs shtab; {remedy}", file=sys.stderr)
        return WRONG
    import shtab

    print(shtab.complete(options.parser, options.shell))
    return CLEAN
