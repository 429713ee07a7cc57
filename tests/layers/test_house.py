"""A layer is a short function, and a family of them one short file: the reader sees the mathematics."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keraslint.layers import families
from keraslint.layers.definition import DEFINITIONS

MOST_STATEMENTS = 15
MOST_LINES = 300

FUNCTIONS = {
    definition.function.__qualname__: definition.function
    for definition in DEFINITIONS.values()
    if not definition.not_covered
}
FILES = sorted(
    {Path(inspect.getsourcefile(function) or "") for function in FUNCTIONS.values()}
    | {Path(families.__file__)}
)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_layer_is_a_short_function(name: str) -> None:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(FUNCTIONS[name]))).body
    statements = [part for part in ast.walk(node) if isinstance(part, ast.stmt)]
    docstring = bool(FUNCTIONS[name].__doc__)
    assert len(statements) - 1 - docstring <= MOST_STATEMENTS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_layer_says_what_it_is(name: str) -> None:
    function: Callable[..., Any] = FUNCTIONS[name]
    first, _, _ = (inspect.getdoc(function) or "").partition("\n")
    assert first.rstrip().endswith((".", ")"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_family_is_a_short_file(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES
