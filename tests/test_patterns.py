"""Patterns that wait to be compiled do what compiled ones do, and none of ours holds a mistake."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import keraslint
from keraslint.patterns import Uncompiled, compile_lazily

MODULES = [
    found.name
    for found in walk_packages(keraslint.__path__, "keraslint.")
    if not found.name.endswith("__main__")
]


def test_a_pattern_is_that_of_re() -> None:
    pattern = compile_lazily("(a)b", re.IGNORECASE)
    match = pattern.search("xAB")
    assert match is not None and match[1] == "A"
    assert pattern.sub(r"\1", "ab AB") == "a A"
    assert pattern.pattern == "(a)b" and pattern.flags & re.IGNORECASE


def test_it_is_compiled_at_its_first_use() -> None:
    pattern = compile_lazily("(")
    with pytest.raises(re.error):
        pattern.search("")


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_can_be_compiled(name: str) -> None:
    module = import_module(name)
    for value in vars(module).values():
        if isinstance(value, Uncompiled):
            assert isinstance(value.compiled, re.Pattern)
