"""Why a stated count is wrong: the common misconceptions, computed for the layer at hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from keraslint.model import Model, Row


def misreading(row: Row, stated: int) -> str:
    """One sentence that explains the number, if exactly one misconception gives it."""
    true = row.params
    found = {text for value, text in _alternatives(row) if value == stated and value != true}
    return f"{stated:,} {found.pop()}" if len(found) == 1 else ""


def misreading_of_total(model: Model, stated: int, rates: set[object]) -> str:
    """The same for a model's total."""
    if model.params is None:
        return ""
    for rate in rates:
        if isinstance(rate, float) and 0 < rate < 1 and abs(model.params * (1 - rate) - stated) < 1:
            return f"Dropout removes no weights: {stated:,} takes its rate of {rate} off"
    counted_twice = sum(row.params or 0 for row in model.layers)
    if stated == counted_twice != model.params:
        return f"{stated:,} counts shared layers more than once"
    return ""


def _alternatives(row: Row) -> Iterator[tuple[int, str]]:
    """(wrong count, what it does wrong) for every misconception that applies to this layer."""
    shapes = {weight.name: weight.shape for weight in row.weights}
    sizes = {
        name: math.prod(axis for axis in shape if isinstance(axis, int))
        for name, shape in shapes.items()
        if all(isinstance(axis, int) for axis in shape)
    }
    if len(sizes) < len(shapes) or row.params is None or len(shapes) < len(row.weights):
        yield from _of_pairs(row)
        return
    bias = sizes.get("bias", 0)
    kernel = shapes.get("kernel")
    if "recurrent_kernel" in shapes:
        yield from _of_recurrent(row, sizes, shapes)
    elif kernel is not None:
        if len(kernel) >= 3:
            channels = int(kernel[-2] or 1)
            yield sizes["kernel"] // channels + bias, f"leaves out the {channels} input channels"
            yield (
                sizes["kernel"] // channels,
                f"leaves out the {channels} input channels and the bias",
            )
        if bias:
            yield sizes["kernel"], f"leaves out the bias, {bias:,} more"
    elif "moving_mean" in shapes:
        trained = sum(size for name, size in sizes.items() if not name.startswith("moving_"))
        yield trained, "leaves out the moving mean and variance"


def _of_recurrent(
    row: Row, sizes: dict[str, int], shapes: Mapping[str, tuple[object, ...]]
) -> Iterator[tuple[int, str]]:
    units = int(shapes["recurrent_kernel"][0])  # type: ignore[call-overload]
    gates = int(shapes["recurrent_kernel"][-1]) // units  # type: ignore[call-overload]
    inputs, bias = int(shapes["kernel"][0]), sizes.get("bias", 0)  # type: ignore[call-overload]
    total = sizes["kernel"] + sizes["recurrent_kernel"] + bias
    yield sizes["kernel"] + bias, "leaves out the recurrent weights"
    yield sizes["recurrent_kernel"] + bias, f"leaves out the weights of the {inputs} inputs"
    if bias:
        yield total - bias, f"leaves out the bias, {bias:,} more"
    if gates > 1:
        yield total // gates, f"counts one of the {gates} gates"
    if bias == 2 * gates * units:
        yield total - bias // 2, "counts one bias; this GRU has two (reset_after=True)"
    elif gates == 3 and bias:
        yield total + bias, "counts two biases; this GRU has one (reset_after=False)"


def _of_pairs(row: Row) -> Iterator[tuple[int, str]]:
    """Bidirectional layers hold everything twice."""
    names = [weight.name for weight in row.weights]
    if row.params and len(names) == 2 * len(set(names)):
        yield row.params // 2, "counts one direction; both have weights of their own"
