"""What git knows of a folder: which files it ignores, and what a file was at another revision.

Only plumbing that reads is asked, and nothing that a repository's own configuration could make git run.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
PATIENCE = 60  # seconds
LARGEST = 5_000_000  # bytes of a file
SUFFIXES = (".py", ".pyi", ".pyw", ".ipynb")


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


def commit(folder: Path, revision: str) -> str | None:
    """The full name of the commit that a revision means; None if there is none."""
    try:
        found = _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except GitError:
        return None
    return found.decode().strip()


def save_files_at(folder: Path, revision: str, target: Path) -> None:
    """Writes the files below a folder, as they were at a commit, below another folder. Raises GitError.

    Links and what is larger than any source are left out. Nothing is checked out: no filter of the repository runs.
    """
    listed = _git(folder, "ls-tree", "-r", "-l", "-z", revision)
    for entry in _names(listed):
        facts, _, name = entry.partition("\t")
        mode, _, blob, size = facts.split()
        path = target / name
        wanted = path.suffix in SUFFIXES or path.suffix in (
            ".toml",
            ".txt",
            ".cfg",
            ".yml",
            ".yaml",
        )
        if mode.startswith("100") and wanted and int(size) <= LARGEST:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_git(folder, "cat-file", "blob", blob))


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
