"""A text of which an earlier version was parsed: what is used again, and that its trees are those of the text itself."""

from __future__ import annotations

import random

import libcst
import pytest

from keraslint import analyze
from keraslint.source.module import parse
from keraslint.source.trees import Fragments

TEXT = '''"""A docstring."""
from keras.models import Sequential
from keras.layers import Dense; UNITS = 3

# above
@decorated
def made(
    units=UNITS,
):  # 15 params

    return Sequential([Dense(units, input_shape=(4,))])
# below
made(); made(
    4
); x = """
two
lines"""
made()
made()
if UNITS: made()
else:
    made()

class Net:
    pass
# the end'''

ENDS = ["\n", "\r\n", "\r"]


def read(fragments: Fragments, text: str) -> libcst.Module:
    with fragments.offered():
        return parse(text).tree


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("last", ["", "\n", "\n\n"])
def test_the_trees_are_those_of_the_text(end: str, last: str) -> None:
    text = (TEXT + last).replace("\n", end)
    whole = libcst.parse_module(text)
    again = Fragments()
    for tree in (read(Fragments(), text), read(again, text), read(again, text)):
        assert len(tree.body) == len(whole.body)
        for statement, twin in zip(tree.body, whole.body, strict=True):
            assert without_lines_before(statement).deep_equals(without_lines_before(twin))


def without_lines_before(statement: libcst.CSTNode) -> libcst.CSTNode:
    """The comments before a fragment belong to its header, which nobody asks for."""
    return statement.with_changes(leading_lines=())


def test_only_what_changed_is_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    original = libcst.parse_module
    monkeypatch.setattr(libcst, "parse_module", lambda text: parsed.append(text) or original(text))
    fragments = Fragments()
    read(fragments, TEXT)
    assert len(parsed) == 9
    parsed.clear()
    read(fragments, TEXT)
    assert not parsed
    read(fragments, "import os\n" + TEXT.replace("pass", "x = 2"))
    assert [text.split()[0] for text in parsed] == ["import", "class"]


def test_a_text_that_is_not_python_leaves_the_trees_of_the_one_before() -> None:
    fragments = Fragments()
    tree = read(fragments, TEXT)
    with fragments.offered():
        assert analyze(TEXT + "\nx = (").findings
    assert {id(node) for node in read(fragments, TEXT).body} == {id(node) for node in tree.body}


def test_statements_that_come_twice_are_two() -> None:
    tree = read(Fragments(), TEXT)
    again = Fragments()
    read(again, TEXT)
    for body in (tree.body, read(again, TEXT).body):
        assert len({id(statement) for statement in body}) == len(body)


def test_other_files_have_no_part_in_it() -> None:
    fragments = Fragments()
    with fragments.offered():
        parse(TEXT)
        parse("other = 1\n")
    assert next(iter(fragments._known)).startswith('"""A docstring')


@pytest.mark.parametrize("seed", range(5))
def test_the_report_is_that_of_the_text(seed: int) -> None:
    chance = random.Random(seed)
    fragments, text = Fragments(), TEXT
    for _ in range(40):
        lines = text.split("\n")
        where = chance.randrange(len(lines))
        change = chance.choice(
            ["", "made()", "UNITS = 5", lines[where] + " ", "    made(7)", "# 40 params"]
        )
        lines[where : where + chance.randrange(2)] = [change]
        text = "\n".join(lines)
        with fragments.offered():
            report = analyze(text)
        assert report == analyze(text)
        if report.unreadable:
            text = TEXT
