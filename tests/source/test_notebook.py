"""Notebooks: what of a cell is left for the parser, and where a line of the module stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

import keraslint
from keraslint.findings import Place
from keraslint.source.magics import without_magics
from keraslint.source.module import parse
from keraslint.source.notebook import read_notebook
from keraslint.source.unreadable import Unreadable


def notebook(*cells: tuple[str, str], **metadata: Any) -> str:
    """The text of a notebook with these (kind, source) cells."""
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": kind,
                    "metadata": {},
                    "source": source.splitlines(keepends=True),
                    **({"execution_count": None, "outputs": []} if kind == "code" else {}),
                }
                for kind, source in cells
            ],
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )


# A cell, and what of it is parsed (`|` ends a line; the numbers of lines are the same).
CELLS = {
    "a = 1": "a = 1",
    "%matplotlib inline|a = 1": "pass|a = 1",
    "% matplotlib inline|a = 1": "pass|a = 1",
    "a = (7|  % b)": "a = (7|  % b)",  # plain Python is left alone
    "a = (7|  % b)|!ls": "a = (7|  % b)|pass",  # a command begins only where a statement may
    "s = '''|!ls|'''|!ls": "s = '''|!ls|'''|pass",
    "x = 1 + \\|  2|!ls": "x = 1 + \\|  2|pass",
    "!echo it's|a = 1": "pass|a = 1",
    "!pip install \\|   keras|a = 1": "pass||a = 1",
    "if a:|    !ls|b = 2": "if a:|    pass|b = 2",
    "files = !ls|a = 1": "files = get_ipython()|a = 1",
    "a, b = %magic c|a = 1": "a, b = get_ipython()|a = 1",
    "%time m = f(1)": "0;    m = f(1)",  # the statement stays, in its columns
    "%time for i in x: f(i)": "pass",
    "x = %time f()": "x =       f()",
    "%timeit f()": "pass",
    "model.fit?": "pass",
    "?model": "pass",
    "model??  # what is it": "pass",
    "%%time|m = f()": "|m = f()",
    "|%%time|m = f()": "||m = f()",
    "%%capture out|%%time|m = f()": "||m = f()",
    "%%bash|ls -l": "|",
    "%%html|<b>": "|",
    "%%timeit|m = f()": "|",  # what it makes stays inside
    "%%own_magic|m = f()": "|m = f()",
    "%%own_magic|SELECT *": "|",
    "pip install keras|a = 1": "pass|a = 1",
    "ls|a = 1|!ls": "ls|a = 1|pass",  # a name, as long as it parses
    "  a = 1|  b = 2": "a = 1|b = 2",  # IPython takes a cell that is indented as a whole
    "print 'a', b|x = 0777": "print('a', b)|x = 0o777",
    "!ls|print 'a'": "pass|print('a')",
    "a ==== b|c = 1": "|",
    "a = '\0'": "",
}


@pytest.mark.parametrize("cell", CELLS)
def test_cell(cell: str) -> None:
    source = cell.replace("|", "\n")
    book = read_notebook(notebook(("code", source)))
    assert book.code == CELLS[cell].replace("|", "\n")
    assert book.cells[0].source == source


def test_a_cell_that_does_not_parse_does_not_lose_the_others() -> None:
    module = parse(notebook(("code", "a = 1"), ("code", "a b"), ("code", "c = 2")), "x.ipynb")
    assert module.code == "a = 1\n\n\n\nc = 2"


def test_places() -> None:
    book = read_notebook(
        notebook(
            ("markdown", "# Title"),
            ("code", "a\nb"),
            ("raw", "r"),
            ("code", "  c\n  d"),
            ("code", ""),
        )
    )
    assert [book.place(line) for line in (1, 2, 4, 5, 7)] == [
        (2, 1),
        (2, 2),
        (4, 1),
        (4, 2),
        (5, 1),
    ]
    assert book.locate(Place(5, 0, 5, 1)) == Place(2, 2, 2, 3, 4)
    assert [(note.cell, note.text) for note in book.markdown] == [(1, "# Title"), (3, "r")]


def test_outputs() -> None:
    book = read_notebook(
        json.dumps({
            "cells": [{
                "cell_type": "code", "source": "f()", "outputs": [
                    {"output_type": "stream", "text": ["a\n", "b\n"]},
                    {"output_type": "execute_result", "data": {"text/plain": "3", "image/png": "…"}},
                    {"output_type": "error", "traceback": []},
                ],
            }],
        })
    )  # fmt: skip
    assert [(note.cell, note.text) for note in book.outputs] == [(1, "a\nb\n"), (1, "3")]


def test_older_format() -> None:
    cells = [
        {"cell_type": "heading", "source": "H"},
        {"cell_type": "code", "input": ["a = 1\n", "b"]},
    ]
    book = read_notebook(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}))
    assert (book.code, book.place(2)) == ("a = 1\nb", (2, 2))


@pytest.mark.parametrize("language", ["R", "julia"])
def test_another_language(language: str) -> None:
    assert read_notebook(notebook(("code", "a = 1"), language_info={"name": language})).code == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "1",
        "null",
        "{",
        '{"cells": 1}',
        '{"worksheets": {}}',
        "[" * 100_000,
        "9" * 5_000,
    ],
)
def test_no_notebook(text: str) -> None:
    with pytest.raises(Unreadable):
        read_notebook(text)


@pytest.mark.parametrize(
    "cells",
    [
        [1],
        [None],
        [{}],
        [{"cell_type": "code"}],
        [{"cell_type": "code", "source": [1, None]}],
        [[]],
    ],
)
def test_odd_cells(cells: list[Any]) -> None:
    assert read_notebook(json.dumps({"cells": cells})).code == ""


def test_many_magics_and_deep_nesting_are_bounded() -> None:
    book = read_notebook(
        notebook(("code", "%%a\n" * 20_000), ("code", "(" * 5_000), ("code", "a = 1"))
    )
    assert set(book.code.split()) == {"pass", "a", "=", "1"}


def test_exported_notebook() -> None:
    text = "import keras\n%matplotlib inline\nget_ipython().magic('x')\nm = keras.Sequential()\n"
    assert parse(text, "x.py").code == text.replace("%matplotlib inline", "pass")
    assert without_magics("a = 1\r\n!ls\r\n") == "a = 1\r\npass\r\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pip install keras\na = 1\n", "pass\na = 1\n"),
        ("!ls\nprint 'a'\n", "pass\nprint('a')\n"),
        ("pip install keras\nprint 'a'\n", "pass\nprint('a')\n"),
    ],
)
def test_script_with_commands(text: str, code: str) -> None:
    assert parse(text, "x.py").code == code


def test_report() -> None:
    text = notebook(
        ("markdown", "# A small net"),
        ("code", "%matplotlib inline\nimport keras\nfrom keras import layers"),
        (
            "code",
            "\nm = keras.Sequential([layers.Input((4,)),\n  layers.Dense(3),  # 16 parameters\n])",
        ),
    )
    report = keraslint.analyze(text, "x.ipynb")
    (model,), (finding,) = report.models, report.findings
    assert (model.params, model.place.cell, model.line, model.layers[0].line) == (15, 3, 2, 3)
    assert (finding.code, finding.place.text) == ("KER201", "3:3:23")
    assert report.to_dict()["findings"][0]["cell"] == 3
