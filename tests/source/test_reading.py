"""Reading Python: gate, nesting, Python 2, places and comments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import libcst as cst
import pytest

from keraslint.source import module
from keraslint.source.comments import comments
from keraslint.source.gate import may_use_keras
from keraslint.source.module import parse
from keraslint.source.nesting import check_nesting
from keraslint.source.trees import nodes_of
from keraslint.source.unreadable import Unreadable

GATE = [
    ("from keras.layers import Dense", True),
    ("import tensorflow as tf\nx = tf.keras.layers.Dense(1)", True),
    ("from tensorflow import (\n    keras,\n)", True),
    ("importlib.import_module('keras')", True),
    ("import numpy as np", False),
    ("x = 'no keras here'", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "passes"), GATE)
def test_gate(text: str, passes: bool) -> None:
    assert may_use_keras(text) is passes


HOSTILE = {
    "brackets": "x = " + "(" * 5_000 + ")" * 5_000,
    "calls": "x = " + "f(" * 500 + ")" * 500,
    "never closed": "[" * 100_000,
    "attributes": "x = a" + ".b" * 5_000,
    "indices": "x = a" + "[0]" * 1_000,
    "unary": "x = " + "not " * 5_000 + "y",
    "sum": "x = 1" + " + 1" * 20_000,
    "lambdas": "x = " + "lambda a, b: " * 5_000 + "1",
    "elif": "if a:\n  pass\n" + "elif a:\n  pass\n" * 10_000,
    "pattern": "match x:\n  case " + "[" * 25 + "]" * 25 + ":\n    pass\n",
    "f-string": "x = f'{" + "(" * 5_000 + ")" * 5_000 + "}'",
    "f-string after a quote": "x = f\"don't {" + "(" * 5_000 + ")" * 5_000 + '}"',
    "many deep ones": ("x = " + "f(" * 90 + ")" * 90 + "\n") * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_nesting_is_refused_before_the_native_parser(text: str) -> None:
    with pytest.raises(Unreadable):
        check_nesting(text)


ORDINARY = [
    "x = [" + "(1, 2), " * 5_000 + "]",
    "x = '" + "(" * 5_000 + "'  # " + "[" * 5_000,
    "x = (" + "'a' " * 500 + ")",
    "a = b.c(d).e(f)[0].g\n" * 2_000,
    "if a:\n  pass\n" + "elif a:\n  pass\n" * 200,
    'x = f"{a}: {b:>10} {{not code ((((}}"',
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_passes(text: str) -> None:
    check_nesting(text)


PYTHON2 = [
    ("print model.summary()", "print(model.summary())"),
    ("print 'a', b,  # c", "print('a', b,)  # c"),
    ("print >>log, x\nprint y", "print(  log, x)\nprint(y)"),
    ("if x: print y; print", "if x: print(y); print"),
    ("try: f()\nexcept E, e: print y", "try: f()\nexcept E as e: print(y)"),
    ("exec 'x' in d", "exec('x' in d)"),
    ("raise E, 'm'", "raise(E, 'm')"),
    ("print `x`, 0777, 10L, a <> b", "print((x), 0o777, 10 , a != b)"),
    ("print ur'x'", "print(r'x' )"),
    ("print f(lambda (k, v): k)", "print(f(lambda _     : k))"),
    ("def f(a, (b, c)): print a", "def f(a, _     ): print(a)"),
    ("print x\nfit(async=True)", "print(x)\nfit(Async=True)"),
]


@pytest.mark.parametrize(("older", "newer"), PYTHON2)
def test_python2_is_read_line_by_line(older: str, newer: str) -> None:
    module = parse(older)
    assert module.python2
    assert module.code == newer
    assert module.text == older


@pytest.mark.parametrize("text", ["print (x)\n", "print(x, file=f)\n", "x = 10\n", "print\n"])
def test_python3_is_left_alone(text: str) -> None:
    module = parse(text)
    assert not module.python2
    assert module.code == text


def test_a_long_text_that_nothing_parses_is_not_read_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """libcst's parser takes 30 microseconds and 4 kB for each part of a text, and each reading costs once more."""
    tried: list[str] = []

    def build(code: str, syntax: object = None) -> None:
        tried.append(code)

    monkeypatch.setattr(module, "build_tree", build)
    monkeypatch.setattr(module, "read_tree", build)
    ways = []
    for count in (1, 1_000, 2_000, 5_000, 10_000):
        tried.clear()
        with pytest.raises(Unreadable):
            parse("x = f(1, 2)\n" * count + "print 1\n%time f()\npip install x\nx = = 1\n")
        ways.append(len(tried))
    assert ways == [12, 8, 7, 3, 2]


def test_a_long_text_says_that_it_is_not_tried_as_python2() -> None:
    long = "x = f(1, 2)\n" * 16_000
    with pytest.raises(Unreadable, match="more than 60,000 parts it is not tried as Python 2"):
        parse(long + "print 1\n")
    assert parse(long[: len(long) // 2] + "print 1\n").python2


UNREADABLE = [
    ("f(", 1, "never closed"),
    ("x = 1\ny = = 2\n", 2, "invalid syntax"),
    ("x\0", 1, "NUL"),
    ("a = 1\n" + "(" * 5_000, 2, "brackets"),
    ("x = '\ud800'", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "why"), UNREADABLE)
def test_unreadable_text_names_line_and_reason(text: str, line: int, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(text)
    assert caught.value.line == line
    assert why in str(caught.value)


PLACES = """\
@wrap(1)
def build(size=default(2), *more: kind(3)) -> result(4):
    return [f(x) for x in g(y) if h(x)], {k(1): v(2)}
é = f(ü(1)); g().h(2)(
    3,
)
x = a() if b() else c(lambda q=d(): e(q))
class A(base(), *rest(), metaclass=meta()): pass
if one(): two(); three()
elif four(f"{five(5)} {six()}"):
    with seven() as s, eight(s): pass
"""


STATEMENTS = (cst.If, cst.With, cst.FunctionDef, cst.ClassDef)


def test_places_are_those_of_the_position_provider() -> None:
    module, exact = parse(PLACES), parse(PLACES, exact=True)
    calls, truth = (
        [tree.places.of(node) for node in nodes_of(tree.tree) if isinstance(node, cst.Call)]
        for tree in (module, exact)
    )
    assert len(calls) == 28
    assert calls == truth
    lines, truth = (
        [tree.places.line(node) for node in nodes_of(tree.tree) if isinstance(node, STATEMENTS)]
        for tree in (module, exact)
    )
    assert lines == truth


def test_a_decorated_function_stands_at_its_def() -> None:
    module = parse("@a\n@b(1)\ndef f(): pass\n")
    assert module.places.line(module.tree.body[0]) == 3


def test_a_call_in_an_f_string_stands_at_its_statement() -> None:
    module = parse('x = 1\ny = f"{g(1)} {h(2)}"\n')
    statement = cst.ensure_type(module.tree.body[1], cst.SimpleStatementLine)
    value = cst.ensure_type(statement.body[0], cst.Assign).value
    part = cst.ensure_type(
        cst.ensure_type(value, cst.FormattedString).parts[0], cst.FormattedStringExpression
    )
    assert module.places.of(part.expression).line == 2


COMMENTS = [
    ("x = 1 # a", [(1, 6, "# a", True)]),
    ("  # b\n#c", [(1, 2, "# b", False), (2, 0, "#c", False)]),
    ("x = '#' # d", [(1, 8, "# d", True)]),
    ("'''# no\n# no''' # yes", [(2, 8, "# yes", True)]),
    ("'never closed # no\n# yes", [(2, 0, "# yes", False)]),
    ("\ufeff# first", [(1, 1, "# first", False)]),
    ("a\r# b\r\n# c", [(2, 0, "# b", False), (3, 0, "# c", False)]),
    ("'''never closed # no", []),
]


@pytest.mark.parametrize(("text", "found"), COMMENTS)
def test_comments(text: str, found: list[tuple[int, int, str, bool]]) -> None:
    assert [(c.line, c.column, c.text, c.trailing) for c in comments(text)] == found


def test_a_file_without_keras_costs_no_libcst(tmp_path: Path) -> None:
    program = (
        "import sys, keraslint\n"
        "from keraslint.flake8_plugin import Plugin\n"
        "import ast\n"
        "text = 'import numpy\\nx = 1\\n'\n"
        "assert keraslint.analyze(text).findings == ()\n"
        "assert list(Plugin(ast.parse(text), text.splitlines(True), 'x.py').run()) == []\n"
        "print('libcst' in sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert result.stdout == "False\n"
