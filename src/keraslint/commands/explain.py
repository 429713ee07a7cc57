"""keraslint explain: what a code means."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from keraslint.commands import CLEAN, WRONG
from keraslint.commands.manual import add_command


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "explain",
        "explain a code: why, an example, how to silence it",
        "Explains what a code means, with an example that triggers it and one that does not.",
        {
            "keraslint explain": "the list of codes",
            "keraslint explain KER302": "one of them",
        },
    )
    parser.add_argument(
        "code", metavar="CODE", nargs="?", help="such as KER302; all codes if left out"
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the explanation of a code, or the list of codes; returns 0, or 2 for a code that does not exist."""
    from keraslint.checks import CHECKS

    if options.code is None:
        for code in sorted(CHECKS):
            print(f"{code}  {CHECKS[code].title}")
        return CLEAN
    found = CHECKS.get(options.code.upper())
    if found is None:
        print(
            f"keraslint: there is no code {options.code}; there are {', '.join(sorted(CHECKS))}",
            file=sys.stderr,
        )
        return WRONG
    print(f"{found.code}: {found.title}\n\n{found.explanation}")
    return CLEAN
