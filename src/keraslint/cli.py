"""The command line: declares the commands, runs the one asked for, and tells errors in one line."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from keraslint import __version__
from keraslint.commands import CLEAN, WRONG
from keraslint.commands.manual import Manual
from keraslint.files import UnreadableFile
from keraslint.repository import SUFFIXES
from keraslint.settings import SettingsError

BEGIN = """\
begin with:
  keraslint summary net.py    # the layers, shapes and parameters of its models
  keraslint check             # what is wrong below this folder
  keraslint check --help      # the options of a command, with examples

Exit codes: 0 clean, 1 findings, 2 usage or unreadable input."""
INTERRUPTED = 130  # as shells have it: 128 and the signal's number
COMMANDS = (
    "check",
    "summary",
    "diff",
    "annotate",
    "upgrade",
    "explain",
    "layers",
    "server",
    "completion",
)
"""Each is a module of keraslint.commands."""
ALLOCATIONS = 100_000
"""So many new objects before Python looks for cycles among them; by itself it does so after 700, all through our start."""


def run() -> NoReturn:
    """`main` as a process of its own, which starts and ends as fast as it can.

    To take every module and every tree apart before the end would take longer than many an analysis. It is done only
    where somebody would miss it.
    """
    if sys.argv[1:2] != ["server"]:  # which stays, and must not gather what nobody needs
        gc.set_threshold(ALLOCATIONS)
    sys.stdout = sys.stdout or StringIO()  # a process may be started without
    sys.stderr = sys.stderr or StringIO()
    code = main()
    if _is_watched():
        sys.exit(code)
    try:
        with suppress(BrokenPipeError, ValueError):  # nobody reads it any more, or it is closed
            sys.stdout.flush()
            sys.stderr.flush()
    except OSError as error:  # the disk is full
        code = _failed(error)
    os._exit(code)


def _is_watched() -> bool:
    """Whether somebody else would miss the end of Python: a thread, a debugger, a profiler, a measurement of coverage."""
    monitoring: Any = getattr(sys, "monitoring", None)  # since Python 3.12
    tools = range(6) if monitoring is not None else ()
    return (
        threading.active_count() > 1
        or sys.gettrace() is not None
        or sys.getprofile() is not None
        or any(monitoring.get_tool(number) is not None for number in tools)
    )


def _failed(error: Exception) -> int:
    with suppress(OSError, ValueError):
        print(f"keraslint: {error}", file=sys.stderr)
    return WRONG


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 clean, 1 findings, 2 usage or unreadable input."""
    given = sys.argv[1:] if arguments is None else arguments
    if (told := _without_command(given)) is not None:
        print(told, file=sys.stderr)
        return WRONG
    options = _parser(_needed(given)).parse_args(given)
    try:
        return int(options.command(options))
    except BrokenPipeError:
        sys.stderr.close()
        return CLEAN
    except (SettingsError, UnreadableFile, OSError) as error:
        return _failed(error)
    except KeyboardInterrupt:
        print("keraslint: interrupted", file=sys.stderr)
        return INTERRUPTED


def _needed(arguments: Sequence[str]) -> Sequence[str]:
    """The commands whose options are to be known: the one that is asked for, and all for what tells of all."""
    first = arguments[0] if arguments else ""
    return (first,) if first in COMMANDS and first != "completion" else COMMANDS


def _parser(needed: Sequence[str]) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="keraslint",
        description="Knows the parameters and shapes that Keras would build from Python source, without running it.",
        epilog=BEGIN,
        formatter_class=Manual,
    )
    made.set_defaults(parser=made, command=lambda _: _explain(made))
    made.add_argument("--version", action="version", version=f"keraslint {__version__}")
    commands = made.add_subparsers(metavar="COMMAND", title="commands")
    for name in needed:
        import_module(f"keraslint.commands.{name}").declare(commands)
    return made


def _explain(parser: argparse.ArgumentParser) -> int:
    """The help, for somebody who typed the name alone."""
    parser.print_help(sys.stderr)
    return WRONG


def _without_command(arguments: Sequence[str]) -> str | None:
    """What to tell somebody who gave a file and no command."""
    first = next((each for each in arguments if not each.startswith("-")), "")
    if (
        not first
        or first in COMMANDS
        or not (Path(first).suffix in SUFFIXES or Path(first).is_dir())
    ):
        return None
    return f"keraslint: {first} is no command; did you mean: keraslint check {first}"
