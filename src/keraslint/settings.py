"""The settings: what they are, how their values are read, and in which order their sources count."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from keraslint.layers.generations import parse_keras
from keraslint.patterns import compile_lazily
from keraslint.source.project import Pins

DATA_FORMATS = ("channels_last", "channels_first")
_COUNT = compile_lazily(r"(\d[\d_,]*)(?:\.(\d+))?\s*([kmb]?)", re.ASCII | re.IGNORECASE)
_CODE = compile_lazily(r"KER\d{0,3}", re.ASCII)
_DIGITS = {"": 0, "k": 3, "m": 6, "b": 9}
_FORMS = "a number of parameters such as 128k, 1.2M, 2B or 5_000_000"


class SettingsError(ValueError):
    """A setting that cannot be: the message names the key, where it stands and what is allowed."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most parameters of the models of some files (KER101).

    pattern  a glob for the file's path below `folder`; * matches / too, as in flake8's per-file-ignores
    name     the one model that it is for; "" for all of them
    folder   where the pattern begins; "" for the folder of the run
    """

    pattern: str
    name: str
    max_params: int
    folder: str = ""

    def covers(self, path: str, model: str) -> bool:
        """Whether it is for this model of this file."""
        below = Path(os.path.relpath(path, self.folder or ".")).as_posix()
        return self.name in ("", model) and fnmatch(below, self.pattern)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user may decide.

    keras             which Keras applies ("1.1.1", "keras2", "tf.keras", "tf 2.4", "3.15"); None: found out
    max_params        the most parameters that a model may have (KER101)
    max_layer_params  the most parameters that a layer may have (KER102)
    advice            whether KER5 findings are wanted
    unknowns          whether KER9 findings are wanted: what was not followed to the end, and why
    data_format       what a layer without `data_format` takes
    budgets           budgets for some files or models instead of `max_params`; the last that fits counts
    exclude           globs of files and folders that are passed over when a folder is walked
    ignore            codes that are not reported, or how they begin: KER203, KER2
    layers            files of the project that say what layers of its own are; read, never executed
    pins              which Keras the project's requirements leave open; the front ends fill it in

    Raises SettingsError for a value that cannot be.
    """

    keras: str | None = None
    max_params: int | None = None
    max_layer_params: int | None = None
    advice: bool = False
    unknowns: bool = False
    data_format: str = "channels_last"
    budgets: tuple[Budget, ...] = ()
    exclude: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    pins: Pins = Pins()

    def __post_init__(self) -> None:
        for key, option in OPTIONS.items():
            value = getattr(self, option.field)
            if value is not None:
                object.__setattr__(self, option.field, option.check(key, value, "Settings"))

    def budget(self, path: str, model: str) -> int | None:
        """The most parameters that this model of this file may have; None without a budget."""
        covering = [budget for budget in self.budgets if budget.covers(path, model)]
        return covering[-1].max_params if covering else self.max_params

    @classmethod
    def from_pyproject(cls, start: str | Path = ".") -> Settings:
        """The settings of `[tool.keraslint]` in this pyproject.toml, or in the nearest one at or above this folder."""
        return cls(**read_pyproject(start))


@dataclass(frozen=True, slots=True)
class Option:
    """How one setting is read: the field of Settings, the reader of its value, and what is allowed."""

    field: str
    read: Callable[[Any], Any]
    allowed: str
    help: str

    def check(self, key: str, value: Any, where: str) -> Any:
        """The value as Settings has it. Raises SettingsError naming key, place and allowed values."""
        try:
            return self.read(value)
        except ValueError:
            raise SettingsError(
                f"{where}: {key} = {value!r} is not possible; it takes {self.allowed}"
            ) from None


def parse_count(value: Any) -> int:
    """A number of parameters: a whole number, or text such as "128k", "1.2M", "2B", "5_000_000".

    Raises ValueError for anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    match = _COUNT.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 40 else None
    if match is None:
        raise ValueError(_FORMS)
    whole, fraction, unit = re.sub("[_,]", "", match[1]), match[2] or "", match[3].lower()
    digits = _DIGITS[unit]
    if len(fraction.rstrip("0")) > digits:
        raise ValueError(_FORMS)
    count = int(whole + fraction[:digits].ljust(digits, "0"))
    if count == 0:
        raise ValueError(_FORMS)
    return count


def _keras(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    parse_keras(value)
    return value


def _flag(value: Any) -> bool:
    """A boolean, also in the words of configuration files that know only text."""
    words = {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    }
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ValueError(value)


def _data_format(value: Any) -> str:
    if value not in DATA_FORMATS:
        raise ValueError(value)
    return str(value)


def _budgets(value: Any) -> tuple[Budget, ...]:
    """{"models/*.py": "5M", "models/gan.py::generator": "2M"}, or what that became."""
    if isinstance(value, tuple) and all(isinstance(item, Budget) for item in value):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(value)
    parts = [(key.partition("::"), parse_count(count)) for key, count in value.items()]
    return tuple(Budget(pattern, name, count) for (pattern, _, name), count in parts)


def _globs(value: Any) -> tuple[str, ...]:
    """A list of globs, or one text with commas as flake8 has it."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ValueError(value)
    return tuple(item.strip() for item in value if item.strip())


def _codes(value: Any) -> tuple[str, ...]:
    """A list of codes or of their beginnings, or one text with commas."""
    codes = tuple(code.upper() for code in _globs(value))
    if not all(_CODE.fullmatch(code) for code in codes):
        raise ValueError(value)
    return codes


OPTIONS: dict[str, Option] = {
    "keras": Option(
        "keras",
        _keras,
        "keras1, keras2, tf.keras, keras3 or a version (in TOML in quotes) such as 1.1.1, 2.3.1, tf 2.4, 3.15",
        "which Keras applies; found out from the project's requirements and the file if not set",
    ),
    "max-params": Option(
        "max_params", parse_count, _FORMS, "the most parameters that a model may have"
    ),
    "max-layer-params": Option(
        "max_layer_params", parse_count, _FORMS, "the most parameters that a layer may have"
    ),
    "advice": Option("advice", _flag, "true or false", "give advice as well (KER5)"),
    "unknowns": Option(
        "unknowns",
        _flag,
        "true or false",
        "say what could not be followed to the end, and why (KER9)",
    ),
    "data-format": Option(
        "data_format",
        _data_format,
        " or ".join(DATA_FORMATS),
        "what layers without data_format take",
    ),
    "budgets": Option(
        "budgets",
        _budgets,
        f'a table of globs or glob::model with {_FORMS}: "models/*.py" = "5M"',
        "budgets for some files or models",
    ),
    "exclude": Option(
        "exclude",
        _globs,
        'a list of globs such as ["legacy", "docs/*.ipynb"]',
        "what is passed over when a folder is walked",
    ),
    "ignore": Option(
        "ignore",
        _codes,
        'a list of codes or their beginnings such as ["KER203", "KER5"]',
        "codes that are not reported",
    ),
    "layers": Option(
        "layers",
        _globs,
        'a list of Python files of the project such as ["mylib/keraslint_layers.py"]',
        "files that say what layers of the project's own are",
    ),
}


def read(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Settings by field from the keys and values of one source; a value of None is not given.

    `where` names the source in the error. Raises SettingsError.
    """
    found = {}
    for key, value in values.items():
        if key not in OPTIONS:
            raise SettingsError(
                f"{where}: {key} is not a setting; allowed are {', '.join(OPTIONS)}"
            )
        if value is not None:
            found[OPTIONS[key].field] = OPTIONS[key].check(key, value, where)
    return found


def read_pyproject(start: str | Path = ".") -> dict[str, Any]:
    """Settings by field from `[tool.keraslint]`, empty where there is none.

    start: a pyproject.toml, or the folder at which to begin looking upwards; the search ends at the first
    pyproject.toml with that table, or at the top of the repository. Raises SettingsError.
    """
    path = Path(start).absolute()
    if path.suffix == ".toml":
        return _read_table(path) or {}
    for folder in (path, *path.parents):
        if (folder / "pyproject.toml").is_file():
            table = _read_table(folder / "pyproject.toml")
            if table is not None:
                return table
        if (folder / ".git").exists():
            break
    return {}


def _read_table(path: Path) -> dict[str, Any] | None:
    """The settings of one pyproject.toml; None if it has no table for us."""
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
    if "keraslint" not in text:
        return None
    try:
        table = tomllib.loads(text).get("tool", {}).get("keraslint")
    except (tomllib.TOMLDecodeError, AttributeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.keraslint is not a table; write [tool.keraslint]")
    return anchored(read(table, f"{path} [tool.keraslint]"), path.parent)


def anchored(found: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The settings with their globs made to begin at this folder; a glob without / fits a name anywhere."""
    if "budgets" in found:
        found["budgets"] = tuple(replace(each, folder=str(folder)) for each in found["budgets"])
    if "exclude" in found:
        found["exclude"] = tuple(
            os.path.normpath(folder / each) if "/" in each else each for each in found["exclude"]
        )
    if "layers" in found:
        found["layers"] = tuple(_inside(folder, each) for each in found["layers"])
    return found


def _inside(folder: Path, name: str) -> str:
    """The file of this name below the folder, links resolved. Raises SettingsError for any other."""
    top, file = os.path.realpath(folder), os.path.realpath(folder / name)
    if not file.startswith(top + os.sep) or not file.endswith(".py") or not os.path.isfile(file):
        raise SettingsError(f"layers = {name!r} is not possible: no Python file inside {folder}")
    return file


def settle(*sources: Mapping[str, Any], pins: Pins = Pins()) -> Settings:
    """One Settings of several sources by field, the first that gives a value winning.

    A `max_params` of an earlier source outranks the budgets of a later one.
    """
    merged: dict[str, Any] = {}
    for source in reversed(sources):
        if "max_params" in source:
            merged.pop("budgets", None)
        merged.update(source)
    return Settings(**merged, pins=pins)
