"""Notebooks: the cells that an editor sends are read as one, and every answer stands in its cell."""

from __future__ import annotations

from typing import Any

from plain_editor import Editor, span

IMPORTS = "from keras.models import Sequential\nfrom keras.layers import Conv2D, Dense, Flatten\n"
FIRST = (
    "%matplotlib inline\nmodel = Sequential()\nmodel.add(Conv2D(32, 3, input_shape=(28, 28, 1)))\n"
)
SECOND = "model.add(Conv2D(64, 3))  # 640 params\n"


def cell(name: str, kind: int = 2) -> dict[str, Any]:
    return {"kind": kind, "document": f"vscode-notebook-cell:/work/book.ipynb#{name}"}


def text(name: str, source: str, language: str = "python") -> dict[str, Any]:
    uri = cell(name)["document"]
    return {"uri": uri, "languageId": language, "version": 1, "text": source}


def open_book(editor: Editor, name: str, sources: dict[str, str]) -> str:
    """A notebook that begins with a text cell, which no editor sends."""
    uri = (editor.folder / name).as_uri()
    book = {
        "uri": uri,
        "notebookType": "jupyter-notebook",
        "version": 1,
        "cells": [cell(f"{name}-words", 1), *(cell(key) for key in sources)],
    }
    texts = [text(key, source) for key, source in sources.items()]
    editor.notify(
        "notebookDocument/didOpen", {"notebookDocument": book, "cellTextDocuments": texts}
    )
    return uri


def address(name: str) -> str:
    return str(cell(name)["document"])


def change(editor: Editor, uri: str, cells: dict[str, Any], version: int = 2) -> None:
    book = {"uri": uri, "version": version}
    editor.notify(
        "notebookDocument/didChange", {"notebookDocument": book, "change": {"cells": cells}}
    )


def edit(
    name: str, extent: tuple[int, int, int, int], new: str, version: int = 2
) -> dict[str, Any]:
    document = {"uri": address(name), "version": version}
    return {"document": document, "changes": [{"range": span(*extent), "text": new}]}


def test_cells_are_read_as_one(editor: Editor) -> None:
    open_book(editor, "one.ipynb", {"a1": IMPORTS, "a2": FIRST, "a3": SECOND})
    (finding,) = editor.published(address("a3"))
    assert finding["code"] == "KER201"
    assert finding["range"]["start"] == {"line": 0, "character": 28}
    assert editor.published(address("a2")) == []
    assert editor.hints(address("a2")) == [(2, 49, "(None, 26, 26, 32) · 320")]
    assert editor.hints(address("a3")) == [(0, 24, "(None, 24, 24, 64) · 18,496")]
    assert editor.lenses(address("a2")) == [(1, "18,816 parameters")]
    assert editor.lenses(address("a3")) == []
    assert "18,496 parameters" in editor.hover(address("a3"), 0, 12)


def test_a_fix_changes_its_cell(editor: Editor) -> None:
    uri = open_book(editor, "fix.ipynb", {"b1": IMPORTS, "b2": FIRST, "b3": SECOND})
    assert len(editor.published(address("b3"))) == 1
    (action,) = editor.actions(address("b3"), 0)
    (change_,) = action["edit"]["changes"][address("b3")]
    assert change_ == {"range": span(0, 28, 0, 31), "newText": "18496"}
    change(editor, uri, {"textContent": [edit("b3", (0, 28, 0, 31), "18496")]})
    assert editor.published(address("b3")) == []


def test_cells_come_and_go(editor: Editor) -> None:
    uri = open_book(editor, "move.ipynb", {"c1": IMPORTS, "c2": FIRST, "c3": SECOND})
    assert len(editor.published(address("c3"))) == 1
    new = {
        "array": {"start": 3, "deleteCount": 0, "cells": [cell("c9")]},
        "didOpen": [text("c9", "model.add(Conv2D(8, 1))\n")],
    }
    change(editor, uri, {"structure": new})
    (finding,) = editor.published(address("c3"))
    assert "Conv2D has 4,672" in finding["message"]  # eight channels come in now
    gone = {"array": {"start": 4, "deleteCount": 1}, "didClose": [{"uri": address("c3")}]}
    change(editor, uri, {"structure": gone}, version=3)
    assert editor.published(address("c3")) == []
    assert editor.lenses(address("c2")) == [(1, "584 parameters")]


def test_a_half_typed_cell_does_not_take_the_others_away(editor: Editor) -> None:
    uri = open_book(
        editor, "half.ipynb", {"d1": IMPORTS, "d2": FIRST, "d3": SECOND, "d4": "x = 1\n"}
    )
    assert len(editor.published(address("d3"))) == 1
    change(editor, uri, {"textContent": [edit("d4", (0, 0, 0, 5), "model.add(Dense(")]})
    assert len(editor.published(address("d3"))) == 1
    assert editor.hints(address("d3")) == [(0, 24, "(None, 24, 24, 64) · 18,496")]


def test_a_closed_notebook_leaves_nothing(editor: Editor) -> None:
    uri = open_book(editor, "closed.ipynb", {"e1": IMPORTS, "e2": FIRST, "e3": SECOND})
    assert len(editor.published(address("e3"))) == 1
    cells = [{"uri": address(name)} for name in ("e1", "e2", "e3")]
    editor.notify(
        "notebookDocument/didClose", {"notebookDocument": {"uri": uri}, "cellTextDocuments": cells}
    )
    assert editor.published(address("e3")) == []
    assert editor.hints(address("e3")) == []
