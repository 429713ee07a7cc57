"""The house: one direction from text to front end, and rooms of a size to live in."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "keraslint"
ORDER = (  # a room may import from itself and from those before it
    ("unknown", "findings", "structures", "patterns"),
    ("refusals",),
    ("sizes",),
    ("shapes",),
    ("weights", "formulas"),
    ("layers",),
    ("registration",),
    ("graph",),
    ("applications",),
    ("settings", "source"),
    ("configuration", "repository"),
    ("model", "subjects"),
    ("costs",),
    ("survey", "evaluate", "cells"),
    ("upgrading",),
    ("agreement",),
    ("claims",),
    ("checks",),
    ("analysis",),
    ("annotations", "processes", "pool", "cache"),
    ("comparison",),
    ("report", "files"),
    ("rewriting", "scanning"),
    ("language_server",),
    ("commands",),
    ("cli", "flake8_plugin"),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
FILES = sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize(
    "path", [p for p in FILES if room_of(p) != "__init__"], ids=lambda p: str(p.relative_to(SOURCE))
)
def test_nothing_on_the_left_imports_from_the_right(path: Path) -> None:
    tree = ast.parse(path.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.startswith("keraslint.")
            and id(node) not in typing_only
        ):
            other = node.module.split(".")[1]
            assert RANK[other] <= RANK[room_of(path)], (
                f"{path.name}:{node.lineno} imports {node.module}"
            )


def test_every_room_has_its_place() -> None:
    assert {room_of(path) for path in FILES} - {"__init__"} <= RANK.keys()


def test_no_common_corner() -> None:
    assert not [path for path in FILES if path.stem in ("utils", "helpers", "common", "misc")]
