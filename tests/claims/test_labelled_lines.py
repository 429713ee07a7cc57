"""Every wrong line is found; every right one, and every one that claims nothing, is left alone."""

from __future__ import annotations

from itertools import groupby

import pytest

from claims.labelled import Line, lines

GROUPS = [
    pytest.param(list(group), id=f"{name} {verdict}")
    for (name, verdict), group in groupby(lines(), key=lambda line: (line.name, line.verdict))
]


@pytest.mark.parametrize("group", GROUPS)
def test_labelled_lines(group: list[Line]) -> None:
    assert [line.text for line in group if not line.is_as_it_should_be] == []
