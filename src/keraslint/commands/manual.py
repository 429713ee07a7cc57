"""What `--help` prints: what a command is for, its options by purpose, examples to copy."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any


def add_command(
    commands: Any, name: str, short: str, long: str, examples: Mapping[str, str], codes: str = ""
) -> argparse.ArgumentParser:
    """The parser of a command.

    short     what it does, in the list of commands
    long      the same in a paragraph, above its options
    examples  command lines, and what each of them is for
    codes     what its exit codes mean, where that is not obvious
    """
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=short,
        description=long,
        epilog="\n".join([*_listed(examples), *["", f"Exit codes: {codes}."] * bool(codes)]),
        formatter_class=Manual,
    )
    return parser


def _listed(examples: Mapping[str, str]) -> list[str]:
    width = max(map(len, examples))
    return ["examples:", *(f"  {line.ljust(width)}  # {text}" for line, text in examples.items())]


class Manual(argparse.HelpFormatter):
    """Wraps paragraphs; indented lines, the examples, stay as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        wrap = super()._fill_text
        lines = (
            line if line.startswith(" ") or not line else wrap(line, width, indent)
            for line in text.split("\n")
        )
        return "\n".join(lines)
