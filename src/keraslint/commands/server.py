"""keraslint server: the language server."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from keraslint.commands import CLEAN, WRONG
from keraslint.commands.manual import add_command


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "server",
        "serve an editor: diagnostics, hover, inlay hints, code lenses, quick fixes",
        "Serves an editor on standard input and output, in the language server protocol. Editors start it"
        " themselves; the README says how for each. It needs: pip install 'keraslint[lsp]'",
        {"keraslint server": "what an editor is told to start"},
    )
    parser.add_argument(
        "--stdio",
        action="store_true",
        help="serve on standard input and output, as is the default; many editors pass it",
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Serves until the editor ends it; returns 0, or 2 where pygls is not installed."""
    try:
        from keraslint.language_server.server import Server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "attrs", "cattrs"):
            raise
        print(
            "keraslint: the language server needs pygls 2, which is not installed; "
            "install it with: pip install 'keraslint[lsp]'",
            file=sys.stderr,
        )
        return WRONG
    Server().start_io()
    return CLEAN
