"""`# noqa` on the command line, as flake8 has it."""

from __future__ import annotations

import pytest

from keraslint.source.noqa import silenced

LINES = [
    ("x = 1", False),
    ("x = 1  # noqa", True),
    ("x = 1  # NOQA: KER101", True),
    ("x = 1  # 1664 params  # noqa:E501,KER2,KER101", True),
    ("x = 1  # noqa: KER1", True),
    ("x = 1  # noqa: KER201", False),
    ("x = 1  # noqa: E501 W605", False),
]


@pytest.mark.parametrize(("line", "silent"), LINES)
def test_noqa(line: str, silent: bool) -> None:
    assert silenced(["first", line], 2, "KER101") is silent


def test_a_whole_file() -> None:
    assert silenced(["# flake8: noqa", "x = 1"], 2, "KER101")
    assert not silenced(["# noqa", "x = 1"], 2, "KER101")
