"""What the analyser does not know, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value that the source does not settle: one object, one gap, whoever passes it on.

    `reason` says why in one clause ("`units` is a parameter of `build`"), `line` where (1-based, 0 if
    nowhere in particular), and `name` what to call the value in a formula ("units").
    """

    reason: str
    line: int = 0
    name: str = "?"

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r}, line {self.line})"
