"""What the analyser does not know, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value that the source does not settle: one object, one gap, whoever passes it on.

    `reason` says why in one clause ("`units` is a parameter of `build`"), `line` where (1-based, 0 if
    nowhere in particular), and `name` what to call the value in a formula ("units"). It is `symbolic` where
    tensors went into it: it may be a tensor itself, and come from layers that nobody sees here.
    """

    reason: str
    line: int = 0
    name: str = "?"
    symbolic: bool = False

    def called(self, name: str) -> Unknown:
        """What comes of it, under a name of its own: another gap for the same reason."""
        return Unknown(self.reason, self.line, name, self.symbolic)

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r}, line {self.line})"
