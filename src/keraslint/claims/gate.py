"""Whether a file can claim anything at all: asked before what reads claims is imported, a tenth of a short run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from keraslint.patterns import compile_lazily
from keraslint.source.comments import Comment
from keraslint.subjects import Subject

NUMBER = compile_lazily(r"\d")
TABLE = compile_lazily(r"params|\(type\)|\) +\[?\((?:None|\?|\d)")
"""What a line of a pasted summary holds."""
TOTAL = compile_lazily(r"par[aáâà]m|パラメ|파라|매개|参|參|парам", re.IGNORECASE)
"""What a docstring with a count holds, accents and all."""


def may_claim(text: str, comments: Iterable[Comment], subjects: Iterable[Subject]) -> bool:
    """False only where no comment has a number, no string can have a summary or a total, and nothing is asserted."""
    return (
        any(NUMBER.search(comment.text) for comment in comments)
        or any(subject.role == "assert" for subject in subjects)
        or bool(TABLE.search(text) or TOTAL.search(text))
    )


def may_imply(comments: Iterable[Comment], subjects: Sequence[Subject]) -> bool:
    """False only where no comment with a number can stand beside a layer that has a size which the source does not give."""
    return any(subject.open_count is not None for subject in subjects) and any(
        comment.trailing and NUMBER.search(comment.text) for comment in comments
    )
