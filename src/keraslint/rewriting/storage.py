"""Writing a file whole or not at all.

The new bytes are written beside the file and take its place in one step, so that a run that is killed leaves the old
file or the new one. Runs that write the same file take turns. What a killed run left beside the file is taken away
by the next one that changes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class UnwritableFile(Exception):
    """A file that cannot be written; the message names it, says why and what to do."""


def write(path: str, data: bytes, before: bytes) -> None:
    """Puts new bytes into a file that held `before`, in one step: nobody ever sees half of it.

    The file behind a symbolic link is written, and keeps its mode and attributes and, as far as allowed, its owner. A
    file that has several names (hard links) is not changed: one step changes one name. Raises UnwritableFile; the
    file is then as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        with _turn(target):
            state = target.stat()
            content = target.read_bytes()
            if content == data:
                return
            if content != before:
                raise UnwritableFile(f"{path}: was changed by somebody else meanwhile; run again")
            _refuse(path, target, state)
            _replace(target, data, state)
    except OSError as error:
        raise UnwritableFile(
            f"{path}: cannot be written ({error.strerror}); check the permissions of its folder"
        ) from None


def put(path: str, data: bytes) -> None:
    """Puts bytes into a file of our own, new or not, in one step; a pipe or device gets them as they come.

    Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    beside = target.parent / f".keraslint-{os.getpid()}"
    try:
        beside.write_bytes(data)
        if target.exists():
            shutil.copymode(target, beside)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _refuse(path: str, target: Path, state: os.stat_result) -> None:
    """Raises UnwritableFile for a file that is not to be changed, or only in more than one step."""
    if not state.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise UnwritableFile(f"{path}: is read-only; make it writable to have it changed")
    if state.st_nlink > 1:
        raise UnwritableFile(
            f"{path}: has {state.st_nlink} names (hard links), which would part; copy it first"
        )


@contextlib.contextmanager
def _turn(target: Path) -> Iterator[None]:
    """Makes other runs wait that want to write this file, where the platform and its disk have such locks."""
    if sys.platform == "win32":
        yield
        return
    while True:
        with open(target, "rb") as file:
            with contextlib.suppress(OSError):
                fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(file.fileno()), os.stat(target)):
                yield
                return


def _replace(target: Path, data: bytes, state: os.stat_result) -> None:
    """A new file beside the old one takes its place."""
    beside = target.parent / f".keraslint-{state.st_ino}"
    beside.unlink(missing_ok=True)
    try:
        with open(beside, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(beside, state.st_uid, state.st_gid)
        shutil.copystat(target, beside)
        os.utime(beside)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _private(path: str, flags: int) -> int:
    """Opens what nobody else may read, until it has the rights of the file that it is for."""
    return os.open(path, flags, 0o600)
