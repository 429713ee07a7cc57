"""The command line: declares the commands, runs the one asked for, and tells errors in one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from keraslint import __version__
from keraslint.commands import (
    CLEAN,
    WRONG,
    annotate,
    check,
    completion,
    diff,
    explain,
    layers,
    server,
    summary,
    upgrade,
)
from keraslint.files import UnreadableFile
from keraslint.settings import SettingsError

INTERRUPTED = 130  # as shells have it: 128 and the signal's number
COMMANDS = (check, summary, diff, annotate, upgrade, explain, layers, server, completion)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 clean, 1 findings, 2 usage or unreadable input."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (SettingsError, UnreadableFile) as error:
        print(f"keraslint: {error}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return CLEAN
    except KeyboardInterrupt:
        print("keraslint: interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="keraslint",
        description="Knows the parameters and shapes that Keras would build from Python source, without running it.",
        epilog="Start with: keraslint summary net.py. `keraslint COMMAND --help` has an example of each command."
        " Exit codes: 0 clean, 1 findings, 2 usage or unreadable input.",
    )
    made.set_defaults(parser=made)
    made.add_argument("--version", action="version", version=f"keraslint {__version__}")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.declare(commands)
    return made


if __name__ == "__main__":
    sys.exit(main())
