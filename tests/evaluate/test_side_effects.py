"""What code changes while it computes something else: comprehensions, map, callbacks."""

from __future__ import annotations

from typing import Any

import pytest

from evaluate.values import value_of

HEAD = """
from settings import L, call
x = set()
"""
PROGRAMS: list[tuple[str, Any]] = [
    ("[x.add(w) for w in 'ab' if w > 'a']", ["b"]),
    ("[x.add(w) for w in L]", ["…"]),
    ("{x.add(w) for t in L for w in t}", ["…"]),
    ("{1: x.update([w]) for w in L}", ["…"]),
    ("any(x.add(w) for w in L)", ["…"]),
    ("x.add(1); [x.add(w) for w in (2, 3) if L[w]]", [1, "…"]),
    ("[x.add(w) for w in [1, *L]]", [1, "…"]),
    ("[w for w in L]", []),
    ("[str(w) for w in L]", []),
    ("list(map(x.add, L))", ["…"]),
    ("list(map(lambda w: x.add(w), L))", ["…"]),
    ("list(filter(lambda w: x.add(w), L))", ["…"]),
    ("list(map(lambda w: x.add(w), (1, 2)))", [1, 2]),
    ("call(lambda w: x.add(w))", ["…"]),
    ("call(x.add)", ["…"]),
    ("call(lambda w: w + 1)", []),
    ("def add(w):\n    x.add(w)\ncall(add)", ["…"]),
    ("def add(w):\n    global x\n    x = 3\n[add(w) for w in L]", "?"),
    ("x = 0\ndef add(w):\n    global x\n    x += 1\ncall(each=add)", "?"),
    ("class A:\n    def add(self, w):\n        x.add(w)\ncall(A().add)", ["…"]),
    ("x = []\n[x.append(w) for w in L]", ["…"]),
    ("x = {}\n[x.setdefault(w, 1) for w in L]", {"…": "…"}),
]


@pytest.mark.parametrize(("program", "expected"), PROGRAMS, ids=[p for p, _ in PROGRAMS])
def test_program(program: str, expected: Any) -> None:
    assert value_of(HEAD + program) == expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("print 'x'\nx = 7 / 2", 3),
        ("print 'x'\nx = 7 / 2.0", 3.5),
        ("from __future__ import division\nprint 'x'\nx = 7 / 2", 3.5),
        ("print('x')\nx = 7 / 2", 3.5),
    ],
)
def test_division_in_python_2(program: str, expected: Any) -> None:
    assert value_of(program) == expected
