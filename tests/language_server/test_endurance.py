"""Whatever an editor sends and whatever is in the files: the server stays, and answers the next question."""

from __future__ import annotations

import importlib.abc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plain_editor import Editor, span

from keraslint.cli import main

NET = "from keras.models import Sequential\nfrom keras.layers import Dense\nmodel = Sequential([Dense(3, input_shape=(4,))])\n"
HINTS = [(2, len(NET.splitlines()[2]), "(None, 3) · 15")]


def is_well(editor: Editor, name: str) -> None:
    assert editor.hints(editor.open(NET, name)) == HINTS


BODIES = [
    b"{",
    b"null",
    b"[]",
    b"[1, 2]",
    b'"text"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"jsonrpc": "2.0"}',
    b'{"jsonrpc": "2.0", "method": 7}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didChange"}',
    b'{"jsonrpc": "2.0", "method": "no/such", "params": {}}',
    b'{"jsonrpc": "2.0", "id": 99, "result": null}',
    b'{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": ""}}',
]


def test_messages_that_are_none(editor: Editor) -> None:
    for body in BODIES:
        editor.send_bytes(body)
    is_well(editor, "messages.py")


UNKNOWN = "file:///no/such/file.py"
NOTICES: list[tuple[str, Any]] = [
    ("textDocument/didChange", {"textDocument": {"uri": UNKNOWN, "version": 1}, "contentChanges": [{"text": ""}]}),
    ("textDocument/didClose", {"textDocument": {"uri": UNKNOWN}}),
    ("textDocument/didSave", {"textDocument": {"uri": UNKNOWN}}),
    ("notebookDocument/didClose", {"notebookDocument": {"uri": UNKNOWN}, "cellTextDocuments": []}),
    ("notebookDocument/didChange", {"notebookDocument": {"uri": UNKNOWN, "version": 1}, "change": {}}),
    ("workspace/didChangeConfiguration", {"settings": [[]]}),
    ("workspace/didChangeConfiguration", {"settings": {"keraslint": 7}}),
    ("$/cancelRequest", {"id": 12345}),
]  # fmt: skip


def test_notices_about_what_is_not_there(editor: Editor) -> None:
    for method, params in NOTICES:
        editor.notify(method, params)
    is_well(editor, "notices.py")


def test_questions_about_what_is_not_there(editor: Editor) -> None:
    for uri in (UNKNOWN, "", "untitled:x", "not an address", "file:///%00"):
        assert editor.hover(uri, 0, 0) == ""
        assert editor.hints(uri) == []
        assert editor.lenses(uri) == []
        assert editor.actions(uri, 0) == []
    summary = {"command": "keraslint.summary", "arguments": [UNKNOWN, 0]}
    assert editor.request("workspace/executeCommand", summary) == ""
    assert "error" in editor.answer(
        editor.start("workspace/executeCommand", {"command": "no.such", "arguments": []})
    )
    assert "error" in editor.answer(editor.start("no/such", {}))
    is_well(editor, "questions.py")


TEXTS = [
    "import keras\n" + "(" * 5_000,
    "import keras\n" + "x = [" * 500,
    "import keras\n\0",
    "\ufeff" + NET,
    "import keras\nx = '\ud800'\n",
    "import keras\nx = " + "1+" * 20_000 + "1\n",
    "import keras\n" + "keras.Sequential()\n" * 300,
    NET.replace("Dense(3", "Dense(10**10**10"),
    NET.replace("\n", "\r"),
    NET + "while True:\n    model.add(Dense(3))\n",
    "",
]


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_texts_of_every_kind(editor: Editor, number: int) -> None:
    uri = editor.open(TEXTS[number], f"text{number}.py")
    editor.hints(uri)
    editor.lenses(uri)
    editor.hover(uri, 2, 3)
    editor.actions(uri, 2)
    editor.change(uri, (0, 0, 10**6, 10**6, NET), version=2)
    editor.published(uri, 2)
    assert editor.hints(uri) == HINTS


def test_edits_far_outside_the_text(editor: Editor) -> None:
    uri = editor.open(NET, "outside.py")
    editor.change(uri, (500, 3, 600, 9, "# end\n"), (2, 999, 2, 999, "  # far"))
    editor.published(uri, 2)
    assert editor.hints(uri) == HINTS


def test_a_worker_that_is_killed_is_a_finding_and_replaced(start: Callable[..., Editor]) -> None:
    editor = start()
    is_well(editor, "before.py")
    children = Path(f"/proc/{editor.process.pid}/task/{editor.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not tell the children of a process")
    for child in children.read_text().split():
        subprocess.run(["kill", "-9", child], check=True)
    uri = editor.open(NET, "killed.py")
    (finding,) = editor.published(uri)
    assert finding["code"] == "KER001"
    assert "ended without an answer" in finding["message"]
    editor.change(uri, NET + "\n")
    assert editor.published(uri, 2) == []
    assert editor.hints(uri) == HINTS


def test_modules_of_the_workspace_are_never_imported(start: Callable[..., Editor]) -> None:
    editor = start()
    for name in ("keraslint", "libcst", "json", "keras"):
        (editor.folder / f"{name}.py").write_text("open('imported', 'w')\n")
    is_well(editor, "net.py")
    assert not (editor.folder / "imported").exists()


def test_a_question_can_be_withdrawn(editor: Editor) -> None:
    uri = editor.open(NET + "x = 1\n" * 2_000, "withdrawn.py")
    number = editor.start(
        "textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": span(0, 0, 9, 0)}
    )
    editor.notify("$/cancelRequest", {"id": number})
    answer = editor.answer(number)
    assert "error" in answer or answer["result"]
    is_well(editor, "after.py")


def test_it_ends_when_the_editor_is_gone(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    is_well(editor, "net.py")
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    editor.process.wait(30)
    editor.close()


def test_without_pygls_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Absent(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, *_: Any) -> None:
            if name.partition(".")[0] in ("pygls", "lsprotocol"):
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    for name in list(sys.modules):
        if name.partition(".")[0] in ("pygls", "lsprotocol") or name.startswith(
            "keraslint.language_server"
        ):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    assert main(["server"]) == 2
    assert "pip install 'keraslint[lsp]'" in capsys.readouterr().err


def test_other_commands_do_not_need_pygls() -> None:
    program = "import sys; from keraslint.cli import main; main(['explain']); print({'pygls', 'lsprotocol'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("set()\n")


def test_a_notice_leaves_nothing_behind() -> None:
    """Whoever types sends thousands of them."""
    from lsprotocol import types

    from keraslint.language_server.server import Server

    protocol = Server().protocol
    closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(UNKNOWN))
    for _ in range(3):
        protocol._handle_notification(types.TEXT_DOCUMENT_DID_CLOSE, closed)
    assert not protocol._request_futures
