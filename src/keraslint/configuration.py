"""The settings of each file: what the front end was given, then the project around the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keraslint.settings import Settings, anchored, read, read_pyproject, settle
from keraslint.source.project import Stated, pins


class Configuration:
    """Settles the settings of files; each folder is looked at once.

    given  keys and values of the front end as its user wrote them; None is not given
    where  what to call the front end in an error

    The nearest pyproject.toml at or above the *file* counts, wherever the command was started; a file that does
    not exist (standard input under a made-up name) belongs to the current folder.

    Raises SettingsError for a value that cannot be.
    """

    def __init__(self, given: Mapping[str, Any], where: str) -> None:
        self._given = anchored(read(given, where), Path.cwd())
        self._found: dict[Path, Settings] = {}
        self._stated: Stated = {}

    def of(self, path: str | Path) -> Settings:
        """The settings of a file, or of a folder itself."""
        place = Path(path).absolute()
        folder = place if place.is_dir() else place.parent
        if not folder.is_dir():
            folder = Path.cwd()
        if folder not in self._found:
            stated = pins(folder, self._stated)
            self._found[folder] = settle(self._given, read_pyproject(folder), pins=stated)
        return self._found[folder]
