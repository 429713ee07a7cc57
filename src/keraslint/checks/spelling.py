"""Corrections of names and texts in a call: nb_filter to filters, "rleu" to "relu"."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from keraslint.findings import Fix, Place
from keraslint.source.module import Module


def correction(module: Module, place: Place, spelled: tuple[str, str] | None) -> Fix | None:
    """The change of the call at a place that writes the one for the other; None unless there is exactly one.

    It is never made without asking: what is near need not be what is meant.
    """
    written, meant = spelled or ("", "")
    if not written or (written.isidentifier() and not meant.isidentifier()):
        return None
    text = module.part(place)
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    found = [*_keywords(call, written, meant), *_texts(call, written, text)]
    if len(found) != 1:
        return None
    line, column = found[0]
    before = text.split("\n")[line - 1].encode()[:column].decode()
    start = len(before) + (place.column if line == 1 else 0)
    line += place.line - 1
    extent = Place(line, start, line, start + len(written))
    return Fix(extent, meant, f"Replace {written} with {meant}", certain=False)


def _calls(node: ast.expr) -> Iterator[ast.Call]:
    """Dense(2)(x): both calls."""
    while isinstance(node, ast.Call):
        yield node
        node = node.func


def _keywords(node: ast.expr, written: str, meant: str) -> Iterator[tuple[int, int]]:
    """(line, column in bytes) of this keyword, where the other is not given as well."""
    for call in _calls(node):
        if meant not in (keyword.arg for keyword in call.keywords):
            for keyword in call.keywords:
                if keyword.arg == written:
                    yield keyword.lineno, keyword.col_offset


def _texts(node: ast.expr, written: str, text: str) -> Iterator[tuple[int, int]]:
    """(line, column in bytes) of this text among the arguments and in lists and dictionaries of them."""
    for call in _calls(node):
        for value in (*call.args, *(keyword.value for keyword in call.keywords)):
            for constant in _constants(value):
                source = ast.get_source_segment(text, constant) or ""
                if constant.value == written and source[1:-1] == written:
                    yield constant.lineno, constant.col_offset + 1


def _constants(node: ast.expr) -> Iterator[ast.Constant]:
    match node:
        case ast.Constant():
            yield node
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
            for part in parts:
                yield from _constants(part)
