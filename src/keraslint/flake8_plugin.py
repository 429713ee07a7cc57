"""The flake8 plugin: flake8's options into Settings, findings into flake8's tuples."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from keraslint import __version__
from keraslint.source.gate import may_use_keras

if TYPE_CHECKING:
    import ast

    from keraslint.cache import Cache
    from keraslint.configuration import Configuration
    from keraslint.settings import Settings


NAMES = {
    "max-params": "keras-max-params",
    "max-layer-params": "keras-max-layer-params",
    "keras": "keras-version",
    "unknowns": "keras-unknowns",
    "advice": "keras-advice",
}
"""How our settings are called among flake8's options."""

CONFIGURATIONS = ("setup.cfg", "tox.ini", ".flake8")


class Plugin:
    """One file's run. A file without Keras costs a look at its text, nothing more."""

    name = "keraslint"
    version = __version__
    configuration: ClassVar[Configuration | None] = None
    given: ClassVar[dict[str, Any]] = {}
    caching: ClassVar[bool] = False
    cache: ClassVar[Cache | None] = None

    def __init__(self, tree: ast.Module, lines: list[str], filename: str) -> None:
        self.tree = tree
        self.lines = lines
        self.filename = filename

    @staticmethod
    def add_options(manager: Any) -> None:
        """Declares the options; each can stand in setup.cfg, tox.ini or .flake8, too."""
        for name, kind, text in (
            ("--keras-max-params", str, "most parameters of a model, such as 1.2M (KER101)"),
            ("--keras-max-layer-params", str, "most parameters of a layer (KER102)"),
            (
                "--keras-version",
                str,
                "which Keras applies: keras1, keras2, tf.keras, keras3 or a version",
            ),
        ):
            manager.add_option(name, type=kind, default=None, parse_from_config=True, help=text)
        for name, text in (
            ("--keras-unknowns", "report models that are not followed to the end (KER901)"),
            ("--keras-advice", "give advice (KER5)"),
        ):
            manager.add_option(
                name, action="store_true", default=False, parse_from_config=True, help=text
            )
        manager.add_option(
            "--keras-no-cache",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="neither use nor keep reports of earlier runs on files that did not change",
        )
        manager.extend_default_ignore(["KER5", "KER9"])

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Keeps what flake8 was given; each file's pyproject.toml is read when the file needs it."""
        values = {key: getattr(options, name.replace("-", "_")) for key, name in NAMES.items()}
        cls.given = {key: value for key, value in values.items() if value or value == ""}
        cls.configuration = None
        cls.caching, cls.cache = not options.keras_no_cache, None
        if cls.given:
            cls._check_given()  # a wrong value is an error at the start, not in the middle

    @classmethod
    def _check_given(cls) -> None:
        from keraslint.settings import OPTIONS, SettingsError

        for key, value in cls.given.items():
            try:
                OPTIONS[key].check(NAMES[key], value, _origin(NAMES[key], value))
            except SettingsError as error:
                _stop(error)

    @classmethod
    def _settings(cls, filename: str) -> Settings:
        from keraslint.configuration import Configuration
        from keraslint.settings import SettingsError

        try:
            if cls.configuration is None:
                cls.configuration = Configuration(cls.given, "flake8")
            return cls.configuration.of(filename)
        except SettingsError as error:
            _stop(error)

    @classmethod
    def _cache(cls) -> Cache:
        """The reports of earlier runs, opened where the first file is read: flake8 may share its work among processes."""
        if cls.cache is None:
            from keraslint.cache import Cache, default_path

            cls.cache = Cache(default_path() if cls.caching else None)
        return cls.cache

    def run(self) -> Iterator[tuple[int, int, str, type]]:
        """(line, column, text, type) of each finding."""
        text = "".join(self.lines)
        if not may_use_keras(text):
            return
        report = self._cache().report(text, self.filename, self._settings(self.filename), self.tree)
        for finding in report.findings:
            yield (
                finding.place.line,
                finding.place.column,
                f"{finding.code} {finding.text}",
                type(self),
            )


def _origin(name: str, value: Any) -> str:
    """The configuration file in which flake8 found this value, else flake8 itself."""
    words = re.escape(name).replace(r"\-", "[-_]")
    stated = re.compile(rf"^{words}\s*[=:]\s*{re.escape(str(value))}\s*$", re.MULTILINE)
    for folder in (Path.cwd(), *Path.cwd().parents):
        for path in map(folder.joinpath, CONFIGURATIONS):
            if path.is_file() and stated.search(path.read_text("utf-8", "replace")):
                return str(path)
    return "flake8"


def _stop(error: Exception) -> NoReturn:
    from flake8.exceptions import ExecutionError  # type: ignore[import-untyped]

    raise ExecutionError(f"keraslint: {error}") from None
