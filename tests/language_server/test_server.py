"""What an editor gets from the server for a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from plain_editor import Editor, span

NET = """\
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten
model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
model.add(Conv2D(64, 3))  # 640 params
model.add(Flatten())
model.add(Dense(10, use_bias=False))
"""
FUNCTIONAL = """\
from keras import layers, models
x = inputs = layers.Input((8,))
for units in (4, 4, 2):
    x = layers.Dense(units)(x)
outputs = layers.Dense(3, name="a#b")(x)  # the end
model = models.Model(inputs, outputs)
"""


def test_it_says_what_it_can_do(editor: Editor) -> None:
    can = editor.server["capabilities"]
    assert editor.server["serverInfo"]["name"] == "keraslint"
    assert can["textDocumentSync"]["change"] == 2
    assert {"hoverProvider", "inlayHintProvider", "codeLensProvider", "diagnosticProvider"} <= {
        *can
    }
    assert "quickfix" in can["codeActionProvider"]["codeActionKinds"]
    assert "foldingRangeProvider" not in can


def test_findings_are_published_when_a_file_opens(editor: Editor) -> None:
    uri = editor.open(NET, "opened.py")
    (finding,) = editor.published(uri, 1)
    assert finding["code"] == "KER201"
    assert finding["source"] == "keraslint"
    assert finding["severity"] == 2
    assert finding["range"]["start"] == {"line": 4, "character": 28}
    assert "Conv2D has 18,496 = (3·3·32 + 1)·64" in finding["message"]


def test_findings_follow_an_edit_and_go_when_the_file_closes(editor: Editor) -> None:
    uri = editor.open(NET, "edited.py")
    editor.published(uri, 1)
    editor.change(uri, (4, 28, 4, 31, "18,496"))
    assert editor.published(uri, 2) == []
    editor.change(uri, NET, version=3)
    assert len(editor.published(uri, 3)) == 1
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.published(uri) == []


def test_quick_typing_is_analysed_once(editor: Editor) -> None:
    uri = editor.open(NET, "typed.py")
    editor.published(uri, 1)
    for version in range(2, 12):
        editor.change(uri, (7, 0, 7, 0, f"# {version}\n"), version=version)
    editor.published(uri, 11)
    later = [
        m
        for m in editor.notifications
        if m["method"].endswith("Diagnostics") and m["params"]["uri"] == uri
    ]
    assert later == []


def test_hover_on_a_layer(editor: Editor) -> None:
    uri = editor.open(NET, "hovered.py")
    shown = editor.hover(uri, 4, 12)
    assert "(Conv2D) → `(None, 24, 24, 64)`" in shown
    assert "18,496 parameters = (3·3·32 + 1)·64" in shown
    assert "| kernel | `(3, 3, 32, 64)` | 18,432 |" in shown
    assert "| bias | `(64,)` | 64 |" in shown


def test_hover_on_a_model(editor: Editor) -> None:
    uri = editor.open(NET, "hovered_model.py")
    shown = editor.hover(uri, 2, 10)
    assert "**model** (sequential model, " in shown
    assert "`(None, 28, 28, 1)` → `(None, 10)`" in shown
    assert "387,456 parameters" in shown


HOVERED = [  # line, column, what appears
    (4, 0, "(Conv2D)"),  # the line's only layer, wherever on it
    (4, 32, "(Conv2D)"),
    (0, 5, ""),
    (6, 14, "368,640"),
    (99, 0, ""),
]


@pytest.mark.parametrize(("line", "column", "part"), HOVERED)
def test_where_hover_answers(editor: Editor, line: int, column: int, part: str) -> None:
    uri = editor.open(NET, "hovers.py")
    shown = editor.hover(uri, line, column)
    assert part in shown
    assert bool(part) == bool(shown)


def test_the_innermost_call_is_shown(editor: Editor) -> None:
    text = "from keras import layers, models\nm = models.Sequential([layers.Input((2,)), layers.Dense(3), layers.Dense(4)])\n"
    uri = editor.open(text, "inner.py")
    assert "(None, 3)" in editor.hover(uri, 1, text.splitlines()[1].index("Dense(3)"))
    assert "(None, 4)" in editor.hover(uri, 1, text.splitlines()[1].index("Dense(4)"))
    assert "25 parameters" in editor.hover(uri, 1, 6)


def test_inlay_hints(editor: Editor) -> None:
    uri = editor.open(NET, "hinted.py")
    assert editor.hints(uri) == [
        (3, 49, "(None, 26, 26, 32) · 320"),
        (4, 24, "(None, 24, 24, 64) · 18,496"),
        (5, 20, "(None, 36864) · 0"),
        (6, 36, "(None, 10) · 368,640"),
    ]
    assert [line for line, _, _ in editor.hints(uri, 4, 5)] == [4, 5]


def test_inlay_hints_stand_behind_the_call_and_join_what_a_loop_made(editor: Editor) -> None:
    uri = editor.open(FUNCTIONAL, "functional.py")
    assert editor.hints(uri) == [
        (1, 31, "(None, 8) · 0"),
        (3, 30, "(None, 4) … (None, 2) · 10 … 36"),
        (4, 40, "(None, 3) · 9"),
    ]


def test_what_is_not_known_is_not_guessed(editor: Editor) -> None:
    text = "from keras import layers, models\nm = models.Sequential([layers.Dense(3, input_shape=(n, 4))])\nm.add(layers.Flatten())\nm.add(layers.Dense(5))\n"
    uri = editor.open(text, "unknown.py")
    assert [label for _, _, label in editor.hints(uri)] == [
        "(None, n, 3) · 15",
        "(None, 3·n) · 0",
        "(None, 5) · ≥ 20",
    ]
    assert editor.lenses(uri) == [(1, "at least 35 parameters")]
    assert "`n` is not defined in this file (line 2)" in editor.hover(uri, 1, 6)


def test_code_lens(start: Callable[..., Editor]) -> None:
    editor = start(options={"max-params": "500k"})
    uri = editor.open(NET)
    assert editor.lenses(uri) == [(2, "387,456 parameters · 77.5% of the budget of 500,000")]
    text = NET.replace("Sequential()", "Sequential()  # keraslint: max-params=1M")
    assert editor.lenses(editor.open(text, "pragma.py")) == [
        (2, "387,456 parameters · 38.7% of the budget of 1,000,000")
    ]


def test_the_command_behind_a_lens_is_the_table(editor: Editor) -> None:
    uri = editor.open(NET, "tabled.py")
    (lens,) = editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    command = {"command": lens["command"]["command"], "arguments": lens["command"]["arguments"]}
    table = editor.request("workspace/executeCommand", command)
    assert "Total params: 387,456" in table
    assert "387,456 parameters" in editor.shown()["message"]


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after edits in ASCII lines."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda e: -e["range"]["start"]["line"]):
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert start["line"] == end["line"]
        line = lines[start["line"]]
        lines[start["line"]] = (
            line[: start["character"]] + edit["newText"] + line[end["character"] :]
        )
    return "".join(lines)


def test_a_quick_fix_settles_its_finding(editor: Editor) -> None:
    uri = editor.open(NET, "fixed.py")
    (finding,) = editor.published(uri, 1)
    (action,) = editor.actions(uri, 4, diagnostics=[finding])
    assert action["kind"] == "quickfix"
    assert action["diagnostics"] == [finding]
    fixed = applied(NET, action["edit"]["changes"][uri])
    assert "# 18496 params" in fixed
    editor.change(uri, fixed)
    assert editor.published(uri, 2) == []
    assert editor.actions(uri, 4) == []


def test_quick_fixes_are_offered_where_they_belong(editor: Editor) -> None:
    uri = editor.open(NET, "elsewhere.py")
    assert editor.actions(uri, 3) == []
    assert editor.actions(uri, 4, only=["refactor"]) == []
    assert len(editor.actions(uri, 4, only=["quickfix"])) == 1
    (every,) = editor.actions(uri, 0, only=["source.fixAll"])
    assert every["kind"] == "source.fixAll.keraslint"


def test_all_fixes_at_once(start: Callable[..., Editor]) -> None:
    changes = {"workspace": {"workspaceEdit": {"documentChanges": True}}}
    editor = start(capabilities=changes)
    text = NET.replace("use_bias=False))", "use_bias=False))  # 10 params")
    uri = editor.open(text)
    assert [a["kind"] for a in editor.actions(uri, 4)] == ["quickfix", "source.fixAll.keraslint"]
    (every,) = editor.actions(uri, 0, only=["source"])
    (change,) = every["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 1}
    fixed = applied(text, change["edits"])
    assert "# 18496 params" in fixed
    assert "# 368640 params" in fixed


def test_a_rename_is_offered_and_never_made_with_the_others(editor: Editor) -> None:
    text = NET + 'model.add(Dense(name="🎉層", activaton="relu", units=3))\n'
    uri = editor.open(text, "renamed.py")
    line = text.count("\n") - 1
    (action, _) = editor.actions(uri, line, only=["quickfix", "source.fixAll"])
    assert action["title"] == "Replace activaton with activation"
    assert not action["isPreferred"]
    (edit,) = action["edit"]["changes"][uri]
    assert edit == {"range": span(line, 28, line, 37), "newText": "activation"}  # 🎉 counts twice
    (every,) = editor.actions(uri, line, only=["source.fixAll"])
    assert [edit["newText"] for edit in every["edit"]["changes"][uri]] == ["18496"]


def test_half_typed_code_is_answered_from_before(editor: Editor) -> None:
    uri = editor.open(NET, "half.py")
    (before,) = editor.published(uri, 1)
    editor.change(uri, (5, 0, 5, 0, "model.add(Conv2D(\n"))
    broken, kept = editor.published(uri, 2)
    assert broken["code"] == "KER001"
    assert broken["range"]["start"]["line"] == 5
    assert kept == before
    assert editor.hints(uri)[-1] == (7, 36, "(None, 10) · 368,640")  # one line further down
    assert "18,496" in editor.hover(uri, 4, 12)
    assert editor.lenses(uri) == [(2, "387,456 parameters")]
    (action,) = editor.actions(uri, 4, only=["quickfix"])
    assert action["edit"]["changes"][uri][0]["range"] == span(4, 28, 4, 31)
    editor.change(uri, (5, 0, 6, 0, ""), version=3)
    assert editor.published(uri, 3) == [before]


def test_answers_on_edited_lines_are_withheld(editor: Editor) -> None:
    uri = editor.open(NET, "withheld.py")
    editor.published(uri, 1)
    editor.change(uri, (4, 17, 4, 19, "("))
    (broken,) = editor.published(uri, 2)
    assert broken["code"] == "KER001"
    assert [line for line, _, _ in editor.hints(uri)] == [3, 5, 6]
    assert editor.hover(uri, 4, 12) == ""


WIDE = [  # how many units the comment's column has moved, in UTF-16 and UTF-8
    ("é", 1, 2),
    ("层数 层", 4, 10),
    ("🎉🎉", 4, 8),
]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_columns_are_those_of_the_client(start: Callable[..., Editor], encoding: str) -> None:
    editor = start(capabilities={"general": {"positionEncodings": [encoding]}})
    assert editor.server["capabilities"]["positionEncoding"] == encoding
    for i, (wide, utf16, utf8) in enumerate(WIDE):
        text = NET.replace("Conv2D(64, 3)", f'Conv2D(64, 3, name="{wide}")')
        uri = editor.open(text, f"wide{i}.py")
        (finding,) = editor.published(uri, 1)
        moved = len(', name=""') + (utf16 if encoding == "utf-16" else utf8)
        assert finding["range"] == span(4, 28 + moved, 4, 38 + moved)
        (action,) = editor.actions(uri, 4)
        edit = action["edit"]["changes"][uri][0]["range"]
        assert edit == span(4, 28 + moved, 4, 31 + moved)
        editor.change(uri, (4, 28 + moved, 4, 31 + moved, "18496"))
        assert editor.published(uri, 2) == []


def test_diagnostics_are_pulled_by_who_asks(start: Callable[..., Editor]) -> None:
    editor = start(capabilities={"textDocument": {"diagnostic": {}}})
    uri = editor.open(NET)
    first = editor.pull(uri)
    assert first["kind"] == "full"
    assert [item["code"] for item in first["items"]] == ["KER201"]
    assert editor.pull(uri, first["resultId"]) == {
        "kind": "unchanged",
        "resultId": first["resultId"],
    }
    editor.change(uri, (4, 28, 4, 31, "18,496"))
    assert editor.pull(uri, first["resultId"])["items"] == []
    assert editor.pull((editor.folder / "never_opened.py").as_uri())["items"] == []
    assert not [m for m in editor.notifications if m["method"].endswith("publishDiagnostics")]


def test_a_file_that_nobody_saved(editor: Editor) -> None:
    uri = editor.open(NET, "untitled:Untitled-1")
    assert [finding["code"] for finding in editor.published(uri, 1)] == ["KER201"]


def test_other_languages_are_left_alone(editor: Editor) -> None:
    uri = editor.open(NET, "notes.txt", language="plaintext")
    assert editor.hints(uri) == []
    assert editor.hover(uri, 4, 12) == ""


def test_noqa_counts(editor: Editor) -> None:
    uri = editor.open(NET.replace("640 params", "640 params  # noqa: KER201"), "noqa.py")
    assert editor.published(uri, 1) == []
