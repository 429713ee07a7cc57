"""`# noqa` on the command line, as flake8 has it."""

from __future__ import annotations

import argparse

import pytest
from flake8.processor import FileProcessor

from keraslint.findings import Finding, Place
from keraslint.source.noqa import audible, silenced

LINES = [
    ("x = 1", False),
    ("x = 1  # noqa", True),
    ("x = 1  # NOQA: KER101", True),
    ("x = 1  # 1664 params  # noqa:E501,KER2,KER101", True),
    ("x = 1  # noqa: KER1", True),
    ("x = 1  # noqa: KER201", False),
    ("x = 1  # noqa: E501 W605", False),
]


@pytest.mark.parametrize(("line", "silent"), LINES)
def test_noqa(line: str, silent: bool) -> None:
    assert silenced(["first", line], 2, "KER101") is silent


def test_a_whole_file() -> None:
    assert silenced(["# flake8: noqa", "x = 1"], 2, "KER101")
    assert not silenced(["# noqa", "x = 1"], 2, "KER101")


FILES = [
    ("# flake8: noqa: KER1", True),
    ("  # flake8: noqa:E501, KER101", True),
    ("# flake8: noqa: KER2", False),
    ("# FLAKE8=NOQA", True),
    ("# flake8: noqanything", False),
    ("x = 1  # flake8: noqa", False),
]


@pytest.mark.parametrize(("line", "silent"), FILES)
def test_some_codes_of_a_whole_file(line: str, silent: bool) -> None:
    assert silenced(["x = 1", line], 1, "KER101") is silent


TEXTS = [
    ('"""one\ntwo\n"""  # noqa', {1, 2, 3}),
    ('x = """one\ntwo\n""", """\n"""  # noqa', {1, 2, 3, 4}),
    ("x = 1 + \\\n    2  # noqa\ny = 3", {1, 2}),
    ("x = [\n    1,  # noqa\n    2,\n]", {2}),
    ("# one\n# two  # noqa", {2}),
    ("if x:\n    y = 1  # noqa\nz = 2", {2}),
    ('x = """one  # noqa', {1}),
    ("print 'one'  # noqa\nprint 'two'", {1}),
    ("x = 1  # noqa\r\ny = 2\r\n", {1}),
    ("%matplotlib inline\nx = '''\n'''  # noqa", {2, 3}),
    ("", set()),
]


@pytest.mark.parametrize(("text", "lines"), TEXTS)
def test_a_string_over_several_lines_has_one_noqa(text: str, lines: set[int]) -> None:
    place = lambda line: Place(line, 0, line, 1)  # noqa: E731
    findings = [Finding("KER202", "", place(line + 1)) for line in range(text.count("\n") + 1)]
    heard = audible(findings, text, "net.py")
    assert {finding.place.line for finding in findings if finding not in heard} == lines


@pytest.mark.parametrize(
    ("text", "lines"), [each for each in TEXTS if "print" not in each[0] and "%" not in each[0]]
)
def test_flake8_silences_the_same(text: str, lines: set[int]) -> None:
    options = argparse.Namespace(
        max_doc_length=None,
        indent_size=4,
        hang_closing=False,
        max_line_length=79,
        verbose=0,
        stdin_display_name="",
    )
    processor = FileProcessor("net.py", options, lines=text.splitlines(keepends=True))
    searched = {
        line: processor.noqa_line_for(line) or "" for line in range(1, text.count("\n") + 2)
    }
    if any(searched.values()):
        assert {line for line, found in searched.items() if "noqa" in found} == lines
