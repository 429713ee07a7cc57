"""Literals: constants, formatted texts, and the displays of lists, tuples, sets and dicts."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import bounds, expressions, operations
from keraslint.evaluate.journal import join_values
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Dict, List, Set, Value
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

LONG = 200
"""Characters of a string from which on it is not kept."""


def integer_of(run: Run, node: cst.Integer, scope: Scope) -> Value:
    text = node.value
    return int(text, 0) if len(text) < 40 else run.unknown("a number of more than 40 digits")


def float_of(run: Run, node: cst.Float, scope: Scope) -> Value:
    return float(node.value)


def string_of(run: Run, node: cst.SimpleString | cst.ConcatenatedString, scope: Scope) -> Value:
    try:
        if isinstance(node, cst.ConcatenatedString):
            left, right = (
                expressions.evaluate(run, node.left, scope),
                expressions.evaluate(run, node.right, scope),
            )
            return (
                left + right
                if type(left) is type(right) and isinstance(left, (str, bytes))
                else run.unknown("a string with unknown parts")
            )
        return _read(node.value) if len(node.value) < LONG else node.evaluated_value
    except (ValueError, SyntaxError):
        return run.unknown("a string that cannot be read")


@lru_cache(maxsize=4096)
def _read(text: str) -> str | bytes:
    """What a string's source stands for; the same few strings are read over and over in loops."""
    if text[0] == text[-1] and "\\" not in text and not text.startswith(('"""', "'''")):
        return text[1:-1]
    value: str | bytes = ast.literal_eval(text)
    return value


def formatted_of(run: Run, node: cst.FormattedString, scope: Scope) -> Value:
    parts: list[str] = []
    known = True
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(_unescaped(part.value))
            continue
        if not isinstance(part, cst.FormattedStringExpression):
            continue
        value = expressions.evaluate(run, part.expression, scope)
        plain = not (part.format_spec or part.conversion or part.equal)
        if plain and (value is None or isinstance(value, (str, int, float))):
            parts.append(str(value))
        else:
            known = False
    letters = sum(map(len, parts))
    if letters > bounds.MOST_LETTERS:
        return run.unknown("a very long text")
    run.step(letters // bounds.LETTERS_PER_STEP)
    return "".join(parts) if known else run.unknown("a formatted string with unknown parts")


def _unescaped(text: str) -> str:
    """A part of a formatted string as Python reads it."""
    plain = text.replace("{{", "{").replace("}}", "}")
    return plain.replace("\\n", "\n").replace("\\t", "\t") if "\\" in plain else plain


def tuple_of(run: Run, node: cst.Tuple, scope: Scope) -> Value:
    items = _elements(run, node.elements, scope)
    run.step(bounds.price(items))
    return tuple(items) if items.open is None else items.open


def list_of(run: Run, node: cst.List, scope: Scope) -> Value:
    return _elements(run, node.elements, scope)


def _elements(run: Run, elements: Any, scope: Scope) -> List:
    result = run.list()
    for element in elements:
        value = expressions.evaluate(run, element.value, scope)
        if type(element) is cst.StarredElement:
            turns = operations.iterate(run, value)
            if isinstance(turns, Unknown):
                result.open = result.open or turns
            else:
                operations.extend(result, turns)
        else:
            operations.extend(result, [value])
    return result


def set_of(run: Run, node: cst.Set, scope: Scope) -> Value:
    items = _elements(run, node.elements, scope)
    return make_set(run, items)


def make_set(run: Run, items: List) -> Value:
    """A set of these items, if Python could hash them."""
    run.step(len(items) // bounds.ENTRIES_PER_STEP)
    if all(map(operations.hashable, items)):
        return Set(items, run.clock, items.open)
    return run.unknown("a set of things that cannot be hashed")


def dict_of(run: Run, node: cst.Dict, scope: Scope) -> Value:
    result = run.dict()
    for element in node.elements:
        value = expressions.evaluate(run, element.value, scope)
        if isinstance(element, cst.DictElement):
            put(run, result, expressions.evaluate(run, element.key, scope), value)
        else:
            operations.update(run, result, value)
    return result


def put(run: Run, target: Dict, key: Value, value: Value) -> None:
    """target[key] = value, as far as the key is known."""
    run.touch(target)
    if isinstance(key, Unknown) or not operations.hashable(key):
        why = key if isinstance(key, Unknown) else run.unknown("a key that is not known")
        target.open = target.open or why
        run.step(bounds.price_of_walk((target,)))
        for known, old in target.items():  # it may be the value of any of them
            target[known] = join_values(old, value, why)
    else:
        target[key] = value
