"""Which installed distributions register layers, by entry points of the group `keraslint.layers`.

Nearly always none does. Then this takes a look at small files, without Python's own reader of metadata: its import
alone (the e-mail package with it) takes 20 ms.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "keraslint.layers"
"""The group of entry points: each names a module."""


def entry_points() -> Iterator[EntryPoint]:
    """Those of our group.

    Only what is installed counts, never what lies in the folder in which the process was started.
    """
    places = [place for place in sys.path if place and not _is_here(place)]
    if not _has_other_finders() and not any(map(_may_hold, places)):
        return
    from importlib import metadata

    for distribution in metadata.distributions(path=places):
        for point in distribution.entry_points:
            if point.group == GROUP:
                yield point


def _is_here(folder: str) -> bool:
    """Whether this is the folder in which the process was started, where anybody's code may lie."""
    try:
        return os.path.samefile(folder, os.curdir)
    except OSError:
        return True


def _has_other_finders() -> bool:
    """Whether distributions may be somewhere else than in folders and archives."""
    return any(
        hasattr(finder, "find_distributions")
        for finder in sys.meta_path
        if finder is not PathFinder
    )


def _may_hold(place: str) -> bool:
    """Whether our group may be named below a place of sys.path: always in what is no folder."""
    try:
        with os.scandir(place) as entries:
            told = [entry.path for entry in entries if entry.name.lower().endswith("-info")]
    except OSError:
        return True
    return any(map(_names_group, told))


def _names_group(folder: str) -> bool:
    try:
        with open(os.path.join(folder, "entry_points.txt"), "rb") as file:
            return GROUP.encode() in file.read()
    except OSError:
        return False
