"""Models in models: how much work it is to apply one, and whether a model would hold itself."""

from __future__ import annotations

from keraslint.graph.network import Network
from keraslint.layers.layer import Layer

DEEPEST = 40
"""Models in each other; whoever nests more of them is not building a model."""
ENDLESS = 10**9


def calls_in(layer: Layer, inside: tuple[Layer, ...] = ()) -> int:
    """How many layers are called when this one is called: ENDLESS for a model in itself, or in too many others.

    inside  the models that it would stand in
    """
    return _count(layer, inside, {})


def _count(layer: Layer, inside: tuple[Layer, ...], known: dict[int, int]) -> int:
    if not isinstance(layer, Network) and not layer.given:
        return 1
    if layer in inside or len(inside) > DEEPEST:
        return ENDLESS
    if id(layer) not in known:
        within = (*inside, layer)
        parts = list(layer.layers) if isinstance(layer, Network) else layer.given
        counts = sum(_count(part, within, known) * _times(part) for part in parts)
        known[id(layer)] = min(counts + (not isinstance(layer, Network)), ENDLESS)
    return known[id(layer)]


def _times(part: Layer) -> int:
    """How often a model is called where it stands, at most."""
    return max(len(part.nodes), 1) if isinstance(part, Network) else 1
