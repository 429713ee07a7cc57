"""What Keras would refuse, by kind."""

from __future__ import annotations

from collections.abc import Sequence

FROM = "\0"
"""In a refusal the place behind an input's shape for where that comes from: " from line 14"."""

LONGEST = 1_000
"""Letters of a refusal: it may quote what the source states."""


class Refusal(Exception):
    """Keras would refuse this. The message is a clause that follows the layer's name.

    sources  the layers whose outputs are the inputs, where that is known
    """

    sources: tuple[object, ...] = ()

    def __str__(self) -> str:
        return self.told()

    def told(self, lines: Sequence[str] = ()) -> str:
        """The clause, with the lines that the inputs come from: "line 14"."""
        text = str(self.args[0])
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        if FROM in text:
            return text.replace(FROM, f" from {lines[0]}" if lines else "")
        if not lines:
            return text
        *others, last = lines
        given = f"inputs are from {', '.join(others)} and" if others else "input is from"
        return f"{text}; its {given} {last}"


class WrongRank(Refusal):
    """The input has another number of axes than the layer takes."""


class EmptyDimension(Refusal):
    """A dimension becomes zero or negative."""


class Mismatch(Refusal):
    """Shapes that do not fit each other, or do not fit the weights."""


class NeedsSize(Refusal):
    """A free dimension (None) where Keras needs a size."""


class BadArgument(Refusal):
    """An argument that this Keras does not accept.

    spelled  the name or text as the call has it, and the one that may be meant; None where nothing is near
    """

    def __init__(self, reason: str, spelled: tuple[str, str] | None = None) -> None:
        super().__init__(reason)
        self.spelled = spelled
