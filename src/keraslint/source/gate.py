"""Whether a file can have to do with Keras at all, at almost no cost: asked before anything is parsed."""

from __future__ import annotations

import re

from keraslint.patterns import compile_lazily

_TENSORFLOW = compile_lazily(r"^[ \t]*(?:import|from)[ \t].*\btensorflow\b", re.MULTILINE)
_KERAS = compile_lazily(r"keras(?![a-z])")
_ONLY_NAMES = compile_lazily(r"[\w\s.,()\\]*(?:#.*)?")


def may_use_keras(text: str) -> bool:
    """False only where nothing in the text can be Keras's.

    Keras has to be imported, so some line must name it in an import, in the middle of a list of imported
    names, or in the text given to an import function. A line that only looks like it costs a parse, no more.
    """
    if "keras" not in text:
        return False
    if ".keras" in text and _TENSORFLOW.search(text):
        return True
    return any(
        _may_import(line) for line in text.splitlines() if "keras" in line and _KERAS.search(line)
    )


def _may_import(line: str) -> bool:
    return "import" in line or _ONLY_NAMES.fullmatch(line) is not None
