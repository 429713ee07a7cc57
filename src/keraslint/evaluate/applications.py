"""Calls of keras.applications."""
from __future__ import annotations
from typing import Any
from keraslint.evaluate.values import Value


def call(run: Any, name: str, arguments: Any) -> Value:
    return None
