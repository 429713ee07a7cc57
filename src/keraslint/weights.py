"""Weights: the one source of every count, split and formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from keraslint import sizes
from keraslint.sizes import Dim, Size


@dataclass(slots=True, eq=False)
class Weight:
    """One weight of one layer. Two weights are the same only if they are the same object (shared layers).

    name       Keras's own name for it: kernel, recurrent_kernel, bias, gamma, moving_mean …
    shape      its shape; no axis is None
    trainable  whether Keras trains it while its layer is trainable
    gates      how many equal blocks lie side by side on the last axis (LSTM 4, GRU 3): for the formula
    owner      the layer that made it, set when that layer is built
    factors    what multiplies to the count where the shape hides it: for the formula
    """

    name: str
    shape: tuple[Size, ...]
    trainable: bool = True
    gates: int = 1
    owner: Any = field(default=None, repr=False)
    factors: tuple[Size, ...] = ()

    @property
    def count(self) -> Size:
        """How many numbers it holds."""
        total: Size = 1
        for axis in self.shape:
            total = total * axis
        return total


def total(weights: Iterable[Weight]) -> Size:
    """The number of parameters of distinct weights."""
    return sizes.total([weight.count for weight in {id(w): w for w in weights}.values()])


def exact(count: Dim) -> int | None:
    """The count if it is known."""
    return count if isinstance(count, int) else None
