"""Fixes in notebooks: the JSON around the cell's characters stays as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keraslint.files import Source
from keraslint.findings import Fix, Place
from keraslint.rewriting import rewrite
from keraslint.rewriting.notebooks import stored_sources

CELLS = r"""{"cells": [
  {"source": ["# Title\n", "64 filters"], "cell_type": "markdown"},
  {"outputs": [{"text": "a [\"cells\", {\"source\": 1}] \u001b[0m"}], "source": "a = 1\nb = 2  # 64 params\n", "cell_type":"code" },
  {  "cell_type": "code",
     "source" : [ "x\r\n" , "y = \"é\u00e9\ud83d\ude00\\\\ud83d\"\t# 64 \uD83D\uDE00 params\n","z" ], "other": [1.50, -0, 1E5, null, true]},
  {"cell_type": "code", "source": []}, {"cell_type": "code", "source": "", "x": {}},
  7, {}, {"source": {"a": []}}, {"source": ["64"], "source": ["6", "4"]}
 ], "nbformat": 4, "metadata": { }}

"""
EDITS = [  # cell, line, column, end line, end column, replacement; what the JSON has, and what it has then
    (1, 2, 0, 2, 2, "32", '"64 filters"', '"32 filters"'),
    (2, 2, 9, 2, 11, "51,264", "# 64 params", "# 51,264 params"),
    (2, 1, 5, 1, 5, '  # "é"\\', "a = 1", r"a = 1  # \"é\"\\"),
    (2, 3, 0, 3, 0, "c", r"# 64 params\n", r"# 64 params\nc"),
    (3, 2, 19, 2, 21, "7", r"\t# 64 \uD83D", r"\t# 7 \uD83D"),
    (3, 1, 1, 1, 1, "  # 5", '[ "x', '[ "x  # 5'),
    (3, 2, 6, 2, 7, "e", r"é\u00e9\ud83d\ude00", r"é" + "e" + r"\ud83d\ude00"),
    (3, 2, 7, 2, 8, "f", r"é\u00e9\ud83d\ude00", r"é\u00e9f"),
    (3, 3, 1, 3, 1, "  # 1", '"z"', '"z  # 1"'),
    (3, 1, 1, 2, 1, "", r'"x\r\n" , "y = ', '"x = '),
    (9, 1, 0, 1, 2, "8", '["6", "4"]', '["8"]'),
]


def source_of(text: str) -> Source:
    return Source("net.ipynb", text, text.encode())


@pytest.mark.parametrize("row", EDITS)
def test_only_the_cells_characters_change(row: tuple[Any, ...]) -> None:
    cell, line, column, end_line, end_column, new, had, has = row
    fix = Fix(Place(line, column, end_line, end_column, cell), new)
    result = rewrite(source_of(CELLS), [fix])
    assert (result.applied, result.refused) == ((fix,), ())
    assert CELLS.count(had) == 1
    assert result.source.text == CELLS.replace(had, has)
    assert json.loads(result.source.data)["nbformat"] == 4


def test_several_lines_keep_their_strings_and_ends() -> None:
    lines = stored_sources(CELLS)[3].text.splitlines()
    fix = Fix(Place(1, 0, 3, 1, 3), "\n".join(["X", lines[1].replace("64", "32"), "Z"]))
    expected = (
        CELLS.replace('"x\\r', '"X\\r').replace("# 64 \\uD", "# 32 \\uD").replace('"z"', '"Z"')
    )
    assert rewrite(source_of(CELLS), [fix]).source.text == expected


@pytest.mark.parametrize("cell", [0, 4, 6, 7, 8, 10])
def test_a_cell_without_source_takes_no_fix(cell: int) -> None:
    result = rewrite(source_of(CELLS), [Fix(Place(1, 0, 1, 0, cell), "a")])
    assert (result.applied, result.source.text) == ((), CELLS)
    assert len(result.refused) == 1


ESCAPES = [  # a notebook, the end of its first line, what is put there, the notebook then
    ('{"cells": [{"source": "a"}]}', 1, "é", '{"cells": [{"source": "aé"}]}'),
    (r'{"cells": [{"source": "\u00e9a"}]}', 2, "é", r'{"cells": [{"source": "\u00e9a\u00e9"}]}'),
    (r'{"cells": [{"source": "\u001ba"}]}', 2, "é", r'{"cells": [{"source": "\u001baé"}]}'),
    (
        r'{"worksheets": [{"cells": [{"input": ["a"]}]}]}',
        1,
        "1",
        r'{"worksheets": [{"cells": [{"input": ["a1"]}]}]}',
    ),
]


@pytest.mark.parametrize(("text", "column", "new", "after"), ESCAPES)
def test_other_characters_are_written_as_the_notebook_does(
    text: str, column: int, new: str, after: str
) -> None:
    fix = Fix(Place(1, column, 1, column, 1), new)
    assert rewrite(source_of(text), [fix]).source.text == after


LINE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), max_size=8)


@given(
    st.lists(LINE, max_size=3),
    LINE,
    LINE,
    LINE,
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, 0, 1, "\t"]),
)
def test_any_source_keeps_its_neighbours(
    before: list[str], front: str, new: str, back: str, whole: bool, escaped: bool, indent: Any
) -> None:
    lines = [*before, f"{front}1664{back}"]
    text = "\n".join(lines)
    cell = {"source": text if whole else _kept_ends(lines)}
    book = {"cells": [{"source": "1664"}, cell, {"source": ["1664"]}], "a": "1664é"}
    stored = json.dumps(book, indent=indent, ensure_ascii=escaped)
    place = Place(len(lines), len(front), len(lines), len(front) + 4, 2)
    result = rewrite(source_of(stored), [Fix(place, new)])
    after = [*before, f"{front}{new}{back}"]
    book["cells"][1] = {"source": "\n".join(after) if whole else _kept_ends(after)}
    assert result.source.text == json.dumps(book, indent=indent, ensure_ascii=escaped)


def _kept_ends(lines: list[str]) -> list[str]:
    return [line + "\n" for line in lines[:-1]] + lines[-1:]
