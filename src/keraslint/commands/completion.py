"""keraslint completion: what a shell needs to complete commands, options and paths."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from typing import Any

from keraslint.commands import CLEAN, WRONG
from keraslint.commands.manual import add_command

SHELLS = ("bash", "zsh", "tcsh")


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "completion",
        "print the completion script of a shell",
        "Prints a script that teaches a shell to complete keraslint's commands and options."
        " It needs: pip install 'keraslint[cli]'",
        {
            'eval "$(keraslint completion bash)"': "in ~/.bashrc",
            "keraslint completion zsh > ~/.zfunc/_keraslint": "for zsh, with ~/.zfunc in fpath",
        },
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
