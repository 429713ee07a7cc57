"""What Keras would refuse, by kind."""

from __future__ import annotations


class Refusal(Exception):
    """Keras would refuse this. The message is a clause that follows the layer's name."""


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
