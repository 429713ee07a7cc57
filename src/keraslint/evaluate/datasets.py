"""The shapes of well-known data sets."""

from __future__ import annotations

from typing import Any

from keraslint.evaluate.values import Value


def call(run: Any, tail: str, arguments: Any) -> Value:
    return run.unknown(f"{tail}() is not followed")
