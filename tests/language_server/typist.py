"""Somebody who types, pastes and undoes at random, and asks the server about it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from manuscript import Manuscript
from plain_editor import Editor, span

LONGEST_TEXT, MOST_OPEN = 12_000, 4
SIZES, PROJECT = "sizes.py", "pyproject.toml"
TYPED = (
    "model.add(Dense(3))\n", "from sizes import UNITS\n", "x = Dense(UNITS)(x)\n", "model = Sequential()\n", "# 1,664 parameters\n",
    "import keras\n", "Conv2D(32, 3)", "  # (None, 3)", "(", ")", "[", "]", "{", ":", "'", '"""', "\n", "    ", "\t", "\r\n", "#", "=",
    ",", ".", "é", "𝄞", "\ufeff", "\\\n", "lambda: ", "for i in range(3):\n    ", "def f(x):\n", "if x:\n", "None", "*", "  # noqa\n",
)  # fmt: skip
SETTINGS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"maxParams": "1k"}, {"max-params": "1k"}),
    ({"maxLayerParams": 100, "ignore": "KER2"}, {"max-layer-params": 100, "ignore": "KER2"}),
    ({"advice": True}, {"advice": True}),
    ({"unknowns": True, "keras": "keras1"}, {"unknowns": True, "keras": "keras1"}),
    ({"maxParams": "no number", "keras": "keras3"}, {"keras": "keras3"}),
)
"""What the editor's user may write, and what of it counts."""
PROJECTS = (
    "",
    "[tool.keraslint]\nmax-params = 100\n",
    '[tool.keraslint]\nkeras = "tf.keras"\n',
    "[tool.keraslint",
)


class Watcher(Editor):
    """An editor that keeps what was published last of each text, and nothing else that it hears."""

    def __init__(self, folder: Path, errors: Any) -> None:
        self.shown: dict[str, dict[str, Any]] = {}
        self.configured = 0
        capabilities = {"workspace": {"configuration": True}}
        super().__init__(folder, capabilities, settings={}, errors=errors)

    def _receive(self, message: dict[str, Any]) -> None:
        super()._receive(message)
        with self._arrived:
            for heard in self.notifications:
                if heard["method"] == "textDocument/publishDiagnostics":
                    self.shown[heard["params"]["uri"]] = heard["params"]
            for asked in self.requests:
                self.configured += asked["method"] == "workspace/configuration"
            self.notifications.clear()
            self.requests.clear()

    def settle(self, configured: int) -> None:
        """Waits until the server has fetched the settings so often, and taken them."""
        self._wait(lambda: self.configured >= configured)
        self.hover("file:///nowhere.py", 0, 0)


class Typist:
    """Some open texts of a folder, and a random generator that edits them.

    given    the settings of the editor that count now
    edits    how many there were of each kind
    asked    how many questions there were of each kind
    pending  the questions by number that nobody looked at the answers of yet
    """

    def __init__(self, editor: Watcher, pieces: list[str], random: Random) -> None:
        self.editor, self.pieces, self.random = editor, pieces, random
        self.open: list[Manuscript] = []
        self.given: dict[str, Any] = {}
        self.edits: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.pending: dict[int, str] = {}
        self._configured = 1
        self._opened = 0
        (editor.folder / SIZES).write_text("UNITS = 3\n")
        weighted: tuple[tuple[Callable[[], None], int], ...] = (
            (self.type, 30), (self.erase, 15), (self.count_differently, 15), (self.undo, 14), (self.paste, 7),
            (self.type_at_two_places, 4), (self.rewrite, 2), (self.mend, 10), (self.accept_a_fix, 3), (self.save, 1),
            (self.open_another, 2), (self.close_one, 2), (self.change_settings, 1), (self.change_project, 1),
        )  # fmt: skip
        self._actions = [action for action, weight in weighted for _ in range(weight)]

    def edit(self) -> None:
        """One edit, perhaps a question, and perhaps a pause."""
        if not self.open:
            self.open_another()
        action = self.random.choice(self._actions)
        action()
        self.edits[action.__name__] += 1
        if self.open and self.random.random() < 0.3:
            self.ask()
        self.wait_a_little()

    def wait_a_little(self) -> None:
        """As typing does: mostly not at all, sometimes until an analysis has begun, or to its end."""
        chance = self.random.random()
        if chance < 0.02 and self.open:
            self.editor.pull(self.any().uri)
        elif chance < 0.08:
            time.sleep(0.35)
        elif chance < 0.2:
            time.sleep(0.05)

    # Edits

    def any(self) -> Manuscript:
        return self.random.choice(self.open)

    def send(self, text: Manuscript, *changes: dict[str, Any] | None) -> None:
        made = [change for change in changes if change is not None]
        if made:
            text.version += 1
            document = {"uri": text.uri, "version": text.version}
            self.editor.notify(
                "textDocument/didChange", {"textDocument": document, "contentChanges": made}
            )

    def type(self) -> None:
        text = self.any()
        start = text.line_start(self.random) if self.random.random() < 0.5 else text.span(self.random, 1)[0]  # fmt: skip
        self.send(text, text.replace(start, start, self.random.choice(TYPED)))

    def erase(self) -> None:
        text = self.any()
        start, end = text.span(self.random, self.random.choice((1, 1, 10, 300)))
        if len(text.text) > LONGEST_TEXT:
            end = len(text.text) - LONGEST_TEXT // 2
            start = 0
        self.send(text, text.replace(start, end, ""))

    def count_differently(self) -> None:
        """Another digit in place of one."""
        text = self.any()
        digits = [offset for offset, sign in enumerate(text.text) if sign.isdigit()]
        if digits:
            place = self.random.choice(digits)
            self.send(text, text.replace(place, place + 1, self.random.choice("123456789")))

    def undo(self) -> None:
        text = self.any()
        self.send(text, *(text.undo() for _ in range(self.random.randint(1, 3))))

    def paste(self) -> None:
        text, lines = self.any(), self.random.choice(self.pieces).splitlines(keepends=True)
        first = self.random.randrange(len(lines))
        start = text.line_start(self.random)
        pasted = "".join(lines[first : first + self.random.randint(1, 30)])
        self.send(text, text.replace(start, start, pasted))

    def type_at_two_places(self) -> None:
        """As with two cursors: both changes in one message."""
        text, typed = self.any(), self.random.choice(TYPED)
        places = sorted((text.span(self.random, 1)[0] for _ in range(2)), reverse=True)
        self.send(text, *[text.replace(place, place, typed) for place in places])

    def rewrite(self) -> None:
        """The whole text anew, as formatters and checkouts do."""
        text = self.any()
        whole = self.random.choice(self.pieces)
        text.become(whole)
        self.send(text, {"text": whole})

    def mend(self) -> None:
        """Back to what could be read last."""
        text = self.any()
        if not text.readable:
            self.send(text, text.become(text.good))

    def accept_a_fix(self) -> None:
        """One of the fixes that the server offers, in the text that it is for."""
        text = self.any()
        for fix in self.editor.actions(text.uri, self.random.randint(0, text.text.count("\n"))):
            edits = fix["edit"]["changes"][text.uri]
            for edit in sorted(edits, key=lambda each: _order(each["range"]), reverse=True):
                start, end = (text.offset(edit["range"][side]) for side in ("start", "end"))
                self.send(text, text.replace(start, end, edit["newText"]))
            return

    def save(self) -> None:
        self.editor.notify("textDocument/didSave", {"textDocument": {"uri": self.any().uri}})

    def open_another(self) -> None:
        self._opened += 1
        if len(self.open) < MOST_OPEN:
            whole = self.random.choice(self.pieces)
            uri = self.editor.open(whole, f"net_{self._opened}.py")
            self.open.append(Manuscript(uri, whole, good=whole))

    def close_one(self) -> None:
        text = self.open.pop(self.random.randrange(len(self.open)))
        self.editor.notify("textDocument/didClose", {"textDocument": {"uri": text.uri}})

    def change_settings(self) -> None:
        self.editor.settings, self.given = self.random.choice(SETTINGS)
        self._configured += 1
        self.editor.notify("workspace/didChangeConfiguration", {"settings": None})

    def change_project(self) -> None:
        """Another file of the project is written: its settings, or a module that the texts import."""
        if self.random.random() < 0.5:
            (self.editor.folder / SIZES).write_text(f"UNITS = {self.random.randint(1, 99)}\n")
        else:
            (self.editor.folder / PROJECT).write_text(self.random.choice(PROJECTS))
        changed = [
            {"uri": (self.editor.folder / name).as_uri(), "type": 2} for name in (SIZES, PROJECT)
        ]
        self.editor.notify("workspace/didChangeWatchedFiles", {"changes": changed})

    # Questions

    def ask(self) -> None:
        """One question about a random place; nobody waits for the answer, and sometimes nobody wants it any more."""
        text, random = self.any(), self.random
        line = random.randint(0, text.text.count("\n") + 1)
        document, lines = {"uri": text.uri}, span(line, 0, line + random.choice((0, 1, 50)), 0)
        name, more = random.choice(
            (
                ("hover", {"position": {"line": line, "character": random.randint(0, 60)}}),
                ("inlayHint", {"range": lines}),
                ("codeAction", {"range": lines, "context": {"diagnostics": []}}),
                ("codeLens", {}),
                ("diagnostic", {}),
            )
        )
        number = self.editor.start(f"textDocument/{name}", {"textDocument": document, **more})
        self.asked[name] += 1
        self.pending[number] = name
        if random.random() < 0.1:
            self.editor.notify("$/cancelRequest", {"id": number})
            self.pending[number] = "withdrawn"

    def settle(self) -> list[tuple[str, dict[str, Any]]]:
        """Mends most texts and waits for all that the server has to say; returns the answers by what was asked."""
        for text in self.open:
            if not text.readable and self.random.random() < 0.7:
                self.send(text, text.become(text.good))
        answers = [(name, self.editor.answer(number)) for number, name in self.pending.items()]
        self.pending.clear()
        self.editor.settle(self._configured)
        for text in self.open:
            self.editor.pull(text.uri)  # waits for the newest answer, which is published before
        return answers


def _order(extent: dict[str, Any]) -> tuple[int, int]:
    return extent["start"]["line"], extent["start"]["character"]
