"""Where a command's answer goes: a terminal in colours, a pipe in plain text, a file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any, TextIO, TypeVar

from keraslint.files import UnreadableFile
from keraslint.report.text import Line, plain

FEW = 8
"""So many files are read before a progress bar is worth it."""

Item = TypeVar("Item")


def declare_output(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """--format, --output and --quiet."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        metavar="FORMAT",
        help=f"how to print: {', '.join(formats)} (default: {formats[0]})",
    )
    group.add_argument(
        "--output", metavar="FILE", help="write to this file instead of the terminal"
    )
    group.add_argument(
        "--quiet", "-q", action="store_true", help="print the answer only, no progress bar"
    )


def write(text: str, output: str | None) -> None:
    """Writes to a file, or to standard output as UTF-8. Raises UnreadableFile if the file cannot be written."""
    if output is None:
        _as_utf8(sys.stdout)
        sys.stdout.write(text)
        return
    from keraslint.rewriting.storage import put

    try:
        put(output, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise UnreadableFile(output, f"{error.strerror}; choose another --output") from None


def show(lines: Iterable[Line], output: str | None) -> None:
    """Writes lines, with their styles if they go to a terminal that shows them."""
    if output is not None or not is_coloured(sys.stdout):
        write(plain(lines), output)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*line))


def is_coloured(stream: TextIO) -> bool:
    """Whether this is a terminal that wants colours (no-color.org), and rich is installed to make them."""
    wanted = stream.isatty() and os.environ.get("TERM") != "dumb"
    return wanted and not os.environ.get("NO_COLOR") and find_spec("rich") is not None


def followed(items: Sequence[Item], quiet: bool) -> Iterator[Item]:
    """The items one by one; a progress bar shows on a terminal when there are many."""
    if quiet or len(items) < FEW or not is_coloured(sys.stderr):
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, "Reading", console=Console(stderr=True), transient=True)


def _as_utf8(stream: Any) -> None:
    """A pipe under a narrow locale takes our signs (· ─ ≥) all the same."""
    if hasattr(stream, "reconfigure") and not stream.isatty():
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
