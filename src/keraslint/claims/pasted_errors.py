"""Messages of exceptions pasted as comments: the shapes in them are what was wrong, not what the code gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keraslint.patterns import compile_lazily
from keraslint.source.comments import Comment

_ERROR = compile_lazily(r"Traceback \(most recent|(?<![A-Za-z])[A-Z]\w*(?:Error|Exception)\b")


def without_errors(comments: Iterable[Comment]) -> Iterator[Comment]:
    """The comments that stand on lines of their own, without those that name an error and those right below."""
    last = -1
    for comment in comments:
        if _ERROR.search(comment.text) or comment.line == last + 1:
            last = comment.line
        else:
            yield comment
