"""Commented-out models: the numbers among them are theirs, not those of the code that runs."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.patterns import compile_lazily

REACH = 80
"""How many lines before a comment are looked at."""
_LAYER = compile_lazily(
    r"^\s*#+\s*(?:\w+\.add\(|\w+\s*=\s*(?:\w+\.)*[A-Z]\w*\(.*\)\s*\(|(?:\w+\.)*layers\.[A-Z]\w*\()"
)
_MODEL = compile_lazily(r"^\s*#+\s*(?:\w+\s*=\s*(?:\w+\.)*(?:Sequential|Model)\(|\w+\.summary\()")


def shows_layers(lines: Sequence[str]) -> bool:
    """Whether one of the lines is a layer that is commented out."""
    return any(_LAYER.match(line) for line in lines)


def surrounds(first: int, last: int, lines: Sequence[str]) -> bool:
    """Whether the comments of these lines belong to a commented-out model: the comments before them show one."""
    low = first - 1
    while low > max(first - REACH, 0) and _is_comment_or_blank(lines[low - 1]):
        low -= 1
    return any(_LAYER.match(line) or _MODEL.match(line) for line in lines[low:last])


def _is_comment_or_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
