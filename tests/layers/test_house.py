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

MOST_LINES_OF_A_LAYER = 15
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
    """Its lines as they are formatted, without what it takes and its docstring."""
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(FUNCTIONS[name]))).body
    assert isinstance(node, ast.FunctionDef)
    first = node.body[1 if ast.get_docstring(node) else 0]
    assert (node.end_lineno or 0) - first.lineno + 1 <= MOST_LINES_OF_A_LAYER


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_layer_says_what_it_is(name: str) -> None:
    function: Callable[..., Any] = FUNCTIONS[name]
    first, _, _ = (inspect.getdoc(function) or "").partition("\n")
    assert first.rstrip().endswith((".", ")"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_family_is_a_short_file(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES
