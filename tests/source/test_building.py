"""Trees that are built from Python's own say what those of libcst's parser say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

import keraslint
from keraslint.source.building import build
from keraslint.source.module import parse

PROGRAMS = {
    "names": "a; True; None; ...; a.b.c; (a)",
    "numbers": "0; 0x10; 1_000; 1.5; 1e999; .5e-3; 2j; 1e999j; 0b11; 10**80; " + "9" * 60,
    "texts": r"""'a'; "it's"; b'\x00'; r'\d'; u'ü'; 'a' "b" 'c'; '''two
lines'''; '\ud800'; "\N{EM DASH}" """,
    "formatted": """f'a{b}c'; f"{a!r:>{width}}"; f'{{}}{a}' 'more' f"{b}"; f"\\n{a}"; f'{f(x, "y")}'""",
    "operators": "a + b - c * d / e // f % g @ h ** i << j >> k & l | m ^ n; -a; +a; ~a; not a",
    "logic": "a and b and c or d; not a or b; a if b else c; a < b <= c != d == e > f >= g",
    "membership": "a in b; a not in b; a is b; a is not b",
    "calls": "f(); f(a, *b, c=1, **d); f(a=1, *b); f(*a, b, c=2, *d, **e); f(x for x in y); f(a)(b).c(d)",
    "indices": "a[0]; a[1, 2]; a[1,]; a[b:c]; a[:, ::2]; a[...]; a[()]; a[*b, 1]; a[b][c]",
    "displays": "[a, *b]; (a,); (); {a, *b}; {a: b, **c}; {}; a, b = b, a; *a, b = c",
    "comprehensions": "[a for a in b if c if d for e in f]; {a for a in b}; {a: b for a, b in c}; (a for a in b)",
    "lambdas": "lambda: 0; lambda a, b=1, *c, d, e=2, **f: a; lambda a, /, b: a; lambda *, a: a",
    "walrus": "(a := 1); f(b := 2); [y := f(x), y**2]",
    "assignments": "a = b = c; a: int = 1; a: int; a += 1; a @= b; a >>= 1; a.b, c[d] = e",
    "statements": "del a; del a, b[c]; assert a, b; raise; raise a from b; pass; global_ = 1",
    "imports": "import a, b.c as d; from a.b import c as d, e; from . import a; from ..b import *",
    "branches": "if a: b\nelif c: d; e\nelse:\n    if f: g\n    else: h\nif a:\n    b\nelse:\n    if c: d\n    e\n",
    "loops": "for a, b in c:\n    break\nelse:\n    d\nwhile a: continue\nelse: b\n",
    "errors": "try: a\nexcept b as c: d\nexcept (e, f): g\nexcept: h\nelse: i\nfinally: j\ntry: a\nfinally: b\n",
    "groups": "try: a\nexcept* b as c: d\n",
    "contexts": "with a as b, c(d) as (e, f), g: h\n",
    "functions": "@a\n@b(c)\ndef f(a: int, b=1, /, c: str = 'x', *d, e, f=2, **g) -> h:\n    '''doc'''\n    global i\n    return\ndef g(*, a): yield a\n",
    "classes": "@a\nclass A(B, *C, d=e, **f): x = 1; y = 2\nclass D: pass\n",
    "coroutines": "async def f():\n    async with a as b: await c\n    async for d in e: yield\n    return [g async for g in h]\n",
    "generators": "def f():\n    x = yield a\n    yield from b\n    def g():\n        nonlocal x\n",
    "matches": "match a:\n    case 1 | 'b' | None: c\n    case [d, *e] if f: g\n    case (h, _): i\n    case {'j': k, **l}: m\n    case N(o, p=q) as r: s\n    case -1: t\n    case u.v: w\n    case [*_]: x\n    case _: y\n",
    "lines": "a; b\nc; d;\nif e: f; g\n# comment\n\nh\n",
    "brackets": "x = (\n    a\n    + b)\ny = [ # one\n  1,\n  2, ]\nf(\n  a, # first\n  b=2,\n)\n",
}
MODULES = sorted((Path(keraslint.__file__).parent / "evaluate").glob("*.py"))


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_a_built_tree_says_what_libcst_reads(text: str) -> None:
    built = build(ast.parse(text))
    assert built is not None
    assert meaning(built.module.body) == meaning(cst.parse_module(text).body)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_whole_modules_say_the_same(path: Path) -> None:
    text = path.read_text()
    built = build(ast.parse(text))
    assert built is not None
    assert meaning(built.module.body) == meaning(cst.parse_module(text).body)


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_nothing_that_libcst_expects_of_a_node_is_missing(text: str) -> None:
    built = build(ast.parse(text))
    assert built is not None
    assert built.module.deep_clone().deep_equals(built.module)
    assert built.module.code


def test_every_expression_and_statement_has_a_place() -> None:
    for text in PROGRAMS.values():
        module = parse(text)
        assert module.twins is not None
        for node, twin in module.twins.items():
            place = module.places.of(node)
            assert (place.line, place.end_line) == (twin.lineno, twin.end_lineno)


WRITTEN = [
    "x = f(a, (1,\n  2))\n",
    "é = 'ü'; x = f(a, ( 1,2 ) )\n",
    "x = f(a, b [ 0 ])\n",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_an_expression_is_shown_as_it_stands(text: str) -> None:
    built, exact = parse(text), parse(text, exact=True)
    ours, theirs = (call_of(tree.tree).args[1].value for tree in (built, exact))
    assert built.places.written(ours) == exact.tree.code_for_node(theirs).strip()
    assert exact.places.written(theirs) == exact.tree.code_for_node(theirs).strip()


def call_of(tree: cst.Module) -> cst.Call:
    line = cst.ensure_type(tree.body[-1], cst.SimpleStatementLine)
    return cst.ensure_type(cst.ensure_type(line.body[-1], cst.Assign).value, cst.Call)


def test_what_cannot_be_built_is_read_by_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "x = " + "+".join("1" * 390)
    for depth in range(60, 900, 60):
        with limited(monkeypatch, depth):
            module = parse(deep)
        assert meaning(module.tree.body) == meaning(cst.parse_module(deep).body)


class limited:  # noqa: N801
    """As if no more than so many expressions could stand in each other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, depth: int) -> None:
        from keraslint.source.building import Builder

        original, self.depth, self.patch = Builder.expression, depth, monkeypatch.context()
        self.left = depth

        def expression(builder: Builder, node: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise RecursionError
            try:
                return original(builder, node)
            finally:
                self.left += 1

        self.expression = expression

    def __enter__(self) -> None:
        from keraslint.source.building import Builder

        self.patch.__enter__().setattr(Builder, "expression", self.expression)

    def __exit__(self, *error: Any) -> None:
        self.patch.__exit__(*error)


# What a tree says, however it is laid out.

LAYOUT = (
    *("whitespace", "lpar", "rpar", "lbracket", "rbracket", "lbrace", "rbrace", "leading_lines"),
    *(
        "lines_after",
        "header",
        "footer",
        "trailing",
        "comma",
        "separator",
        "semicolon",
        "equal",
        "dot",
        "colon",
    ),
    *("first_colon", "second_colon", "start", "end", "posonly_ind", "indent", "type_parameters"),
)
NUMBERS = (cst.Integer, cst.Float, cst.Imaginary)


def meaning(node: Any) -> Any:
    """Nested tuples that are equal for trees that mean the same."""
    if isinstance(node, list | tuple):
        return tuple(map(meaning, node))
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString | cst.FormattedString):
        return "text", *joined(parts(node))
    if isinstance(node, NUMBERS):
        return "number", repr(ast.literal_eval(node.value))
    if isinstance(node, cst.SimpleStatementSuite):
        return "block", (("SimpleStatementLine", ("body", meaning(node.body))),)
    if isinstance(node, cst.IndentedBlock):
        return "block", meaning(node.body)
    if isinstance(node, cst.MatchTuple | cst.MatchList):
        return "MatchList", meaning(node.patterns)
    if not isinstance(node, cst.CSTNode):
        return None if node in ("", cst.MaybeSentinel.DEFAULT) else node
    names = (field.name for field in fields(node) if not field.name.startswith(LAYOUT))
    said = tuple((name, meaning(getattr(node, name))) for name in names)
    if isinstance(node, cst.Subscript):  # a[1,] is not a[1]
        said += (("several", len(node.slice) > 1 or isinstance(node.slice[0].comma, cst.Comma)),)
    return type(node).__name__, *said


def parts(node: Any) -> Iterator[Any]:
    """What a text is put together of: texts, and what is formatted."""
    if isinstance(node, cst.ConcatenatedString):
        yield from (*parts(node.left), *parts(node.right))
    elif isinstance(node, cst.SimpleString):
        yield ast.literal_eval(node.value)
    else:
        yield from formatted(node.parts)


def formatted(given: Any) -> Iterator[Any]:
    for part in given:
        if isinstance(part, cst.FormattedStringText):
            text = part.value.replace("{{", "{").replace("}}", "}")
            yield ast.literal_eval(f'"""{text}"""') if "\\" in text else text
        else:
            spec = None if part.format_spec is None else joined(formatted(part.format_spec))
            yield meaning(part.expression), part.conversion, spec


def joined(given: Iterator[Any]) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in given:
        if found and isinstance(part, str | bytes) and isinstance(found[-1], type(part)):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
