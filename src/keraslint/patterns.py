"""Regular expressions that are compiled when they are first used.

Most runs use few of our many expressions, and to compile all of them took a third of the time in which the command
line starts.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast


def compile_lazily(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern as `re.compile` gives it. A mistake in the expression is an error at its first use."""
    return cast("re.Pattern[str]", Uncompiled(expression, flags))


class Uncompiled:
    """Stands for a pattern; each attribute of the pattern is fetched once and then lies here."""

    def __init__(self, expression: str, flags: int) -> None:
        self._source = expression, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(*self._source)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.compiled, name)
        setattr(self, name, value)
        return value
