"""Which Keras a project asks for: what its requirements prove, and nothing more."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from keraslint.layers.generations import Keras, parse_keras
from keraslint.patterns import compile_lazily

LARGEST_FILE = 200_000
MOST_FILES = 20
MOST_FOLDERS = 10
ROOT_MARKS = (
    ".git",
    ".hg",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "environment.yml",
)
FILES = (
    "requirements*.txt",
    "requirements/*.txt",
    "pyproject.toml",
    "setup.cfg",
    "environment*.y*ml",
    "Pipfile",
)

RELEASES = {
    "keras": (
        "1.0.8 1.1.1 1.1.2 1.2.2 2.0.9 2.1.6 2.2.4 2.2.5 2.3.1 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15 "
        "3.0 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.15"
    ).split(),
    "tensorflow": (
        "1.4 1.8 1.12 1.13 1.14 1.15 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15 "
        "2.16 2.17 2.18 2.19 2.20 2.21"
    ).split(),
}
"""Releases of the two packages, oldest first; a number of two parts stands for all its patches."""

_PACKAGE = compile_lazily(
    r"""(?<![\w./\-])(keras|tensorflow)(?:[-_](?:gpu|cpu|macos|intel|rocm))?(?:\[[^\]\n]*\])?(?![\w./\-])"""
    r"""(?P<assigned>["']?\s*=\s*(?:\{\s*version\s*=\s*)?["'])?[\s(]*"""
    r"""(?P<limits>(?:===?|[<>!~]=|[<>=^~])?\s*v?\d[\w.*]*(?:\s*,\s*(?:===?|[<>!~]=|[<>])\s*v?\d[\w.*]*)*)""",
    re.IGNORECASE,
)
_LIMIT = compile_lazily(r"(===?|[<>!~]=|[<>=^~])?\s*v?(\d+(?:\.\d+)*)(\.\*)?")


@dataclass(frozen=True, slots=True)
class Pins:
    """The Keras releases that a project's requirements leave open, oldest first; None where they settle nothing.

    keras       for `import keras`
    tensorflow  for `tensorflow.keras`
    """

    keras: tuple[Keras, ...] | None = None
    tensorflow: tuple[Keras, ...] | None = None


Stated: TypeAlias = dict[Path, Pins | None]
"""What the files in each folder prove, None for nothing: kept where the pins of many folders are asked for."""


def pins(folder: str | Path, stated: Stated | None = None) -> Pins:
    """What the requirements of the project around this folder prove.

    Looks in the folder and upwards to the project's root, reads a bounded number of plain files of bounded size,
    follows no link out of their folder and no reference to other files. Where requirements disagree, all that any
    of them allows stays open.
    """
    stated = {} if stated is None else stated
    for place in _folders(Path(folder).absolute()):
        if place not in stated:
            stated[place] = _stated_in(place)
        if (found := stated[place]) is not None:
            return found
    return Pins()


def _stated_in(folder: Path) -> Pins | None:
    """What the files in this very folder prove; None if they name no release."""
    found: dict[str, list[Keras]] = {"keras": [], "tensorflow": []}
    for text in _texts(folder):
        for package, allowed in requirements(text):
            found[package].extend(allowed)
    return _conclude(**found) if found["keras"] or found["tensorflow"] else None


def requirements(text: str) -> Iterator[tuple[str, list[Keras]]]:
    """(package, releases that are allowed) for each requirement of Keras or TensorFlow that states limits.

    The text may be any of the usual files: they all write a name, then limits.
    """
    for line in text.splitlines():
        for match in _PACKAGE.finditer(line.partition("#")[0][:2_000]):
            package = match[1].lower()
            limits = [
                (sign or "=", tuple(map(int, number.split("."))), bool(star))
                for sign, number, star in _LIMIT.findall(match["limits"])
            ]
            if match["assigned"] or match["limits"][0] in "=<>!~^":
                yield package, _allowed(package, limits)


def _conclude(keras: list[Keras], tensorflow: list[Keras]) -> Pins:
    """What the pins of the two packages say of the two imports.

    TensorFlow 2.6 to 2.15 installs the `keras` of the same number, later ones Keras 3; `tensorflow.keras` is
    Keras 3 exactly if that is installed.
    """
    if keras and not tensorflow:
        tensorflow = [
            release if not (release.one or release.two) else parse_keras("tf.keras")
            for release in keras
        ]
    elif (
        tensorflow
        and not keras
        and all(release.three or release.version >= (2, 6) for release in tensorflow)
    ):
        keras = tensorflow
    return Pins(_open("keras", keras), _open("tensorflow", tensorflow))


def _open(package: str, allowed: list[Keras]) -> tuple[Keras, ...] | None:
    """The newest allowed release of each generation; None if none is named or none is ruled out."""
    newest = {
        release.generation: release
        for release in sorted(allowed, key=lambda release: release.version)
    }
    every = {_keras_of(package, number).generation for number in RELEASES[package]}
    return None if not newest or every <= newest.keys() else tuple(newest.values())


def _allowed(package: str, limits: list[tuple[str, tuple[int, ...], bool]]) -> list[Keras]:
    """The releases within all limits; one that is named exactly need not be on our list."""
    for sign, number, star in limits:
        if sign in ("==", "===", "=") and not star and len(number) > 1:
            return [_keras_of(package, ".".join(map(str, number)))]
    return [
        _keras_of(package, release)
        for release in RELEASES[package]
        if all(
            _within(tuple(map(int, release.split("."))), sign, number) for sign, number, _ in limits
        )
    ]


def _keras_of(package: str, number: str) -> Keras:
    return parse_keras(f"tf {number}" if package == "tensorflow" else number)


def _within(version: tuple[int, ...], sign: str, number: tuple[int, ...]) -> bool:
    """Whether some patch of this version satisfies the limit."""
    start = number[: len(version)]
    while len(number) > 1 and number[-1] == 0 and sign in ("<", ">"):
        number = number[:-1]
    match sign:
        case "!=":
            return True
        case ">=":
            return version >= start
        case ">":
            return version > number or len(version) < 3 and version >= start
        case "<=":
            return version[: len(number)] <= number
        case "<":
            return version < number
        case "~=":
            return version >= start and version[: len(number) - 1] == number[:-1]
        case "^":
            return version >= start and version[0] == number[0]
        case "~":
            return version >= start and version[:2] == number[:2]
        case _:
            return version[: len(number)] == start


def _folders(folder: Path) -> Iterator[Path]:
    """The folder and those above it, to the project's root."""
    for place in (folder, *list(folder.parents)[:MOST_FOLDERS]):
        yield place
        if any((place / mark).exists() for mark in ROOT_MARKS):
            return


def _texts(folder: Path) -> Iterator[str]:
    """The texts of the files in a folder that may state requirements."""
    paths = sorted({path for pattern in FILES for path in folder.glob(pattern)})
    for path in paths[:MOST_FILES]:
        try:
            real = path.resolve(strict=True)
            if real.is_relative_to(folder.resolve()) and stat.S_ISREG(real.stat().st_mode):
                with real.open("rb") as file:
                    yield file.read(LARGEST_FILE).decode("utf-8", "replace")
        except OSError:
            continue
