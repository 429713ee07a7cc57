"""What holds of layers and models, and whether a claim fits it: yes (True), no (False) or not known (None)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from keraslint.claims.counts import CountClaim
from keraslint.claims.dimensions import ShapeClaim, Size
from keraslint.claims.tolerance import UNBOUNDED, Interval, accepted
from keraslint.model import Model, Row, ShapeRow, Shapes

BIASES = ("bias", "beta")


@dataclass(frozen=True, slots=True)
class LayerFact:
    """One layer that a call produced: its row, the shape it was given, its constructor's arguments.

    built  whether its weights and output are known to exist; nothing is held against a layer that is not
    """

    row: Row
    inputs: Shapes = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def built(self) -> bool:
        return self.row.output_shape is not None or bool(self.row.weights)

    @property
    def params(self) -> int | None:
        return self.row.params if self.built else None

    @property
    def output(self) -> ShapeRow | None:
        """The output's shape, if there is one and its rank is known."""
        return single(self.row.output_shape)

    @property
    def input(self) -> ShapeRow | None:
        return single(self.inputs)


def single(shapes: Shapes) -> ShapeRow | None:
    """The shape, if it is one shape."""
    if shapes is None or any(isinstance(axis, tuple) for axis in shapes):
        return None
    return shapes  # type: ignore[return-value]


def interval(claim: CountClaim) -> Interval:
    """The true counts for which the claim is right."""
    if claim.number is None:
        return Interval(int(claim.value), int(claim.value))
    return accepted(claim.number)


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True if one is, False if all are, else None."""
    result: bool | None = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            result = None
    return result


def count_fits_layer(claim: CountClaim, fact: LayerFact) -> bool | None:
    """Whether the claim is right for this layer, in any of the ways in which it can be meant."""
    row, limits = fact.row, interval(claim)
    if not fact.built:
        return None
    if row.params is None:
        return (
            False if claim.quantity in ("params", "total") and limits.high < row.at_least else None
        )
    values: list[int | None]
    if claim.quantity == "trainable":
        values = [row.trainable]
    elif claim.quantity == "non_trainable":
        values = [row.non_trainable]
    elif claim.quantity == "optimizer":
        return None
    elif claim.quantity == "weights":
        values = [row.params, row.trainable, without_biases(row)]
    elif claim.quantity == "total":
        values = [row.params]
    else:
        values = [row.params, row.trainable]
    return any_of(None if value is None else value in limits for value in values)


def counted(claim: CountClaim, row: Row) -> int | None:
    """The layer's count of the kind that the claim is about."""
    if claim.quantity == "trainable":
        return row.trainable
    return row.non_trainable if claim.quantity == "non_trainable" else row.params


def without_biases(row: Row) -> int | None:
    """The layer's count without its biases."""
    total = 0
    for weight in row.weights:
        if not weight.name.endswith(BIASES):
            count = size_of(weight.shape)
            if count is None:
                return None
            total += count
    return total


def size_of(shape: Sequence[Any]) -> int | None:
    """The product of the axes, if all are numbers."""
    return math.prod(shape) if all(isinstance(axis, int) for axis in shape) else None


def count_fits_model(claim: CountClaim, model: Model) -> bool | None:
    """Whether the claim is right for the whole model."""
    limits = interval(claim)
    if claim.quantity == "trainable":
        values = [model.trainable]
    elif claim.quantity == "non_trainable":
        values = [model.non_trainable]
    elif claim.quantity == "optimizer":
        return None if model.optimizer_params is None else model.optimizer_params in limits
    else:
        if model.params is None:
            return False if limits.high < model.at_least else None
        values = [model.params, model.trainable]
        if model.optimizer_params is not None:
            values.append(model.params + model.optimizer_params)
        elif (
            model.trainable is not None and limits.high < UNBOUNDED
        ):  # as Keras 3 prints it after fit: Adam keeps two slots
            values.append(model.params + 2 * model.trainable + 2)
        if claim.quantity == "total":
            values.pop(1)
    return any_of(None if value is None else value in limits for value in values)


# -- shapes ---------------------------------------------------------------------------------------


def shape_fits(claim: ShapeClaim, fact: LayerFact, names: Mapping[str, int]) -> bool | None:
    """Whether the claim is right for the output of this layer; None also where it may mean something else."""
    outputs = fact.row.output_shape
    if not fact.built or outputs is None:
        return None
    if single(outputs) is None:
        return (
            True
            if any(_reads(claim, shape, names) for shape in outputs if isinstance(shape, tuple))
            else None
        )
    output = single(outputs) or ()
    if claim.product is not None and claim.product in (fact.params, fact.row.trainable):
        return None  # 2*48 = 96 counts the layer's parameters
    answer = _reads(claim, output, names)
    if answer is False and _means_something_else(claim, fact, names):
        return None
    if answer is False and claim.source is not None and not source_fits(claim, fact, names):
        return None
    return answer


def shape_fits_model(claim: ShapeClaim, model: Model, names: Mapping[str, int]) -> bool | None:
    """Whether the claim is right for the model's output, or for that of one of its layers."""
    output, inputs = single(model.output_shape), single(model.input_shape)
    if output is None:
        return None
    if any(
        _reads(claim, shape, names)
        for row in model.layers
        for shape in [single(row.output_shape)]
        if shape is not None
    ):
        return True
    if inputs is not None and _reads(claim, inputs, names):
        return None
    answer = _reads(claim, output, names)
    return answer if claim.label == "output" or answer else None


def _reads(claim: ShapeClaim, truth: ShapeRow, names: Mapping[str, int]) -> bool | None:
    """Whether the claim is right for this shape in any reading; None if it cannot be held against it."""
    sizes = claim.sizes
    rank = len(truth)
    answers: list[bool | None] = []
    if claim.form == "bracket" and len(sizes) == rank:
        answers.append(_equal(sizes[1:], truth[1:], names))
    rest = sizes[1:] if claim.has_batch else sizes
    if not claim.has_batch and len(sizes) == rank - 1:
        answers.append(_equal(sizes, truth[1:], names))
    hopeful = [
        *_other_orders(rest, truth, names),
        *_spatial(claim, rest, truth, names),
        *_flat(claim, rest, truth, names),
    ]
    if True in answers or True in hopeful:
        return True
    if None in answers:
        return None
    if answers:
        return False
    stated = claim.label == "output" or claim.has_batch
    if claim.form in ("bracket", "cross", "maps") and stated and rank >= 2:
        if hopeful:
            return False if claim.label == "output" and None not in hopeful else None
        return (
            False
            if abs(len(rest) - rank + 1) <= 2 and all(isinstance(a, int) for a in truth[1:])
            else None
        )
    if claim.form in ("pair", "lone") and hopeful:
        return any_of(hopeful)
    return None


def _equal(sizes: Sequence[Size], truth: Sequence[Any], names: Mapping[str, int]) -> bool | None:
    if len(sizes) != len(truth):
        return False
    result: bool | None = True
    for size, axis in zip(sizes, truth, strict=True):
        claimed = stated(size, names)
        if claimed is None or axis is None:
            continue
        if not isinstance(axis, int):
            result = None if result else result
        elif claimed != axis:
            return False
    return result


def stated(size: Size, names: Mapping[str, int]) -> int | None:
    """The number that an axis states; None if it may be any."""
    if size.value is not None:
        return size.value
    if size.name and size.name in names:
        return size.factor * names[size.name]
    return None


def _other_orders(
    rest: Sequence[Size], truth: ShapeRow, names: Mapping[str, int]
) -> list[bool | None]:
    """The channels on the other side: a matter of convention, and of a configuration that is not seen."""
    axes = truth[1:]
    if len(rest) != len(axes) or len(axes) < 3:
        return []
    return [_equal(rest, order, names) for order in ((axes[-1], *axes[:-1]), (*axes[1:], axes[0]))]


def _spatial(
    claim: ShapeClaim, rest: Sequence[Size], truth: ShapeRow, names: Mapping[str, int]
) -> list[bool | None]:
    """The spatial axes alone: 26x26 for (None, 26, 26, 32)."""
    if len(truth) < 3 or len(rest) != len(truth) - 2 or claim.form == "bare":
        return []
    if len(rest) == 1:
        return [_equal(rest, truth[1:-1], names)] if claim.form in ("pair", "lone") else []
    return [_equal(rest, truth[1:-1], names), _equal(rest, truth[2:], names)]


def _flat(
    claim: ShapeClaim, rest: Sequence[Size], truth: ShapeRow, names: Mapping[str, int]
) -> list[bool | None]:
    """The product for a flat output: 7*7*512 = 25088 for (None, 25088)."""
    if claim.source is not None and len(claim.source) > 2 and len(truth) != 2:
        return []
    if claim.form in ("pair", "lone") and len(truth) >= 2:
        return [_equal(rest, truth[-1:], names)] if len(rest) == 1 else []
    if len(truth) != 2 or len(rest) < 2 or claim.has_batch:
        return []
    numbers = [stated(size, names) for size in rest]
    if None in numbers or truth[1] is None:
        return [None]
    if not isinstance(truth[1], int):
        return [None]
    return [math.prod(n for n in numbers if n is not None) == truth[1]]


def _means_something_else(claim: ShapeClaim, fact: LayerFact, names: Mapping[str, int]) -> bool:
    """Whether a shape without a word for output is the input's, or a kernel, stride or argument of the layer."""
    if claim.label == "output":
        return False
    if fact.input is not None and _reads(claim, fact.input, names):
        return True
    if fact.inputs is not None and fact.input is None:
        if any(_reads(claim, shape, names) for shape in fact.inputs if isinstance(shape, tuple)):
            return True
    numbers = [size.value for size in claim.sizes]
    if claim.has_batch or None in numbers:
        return False
    if claim.square and not claim.label and not set(numbers) & set((fact.output or ())[1:]):
        return True  # [5, 6, 7]: values
    return _restates_arguments(numbers, fact) or any(
        _alike(numbers, stretch) for stretch in _other_numbers(fact)
    )


def _restates_arguments(numbers: Sequence[Any], fact: LayerFact) -> bool:
    """Whether several numbers are arguments, all but one: (20, 77, 5) for Embedding(n, 77, input_length=5)."""
    given = Counter(value for value in fact.arguments.values() if type(value) is int)
    other = (Counter(numbers) - given).total()
    return other == 0 and len(numbers) > 1 or other == 1 and len(numbers) > 2


def _other_numbers(fact: LayerFact) -> list[tuple[Any, ...]]:
    """Shapes of weights and tuples among the arguments, with their parts that people write down."""
    found: list[tuple[Any, ...]] = [weight.shape for weight in fact.row.weights]
    for weight in fact.row.weights:
        if len(weight.shape) > 2:
            found += [weight.shape[:-1], weight.shape[:-2], (*weight.shape[:-2], weight.shape[-1])]
    for name, value in fact.arguments.items():
        if isinstance(value, tuple) and value and all(isinstance(item, int) for item in value):
            found.append(value)
            if name in ("kernel_size", "pool_size"):
                filters = fact.arguments.get("filters")
                found += [(*value, filters), (filters, *value)]
        elif name in ("kernel_size", "pool_size", "strides") and isinstance(value, int):
            found += [(value, value), (value, value, value)]
    return found


def _alike(numbers: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(numbers) == len(other) and sorted(map(str, numbers)) == sorted(map(str, other))


def source_fits(claim: ShapeClaim, fact: LayerFact, names: Mapping[str, int]) -> bool:
    """Whether the left side of the arrow is this layer's input: only then is its right side the output."""
    if claim.source is None or fact.input is None:
        return False
    source = ShapeClaim(
        claim.source,
        claim.start,
        claim.end,
        "bracket" if len(claim.source) > 1 else "pair",
        "output",
    )
    if _reads(source, fact.input, names):
        return True
    return bool(
        _reads(
            ShapeClaim(claim.source, claim.start, claim.end, "cross", "output"), fact.input, names
        )
    )
