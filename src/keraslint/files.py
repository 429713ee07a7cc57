"""Files to be analysed: finding them below folders and reading their text."""

from __future__ import annotations

import io
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SKIPPED = frozenset(
    {"node_modules", "__pycache__", "site-packages", "venv", "env", "build", "dist"}
)
SUFFIXES = (".py", ".pyi", ".pyw", ".ipynb")


class UnreadableFile(Exception):
    """A path that cannot be read; the message names it, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file's name and text."""

    name: str
    text: str


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """The Python files that these paths mean, folders walked in order; "-" stays as it is.

    Hidden folders, virtual environments and other people's packages are passed over.
    Raises UnreadableFile for a path that does not exist.
    """
    for given in paths:
        path = Path(given)
        if given == "-" or path.is_file():
            yield given
        elif path.is_dir():
            yield from (str(found) for found in _below(path))
        else:
            raise UnreadableFile(f"{given}: there is no such file or folder; check the path")


def _below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UnreadableFile(f"{folder}: {error.strerror}; check its permissions") from None
    for entry in entries:
        if entry.is_dir():
            hidden = entry.name.startswith(".") or entry.name in SKIPPED or entry.is_symlink()
            if not hidden and not (entry / "pyvenv.cfg").exists():
                yield from _below(entry)
        elif entry.suffix in SUFFIXES:
            yield entry


def read_source(path: str, stdin_name: str = "<stdin>") -> Source:
    """The text of a file, decoded as Python does it (PEP 263). Raises UnreadableFile."""
    if path == "-":
        return Source(stdin_name, _decode(sys.stdin.buffer.read(), stdin_name))
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path}: {error.strerror}; check the path and its permissions"
        ) from None
    return Source(path, _decode(data, path))


def _decode(data: bytes, name: str) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        line = data.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise UnreadableFile(
            f"{name}:{line}: cannot be decoded ({error}); save it as UTF-8 or declare its encoding in the first line"
        ) from None
