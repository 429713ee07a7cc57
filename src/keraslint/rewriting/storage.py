"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class UnwritableFile(Exception):
    """A file that cannot be written; the message names it, says why and what to do."""


def write(path: str, data: bytes, before: bytes) -> None:
    """Puts new bytes into a file that held `before`, in one step: nobody ever sees half of it.

    The file behind a symbolic link is written, and keeps its mode and, as far as allowed, its owner.
    Raises UnwritableFile; the file is then as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        state = target.stat()
        if not state.st_mode & 0o222 or not os.access(target, os.W_OK):
            raise UnwritableFile(f"{path}: is read-only; make it writable to have it changed")
        if target.read_bytes() != before:
            raise UnwritableFile(f"{path}: was changed by somebody else meanwhile; run again")
        _replace(target, data, state)
    except OSError as error:
        raise UnwritableFile(
            f"{path}: cannot be written ({error.strerror}); check the permissions of its folder"
        ) from None


def _replace(target: Path, data: bytes, state: os.stat_result) -> None:
    """A new file beside the old one takes its place."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(name, state.st_uid, state.st_gid)
        os.chmod(name, stat.S_IMODE(state.st_mode))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
