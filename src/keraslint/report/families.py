"""Families of layers and their colours, for every picture alike.

The colours are Okabe and Ito's, which people with colour-blindness tell apart (jfly.uni-koeln.de/color).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A family's colour: strong for lines and bars, light for areas behind dark text."""

    strong: str
    light: str


FAMILIES = {
    "convolution": Colour("#0072b2", "#d6e8f5"),
    "dense": Colour("#d55e00", "#fbe3d3"),
    "recurrent": Colour("#009e73", "#d3f0e6"),
    "attention": Colour("#cc79a7", "#f7e3ee"),
    "embedding": Colour("#b8860b", "#f8edcf"),
    "normalization": Colour("#56b4e9", "#e0f1fb"),
    "merging": Colour("#8468b8", "#e9e2f5"),
    "model": Colour("#555f6b", "#e3e6ea"),
    "other": Colour("#8a929c", "#f0f2f4"),
}

_WORDS = (
    ("model", ("Functional", "Sequential", "Model")),
    ("attention", ("Attention",)),
    ("recurrent", ("LSTM", "GRU", "RNN", "Bidirectional", "TimeDistributed")),
    ("convolution", ("Conv", "LocallyConnected")),
    ("embedding", ("Embedding",)),
    ("normalization", ("Normalization",)),
    ("merging", ("Add", "Concatenate", "Multiply", "Merge", "Average", "Maximum", "Minimum", "Subtract", "Dot")),
    ("dense", ("Dense", "Highway")),
)  # fmt: skip


def family(kind: str) -> str:
    """The family of a layer class, as the source spells it."""
    if "Pooling" in kind:
        return "other"
    return next((name for name, words in _WORDS if any(word in kind for word in words)), "other")
