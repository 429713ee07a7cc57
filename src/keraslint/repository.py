"""What git knows of a folder: which files it ignores, and what a file was at another revision.

Only plumbing that reads is asked, and nothing that a repository's own configuration could make git run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
PATIENCE = 60  # seconds


class GitError(Exception):
    """What git says against it, in one line."""


def ignored(folder: Path) -> frozenset[Path]:
    """The files and folders at or below this one that .gitignore excludes; none outside a repository or without git."""
    try:
        listed = _git(
            folder, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"
        )
    except GitError:
        return frozenset()
    return frozenset(folder / name.rstrip("/") for name in _names(listed))


def top(folder: Path) -> Path:
    """The top of the repository around a folder. Raises GitError outside of one."""
    return Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))


def commit(folder: Path, revision: str) -> str | None:
    """The full name of the commit that a revision means; None if there is none."""
    try:
        found = _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except GitError:
        return None
    return found.decode().strip()


def files_at(folder: Path, revision: str) -> Iterator[str]:
    """The paths below a folder at a commit, relative to the folder. Raises GitError."""
    yield from _names(_git(folder, "ls-tree", "-r", "-z", "--name-only", revision))


def content_at(folder: Path, revision: str, path: str) -> bytes:
    """The bytes of a file, its path relative to the folder, at a commit. Raises GitError."""
    return _git(folder, "cat-file", "blob", f"{revision}:./{path}")


def _names(listed: bytes) -> list[str]:
    return [name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name]


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        result = subprocess.run(
            ["git", *SAFE, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git cannot be run: {error}") from None
    if result.returncode:
        lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[-1] if lines else f"git {arguments[0]} failed")
    return result.stdout
