"""Python 2 source as Python 3 that parses, every line staying in its place.

Tried only on a text that is no Python 3. What a statement means is kept as far as an analyser of models needs;
columns stay where the change allows it: a bracket takes the place of a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.patterns import compile_lazily
from keraslint.source.strings import COMMENT, STRING

_TOKEN = compile_lazily(
    rf"""(?P<comment> {COMMENT})
       | (?P<string> [bBuUrR]{{0,2}} (?: {STRING} ))
       | (?P<number> 0[xX][0-9a-fA-F]+[lL]? | 0[bB][01]+[lL]? | 0[oO][0-7]+[lL]?
                   | (?: \d+\.?\d* | \.\d+ ) (?: [eE][+-]?\d+ )? [jJlL]? )
       | (?P<name> \w+)
       | (?P<newline> \r\n | \n | \r)
       | (?P<space> [ \t\f]+ | \\ (?: \r\n | \n | \r ))
       | (?P<operator> <> | >> | [<>=!*/]=? | .)""",
    re.VERBOSE | re.DOTALL,
)
_OCTAL = compile_lazily(r"0[0-7]+")
_NOT_OPERANDS = ("(", "=", ".", ",", ")", "]", "}", ":", ";", "==", "")
_TAB = 8


@dataclass(slots=True)
class Token:
    """A piece of the text. All pieces put together are the text."""

    kind: str
    text: str
    depth: int = 0

    @property
    def blank(self) -> bool:
        return self.kind in ("space", "comment") or self.kind == "newline" and self.depth > 0


def translate(text: str) -> str:
    """The text with the statements and literals of Python 2 written as Python 3's."""
    tokens = list(_tokens(_without_mixed_tabs(text)))
    for i, token in enumerate(tokens):
        _translate_token(tokens, i, token)
    for start, end in _statements(tokens):
        _translate_statement(tokens, start, end)
    backticks = [token for token in tokens if token.text == "`"]
    for i, token in enumerate(backticks):
        token.text = "()"[i % 2]
    return "".join(token.text for token in tokens)


def _tokens(text: str) -> Iterator[Token]:
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "operator"
        if kind == "operator":
            if match[0] in "([{":
                depth += 1
            elif match[0] in ")]}":
                depth = max(depth - 1, 0)
        yield Token(kind, match[0], depth)


def _without_mixed_tabs(text: str) -> str:
    """Indentation in spaces, where a file uses both: to Python 2 a tab reaches to the next eighth column."""
    if not (re.search(r"^ *\t", text, re.MULTILINE) and re.search(r"^\t* ", text, re.MULTILINE)):
        return text
    return re.sub(r"^[ \t]+", lambda match: match[0].expandtabs(_TAB), text, flags=re.MULTILINE)


def _statements(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """(index of the first token, index past the last one) of each simple statement or header.

    Also what follows a colon outside of brackets counts: it may be the body of a header on the same line.
    """
    start: int | None = None
    for i, token in enumerate(tokens):
        ends = token.depth == 0 and (token.kind == "newline" or token.text in (";", ":"))
        if ends:
            if start is not None:
                yield start, i
            start = None
        elif start is None and not token.blank:
            start = i
    if start is not None:
        yield start, len(tokens)


def _translate_statement(tokens: list[Token], start: int, end: int) -> None:
    first = tokens[start]
    if first.kind != "name":
        return
    operands = [i for i in range(start + 1, end) if not tokens[i].blank]
    following = tokens[operands[0]] if operands else Token("operator", "")
    if first.text in ("print", "exec"):
        if following.text == ">>":
            following.text = "  "
            _bracket(tokens, start, operands)
        elif following.text not in _NOT_OPERANDS:
            _bracket(tokens, start, operands)
    elif first.text == "raise":
        if any(tokens[i].text == "," and tokens[i].depth == 0 for i in operands):
            _bracket(tokens, start, operands)
    elif first.text == "except":
        _translate_except(tokens, operands)
    elif first.text == "def":
        _name_tuples(tokens, operands[1:], 1)
    for position, i in enumerate(operands):
        if tokens[i].text == "lambda" and position + 1 < len(operands):
            _name_tuples(tokens, operands[position + 1 :], tokens[i].depth)


def _bracket(tokens: list[Token], start: int, operands: list[int]) -> None:
    """Puts the operands of a statement in brackets, the first in the place of a space if there is one."""
    after = tokens[start + 1]
    if after.kind == "space" and not after.text.startswith("\\"):
        after.text = "(" + after.text[1:]
    else:
        tokens[start].text += "("
    tokens[operands[-1]].text += ")"


def _translate_except(tokens: list[Token], operands: list[int]) -> None:
    """`except E, e` as `except E as e`; a target that is no name is left out."""
    for position, i in enumerate(operands):
        if tokens[i].text == "," and tokens[i].depth == 0:
            target = [tokens[j] for j in operands[position + 1 :]]
            if len(target) == 1 and target[0].kind == "name":
                spaced = tokens[i + 1].kind == "space"
                tokens[i].text = " as" if spaced else " as "
            else:
                for token in tokens[i : operands[-1] + 1]:
                    token.text = " " * len(token.text) if "\n" not in token.text else token.text
            return


def _name_tuples(tokens: list[Token], operands: list[int], depth: int) -> None:
    """Parameters such as `(a, b)` become one name. `depth` is that of the brackets around the parameters."""
    previous = ","
    inside = False
    for i in range(operands[0], operands[-1] + 1) if operands else ():
        token = tokens[i]
        if inside:
            inside = token.depth > depth
            if token.kind != "newline":
                token.text = " " * len(token.text)
        elif token.depth < depth or token.text == ":" and token.depth == depth:
            return
        elif token.text == "(" and token.depth == depth + 1 and previous in ("(", ","):
            token.text, inside, previous = "_", True, "_"
        elif not token.blank:
            previous = token.text


def _translate_token(tokens: list[Token], i: int, token: Token) -> None:
    """Literals, operators and names that Python 3 does not have."""
    if token.kind == "number":
        if token.text[-1] in "lL":
            token.text = token.text[:-1] + " "
        digits = token.text.rstrip()
        if _OCTAL.fullmatch(digits) and digits.strip("0"):
            token.text = "0o" + token.text[1:]
    elif token.kind == "string" and token.text[:2].lower() == "ur":
        token.text = token.text[1:] + " "
    elif token.text == "<>":
        token.text = "!="
    elif token.text in ("async", "await") and token.kind == "name":
        if not any(t.text in ("def", "with", "for") for t in tokens[i + 1 : i + 3]):
            token.text = token.text.capitalize()
