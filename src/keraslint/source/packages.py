"""Which file of the project an import names: found and read as text, never executed.

Nothing outside the project is read. The project is the nearest folder above the analysed file that holds a
pyproject.toml, setup.py, setup.cfg or .git, else the file's own folder; the package that the file itself
belongs to is always part of it. Links are resolved first, so none leads out.
"""

from __future__ import annotations

import os
import sys
import threading
import tokenize
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING

from keraslint.source import disk
from keraslint.source.disk import LARGEST_FILE
from keraslint.source.unreadable import Unreadable

if TYPE_CHECKING:
    from keraslint.source.module import Module

MOST_FOLDERS = 20  # that are climbed in search of the root
MOST_KEPT = 96
MOST_KEPT_TEXT = 3_000_000
ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
INSTALLED = frozenset({"site-packages", "dist-packages"})
KERAS = frozenset({"keras", "tf_keras", "keras_core", "tensorflow"})
LIBRARIES = KERAS | {
    "cntk", "cv2", "h5py", "imageio", "jax", "keraslint", "librosa", "matplotlib", "nltk", "numpy", "pandas", "PIL", "scipy",
    "seaborn", "skimage", "sklearn", "tensorboard", "tensorflow_addons", "tensorflow_datasets", "tensorflow_hub",
    "theano", "torch", "tqdm",
}  # fmt: skip
"""Names that a file of the project does not take, whatever stands beside the analysed file."""
EARLY = frozenset({
    "_abc", "_codecs", "_io", "_thread", "abc", "array", "builtins", "codecs", "collections", "copyreg", "encodings",
    "errno", "functools", "gc", "genericpath", "importlib", "io", "itertools", "keyword", "marshal", "math", "ntpath",
    "operator", "os", "posix", "posixpath", "re", "reprlib", "runpy", "select", "site", "stat", "sys", "time", "types",
    "typing", "warnings", "zipimport",
})  # fmt: skip
"""Modules that Python holds before a script begins (or may hold): a file of that name is not imported."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a dotted name means on disk.

    file    the file to be read; "" for a folder without __init__.py
    folder  the package's folder; "" for a plain module
    """

    file: str
    folder: str = ""

    @property
    def key(self) -> str:
        return self.file or self.folder


class Project:
    """The project around one analysed file. A name such as "<string>" has none: nothing is found then."""

    def __init__(self, filename: str) -> None:
        named = bool(filename) and not filename.startswith("<") and filename != "-"
        self.file = os.path.realpath(filename) if named else ""
        self.folder = os.path.dirname(self.file)
        self._seen: dict[tuple[str, str, bool], Found | None] = {}

    @cached_property
    def package(self) -> str:
        """The outermost package folder that holds the file, "" if it is in none."""
        outermost, folder = "", self.folder
        for _ in range(MOST_FOLDERS):
            if not folder or not disk.plain_file(os.path.join(folder, "__init__.py")):
                break
            outermost, folder = folder, os.path.dirname(folder)
        return outermost

    @cached_property
    def root(self) -> str:
        """The project's folder; for an installed file its package or own folder."""
        folder = self.folder
        if not INSTALLED.isdisjoint(folder.split(os.sep)):
            return self.package or self.folder
        for _ in range(MOST_FOLDERS):
            if any(disk.exists(os.path.join(folder, mark)) for mark in ROOT_MARKS):
                return folder
            folder = os.path.dirname(folder)
        return self.folder

    @property
    def is_keras(self) -> bool:
        """Whether the file is part of Keras itself."""
        return os.path.basename(self.package) in KERAS

    @cached_property
    def paths(self) -> list[str]:
        """Where Python would look for top-level names, first to last."""
        above = os.path.dirname(self.package) if self.package else ""
        roots = [self.root, os.path.join(self.root, "src")]
        ordered = [above, *roots, self.folder] if self.package else [self.folder, *roots]
        return list(dict.fromkeys(path for path in ordered if path))

    def add_path(self, path: str) -> None:
        """One more folder to look in, if it is in the project; a relative one begins at the file's folder."""
        if self.folder and len(self.paths) < MOST_FOLDERS and "\0" not in path:
            folder = os.path.realpath(os.path.join(self.folder, path))
            if self._allowed(folder) and folder not in self.paths:
                self.paths.append(folder)

    def top(self, name: str, importer: str = "") -> Found | None:
        """The project's module or package of this name; None if it is a library's or nobody's.

        importer: the folder of the importing file, where Python 2 looks, too.
        """
        own = self.package if name == os.path.basename(self.package) else ""
        if not self.folder or (name in LIBRARIES and not own):
            return None
        paths = self.paths
        if name in sys.stdlib_module_names:
            # A script's folder comes before the standard library, a package's does not.
            if self.package or name in EARLY:
                return None
            paths = [self.folder]
        elif importer:
            paths = list(dict.fromkeys([*paths, importer]))
        found = [hit for path in paths if (hit := self.inside(path, name, folders=False))]
        if found and found[0].folder == own:
            return found[0]
        if self.package and any(hit != found[0] for hit in found):
            return (
                None  # whether the file is run as a script or imported decides which of them it is
            )
        if found:
            return found[0]
        return next(
            (
                hit
                for path in paths
                if (hit := self.inside(path, name)) and hit.folder != self.folder
            ),
            None,
        )

    def modules(self, file: str) -> Iterator[str]:
        """The dotted names under which a file of the project may be imported, innermost folder first."""
        stem = file.removesuffix(f"{os.sep}__init__.py").removesuffix(".py")
        for path in self.paths:
            if stem.startswith(path + os.sep):
                yield stem[len(path) + 1 :].replace(os.sep, ".")

    def inside(self, folder: str, name: str, folders: bool = True) -> Found | None:
        """The module or package of this name in a folder; `folders`: also one without __init__.py."""
        key = folder, name, folders
        if key not in self._seen:
            self._seen[key] = self._look(folder, name, folders)
        return self._seen[key]

    def _look(self, folder: str, name: str, folders: bool) -> Found | None:
        if not folder or not name.isidentifier():
            return None
        package = os.path.join(folder, name)
        file = self._readable(os.path.join(package, "__init__.py"))
        if file:
            return Found(file, os.path.dirname(file))
        file = self._readable(f"{package}.py")
        if file:
            return Found(file)
        real = disk.folder(package) if folders else ""
        return Found("", real) if self._allowed(real) and disk.holds_python(real) else None

    def above(self, folder: str, level: int) -> Found | None:
        """The package that a relative import of this level starts from."""
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        if not folder or not self._allowed(folder):
            return None
        file = self._readable(os.path.join(folder, "__init__.py"))
        return Found(file, folder)

    def neighbour(self, path: str) -> Found | None:
        """Inside Keras's own source: the module of this full dotted name, if it stands beside the analysed file."""
        names = path.split(".")
        if names[0] != os.path.basename(self.package) or not all(map(str.isidentifier, names)):
            return None
        folder = os.path.join(os.path.dirname(self.package), *names[:-1])
        found = self.inside(folder, names[-1])
        inside = (
            found is not None
            and found.key.startswith(self.folder + os.sep)
            and found.folder != self.folder
        )
        return found if inside else None

    def _allowed(self, path: str) -> bool:
        """Whether a resolved path lies in the project."""
        return any(
            path == home or path.startswith(home + os.sep)
            for home in (self.root, self.package)
            if home
        )

    def _readable(self, path: str) -> str:
        """The resolved path of a plain file inside the project, else ""."""
        real = disk.plain_file(path)
        return real if self._allowed(real) else ""


_kept: OrderedDict[tuple[str, int, int], tuple[Module | Unreadable, str]] = OrderedDict()
"""(path, time, size) -> the module, or why there is none, and the digest of its bytes."""
_lock = threading.Lock()


def read(path: str) -> Module:
    """The parsed module in a file, from a small cache if the file did not change.

    Raises Unreadable if it is too large or no Python.
    """
    try:
        state = os.stat(path)
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})") from None
    key = (path, state.st_mtime_ns, state.st_size)
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
    if known is None:
        known = _read(path, state.st_size)
        _keep(key, known)
    module, digest = known
    disk.note_content(path, digest)
    if isinstance(module, Unreadable):
        raise module.with_traceback(None)
    return module


def _read(path: str, size: int) -> tuple[Module | Unreadable, str]:
    try:
        content = disk.content(path)
    except OSError as error:
        return Unreadable(f"cannot be read ({error.strerror})"), ""
    try:
        return _parse(path, size, content), disk.digest(content)
    except Unreadable as error:
        return error, disk.digest(content)


def _parse(path: str, size: int, content: bytes) -> Module:
    from keraslint.source.module import parse

    if size > LARGEST_FILE:
        raise Unreadable(f"is longer than {LARGEST_FILE:,} bytes")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        raise Unreadable("is in no known encoding") from None
    return parse(text, path)


def _keep(key: tuple[str, int, int], module: tuple[Module | Unreadable, str]) -> None:
    """Puts a module in the cache; the least recently used ones leave it."""
    with _lock:
        _kept[key] = module
        while _kept and (
            len(_kept) > MOST_KEPT or sum(size for _, _, size in _kept) > MOST_KEPT_TEXT
        ):
            _kept.popitem(last=False)
