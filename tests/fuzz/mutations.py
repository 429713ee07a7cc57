"""Ways to spoil a program, each a function of a random generator and texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
NUMBER = re.compile(r"\b\d+\b")
NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "7",
    "1.5",
    "999999999",
    "10**30",
    "2**63",
    "None",
    "n",
    "1e308",
    "''",
    "True",
    "[]",
)
WORDS = (
    "lambda: ", "*", "**", "(", ")", "[", "]", "{", "}", ":", "=", ",", "\n", "    ", "not ", "if x else ", "yield ", "await ",
    "f'{", "'", '"""', "#", "\\\n", "\t", "\0", "\ud800", "é", "...", "@", ":=", "while True:\n    ", "for x in ", "return ",
    "class A(Layer): ", "def f(*a, **k): ", "global x\n", "import ", "del ", "print ", "x.x = x\n", "model.add(model)\n",
)  # fmt: skip

Mutation = Callable[[Random, list[str], Sequence[str]], list[str]]


def _span(random: Random, tokens: list[str], most: int = 12) -> tuple[int, int]:
    start = random.randrange(len(tokens) + 1)
    return start, min(start + random.randint(1, most), len(tokens))


def delete(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    start, end = _span(random, tokens)
    return tokens[:start] + tokens[end:]


def double(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    start, end = _span(random, tokens)
    return tokens[:end] + tokens[start:end] * random.choice((1, 1, 2, 40)) + tokens[end:]


def swap(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    if len(tokens) > 1:
        a, b = random.randrange(len(tokens)), random.randrange(len(tokens))
        tokens[a], tokens[b] = tokens[b], tokens[a]
    return tokens


def swap_words(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    """Two words take each other's place: the program often stays one that can be parsed."""
    words = [i for i, token in enumerate(tokens) if token.isidentifier()]
    if words:
        a, b = random.choice(words), random.choice(words)
        tokens[a], tokens[b] = tokens[b], tokens[a]
    return tokens


def insert(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    place = random.randrange(len(tokens) + 1)
    return [*tokens[:place], random.choice(WORDS), *tokens[place:]]


def inflate(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    places = [i for i, token in enumerate(tokens) if token.isdigit()]
    for place in random.sample(places, min(len(places), random.randint(1, 3))):
        tokens[place] = random.choice((*NUMBERS, tokens[place] * 3))
    return tokens


def shuffle_lines(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    lines = "".join(tokens).splitlines(keepends=True)
    start = random.randrange(len(lines) + 1)
    part = lines[start : start + random.randint(2, 20)]
    random.shuffle(part)
    lines[start : start + len(part)] = part
    return TOKEN.findall("".join(lines))


def move_lines(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    lines = "".join(tokens).splitlines(keepends=True)
    start = random.randrange(len(lines) + 1)
    part = lines[start : start + random.randint(1, 8)]
    del lines[start : start + len(part)]
    place = random.randrange(len(lines) + 1)
    return TOKEN.findall("".join([*lines[:place], *part, *lines[place:]]))


def splice(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    """The beginning of one program and the end of another."""
    lines = "".join(tokens).splitlines(keepends=True)
    more = random.choice(others).splitlines(keepends=True)
    here, there = random.randrange(len(lines) + 1), random.randrange(len(more) + 1)
    return TOKEN.findall("".join(lines[:here] + more[there : there + 80]))


def truncate(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    return tokens[: random.randrange(len(tokens) + 1)]


def indent(random: Random, tokens: list[str], others: Sequence[str]) -> list[str]:
    """Some lines stand in a loop, a branch or a function of their own."""
    lines = "".join(tokens).splitlines(keepends=True)
    start = random.randrange(len(lines) + 1)
    part = lines[start : start + random.randint(1, 10)]
    before = next((line for line in part if line.strip()), "")
    space = before[: len(before) - len(before.lstrip())]
    head = random.choice(
        (
            "for i in range(1000):",
            "while x:",
            "if x:",
            "try:",
            "def f(x=3):",
            "class A(Model):",
            "with x:",
        )
    )
    end = f"{space}except E: pass\n" if head == "try:" else ""
    lines[start : start + len(part)] = [f"{space}{head}\n", *("    " + line for line in part), end]
    return TOKEN.findall("".join(lines))


MUTATIONS: tuple[Mutation, ...] = (
    delete, double, swap, swap_words, swap_words, swap_words, insert, inflate, inflate, shuffle_lines, move_lines,
    move_lines, splice, truncate, indent, indent,
)  # fmt: skip


def mutate(random: Random, text: str, others: Sequence[str]) -> str:
    """The text after one to six mutations."""
    tokens: list[str] = TOKEN.findall(text)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6))):
        tokens = random.choice(MUTATIONS)(random, tokens, others)
    return "".join(tokens)
