"""Which files are measured."""

from __future__ import annotations

from pathlib import Path

MOST_FILES = 300


def files_in(place: Path) -> list[Path]:
    """The Python files of a folder, or those that a text file lists; only what Python itself can read."""
    if place.is_dir():
        paths = sorted(place.rglob("*.py"))
    else:
        paths = [Path(line) for line in place.read_text(encoding="utf-8").splitlines() if line]
    return [path for path in paths if _is_python(path)]


def _is_python(path: Path) -> bool:
    try:
        return bool(compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True))
    except (SyntaxError, UnicodeDecodeError):
        return False


def spread(paths: list[Path], most: int = MOST_FILES) -> list[Path]:
    """At most so many of the paths, evenly taken."""
    return [paths[i * len(paths) // most] for i in range(most)] if len(paths) > most else paths
