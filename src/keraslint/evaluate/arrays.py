"""numpy arrays and data."""

from __future__ import annotations

from typing import Any

from keraslint.evaluate.values import Value


def knows(path: str) -> bool:
    return False


def call(run: Any, path: str, arguments: Any) -> Value:
    return run.unknown(f"{path}() is not followed")


def binary(run: Any, name: str, left: Value, right: Value) -> Value:
    return run.unknown("arithmetic on arrays")


def rows(run: Any, value: Value) -> Value:
    return run.unknown("the rows of an array")


def subscript(run: Any, value: Value, index: Value) -> Value:
    return run.unknown("a part of an array")


def attribute(run: Any, value: Value, name: str) -> Value:
    return run.unknown("an attribute of an array")


def method(run: Any, value: Value, name: str, arguments: Any) -> Value:
    return run.unknown("a method of an array")
