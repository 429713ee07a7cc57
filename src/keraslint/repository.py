"""What git knows of a folder: which files it ignores, and what a file was at another revision.

Only plumbing that reads is asked, and nothing that a repository's own configuration could make git run. What starts
git is imported when it is started: for single files it is not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
ALONE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""What a partial clone lacks is not fetched: the address to fetch from could be a program."""
PATIENCE = 60  # seconds
LARGEST = 5_000_000  # bytes of a file
SUFFIXES = (".py", ".pyi", ".pyw", ".ipynb")
OF_PROJECTS = (".toml", ".txt", ".cfg", ".yml", ".yaml")
"""Where settings and requirements stand."""


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


def save_files_at(folder: Path, revision: str, target: Path) -> Path:
    """Writes the files of a folder's repository, as they were at a commit, below another folder.

    Returns the folder's place there. Links and what is larger than any source are left out. Nothing is checked out:
    no filter of the repository runs. Raises GitError.
    """
    listed = _names(_git(folder, "ls-tree", "-r", "-l", "-z", "--full-tree", revision))
    wanted = dict(filter(None, map(_wanted, listed)))
    for name, data in zip(wanted, _contents(folder, wanted.values()), strict=True):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (target / ".git").mkdir(exist_ok=True)  # the search for settings ends here
    inside = target / os.fsdecode(_git(folder, "rev-parse", "--show-prefix").removesuffix(b"\n"))
    inside.mkdir(parents=True, exist_ok=True)
    return inside


def _wanted(entry: str) -> tuple[str, str] | None:
    """(path, blob) of a line of ls-tree; None for what is not read."""
    facts, _, name = entry.partition("\t")
    mode, _, blob, size = facts.split()
    plain = mode.startswith("100") and Path(name).suffix in SUFFIXES + OF_PROJECTS
    small = not size.isdigit() or int(size) <= LARGEST  # an object that is not there has no size
    return (name, blob) if plain and small else None


def _contents(folder: Path, blobs: Iterable[str]) -> Iterator[bytes]:
    """What these blobs hold, from one process for all of them. Raises GitError."""
    import subprocess
    import tempfile

    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{blob}\n" for blob in blobs).encode())
        asked.seek(0)
        command = ["git", *SAFE, "-C", str(folder), "cat-file", "--batch"]
        with subprocess.Popen(
            command,
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ALONE},
        ) as process:
            assert process.stdout is not None
            while header := process.stdout.readline().decode().split():
                if header[-1] == "missing":
                    process.kill()
                    raise GitError(f"git does not have the object {header[0]} (a partial clone?)")
                data = process.stdout.read(int(header[2]) + 1)
                yield data[:-1]  # a line end stands behind each


def _names(listed: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _git(folder: Path, *arguments: str) -> bytes:
    import subprocess

    try:
        result = subprocess.run(
            ["git", *SAFE, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            env={**os.environ, **ALONE},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git cannot be run: {error}") from None
    if result.returncode:
        lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[-1] if lines else f"git {arguments[0]} failed")
    return result.stdout
