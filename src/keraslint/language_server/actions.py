"""Quick fixes: the findings that know how to settle themselves, one by one and all at once."""

from __future__ import annotations

from typing import TypeAlias

from lsprotocol import types

from keraslint.language_server.diagnostics import diagnostic
from keraslint.language_server.document import Document

FIX_ALL = "source.fixAll.keraslint"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]
Edit: TypeAlias = tuple[str, types.TextEdit]
"""A change of the text at an address."""


def actions(
    document: Document, uri: str, params: types.CodeActionParams, *, versioned: bool
) -> list[types.CodeAction]:
    """What can be done about the findings in the range that the editor asks about.

    versioned  whether the client takes edits that name the version of the text they are for
    """
    edits: list[Edit] = []  # those that may be made without a look at each
    found: list[types.CodeAction] = []
    quick = _wanted(types.CodeActionKind.QuickFix, params)
    for shown in document.findings():
        fix, spot = shown.finding.fix, shown.fix_spot
        if fix is None or spot is None:
            continue
        edit = (spot.uri, types.TextEdit(spot.range, fix.replacement))
        if fix.certain:
            edits.append(edit)
        near = _meets(shown.spot.range, params.range) or _meets(spot.range, params.range)
        if quick and near and shown.spot.uri == uri:
            found.append(
                types.CodeAction(
                    fix.title or f"Settle {shown.finding.code}",
                    types.CodeActionKind.QuickFix,
                    [diagnostic(shown)],
                    is_preferred=fix.certain,
                    edit=_workspace_edit([edit], document, versioned=versioned),
                )
            )
    edits = _apart(edits)
    asked = params.context.only is not None and _wanted(FIX_ALL, params)
    if edits and asked or found and len(edits) > 1 and params.context.only is None:
        edit_all = _workspace_edit(edits, document, versioned=versioned)
        title = f"Apply every fix of keraslint ({len(edits)})"
        found.append(types.CodeAction(title, FIX_ALL, edit=edit_all))
    return found


def _wanted(kind: str, params: types.CodeActionParams) -> bool:
    """Whether the client asks for this kind: for all, for it, or for one that it belongs to."""
    only = params.context.only
    return only is None or any(kind == k or kind.startswith(f"{k}.") for k in map(_text, only))


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _meets(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges touch; an editor asks for the cursor's place or for whole lines."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line


def _apart(edits: list[Edit]) -> list[Edit]:
    """The edits in order, each once, without those that reach into an earlier one."""
    kept: list[Edit] = []
    for uri, edit in sorted(edits, key=lambda pair: (pair[0], _start(pair[1]), _end(pair[1]))):
        last = kept[-1] if kept and kept[-1][0] == uri else None
        if last is None or (_start(edit) >= _end(last[1]) and edit != last[1]):
            kept.append((uri, edit))
    return kept


def _start(edit: types.TextEdit) -> tuple[int, int]:
    return edit.range.start.line, edit.range.start.character


def _end(edit: types.TextEdit) -> tuple[int, int]:
    return edit.range.end.line, edit.range.end.character


def _workspace_edit(
    edits: list[Edit], document: Document, *, versioned: bool
) -> types.WorkspaceEdit:
    """The edits of each text together."""
    texts: dict[str, list[types.TextEdit]] = {}
    for uri, edit in edits:
        texts.setdefault(uri, []).append(edit)
    if not versioned:
        return types.WorkspaceEdit(changes=texts)
    changes = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri, document.texts[uri].version),
            list(changed),
        )
        for uri, changed in texts.items()
    ]
    return types.WorkspaceEdit(document_changes=changes)
