"""Reports of earlier runs, kept for files that did not change.

A report is found again by the text of its file, the settings, and this very keraslint; and it holds only if every
other file of the project that the analysis asked for is as it was.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keraslint import __version__
from keraslint.layers.installed import entry_points
from keraslint.model import Report
from keraslint.settings import Settings
from keraslint.source import disk

if TYPE_CHECKING:
    import ast

FOLDER = "KERASLINT_CACHE_DIR"
"""The environment variable that names another folder."""
MOST_BYTES = 200_000_000
PATIENCE = 5  # seconds that a run waits for another one
FRESH = 86_400  # seconds in which no use of a report is noted a second time
_TABLE = """
    CREATE TABLE IF NOT EXISTS reports (key TEXT PRIMARY KEY, used INTEGER NOT NULL, entry BLOB NOT NULL)
    WITHOUT ROWID
"""
_REMOVE_OLDEST = """
    DELETE FROM reports WHERE key IN (
        SELECT key FROM (
            SELECT key, sum(length(entry)) OVER (ORDER BY used DESC, key) AS total FROM reports
        ) WHERE total > ?
    )
"""


def default_path() -> Path:
    """Where the platform keeps such files, or where KERASLINT_CACHE_DIR says."""
    folder = os.environ.get(FOLDER)
    return (Path(folder) if folder else _of_platform()) / "reports.sqlite"


def _of_platform() -> Path:
    """The folder for our caches; without platformdirs that of Linux (XDG), wherever we are."""
    try:
        from platformdirs import user_cache_path
    except ImportError:
        base = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (base if base.is_absolute() else Path("~/.cache").expanduser()) / "keraslint"
    return user_cache_path("keraslint", False)


class Cache:
    """Reports in one SQLite file, which several runs may share; a file that cannot be used keeps nothing.

    path  None: nothing is kept
    """

    def __init__(self, path: Path | None) -> None:
        self._connection = None if path is None else _connected(path)
        self._room = 0  # bytes that are kept until the next look at how much there is
        self._asked: disk.Answers = {}

    def report(
        self, text: str, name: str, settings: Settings, syntax: ast.Module | None = None
    ) -> Report:
        """The report of this text: that of an earlier run, else a new one, which is kept at once."""
        found = self.find(text, name, settings)
        if found is not None:
            return found
        from keraslint.analysis import analyze

        with disk.noted() as answers:
            report = analyze(text, name, settings, syntax=syntax)
        self.keep(text, name, settings, report, answers)
        return report

    def find(self, text: str, name: str, settings: Settings) -> Report | None:
        """The report of this text, if all that it rests on is as it was."""
        if self._connection is None:
            return None
        key = _key(text, name, settings)
        found = self._try(
            lambda base: base.execute(
                "SELECT entry, used FROM reports WHERE key = ?", (key,)
            ).fetchone()
        )
        entry = _unpacked(found[0]) if found else None
        if entry is None or not disk.still_true(entry[0], self._asked):
            return None
        if found[1] < (now := _now()) - FRESH:
            self._try(
                lambda base: base.execute("UPDATE reports SET used = ? WHERE key = ?", (now, key))
            )
        return entry[1]

    def keep(
        self, text: str, name: str, settings: Settings, report: Report, answers: disk.Answers
    ) -> None:
        """Keeps a report together with what the analysis asked the disk, unless an error ended it: that may not come again.

        It is written at once, so that no run waits for another and one that is ended loses nothing.
        """
        if self._connection is None or report.failed:
            return
        row = (_key(text, name, settings), _now(), _packed(report, answers))
        self._try(lambda base: base.execute("INSERT OR REPLACE INTO reports VALUES (?, ?, ?)", row))
        self._room -= len(row[2])
        if self._room < 0:  # what was not used for longest goes if there is too much
            self._try(lambda base: base.execute(_REMOVE_OLDEST, (MOST_BYTES,)))
            self._room = MOST_BYTES // 50

    def close(self) -> None:
        """Nothing is kept or found any more."""
        self._try(lambda base: base.close())
        self._connection = None

    def _try(self, action: Callable[[sqlite3.Connection], Any]) -> Any:
        """The action's result; after an error nothing is kept or found any more in this run."""
        if self._connection is None:
            return None
        try:
            return action(self._connection)
        except sqlite3.Error:
            self._connection = None
            return None


def _connected(path: Path) -> sqlite3.Connection | None:
    """The file, made anew if it is damaged."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute(_TABLE)
            return base
        except sqlite3.OperationalError:  # locked, or no place to write
            return None
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
        except OSError:
            return None
    return None


def _key(text: str, name: str, settings: Settings) -> str:
    """What a report depends on, other files apart."""
    place = (name, os.path.realpath(name), os.getcwd())
    parts = repr((_this_keraslint(), place, settings)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(parts + b"\0" + text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _this_keraslint() -> tuple[Any, ...]:
    """This version, its files (one may work on them), the Python that reads, and the plugins."""
    plugins = sorted(
        (point.value, getattr(point.dist, "version", ""), _state(_home(point.module)))
        for point in entry_points()
    )
    made_by = (__version__, _release_of_libcst(), sys.version)
    return *made_by, _state(Path(__file__).parent), plugins


def _release_of_libcst() -> bytes:
    """What its file of its version holds: asked without importing it, and without Python's slow reader of metadata."""
    home = _home("libcst")
    try:
        return (home / "_version.py").read_bytes() if home else b""
    except OSError:
        return b""


def _state(home: Path | None) -> str:
    """The Python files below a folder, or a file itself, and how they are: the same as long as nobody edits them."""
    if home is None or not home.exists():  # what is built into Python has no file
        return ""
    files = sorted(_python_files(home)) if home.is_dir() else [(home.name, *_size_and_time(home))]
    return disk.digest(repr(files).encode())


def _python_files(folder: str | Path, below: str = "") -> Iterator[tuple[str, int, int]]:
    """The path, size and time of every Python file below a folder; links to folders are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = below + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _python_files(entry.path, f"{name}/")
            elif name.endswith(".py") and entry.is_file():
                yield name, *_size_and_time(entry)


def _size_and_time(file: Path | os.DirEntry[str]) -> tuple[int, int]:
    state = file.stat()
    return state.st_size, state.st_mtime_ns


def _home(module: str) -> Path | None:
    """The package at the top of a module, or the module if it is in none; nothing of them is imported."""
    parts = module.split(".")
    try:
        spec = find_spec(parts[0])
    except (ImportError, ValueError):  # a module of that name was made by hand
        return None
    for length in range(
        2, len(parts) + 1
    ):  # packages without a file of their own are shared by many
        if spec is None or spec.origin is not None:
            break
        spec = PathFinder.find_spec(".".join(parts[:length]), spec.submodule_search_locations)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin)
    return path.parent if path.name == "__init__.py" else path


def _now() -> int:
    return int(time.time())


def _packed(report: Report, answers: disk.Answers) -> bytes:
    return zlib.compress(pickle.dumps((answers, report), pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(entry: bytes) -> tuple[disk.Answers, Report] | None:
    try:
        answers, report = _Reader(io.BytesIO(zlib.decompress(entry))).load()
    except Exception:
        return None
    return (answers, report) if isinstance(report, Report) else None


class _Reader(pickle.Unpickler):
    """Makes the plain values of reports, whatever the file holds."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _MODULES else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a report")
        return found


_MODULES = frozenset(
    f"keraslint.{name}"
    for name in ("model", "findings", "unknown", "sizes", "weights", "formulas", "shapes")
)
