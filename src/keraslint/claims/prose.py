"""The strings of a file that only speak to its readers: docstrings, and strings that stand alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from keraslint.patterns import compile_lazily
from keraslint.source.strings import COMMENT, STRING
from keraslint.source.text import line_starts

_TOKEN = compile_lazily(rf"(?P<comment>{COMMENT}) | (?P<string>{STRING})", re.VERBOSE | re.DOTALL)
_LINE_END = compile_lazily(r"\r\n|\n|\r")
_PREFIX = compile_lazily(r"[ \t\f]*(?:[rRuU]|[bB]|[rR][bB]|[bB][rR])?$")
_DEFINITION = compile_lazily(r"[ \t]*(?:async[ \t]+)?(def|class)[ \t]+(\w+)")
LONGEST_SIGNATURE = 40  # lines
LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Prose:
    """One such string.

    lines       (line, column, text) of each of its lines, without the quotes
    kind        "module", "function", "class" for a docstring, else ""
    owner       the name of the function or class
    owner_line  the line of its `def` or `class`
    signature   what stands between the brackets there
    """

    lines: tuple[tuple[int, int, str], ...]
    kind: str = ""
    owner: str = ""
    owner_line: int = 0
    signature: str = ""

    @property
    def first(self) -> int:
        return self.lines[0][0]

    @property
    def last(self) -> int:
        return self.lines[-1][0]


def prose(text: str, lines: list[str]) -> list[Prose]:
    """The strings of a file that are statements of their own."""
    if '"""' not in text and "'''" not in text:
        return []
    starts = line_starts(text)
    found: list[Prose] = []
    code_seen = False
    at = 0
    for match in _TOKEN.finditer(text):
        between = text[at : match.start()]
        at = match.end()
        code_seen = code_seen or bool(re.sub(r"[rRuUbB]$", "", between).strip(" \t\f\r\n\ufeff"))
        literal = match["string"]
        if literal is None:
            continue
        if literal[:3] not in ('"""', "'''"):
            code_seen = True
            continue
        line = bisect_right(starts, match.start())
        if _PREFIX.fullmatch(text[starts[line - 1] : match.start()]):
            item = _prose(literal, line, match.start() - starts[line - 1], lines, code_seen)
            if item is not None:
                found.append(item)
        code_seen = True
    return found


def _prose(literal: str, line: int, column: int, lines: list[str], code_seen: bool) -> Prose | None:
    """The string that begins here, unless it goes on with the line before."""
    body = literal[3:-3] if literal.endswith(literal[:3]) and len(literal) >= 6 else literal[3:]
    parts = tuple(
        (line + i, column + 3 if i == 0 else 0, part)
        for i, part in enumerate(_LINE_END.split(body))
    )
    if not code_seen:
        return Prose(parts, "module")
    above = line - 1
    while above > 0 and (not lines[above - 1].strip() or lines[above - 1].lstrip().startswith("#")):
        above -= 1
    before = _without_comment(lines[above - 1]) if above else ""
    if before.endswith(("(", ",", "[", "{", "=", "+", "\\", "|", "%", "and", "or", "in", "return")):
        return None
    return _docstring(parts, above, lines) if before.endswith(":") else Prose(parts)


def _without_comment(line: str) -> str:
    return re.sub(r"\s+#[^'\"]*$", "", line[:LONGEST_LINE]).rstrip()


def _docstring(parts: tuple[tuple[int, int, str], ...], above: int, lines: list[str]) -> Prose:
    for number in range(above, max(above - LONGEST_SIGNATURE, 0), -1):
        match = _DEFINITION.match(lines[number - 1])
        if match:
            whole = " ".join(lines[number - 1 : above])
            signature = whole.partition("(")[2].rpartition(")")[0] if "(" in whole else ""
            kind = "function" if match[1] == "def" else "class"
            return Prose(parts, kind, match[2], number, signature.strip())
        if (
            lines[number - 1].strip()
            and number < above
            and lines[number - 1].rstrip().endswith(":")
        ):
            break
    return Prose(parts)
