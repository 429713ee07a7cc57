"""What a check is: a code, a title, and a function that documents itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from keraslint.findings import Finding
from keraslint.source.pragmas import Pragma

if TYPE_CHECKING:
    from keraslint.settings import Settings
    from keraslint.source.module import Module
    from keraslint.survey import Survey


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at.

    module   the file: text, comments, places
    survey   its models, the places that show them, and what Keras would refuse
    pragmas  line -> what a `# keraslint:` comment there sets
    """

    module: Module
    survey: Survey
    settings: Settings
    pragmas: Mapping[int, Pragma] = field(default_factory=dict)


Function: TypeAlias = Callable[[Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One code. `severity` is error, warning, information or hint, as editors know them."""

    code: str
    title: str
    severity: str
    function: Function
    wanted: Callable[[Settings], bool]

    @property
    def explanation(self) -> str:
        """Why, what triggers it, what does not, how to silence it: the function's docstring."""
        return inspect.cleandoc(self.function.__doc__ or "")


CHECKS: dict[str, Check] = {}


def check(
    code: str,
    title: str,
    *,
    severity: str = "warning",
    wanted: Callable[[Any], bool] = lambda settings: True,
) -> Callable[[Function], Function]:
    """Declares a code. `wanted` says whether the settings ask for it."""

    def declare(function: Function) -> Function:
        CHECKS[code] = Check(code, title, severity, function, wanted)
        return function

    return declare
