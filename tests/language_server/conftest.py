"""Editors for tests: one of the simplest kind for all tests of a file, or some of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from plain_editor import Editor


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Editor]]:
    """Starts editors in the test's own folder; they are closed at its end."""
    editors: list[Editor] = []

    def begin(**options: Any) -> Editor:
        editors.append(Editor(tmp_path, **options))
        return editors[-1]

    yield begin
    for editor in editors:
        editor.close()


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor of the simplest kind, for all tests of a file that only open texts of their own."""
    can = {"notebookDocument": {"synchronization": {}}}
    editor = Editor(tmp_path_factory.mktemp("workspace"), can)
    yield editor
    assert editor.close() == 0
