"""The server itself: requests and notifications of the protocol, handed to the session and the views."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import MsgId
from pygls.uris import to_fs_path

from keraslint import __version__
from keraslint.language_server.actions import KINDS, actions
from keraslint.language_server.diagnostics import diagnostics
from keraslint.language_server.document import Document, Part
from keraslint.language_server.hints import hints
from keraslint.language_server.hovers import hover, totals_text
from keraslint.language_server.lenses import SUMMARY, lenses, models_at
from keraslint.language_server.session import Editor, Session, folder_of
from keraslint.language_server.text import Text

logger = logging.getLogger(__name__)
SECTION = "keraslint"
PYTHON = (".py", ".pyi", ".pyw")
WATCHED = (
    "**/*.py",
    "**/pyproject.toml",
    "**/setup.cfg",
    "**/requirements*.txt",
    "**/requirements/*.txt",
    "**/environment*.{yml,yaml}",
    "**/Pipfile",
)


class Protocol(LanguageServerProtocol):
    """The protocol as pygls speaks it, which keeps the future of each notification for ever: it goes when it is done."""

    def _execute_handler(self, msg_id: MsgId, *given: Any, **named: Any) -> None:
        super()._execute_handler(msg_id, *given, **named)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))


class Server(LanguageServer, Editor):
    """keraslint for editors; `start_io()` serves one on standard input and output."""

    def __init__(self) -> None:
        super().__init__(
            "keraslint",
            __version__,
            protocol_cls=Protocol,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            notebook_document_sync=types.NotebookDocumentSyncOptions(
                [types.NotebookDocumentFilterWithCells([types.NotebookCellLanguage("python")])]
            ),
        )
        self.session = Session(self)
        self.initial: object = None
        self.texts: dict[str, str] = {}
        _register(self)

    def supports(self, capability: str) -> bool:
        """Whether the client says that it can do this."""
        return bool(get_capability(self.client_capabilities, capability, False))

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics; then none are sent unasked, or it would show them twice."""
        return get_capability(self.client_capabilities, "text_document.diagnostic") is not None

    def document(self, uri: str) -> Document | None:
        """The open document that this text is, or is a cell of."""
        return self.session.documents.get(self.texts.get(uri, uri))

    def take(self, document: Document) -> None:
        """Opens a document."""
        self.texts.update(dict.fromkeys(document.texts, document.uri))
        self.session.open(document)

    def drop(self, uri: str) -> None:
        """Closes a document, and takes its findings away."""
        document = self.session.documents.get(uri)
        if document is not None:
            self.session.close(uri)
            for text in document.texts:
                self.forget(text)

    def forget(self, uri: str) -> None:
        """A text is gone."""
        self.texts.pop(uri, None)
        if not self.pulls:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def part(self, item: types.TextDocumentItem) -> Part:
        agreed = self.workspace.position_encoding
        encoding = agreed.value if isinstance(agreed, types.PositionEncodingKind) else agreed
        return Part(item.uri, Text(item.text, encoding or "utf-16"), item.version, item.language_id)

    def named(self, uri: str) -> tuple[str, str]:
        """What the analysis calls a document, and the folder whose settings apply."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        folders = [to_fs_path(folder) for folder in self.workspace.folders]
        name = path or uri.rpartition("/")[2].rpartition(":")[2] or uri
        return name, folder_of(path, [*folders, self.workspace.root_path])

    # What the session has to tell

    def publish(self, document: Document) -> None:
        if self.pulls:
            return
        for uri, found in diagnostics(document).items():
            version = document.texts[uri].version
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, found, version)
            )

    def refresh(self) -> None:
        if self.pulls and self.supports("workspace.diagnostics.refresh_support"):
            self.workspace_diagnostic_refresh(None)
        if self.supports("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)
        if self.supports("workspace.code_lens.refresh_support"):
            self.workspace_code_lens_refresh(None)

    def complain(self, message: str) -> None:
        self.window_show_message(
            types.ShowMessageParams(types.MessageType.Error, f"keraslint: {message}")
        )

    def report_server_error(self, error: Exception, source: Any) -> None:
        """An error of ours goes to the log; a pop-up would help nobody."""
        logger.error("%s: %s", getattr(source, "__name__", source), error)


def _register(server: Server) -> None:
    """Ties the handlers below to the protocol's names."""
    feature = server.feature
    feature(types.INITIALIZE)(initialize)
    feature(types.INITIALIZED)(initialized)
    feature(types.SHUTDOWN)(shutdown)
    feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(did_change_configuration)
    feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(did_change_watched_files)
    feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    feature(types.TEXT_DOCUMENT_DID_SAVE)(did_save)
    feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
    feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)(notebook_did_open)
    feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)(notebook_did_change)
    feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)(notebook_did_close)
    feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="keraslint"
        ),
    )(pull_diagnostics)
    feature(types.TEXT_DOCUMENT_HOVER)(show_hover)
    feature(types.TEXT_DOCUMENT_INLAY_HINT)(show_hints)
    feature(types.TEXT_DOCUMENT_CODE_LENS)(show_lenses)
    feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(KINDS))(offer_actions)
    server.command(SUMMARY)(show_summary)


def initialize(ls: Server, params: types.InitializeParams) -> None:
    ls.initial = params.initialization_options
    ls.session.configure(ls.initial)


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Fetches the settings and asks to hear of changes, as far as the client can do that."""
    try:
        await configure(ls)
    finally:
        ls.session.configured.set()
    wanted = []
    if ls.supports("workspace.did_change_configuration.dynamic_registration"):
        wanted.append(types.Registration("configuration", types.WORKSPACE_DID_CHANGE_CONFIGURATION))
    if ls.supports("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted.append(
            types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        )
    if wanted:
        await ls.client_register_capability_async(types.RegistrationParams(wanted))


async def configure(ls: Server, sent: object = None) -> None:
    """Takes the client's settings: those it keeps for us, else those it just sent."""
    if ls.supports("workspace.configuration"):
        items = [types.ConfigurationItem(section=SECTION)]
        sent = (await ls.workspace_configuration_async(types.ConfigurationParams(items)))[0]
    ls.session.configure(ls.initial, sent)


async def shutdown(ls: Server, params: object) -> None:
    await ls.session.end()


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    await configure(ls, params.settings)


def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    ls.session.reconsider()


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Opens a Python file. A notebook's raw JSON is left to clients that know notebooks."""
    item = params.text_document
    name, folder = ls.named(item.uri)
    if item.language_id == "python" or Path(name).suffix in PYTHON:
        ls.take(Document(item.uri, name, folder, {item.uri: ls.part(item)}))


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    item = params.text_document
    document = ls.document(item.uri)
    if document is not None:
        document.edit(item.uri, params.content_changes, item.version)
        ls.session.changed(document)


def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """What was saved may be read by the other documents."""
    ls.session.reconsider(besides=params.text_document.uri)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.drop(params.text_document.uri)


def notebook_did_open(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    uri = params.notebook_document.uri
    name, folder = ls.named(uri)
    name = name if name.endswith(".ipynb") else f"{name}.ipynb"
    texts = {item.uri: ls.part(item) for item in params.cell_text_documents}
    book = ls.workspace.get_notebook_document(notebook_uri=uri)
    ls.take(Document(uri, name, folder, texts, book or params.notebook_document))


def notebook_did_change(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells come, go and change; their order is kept by pygls."""
    document = ls.document(params.notebook_document.uri)
    cells = params.change.cells
    if document is None:
        return
    if cells is not None and cells.structure is not None:
        for closed in cells.structure.did_close or ():
            document.texts.pop(closed.uri, None)
            ls.forget(closed.uri)
        for opened in cells.structure.did_open or ():
            document.texts[opened.uri] = ls.part(opened)
            ls.texts[opened.uri] = document.uri
    for content in (cells.text_content if cells is not None else None) or ():
        document.edit(content.document.uri, content.changes, content.document.version)
    ls.session.changed(document)


def notebook_did_close(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
    ls.drop(params.notebook_document.uri)


async def pull_diagnostics(
    ls: Server, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """The diagnostics of the newest text, once they are known; or that they are the same as before."""
    uri = params.text_document.uri
    document = ls.document(uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    await ls.session.settle(document, wait=True)
    found = diagnostics(document).get(uri, [])
    result = hashlib.sha256(repr(found).encode("utf-8", "replace")).hexdigest()[:16]
    if result == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result)
    return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=result)


async def show_hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    uri = params.text_document.uri
    document = ls.document(uri)
    if document is None:
        return None
    await ls.session.settle(document)
    forms = get_capability(ls.client_capabilities, "text_document.hover.content_format") or []
    markdown = types.MarkupKind.Markdown in forms or not forms
    view = document.view
    return hover(view, uri, params.position, markdown=markdown) if view else None


async def show_hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
    document = ls.document(params.text_document.uri)
    if document is None:
        return []
    await ls.session.settle(document)
    view = document.view
    return hints(view, params.text_document.uri, params.range) if view else []


async def show_lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    document = ls.document(params.text_document.uri)
    if document is None:
        return []
    await ls.session.settle(document)
    view = document.view
    return lenses(view, params.text_document.uri) if view else []


async def offer_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = ls.document(params.text_document.uri)
    if document is None:
        return []
    await ls.session.settle(document)
    versioned = ls.supports("workspace.workspace_edit.document_changes")
    return actions(document, params.text_document.uri, params, versioned=versioned)


async def show_summary(ls: Server, uri: str, line: int) -> str:
    """The tables of the models made on a line; their totals as a message, the tables in the client's log."""
    from keraslint.model import Report
    from keraslint.report.text import plain, summary_lines

    document = ls.document(uri)
    view = document.view if document is not None else None
    models = models_at(view, uri, line) if view else []
    if document is None or view is None or not models:
        return ""
    table = plain(summary_lines([Report(document.filename, view.report.keras, tuple(models))]))
    info = types.MessageType.Info
    ls.window_log_message(types.LogMessageParams(info, table))
    for model in models:
        message = f"{model.name}: {totals_text(model)}; the table is in keraslint's log"
        ls.window_show_message(types.ShowMessageParams(info, message))
    return table
