"""How deeply a text is nested and of how many parts it is, checked before it is parsed.

libcst's native parser ends the whole process on a few thousand nested brackets, links of a chain or `elif`
branches, takes time that grows with the cube of the nesting, and in `case` patterns doubles it with each
bracket. Python itself refuses more than 200 brackets; what people write stays far below the bounds here.

It also takes about 30 microseconds and 4 kB for each part (a comma, a bracket, an operator, a line), so that a
statement of 200,000 arguments would fill a gigabyte.
"""

from __future__ import annotations

import re

from keraslint.patterns import compile_lazily
from keraslint.source.strings import COMMENT, STRING
from keraslint.source.unreadable import Unreadable

MOST_BRACKETS = 100
MOST_IN_PATTERN = 6
MOST_LINKS = 400
MOST_LAMBDAS = 1_000
MOST_ELIFS = 1_000
MOST_BLOCKS = 99  # one in another: Python itself takes no more
MOST_WORK = 3_000_000
"""Bound of an estimate of the parser's time, about a second."""
MOST_PARTS = 250_000
"""Of a text: 50,000 ordinary lines have some 200,000."""
MOST_LINES = 60_000
MOST_PARTS_OF_STATEMENT = 25_000
SHORT = MOST_PARTS_OF_STATEMENT
"""Characters up to which the parts need not be counted."""

_LINK = r"[.+\-*/%@&|^~<>!] | \b(?:and|await|else|for|if|in|is|lambda|not|or|yield)\b"
_TOKEN = compile_lazily(
    rf"(?P<skip> {COMMENT} | \\\r?\n | {STRING}) | (?P<open>[(\[{{]) | (?P<close>[)\]}}]) | (?P<end>[,;\n\r]) | (?P<link>{_LINK})",
    re.VERBOSE | re.DOTALL,
)
_FIELD = compile_lazily(
    rf"(?P<open>[(\[{{]) | (?P<close>[)\]}}]) | (?P<end>,) | (?P<link>{_LINK})", re.VERBOSE
)
_PART = compile_lazily(
    rf"(?P<skip> {COMMENT} | \\\r?\n) | (?P<text> {STRING}) | (?P<open>[(\[{{]) | (?P<close>[)\]}}])"
    r"| (?P<line>[\n\r]+) | [^\w\s]",
    re.VERBOSE | re.DOTALL,
)
_CASE = compile_lazily(r"[ \t]*case\b")
_FAR = compile_lazily(rf"^[ \t]{{{MOST_BLOCKS + 1}}}", re.MULTILINE)
_INDENTED = compile_lazily(r"^([ \t]*+)[^\s#]", re.MULTILINE)
_FIRST_WORD = compile_lazily(r"^([ \t]*)(\w+)", re.MULTILINE)


def check_nesting(text: str) -> None:
    """Raises Unreadable where the text is nested too deeply to be parsed safely and soon."""
    if len(text) > SHORT:
        count_parts(text)
    _Check(text).scan(_TOKEN, 0, len(text))
    if _FAR.search(text):
        _check_blocks(text)
    if text.count("elif") > MOST_ELIFS:
        _check_elifs(text)


class _Check:
    """One pass over the text: how many brackets are open, and how many links each open one holds so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.work = 0

    def scan(self, token: re.Pattern[str], start: int, end: int) -> None:
        """Checks a stretch of text; with _FIELD that of an f-string, where only what is in brackets is code."""
        open_links: list[int] = []  # of the brackets around
        links = lambdas = 0
        pattern = False  # whether this line is a case pattern
        in_literal = token is _FIELD
        for match in token.finditer(self.text, start, end):
            kind = match.lastgroup
            if kind == "end":
                links = 0
                if not open_links and match[0] in "\n\r":
                    lambdas = 0
                    pattern = _CASE.match(self.text, match.end()) is not None
            elif kind == "link":
                if open_links or not in_literal:
                    links += 1
                    lambdas += match[0] == "lambda"
                    if links > 30:
                        self.chain(links, 2, match.start())
                    if lambdas > MOST_LAMBDAS:
                        self.refuse(
                            f"has more than {MOST_LAMBDAS:,} lambdas in one statement",
                            match.start(),
                        )
            elif kind == "open":
                if links > 30:
                    self.chain(links, 12, match.start())
                open_links.append(links + 1)
                links = 0
                if len(open_links) > 10:
                    self.bracket(len(open_links), match.start())
                if pattern and len(open_links) > MOST_IN_PATTERN:
                    self.refuse(
                        f"nests more than {MOST_IN_PATTERN} brackets in a case pattern",
                        match.start(),
                    )
            elif kind == "close":
                links = open_links.pop() if open_links else 0
            elif match[0][0] in "\"'" and self.text[match.start() - 1 : match.start()] in tuple(
                "fFrRtT"
            ):
                self.literal(match.start(), match.end())

    def literal(self, start: int, end: int) -> None:
        """A string literal with a prefix: an f-string holds code."""
        if set(self.text[max(start - 2, 0) : start].lower()) & {"f", "t"}:
            self.scan(_FIELD, start, end)

    def bracket(self, depth: int, position: int) -> None:
        self.add(depth * depth, position)
        if depth > MOST_BRACKETS:
            self.refuse(f"nests more than {MOST_BRACKETS} brackets", position)

    def chain(self, links: int, weight: int, position: int) -> None:
        self.add(weight * links, position)
        if links > MOST_LINKS:
            self.refuse(f"chains more than {MOST_LINKS} operations in one expression", position)

    def add(self, work: int, position: int) -> None:
        self.work += work
        if self.work > MOST_WORK:
            self.refuse("is nested too deeply in too many places", position)

    def refuse(self, message: str, position: int) -> None:
        raise Unreadable(message, self.text.count("\n", 0, position) + 1, "split the expression")


def count_parts(text: str) -> int:
    """Punctuation and lines outside of comments and literals, and the fields that a literal may hold.

    Raises Unreadable where there are too many.
    """
    depth = parts = lines = before = 0  # before: the parts of the statements above this one
    for match in _PART.finditer(text):
        kind = match.lastgroup
        if kind == "skip":
            continue
        parts += 1
        if kind == "text":
            parts += match[0].count("{")
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "line":
            lines += 1
            parts += len(match[0]) - 1
            before = before if depth else parts
        if lines > MOST_LINES:
            line = text.count("\n", 0, match.start()) + 1
            raise Unreadable(f"has more than {MOST_LINES:,} lines", line, "split the file")
        if parts > MOST_PARTS or parts - before > MOST_PARTS_OF_STATEMENT:
            what = "parts in one statement" if parts <= MOST_PARTS else "parts"
            most = MOST_PARTS_OF_STATEMENT if parts <= MOST_PARTS else MOST_PARTS
            line = text.count("\n", 0, match.start()) + 1
            raise Unreadable(f"has more than {most:,} {what}", line, "split the file")
    return parts


def _check_blocks(text: str) -> None:
    """Counts the blocks around each line by their indentation."""
    columns = [0]
    for match in _INDENTED.finditer(text):
        column = len(match[1])
        while column < columns[-1]:
            columns.pop()
        if column > columns[-1]:
            columns.append(column)
        if len(columns) > MOST_BLOCKS + 1:
            line = text.count("\n", 0, match.start()) + 1
            raise Unreadable(f"nests more than {MOST_BLOCKS} blocks", line, "use functions")


def _check_elifs(text: str) -> None:
    """Counts the branches of each if statement, by indentation."""
    branches: dict[int, int] = {}
    for match in _FIRST_WORD.finditer(text):
        indent, word = len(match[1]), match[2]
        branches = {column: count for column, count in branches.items() if column <= indent}
        if word == "elif":
            branches[indent] = branches.get(indent, 0) + 1
            if branches[indent] > MOST_ELIFS:
                raise Unreadable(
                    f"has more than {MOST_ELIFS:,} elif branches",
                    text.count("\n", 0, match.start()) + 1,
                    "use a table",
                )
        elif word == "if":
            branches[indent] = 0
