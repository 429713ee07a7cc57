"""Whether two texts build the same models under their two Keras: the layers, weights and shapes of both, compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from keraslint.evaluate.run import Run
from keraslint.findings import Place
from keraslint.graph.network import Network, Sequential
from keraslint.layers.layer import Layer
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Symbol
from keraslint.survey.models import provisional, rows_of
from keraslint.unknown import Unknown
from keraslint.upgrading.outcome import Refused
from keraslint.weights import Weight, exact


@dataclass(slots=True)
class Comparison:
    """Compares sizes of two runs: what the source does not give is the same if it comes from the same gap.

    pairs  symbols of the old run -> those of the new one
    """

    pairs: dict[Symbol, Symbol] = field(default_factory=dict)
    taken: dict[Symbol, Symbol] = field(default_factory=dict)

    def same(self, old: Any, new: Any) -> bool:
        """Whether two sizes, shapes, keys or structures of them are the same."""
        if isinstance(old, Expression) and isinstance(new, Expression):
            return self._same_terms(old, new)
        if isinstance(old, Symbol) and isinstance(new, Symbol):
            return self._same_symbol(old, new)
        if isinstance(old, Unknown) and isinstance(new, Unknown):
            return (old.reason, old.name) == (new.reason, new.name)
        if isinstance(old, Shape) and isinstance(new, Shape):
            return self.same(
                (old.dims, old.tail) if old.dims is None else old.dims,
                (new.dims, new.tail) if new.dims is None else new.dims,
            )
        if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
            return len(old) == len(new) and all(map(self.same, old, new))
        if isinstance(old, dict) and isinstance(new, dict):
            return old.keys() == new.keys() and all(self.same(old[k], new[k]) for k in old)
        return type(old) is type(new) and (old == new or type(old) is object)

    def _same_terms(self, old: Expression, new: Expression) -> bool:
        """Whether two polynomials are the same, term by term in the order in which they were made."""
        return len(old.terms) == len(new.terms) and all(
            a == b and len(left) == len(right) and all(map(self.same, left, right))
            for (left, a), (right, b) in zip(old.terms.items(), new.terms.items(), strict=True)
        )

    def _same_symbol(self, old: Symbol, new: Symbol) -> bool:
        if old in self.pairs or new in self.taken:
            return self.pairs.get(old) == new
        if old.name != new.name or not self.same(old.key, new.key):
            return False
        self.pairs[old], self.taken[new] = new, old
        return True


def compare(old: Run, new: Run) -> tuple[int, int | None]:
    """How many models there are, and how many parameters they have together, None where that is not known.

    Raises Refused with the first reason why the texts are not shown to build the same.
    """
    for run in (old, new):
        if run.cut_short is not None:
            raise Refused(run.cut_short.reason, run.cut_short.line)
    for run, keras in ((old, f"{old.keras.generation} itself"), (new, "Keras 3")):
        for fault in run.faults:
            raise Refused(
                f"{keras} would refuse this: {fault.subject} {fault.refusal}", fault.position.line
            )
    compared = Comparison()
    if len(old.networks) != len(new.networks):
        raise Refused("there would be another number of models")
    total: int | None = 0
    for before, after in zip(old.networks, new.networks, strict=True):
        count = _compare_networks(before, after, old, compared)
        total = None if total is None or count is None else total + count
    _compare_calls(old, new, compared)
    return len(old.networks), total


def never_made(run: Run, sites: Collection[Place]) -> list[int]:
    """The lines of the layer calls that the source, as far as it shows, never comes to."""
    seen = {(place.line, place.column) for place in run.layer_positions.values()}
    return [place.line for place in sorted(sites) if (place.line, place.column) not in seen]


def _compare_networks(old: Network, new: Network, run: Run, compared: Comparison) -> int | None:
    """Refuses models that are not shown to be the same; returns their parameters where they are known."""
    title = run.title(old) or "the model"
    before, after = _shown(old), _shown(new)
    for network in (before, after):
        for doubt in network.doubts:
            raise Refused(
                f"{title} is not followed to the end: {doubt.reason}", doubt.line or old.line
            )
    rows, others = list(rows_of(before)), list(rows_of(after))
    if len(rows) != len(others):
        raise Refused(f"{title} would have {len(others)} layers instead of {len(rows)}", old.line)
    for (layer, output), (twin, other) in zip(rows, others, strict=True):
        _compare_layers(layer, twin, compared)
        if not compared.same(output, other):
            raise Refused(f"{layer.label} gives {output}, in Keras 3 {other}", layer.line)
    if not _same_weights(list(before.split()), list(after.split()), compared):
        raise Refused(f"{title} would train other weights", old.line)
    if not compared.same(old.input_shape, new.input_shape):
        raise Refused(f"{title} would take another input shape", old.line)
    return exact(sum((w.count for w, _ in before.split()), start=0))


def _shown(network: Network) -> Network:
    """The model itself, or, where its input shape is not known, its stack on one that is not."""
    is_built = not isinstance(network, Sequential) or network.output is not None
    return network if network.built and is_built else provisional(network)


def _compare_layers(old: Layer, new: Layer, compared: Comparison) -> None:
    """Refuses layers whose weights or settings are not shown to be the same."""
    if old.unknown or new.unknown:
        gap = old.unknown or new.unknown
        assert gap is not None
        raise Refused(f"{old.label} is not followed: {gap.reason}", gap.line or old.line)
    mine, its = ([(weight, None) for weight, _ in layer.split()] for layer in (old, new))
    if not _same_weights(mine, its, compared):
        counts = [sum((weight.count for weight, _ in side), start=0) for side in (mine, its)]
        raise Refused(
            f"{old.label} has {counts[0]} parameters, in Keras 3 {counts[1]} or other weights",
            old.line,
        )
    if old.kind == new.kind and not isinstance(old, Network):
        for name in SETTINGS & old.arguments.keys() & new.arguments.keys():
            if not compared.same(_plain(old.arguments[name]), _plain(new.arguments[name])):
                raise Refused(f"{old.label} would have another {name}", old.line)


SETTINGS = frozenset(
    {
        "dilation_rate",
        "filters",
        "kernel_size",
        "padding",
        "pool_size",
        "return_sequences",
        "size",
        "strides",
        "units",
    }
)


def _plain(value: object) -> object:
    """A setting in one form: tuples for lists, None where it is the same number twice."""
    if isinstance(value, (list, tuple)):
        parts = tuple(map(_plain, value))
        return parts[0] if parts and all(part == parts[0] for part in parts) else parts
    return value


Weights = Sequence[tuple[Weight, bool | None]]


def _same_weights(old: Weights, new: Weights, compared: Comparison) -> bool:
    """Whether two layers have weights of the same shapes, trained or not, in whatever order."""
    left = list(new)
    if len(left) != len(old):
        return False
    for weight, trained in old:
        match = next(
            (
                pair
                for pair in left
                if pair[1] == trained and compared.same(weight.shape, pair[0].shape)
            ),
            None,
        )
        if match is None:
            return False
        left.remove(match)
    return True


def _compare_calls(old: Run, new: Run, compared: Comparison) -> None:
    """Layers that are called outside of the models that are listed: the last outputs of each, in order."""
    calls = [[m.subject for m in run.mentions if m.role == "call"] for run in (old, new)]
    if len(calls[0]) != len(calls[1]):
        raise Refused("other layers would be called")
    for layer, twin in zip(*calls, strict=True):
        if isinstance(layer, Layer) and isinstance(twin, Layer) and not isinstance(layer, Network):
            _compare_layers(layer, twin, compared)
