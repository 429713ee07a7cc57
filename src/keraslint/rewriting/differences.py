"""What would change, as a unified diff that `patch -p0` and `git apply -p0` take."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator


def difference(name: str, before: bytes, after: bytes) -> bytes:
    """The diff in the file's own bytes, line ends and encoding included; empty if nothing changes."""
    if before == after:
        return b""
    path = name.encode("utf-8", "surrogateescape")
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(before), _lines(after), path, path, n=3)
    return b"".join(_ended(lines))


def _lines(data: bytes) -> list[bytes]:
    """As diff and patch count them: a line feed ends a line, nothing else does."""
    parts = data.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _ended(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
