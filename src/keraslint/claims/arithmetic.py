"""Arithmetic in comments: `(5*5*32 + 1) * 64 = 51,264`, chains of equals signs, words between the numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from keraslint.claims.numbers import Number, number_at
from keraslint.patterns import compile_lazily

MOST_TOKENS = 400
LARGEST = 10**15
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, operator, open, close, equals, note (a word that names the number before it), word or other."""

    kind: str
    text: str
    start: int
    end: int
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One side of an equals sign: a value, the stretch of text, and the number if it is no formula."""

    value: Fraction
    start: int
    end: int
    number: Number | None
    operators: str = ""
    factors: tuple[int, ...] = ()

    @property
    def is_formula(self) -> bool:
        return bool(self.operators)


@dataclass(frozen=True, slots=True)
class Chain:
    """Members that are said to be equal, `signs` between them ("=" or "~").

    doubtful  whether something that cannot be read stands right before or behind
    """

    members: tuple[Member, ...]
    signs: tuple[str, ...]
    doubtful: bool = False

    @property
    def start(self) -> int:
        return self.members[0].start

    @property
    def end(self) -> int:
        return self.members[-1].end

    @property
    def is_formula(self) -> bool:
        return any(member.is_formula for member in self.members)


_NOTE = (
    r"(?:bias(?:es)?|weights?|kernels?|channels?|filters?|inputs?|outputs?|units?|neurons?|gates?|heads?|features?|classes|vectors?"
    r"|filtres?|biais|canaux|entrees?|filtros?|canales?|canais|gewichte|kanale|바이어스|편향|채널|필터|偏置|通道|バイアス|チャンネル)"
)
_TOKEN = compile_lazily(
    rf"(?P<blank>\s+)|(?P<arrow><?=+>|<?-+>|<=|>=)|(?P<equals>==?|~=?|:=)|(?P<operator>\*\*|\^|//|[*/+-]|[xX](?=\s*[\d(])|(?<=\d)[xX](?=\d))"
    rf"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<note>{_NOTE}(?![A-Za-z_]))|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_]\w*)*|[^\W\dA-Za-z_]+)|(?P<other>.)",
    re.IGNORECASE,
)
_WORD_AFTER_DIGITS = compile_lazily(r"[A-Za-z_]")


def tokens(text: str) -> list[Token]:
    """The tokens of a comment; a number glued to letters (2D, 1st, 10x) is a word."""
    found: list[Token] = []
    position = 0
    while position < len(text) and len(found) < MOST_TOKENS:
        if (
            text[position].isdigit()
            or text[position] == "."
            and text[position + 1 : position + 2].isdigit()
        ):
            token = _number_token(text, position)
        else:
            match = _TOKEN.match(text, position)
            if match is None:
                break
            kind = str(match.lastgroup)
            if kind == "blank":
                position = match.end()
                continue
            token = Token(kind, match[0], position, match.end())
        found.append(token)
        position = token.end
    return found


def _number_token(text: str, position: int) -> Token:
    number = number_at(text, position)
    if number is None:
        match = re.compile(r"[\d.,_']+\w*").match(text, position)
        return Token("other", "", position, match.end() if match else position + 1)
    end = number.end
    times = re.compile(r"[xX](?=\s*[\d(])").match(text, end)
    if not times and _WORD_AFTER_DIGITS.match(text, end):
        match = re.compile(r"\w+").match(text, end)
        return Token("word", "", position, match.end() if match else end)
    return Token("number", text[position:end], position, end, number)


def chains(text: str, items: list[Token] | None = None) -> list[Chain]:
    """All complete arithmetic in a comment, single numbers included, from left to right."""
    items = tokens(text) if items is None else items
    found: list[Chain] = []
    i = 0
    while i < len(items):
        if items[i].kind in ("number", "open") and _may_start(items, i):
            parser = _Parser(items, i)
            chain = parser.chain()
            if chain is not None:
                unread = i > 0 and items[i - 1].kind in ("number", "close")
                if _may_end(items, parser.index):
                    found.append(replace(chain, doubtful=True) if unread else chain)
                i = max(parser.index, i + 1)
                continue
        i += 1
    return found


def _may_start(items: list[Token], i: int) -> bool:
    """Not in the middle of arithmetic that could not be read (`n * 3 * 4`)."""
    if i == 0:
        return True
    before = items[i - 1]
    if before.kind == "operator":
        dash = before.text == "-" and before.end < items[i].start
        return (
            i == 1
            or items[i - 2].kind == "other"
            or dash
            and items[i - 2].kind in ("arrow", "equals", "word", "note")
        )
    if before.kind == "word" and items[i].kind == "open":
        return before.end < items[i].start  # Dense(3) is a call
    return True


def _may_end(items: list[Token], i: int) -> bool:
    if i >= len(items):
        return True
    after = items[i]
    if after.kind == "operator":
        dash = after.text == "-" and after.start > items[i - 1].end
        more = after.text == "+" and after.start == items[i - 1].end  # 2 million+ parameters
        return (
            dash
            or more
            and (i + 1 == len(items) or items[i + 1].kind == "word")
            or after.text == "/"
            and i + 1 < len(items)
            and items[i + 1].kind in ("word", "note")
        )
    if after.kind == "open":
        return not (
            i + 1 < len(items) and items[i + 1].kind == "number" and after.start == items[i - 1].end
        )
    return after.kind != "number" and after.text != "%"


class _Unreadable(Exception):
    pass


class _Parser:
    """Recursive descent over tokens; stops where the arithmetic stops."""

    def __init__(self, items: list[Token], index: int) -> None:
        self.items = items
        self.index = index
        self.depth = 0
        self.operators: list[str] = []
        self.factors: list[int] = []

    def peek(self) -> Token | None:
        return self.items[self.index] if self.index < len(self.items) else None

    def chain(self) -> Chain | None:
        members: list[Member] = []
        signs: list[str] = []
        while True:
            start = self.index
            try:
                members.append(self.member())
            except _Unreadable:
                self.index = start - 1 if members else start
                break
            token = self.peek()
            if token is None or token.kind != "equals" or token.text == ":=":
                break
            signs.append("~" if token.text.startswith("~") else "=")
            self.index += 1
        if not members:
            return None
        return Chain(tuple(members), tuple(signs[: len(members) - 1]))

    def member(self) -> Member:
        self.operators, self.factors = [], []
        first = self.index
        value = self.sum()
        last = self.items[self.index - 1]
        number = (
            self.items[first].number
            if not self.operators and self.items[first].kind == "number"
            else None
        )
        end = number.end if number else last.end
        return Member(
            value,
            self.items[first].start,
            end,
            number,
            "".join(self.operators),
            tuple(self.factors),
        )

    def sum(self) -> Fraction:
        value = self.product()
        while self.next_is("+-"):
            sign = self.take().text
            other = self.product()
            value = _bounded(value + other if sign == "+" else value - other)
        return value

    def product(self) -> Fraction:
        value = self.power()
        while self.next_is("*/xX") or self.next_is_text("//"):
            sign = self.take().text
            other = self.power()
            if sign in "/" and other != 0:
                value = value / other
            elif sign == "//" and other != 0:
                value = Fraction(math.floor(value / other))
            elif other == 0 and sign.startswith("/"):
                raise _Unreadable
            else:
                value = value * other
            value = _bounded(value)
        return value

    def power(self) -> Fraction:
        value = self.atom()
        if self.next_is_text("**") or self.next_is_text("^"):
            self.take()
            exponent = self.atom()
            if exponent.denominator != 1 or not 0 <= exponent <= 10:
                raise _Unreadable
            value = _bounded(value ** int(exponent))
        return value

    def atom(self) -> Fraction:
        token = self.peek()
        if token is None:
            raise _Unreadable
        self.index += 1
        if token.kind == "number" and token.number is not None:
            self.factors.append(token.number.value)
            self.skip_notes()
            return Fraction(token.number.value)
        if token.kind == "open" and token.text == "(" and self.depth < DEEPEST:
            self.depth += 1
            value = self.sum()
            self.depth -= 1
            closing = self.peek()
            if closing is None or closing.kind != "close":
                raise _Unreadable
            self.index += 1
            self.skip_notes()
            return value
        raise _Unreadable

    def skip_notes(self) -> None:
        """Passes over words that name the number just read, where the arithmetic goes on behind them."""
        at = self.index
        while at < len(self.items):
            token = self.items[at]
            if token.kind == "note":
                at += 1
            elif token.kind == "open":
                closing = next(
                    (
                        j
                        for j in range(at + 1, min(at + 8, len(self.items)))
                        if self.items[j].kind == "close"
                    ),
                    None,
                )
                if closing is None or any(
                    t.kind not in ("word", "note", "other") for t in self.items[at + 1 : closing]
                ):
                    return
                at = closing + 1
            else:
                break
        goes_on = at < len(self.items) and self.items[at].kind in ("operator", "equals", "close")
        if goes_on and at > self.index:
            self.index = at

    def next_is(self, signs: str) -> bool:
        """Whether an operator follows that has an operand behind it."""
        token = self.peek()
        return (
            token is not None
            and token.kind == "operator"
            and token.text in signs
            and self.operand_follows()
        )

    def next_is_text(self, text: str) -> bool:
        token = self.peek()
        return (
            token is not None
            and token.kind == "operator"
            and token.text == text
            and self.operand_follows()
        )

    def operand_follows(self) -> bool:
        after = self.items[self.index + 1] if self.index + 1 < len(self.items) else None
        return after is not None and (
            after.kind == "number" or after.kind == "open" and after.text == "("
        )

    def take(self) -> Token:
        token = self.items[self.index]
        self.operators.append(token.text.lower())
        self.index += 1
        return token


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator) > LARGEST or value.denominator > LARGEST:
        raise _Unreadable
    return value
