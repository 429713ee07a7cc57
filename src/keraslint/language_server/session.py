"""One editor's session: which documents are open, when they are analysed, and who is told of the answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keraslint.language_server.analyst import Analyst
from keraslint.language_server.document import Answer, Document
from keraslint.language_server.worker import EDITOR, Task
from keraslint.settings import SettingsError, read

logger = logging.getLogger(__name__)
PAUSE = 0.3  # seconds without typing before a text is analysed
PATIENCE = (
    1.0  # seconds that a stale analysis may still take, and that a request waits for a fresh one
)
TICK = 0.05


class Editor:
    """What a session tells its client; the server puts its own in place of this."""

    def publish(self, document: Document) -> None:
        """Shows the document's findings."""

    def refresh(self) -> None:
        """Asks for a new look at everything shown, if the client can be asked."""

    def complain(self, message: str) -> None:
        """Shows an error to the user."""


@dataclass
class Work:
    """The analyses of one document.

    due      when its newest text is to be analysed (loop time)
    settled  set while the answer is of the newest text
    tell     whether the editor has to be told of the next answer: it was given an older one, or the text is the same
    """

    due: float
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    tell: bool = False
    task: asyncio.Task[None] | None = None


class Session:
    """Documents and the work on them. All methods run in the event loop; the analyses do not."""

    def __init__(self, editor: Editor) -> None:
        self.documents: dict[str, Document] = {}
        self.configured = asyncio.Event()
        self._editor = editor
        self._analyst = Analyst()
        self._works: dict[str, Work] = {}
        self._given: dict[str, Any] = {}
        self._complaints: set[str] = set()

    def open(self, document: Document) -> None:
        """Takes a document up; its first analysis begins at once."""
        self.close(document.uri)
        self.documents[document.uri] = document
        self._works[document.uri] = Work(asyncio.get_running_loop().time())
        self._advance(document)

    def close(self, uri: str) -> None:
        """Lets a document go, and ends what is being done for it."""
        self.documents.pop(uri, None)
        work = self._works.pop(uri, None)
        if work is not None:
            work.settled.set()
            if work.task is not None:
                work.task.cancel()

    def changed(self, document: Document) -> None:
        """The text changed: it is analysed when the typing pauses."""
        work = self._works[document.uri]
        work.due = asyncio.get_running_loop().time() + PAUSE
        self._advance(document)

    def reconsider(self, besides: str = "") -> None:
        """Something else changed on which every answer may depend: settings, requirements, other files."""
        for uri, document in self.documents.items():
            if uri != besides:
                self._works[uri].tell = True
                self.changed(document)

    async def settle(self, document: Document, *, wait: bool = False) -> None:
        """Waits for the answer to the newest text; unless told to wait, only so long if there is an older one."""
        work = self._works.get(document.uri)
        if work is None:
            return
        patience = None if wait or document.good is None else PATIENCE
        try:
            await asyncio.wait_for(work.settled.wait(), patience)
        except TimeoutError:
            work.tell = True

    def configure(self, *sources: object) -> None:
        """Takes the settings of the editor, the later ones winning; says what cannot be."""
        given: dict[str, Any] = {}
        for source in sources:
            for key, value in settings_in(source).items():
                try:
                    read({key: value}, EDITOR)
                    given[key] = value
                except SettingsError as error:
                    self._complain(str(error))
        if given != self._given:
            self._given = given
            self.reconsider()

    async def end(self) -> None:
        """Lets everything go."""
        for uri in list(self.documents):
            self.close(uri)
        await self._analyst.close()

    def _advance(self, document: Document) -> None:
        """Counts a revision and sees to it that somebody works on it."""
        document.revision += 1
        work = self._works[document.uri]
        work.settled.clear()
        if work.task is None or work.task.done():
            work.task = asyncio.get_running_loop().create_task(self._work_on(document, work))

    async def _work_on(self, document: Document, work: Work) -> None:
        """Analyses until the answer is of the newest text. An error of ours ends this round, not the server."""
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.configured.wait(), PATIENCE)
            while document.answer is None or document.answer.revision != document.revision:
                await self._analyse(document, work)
            self._editor.publish(document)
            if work.tell:
                self._editor.refresh()
            work.tell = False
        except Exception:
            logger.exception("the work on %s failed", document.uri)
        finally:
            work.settled.set()

    async def _analyse(self, document: Document, work: Work) -> None:
        """One analysis, once it is due; given up when it is stale and takes too long."""
        loop = asyncio.get_running_loop()
        while (left := work.due - loop.time()) > 0:
            await asyncio.sleep(min(left, TICK))
        revision, parts = document.revision, document.parts
        task = Task(document.filename, document.folder, document.source, dict(self._given))
        running = loop.create_task(self._analyst.analyze(task))
        try:
            while not (await asyncio.wait({running}, timeout=TICK))[0]:
                if document.revision != revision and loop.time() > work.due + PATIENCE:
                    return
            outcome = running.result()
        finally:
            running.cancel()
        if outcome.complaint:
            self._complain(outcome.complaint)
        document.accept(Answer(revision, parts, outcome.report, outcome.severities))

    def _complain(self, message: str) -> None:
        """Shows an error once."""
        if message not in self._complaints:
            self._complaints.add(message)
            self._editor.complain(message)


def settings_in(source: object) -> dict[str, Any]:
    """The settings in what an editor sends: bare, or below "keraslint" or "settings"; maxParams as max-params."""
    if not isinstance(source, Mapping):
        return {}
    for name in ("keraslint", "settings"):
        if isinstance(source.get(name), Mapping):
            return settings_in(source[name])
    return {_dashed(str(key)): value for key, value in source.items() if value is not None}


def _dashed(key: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key).replace(
        "_", "-"
    )


def folder_of(path: str | None, folders: Iterable[str | None]) -> str:
    """The folder whose settings apply to a file: its own; else the first of the workspace that there is."""
    for folder in (str(Path(path).parent) if path else None, *folders):
        if folder and Path(folder).is_dir():
            return folder
    return str(Path.cwd())
