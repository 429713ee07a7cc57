"""What Keras would refuse, by kind."""

from __future__ import annotations

FROM = "\0"
"""In a refusal the place behind an input's shape for where that comes from: " from line 14"."""


class Refusal(Exception):
    """Keras would refuse this. The message is a clause that follows the layer's name.

    source  the layer whose output is the input, where that is known
    """

    source: object = None

    def __str__(self) -> str:
        return self.told()

    def told(self, line: int = 0) -> str:
        """The clause, with the line that the input comes from."""
        return str(self.args[0]).replace(FROM, f" from line {line}" if line else "")


class WrongRank(Refusal):
    """The input has another number of axes than the layer takes."""


class EmptyDimension(Refusal):
    """A dimension becomes zero or negative."""


class Mismatch(Refusal):
    """Shapes that do not fit each other, or do not fit the weights."""


class NeedsSize(Refusal):
    """A free dimension (None) where Keras needs a size."""


class BadArgument(Refusal):
    """An argument that this Keras does not accept."""
