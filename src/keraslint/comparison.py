"""What changed between two states of the same code: models and their layers, matched with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from keraslint.model import Model, Report, Row, listed


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer that came, went or changed; one side is None if it came or went."""

    before: Row | None
    after: Row | None

    def to_dict(self) -> dict[str, Any]:
        return {"before": _row_facts(self.before), "after": _row_facts(self.after)}


@dataclass(frozen=True, slots=True)
class ModelChange:
    """A model that came, went or changed.

    path    the file, relative to what was compared
    """

    path: str
    before: Model | None
    after: Model | None
    layers: tuple[LayerChange, ...] = ()

    @property
    def budget(self) -> int | None:
        """The most parameters that it may have now; None without a budget."""
        return self.after.budget if self.after else None

    @property
    def name(self) -> str:
        shown = self.after or self.before
        return shown.name if shown else ""

    @property
    def growth(self) -> int | None:
        """Parameters now less parameters before; None where either is not known."""
        counts = [0 if model is None else model.params for model in (self.before, self.after)]
        before, after = counts
        return None if before is None or after is None else after - before

    @property
    def crosses_budget(self) -> bool:
        """Whether it is over its budget now and was not before."""
        if self.budget is None or self.after is None or self.after.at_least <= self.budget:
            return False
        return self.before is None or self.before.at_least <= self.budget

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "name": self.name,
            "before": _model_facts(self.before),
            "after": _model_facts(self.after),
            "growth": self.growth,
            "budget": self.budget,
            "crosses_budget": self.crosses_budget,
            "layers": [change.to_dict() for change in self.layers],
        }


def compare(old: Mapping[str, Report], new: Mapping[str, Report]) -> list[ModelChange]:
    """Every model that is not the same in both, file by file."""
    changes: list[ModelChange] = []
    for path in sorted({*old, *new}):
        befores = old[path].models if path in old else ()
        afters = new[path].models if path in new else ()
        for before, after in _pairs(befores, afters):
            layers = _layers(before.layers if before else (), after.layers if after else ())
            if layers or _model_facts(before) != _model_facts(after):
                changes.append(ModelChange(path, before, after, tuple(layers)))
    return changes


def _pairs(
    befores: Sequence[Model], afters: Sequence[Model]
) -> Iterator[tuple[Model | None, Model | None]]:
    """Models of one name belong together in their order."""
    waiting: dict[str, list[Model]] = {}
    for model in befores:
        waiting.setdefault(model.name, []).append(model)
    for model in afters:
        same = waiting.get(model.name)
        yield (same.pop(0) if same else None), model
    for left in waiting.values():
        for model in left:
            yield model, None


def _layers(befores: Sequence[Row], afters: Sequence[Row]) -> list[LayerChange]:
    """The longest run of layers that stay is taken; of what lies between, equal classes belong together."""
    matcher = SequenceMatcher(None, [*map(_key, befores)], [*map(_key, afters)], autojunk=False)
    found: list[LayerChange] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        found.extend(_between(befores[a:b], afters[c:d]))
    return found


def _between(befores: Sequence[Row], afters: Sequence[Row]) -> Iterator[LayerChange]:
    """Layers of one class and name belong together first, then those of one class; each in its place."""
    left = list(befores)
    twins: dict[int, Row] = {}
    for same in (_named, _kind):
        for i, row in enumerate(afters):
            twin = next((one for one in left if i not in twins and same(one) == same(row)), None)
            if twin is not None:
                left.remove(twin)
                twins[i] = twin
    yield from (LayerChange(twins.get(i), row) for i, row in enumerate(afters))
    yield from (LayerChange(row, None) for row in left)


def _kind(row: Row) -> str:
    return row.kind


def _named(row: Row) -> tuple[str, str]:
    """Class and name; the number that Keras puts behind a name is none of it."""
    return row.kind, re.sub(r"_\d+$", "", row.name)


def _key(row: Row) -> tuple[Any, ...]:
    """What makes a layer the same."""
    return *_named(row), row.params, row.at_least, row.output_shape, row.trainable


def _row_facts(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "name": row.name,
        "class": row.kind,
        "output_shape": listed(row.output_shape),
        "params": row.params,
    }


def _model_facts(model: Model | None) -> dict[str, Any] | None:
    if model is None:
        return None
    counts = {
        key: getattr(model, key) for key in ("params", "trainable", "non_trainable", "at_least")
    }
    return {**counts, "output_shape": listed(model.output_shape)}
