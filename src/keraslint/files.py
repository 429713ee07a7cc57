"""Files to be analysed: finding them below folders and reading their text."""

from __future__ import annotations

import io
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TypeAlias

from keraslint.repository import SUFFIXES, ignored

SKIPPED = frozenset(  # hidden folders are passed over, too
    "CVS __pycache__ build dist env node_modules site-packages venv".split()
)
LARGEST = 100_000_000
"""Bytes of a file: notebooks with many pictures have some tens of millions."""


class UnreadableFile(Exception):
    """A path that cannot be read; the message names it and its line, says why and what to do."""

    def __init__(self, name: str, reason: str, line: int = 0) -> None:
        super().__init__(f"{name}:{line}: {reason}" if line else f"{name}: {reason}")
        self.reason = reason
        self.line = line or 1


@dataclass(frozen=True, slots=True)
class Source:
    """One file's name and text, the bytes that this text was decoded from, and whether they came through `-`."""

    name: str
    text: str
    data: bytes = b""
    encoding: str = "utf-8"
    standard_input: bool = False


Excluded: TypeAlias = Callable[[Path], bool]


def find_files(paths: Iterable[str], exclude: Callable[[Path], Iterable[str]]) -> Iterator[str]:
    """The Python files that these paths mean, folders walked in order; "-" stays as it is.

    exclude  the globs that count below a folder: names, or absolute paths. A path that is given is always taken.

    Passed over: what the globs or git exclude, hidden folders, virtual environments, other people's packages.
    Raises UnreadableFile for a path that does not exist.
    """
    for given in paths:
        path = Path(given)
        if given == "-" or path.is_file():
            yield given
        elif path.is_dir():
            yield from map(str, _below(path, _excluded(path, tuple(exclude(path)))))
        else:
            raise UnreadableFile(given, "there is no such file or folder; check the path")


def _excluded(folder: Path, globs: tuple[str, ...]) -> Excluded:
    """What is passed over below this folder."""
    hidden = ignored(folder)

    def excluded(entry: Path) -> bool:
        return entry in hidden or any(
            fnmatch(str(entry.absolute()) if "/" in glob else entry.name, glob) for glob in globs
        )

    return excluded


def _below(folder: Path, excluded: Excluded) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UnreadableFile(str(folder), f"{error.strerror}; check its permissions") from None
    for entry in entries:
        if excluded(entry):
            continue
        if entry.is_dir():
            hidden = entry.name.startswith(".") or entry.name in SKIPPED or entry.is_symlink()
            if not hidden and not (entry / "pyvenv.cfg").exists():
                yield from _below(entry, excluded)
        elif entry.suffix in SUFFIXES and entry.is_file():  # no pipe and no device
            yield entry


def read_source(path: str, stdin_name: str = "<stdin>") -> Source:
    """The text of a file, decoded as Python does it (PEP 263). Raises UnreadableFile."""
    if path == "-":
        return replace(decode(sys.stdin.buffer.read(), stdin_name), standard_input=True)
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = f"{error.strerror}; check the path and its permissions"
        raise UnreadableFile(path, reason) from None
    if len(data) > LARGEST:
        raise UnreadableFile(path, f"is longer than {LARGEST:,} bytes; is it a source file?")
    return decode(data, path)


def decode(data: bytes, name: str) -> Source:
    """The text of a file's bytes, by their coding cookie or UTF-8. Raises UnreadableFile."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Source(name, data.decode(encoding), data, encoding)
    except (SyntaxError, UnicodeError, LookupError, ValueError) as error:
        line = data.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else 1
        remedy = "save it as UTF-8 or declare its encoding in the first line"
        raise UnreadableFile(name, f"cannot be decoded ({error}); {remedy}", line) from None
