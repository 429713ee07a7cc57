"""What every front end shows: models, their layers and their totals, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from keraslint.findings import Finding, Place

Axis: TypeAlias = int | None | str
"""A size; None where Keras leaves it free; the symbol's text where the source does not give it."""

ShapeRow: TypeAlias = tuple[Axis, ...]
Shapes: TypeAlias = ShapeRow | tuple[ShapeRow, ...] | None
"""One shape, several (models and layers with several inputs or outputs), or None if even the rank is unknown."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the analyser does not know: why, and on which line (of which cell of a notebook)."""

    reason: str
    line: int
    cell: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {"reason": self.reason, **_cell(self.cell), "line": self.line}


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One weight of a layer."""

    name: str
    shape: ShapeRow
    trainable: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "shape": list(self.shape), "trainable": self.trainable}


@dataclass(frozen=True, slots=True)
class Row:
    """One layer of a model, as a line of the summary.

    kind      the layer's class as the source spells it ("Convolution2D")
    params    Keras's count; None if not known, then `at_least` is what is proven
    formula   the arithmetic of the count, such as (5·5·1 + 1)·32; unknown sizes by their names
    inputs    which rows feed this one, by their place in the model
    macs      multiply-accumulates for one sample, over all its calls in this model; None if not known
    receptive_field  the window of the model's input that each output sees, by axis; None where undefined
    dtype     its dtype policy, such as float32 or mixed_float16; "" if not known
    model     for a nested model its place in the report's list of models
    """

    name: str
    kind: str
    line: int
    output_shape: Shapes
    params: int | None
    trainable: int | None
    non_trainable: int | None
    at_least: int = 0
    weights: tuple[WeightRow, ...] = ()
    formula: str = ""
    place: Place | None = None
    inputs: tuple[int, ...] = ()
    macs: int | None = None
    receptive_field: tuple[int, ...] | None = None
    dtype: str = "float32"
    model: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "class": self.kind,
            **_cell(self.place.cell if self.place else 0),
            "line": self.line,
            "output_shape": listed(self.output_shape),
            "params": self.params,
            "trainable": self.trainable,
            "non_trainable": self.non_trainable,
            "weights": [weight.to_dict() for weight in self.weights],
            "formula": self.formula,
        }


@dataclass(frozen=True, slots=True)
class Costs:
    """What a model costs beside its number of parameters; each is None where it is not known.

    macs         multiply-accumulates of one sample's way forwards
    memory       bytes of its weights
    activations  bytes of what all its layers give for one sample
    """

    macs: int | None = None
    memory: int | None = None
    activations: int | None = None

    def to_dict(self) -> dict[str, int | None]:
        return {"macs": self.macs, "memory": self.memory, "activations": self.activations}


@dataclass(frozen=True, slots=True)
class Model:
    """One model that the file ends up with.

    name              the variable that holds it, else Keras's own name for it
    kind              "sequential", "functional" or "subclassed"
    place             the call that makes it
    complete          whether it was followed to the end; if not, `unknown` says why
    params            `count_params()` of that Keras; None if not known
    at_least          the proven lower bound; equal to `params` where that is known
    optimizer_params  the optimizer's variables after fit, which Keras 3 adds to its printed total
    unbuilt           whether all that it lacks is an input shape: every layer is known
    budget            the most parameters that it may have; None without a budget
    """

    name: str
    kind: str
    place: Place
    complete: bool
    params: int | None
    trainable: int | None
    non_trainable: int | None
    at_least: int
    optimizer_params: int | None = None
    input_shape: Shapes = None
    output_shape: Shapes = None
    unknown: tuple[Gap, ...] = ()
    layers: tuple[Row, ...] = ()
    unbuilt: bool = False
    costs: Costs = Costs()
    budget: int | None = None

    @property
    def line(self) -> int:
        return self.place.line

    @property
    def column(self) -> int:
        return self.place.column

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            **_cell(self.place.cell),
            "line": self.line,
            "column": self.column,
            "complete": self.complete,
            "params": self.params,
            "trainable": self.trainable,
            "non_trainable": self.non_trainable,
            "at_least": self.at_least,
            "optimizer_params": self.optimizer_params,
            "input_shape": listed(self.input_shape),
            "output_shape": listed(self.output_shape),
            "unknown": [gap.to_dict() for gap in self.unknown],
            "layers": [row.to_dict() for row in self.layers],
            "costs": {
                **self.costs.to_dict(),
                "layers": [self._costs_of(row) for row in self.layers],
            },
        }

    def _costs_of(self, row: Row) -> dict[str, Any]:
        return {
            "name": row.name,
            "inputs": [self.layers[i].name for i in row.inputs],
            "macs": row.macs,
            "receptive_field": listed(row.receptive_field),
            "dtype": row.dtype or None,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of one file.

    keras       the generations that may apply, most likely first; empty for a file without Keras
    unreadable  whether the file could not be read as Python at all; a KER001 finding says why
    failed      whether an error ended its analysis: another run may give another report
    """

    path: str
    keras: tuple[str, ...] = ()
    models: tuple[Model, ...] = ()
    findings: tuple[Finding, ...] = ()
    unreadable: bool = False
    failed: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "keras": list(self.keras),
            "models": [model.to_dict() for model in self.models],
            "findings": [finding.to_dict() for finding in self.findings],
        }


def _cell(number: int) -> dict[str, int]:
    """The entry that only a notebook's places have."""
    return {"cell": number} if number else {}


def listed(value: Any) -> Any:
    """Tuples as lists, as JSON has them."""
    return [listed(item) for item in value] if isinstance(value, tuple) else value
