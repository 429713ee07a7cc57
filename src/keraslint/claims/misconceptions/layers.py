"""Misconceptions about the count of one layer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keraslint.claims.facts import LayerFact, size_of
from keraslint.claims.misconceptions import Alternative, any_gives, doubled, only_one
from keraslint.model import WeightRow


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one layer from which counts are made."""

    weights: tuple[WeightRow, ...]
    input: tuple[Any, ...]
    true: int

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of the weight of this name; () if there is none."""
        found = next((weight.shape for weight in self.weights if weight.name == name), ())
        return tuple(axis for axis in found if isinstance(axis, int))

    def count(self, name: str) -> int:
        shape = self.shape(name)
        return math.prod(shape) if shape else 0

    @property
    def steps(self) -> int:
        """How long the sequence is that the layer reads; 0 if that is not known."""
        return self.input[1] if len(self.input) == 3 and isinstance(self.input[1], int) else 0

    @property
    def flat_input(self) -> int:
        axes = self.input[1:]
        return math.prod(axes) if axes and all(isinstance(axis, int) for axis in axes) else 0


def why(fact: LayerFact, stated: int, biases: frozenset[int] = frozenset()) -> str:
    """One sentence that explains the number, if exactly one misconception gives it; else "".

    biases: the sizes of the biases of the other layers, for a bias taken from the wrong one
    """
    numbers = _numbers(fact)
    if numbers is None:
        return ""
    if not fact.row.weights:
        return f"{fact.row.kind} has no weights" if stated else ""
    return only_one(stated, numbers.true, _usual(numbers, fact), _stale(numbers, stated, biases))


def is_known(fact: LayerFact, stated: int, biases: frozenset[int] = frozenset()) -> bool:
    """Whether the number comes of misconceptions, be it of one or several: then it is meant as the layer's count."""
    numbers = _numbers(fact)
    if numbers is None:
        return False
    if not fact.row.weights:
        return stated > 0
    return any_gives(stated, numbers.true, _usual(numbers, fact), _stale(numbers, stated, biases))


def _numbers(fact: LayerFact) -> Numbers | None:
    """The layer's numbers, if all are known."""
    true = fact.params
    if true is None or any(not isinstance(axis, int) for w in fact.row.weights for axis in w.shape):
        return None
    return Numbers(fact.row.weights, fact.input or (), true)


def _usual(numbers: Numbers, fact: LayerFact) -> Iterator[Alternative]:
    """Every misconception that applies to this layer."""
    half = _one_direction(numbers)
    if half is not None:
        yield numbers.true // 2, "counts one direction; each has weights of its own"
        yield from doubled(_of_weights(half, fact))
        return
    yield from _of_weights(numbers, fact)
    if numbers.steps > 1 and len(numbers.input) == 3:
        yield (
            numbers.true * numbers.steps,
            f"counts the weights again at each of the {numbers.steps} steps",
        )


def _one_direction(numbers: Numbers) -> Numbers | None:
    """One direction of a Bidirectional: half of its weights, twice the same."""
    middle = len(numbers.weights) // 2
    first, second = numbers.weights[:middle], numbers.weights[middle:]
    alike = middle > 1 and [(w.name, w.shape) for w in first] == [(w.name, w.shape) for w in second]
    if not alike or "recurrent_kernel" not in {w.name for w in first}:
        return None
    return Numbers(first, numbers.input, numbers.true // 2)


def _of_weights(numbers: Numbers, fact: LayerFact) -> Iterator[Alternative]:
    names = [weight.name for weight in numbers.weights]
    if "query" in " ".join(names) or names.count("kernel") == 4:
        yield from _attention(numbers)
    elif "recurrent_kernel" in names:
        yield from _recurrent(numbers)
    elif "pointwise_kernel" in names:
        yield from _separable(numbers)
    elif "depthwise_kernel" in names:
        yield from _depthwise(numbers)
    elif "kernel" in names:
        yield from (
            _transposed(numbers)
            if "Transpose" in fact.row.kind or "Deconv" in fact.row.kind
            else _kernel(numbers)
        )
    elif "embeddings" in names:
        yield from _embedding(numbers)
    elif "alpha" in names:
        yield from _slopes(numbers)
    elif set(names) <= {"gamma", "beta", "moving_mean", "moving_variance"}:
        yield from _normalization(numbers)


def _kernel(numbers: Numbers) -> Iterator[Alternative]:
    kernel = numbers.shape("kernel")
    bias = numbers.count("bias")
    *window, inputs, outputs = kernel
    size = math.prod(kernel)
    if not bias:
        yield size + outputs, "adds biases; this layer has none"
    if bias:
        yield size, f"leaves out the {_biases(bias)}"
        yield (
            size + 1,
            f"counts one bias; there is one for each of the {outputs} {'filters' if window else 'units'}",
        )
        if bias == outputs != inputs:
            yield (
                size + inputs,
                f"adds a bias for each input; there is one for each of the {outputs} {'filters' if window else 'units'}",
            )
    if window:
        yield from _convolution(numbers, window, inputs, outputs, bias)
        return
    if len(numbers.input) > 2 and numbers.flat_input:
        yield (
            numbers.flat_input * outputs + bias,
            "flattens the input first; Dense reads the last axis only",
        )
        yield (
            numbers.flat_input * outputs,
            "flattens the input first; Dense reads the last axis only",
        )
    if bias:
        yield size + 2 * bias, "counts the biases twice"


def _convolution(
    numbers: Numbers, window: list[int], inputs: int, outputs: int, bias: int
) -> Iterator[Alternative]:
    area = math.prod(window)
    channels = f"{inputs:,} input channels"
    if inputs > 1:
        yield area * outputs + bias, f"leaves out the {channels}"
        yield area * outputs, f"leaves out the {channels} and the bias{'es' * (outputs > 1)}"
        yield area * inputs + (1 if bias else 0), f"counts one of the {outputs} filters"
        yield (
            area * outputs * inputs + bias * inputs,
            f"adds a bias for each of the {channels}; a filter has one",
        )
    if len(window) == 1 and area > 1:
        for channel in {1, inputs}:
            yield (
                area * area * channel * outputs + bias,
                "squares the kernel size; Conv1D slides along one axis",
            )
            yield (
                area * area * channel * outputs,
                "squares the kernel size; Conv1D slides along one axis",
            )
    if len(window) == 2 and window[0] > 1:
        yield window[0] * inputs * outputs + bias, "takes one side of the kernel for its area"


def _transposed(numbers: Numbers) -> Iterator[Alternative]:
    *window, outputs, inputs = numbers.shape("kernel")
    size, bias, area = numbers.count("kernel"), numbers.count("bias"), math.prod(window)
    if bias:
        yield size, f"leaves out the {_biases(bias)}"
        if inputs != outputs:
            yield (
                size + inputs,
                f"adds a bias for each input channel; there is one for each of the {outputs} filters",
            )
    if inputs > 1:
        yield area * outputs + bias, f"leaves out the {inputs:,} input channels"


def _recurrent(numbers: Numbers) -> Iterator[Alternative]:
    kernel, recurrent = numbers.shape("kernel"), numbers.shape("recurrent_kernel")
    if len(kernel) != 2 or len(recurrent) != 2:
        return
    inputs, units = kernel[0], recurrent[0]
    gates = recurrent[1] // units
    bias = numbers.count("bias")
    size, own = gates * inputs * units, gates * units * units
    yield size + bias, "leaves out the recurrent weights"
    yield (
        size + gates * units + bias,
        f"counts one recurrent weight a unit; each unit reads all {units}",
    )
    yield own + bias, f"leaves out the weights of the {inputs:,} input features"
    if bias:
        yield size + own, f"leaves out the {_biases(bias)}"
    if gates > 1:
        yield numbers.true // gates, f"counts one of the {gates} gates"
    for other in {1, 3, 4} - {gates}:
        if gates > 1 and other > 1:
            yield numbers.true // gates * other, f"counts {other} gates; there are {gates}"
    if bias == 2 * gates * units:
        yield size + own + bias // 2, "counts one bias a gate; this GRU (reset_after=True) has two"
        yield (
            units * units + units * inputs + units,
            f"counts one of the {gates} gates, with one bias",
        )
    elif gates == 3 and bias:
        yield (
            size + own + 2 * bias,
            "counts two biases a gate; this GRU (reset_after=False) has one",
        )
    if numbers.steps and numbers.steps != inputs:
        yield (
            gates * numbers.steps * units + own + bias,
            f"takes the {numbers.steps} steps for features; there {_are(inputs)}",
        )
        yield (
            gates * numbers.steps * inputs * units + own + bias,
            "flattens steps and features; the weights are the same at each step",
        )


def _separable(numbers: Numbers) -> Iterator[Alternative]:
    *window, inputs, multiplier = numbers.shape("depthwise_kernel")
    outputs = numbers.shape("pointwise_kernel")[-1]
    depthwise, pointwise, bias = (
        numbers.count("depthwise_kernel"),
        numbers.count("pointwise_kernel"),
        numbers.count("bias"),
    )
    yield (
        depthwise + pointwise + inputs * multiplier + bias,
        "adds a bias to the depthwise step; only the pointwise one has it",
    )
    yield math.prod(window) * inputs * outputs + bias, "is the count of an ordinary convolution"
    yield depthwise + bias, "leaves out the pointwise step"
    yield pointwise + bias, "leaves out the depthwise step"
    if bias:
        yield depthwise + pointwise, f"leaves out the {_biases(bias)}"


def _depthwise(numbers: Numbers) -> Iterator[Alternative]:
    *window, inputs, multiplier = numbers.shape("depthwise_kernel")
    bias = numbers.count("bias")
    yield (
        math.prod(window) * inputs * inputs * multiplier + bias,
        "is the count of an ordinary convolution; here each filter reads one channel",
    )
    yield math.prod(window) * multiplier + bias, f"leaves out the {inputs:,} input channels"
    if bias:
        yield numbers.count("depthwise_kernel"), f"leaves out the {_biases(bias)}"


def _embedding(numbers: Numbers) -> Iterator[Alternative]:
    rows, length = numbers.shape("embeddings")
    yield (rows + 1) * length, "counts one row too many; there is no bias and no extra row"
    yield (rows - 1) * length, "counts one row too few"
    yield rows + length, "adds the sizes of the table; they multiply"
    if len(numbers.input) == 2 and isinstance(numbers.input[1], int) and numbers.input[1] > 1:
        yield (
            numbers.true * numbers.input[1],
            f"counts the table again for each of the {numbers.input[1]} positions",
        )


def _slopes(numbers: Numbers) -> Iterator[Alternative]:
    shape = numbers.shape("alpha")
    yield 1, "counts one slope for all; PReLU learns one for each element unless axes are shared"
    if len(shape) > 1 and shape[-1] != numbers.true:
        yield shape[-1], "counts one slope a channel; without shared_axes each element has its own"


def _normalization(numbers: Numbers) -> Iterator[Alternative]:
    size = max(numbers.count(weight.name) for weight in numbers.weights)
    moving = numbers.count("moving_mean") > 0
    if moving and len(numbers.weights) < 4:
        yield 4 * size, f"counts four vectors; this layer has {len(numbers.weights)}"
    if moving:
        yield 2 * size, "leaves out the moving mean and variance"
        yield size, "counts one vector; there are gamma, beta, moving mean and variance"
    else:
        yield 4 * size, "counts a moving mean and variance, which this layer does not keep"
        yield size, f"counts one vector; there are {len(numbers.weights)}"


def _attention(numbers: Numbers) -> Iterator[Alternative]:
    kernels = [w.shape for w in numbers.weights if len(w.shape) == 3]
    if len(kernels) != 4:
        return
    size = sum(size_of(shape) or 0 for shape in kernels)
    width, heads, depth = (axis for axis in kernels[0] if isinstance(axis, int))
    if size != numbers.true:
        yield size, "leaves out the biases"
    if heads * depth != width:
        note = f"takes all heads together to be {width} wide; they are {heads}·{depth}"
        yield 4 * width * width, note
        yield 4 * (width * width + width), note


def _stale(numbers: Numbers, stated: int, biases: frozenset[int]) -> Iterator[Alternative]:
    """What the number would be right for: other inputs, another kernel, another number of units."""
    kernel = numbers.shape("kernel")
    if (
        len(numbers.weights) > 2
        or len(kernel) < 2
        or numbers.true != numbers.count("kernel") + numbers.count("bias")
    ):
        return
    *window, inputs, outputs = kernel
    bias, area = numbers.count("bias"), math.prod(window)
    if bias not in (0, outputs):
        return
    one = 1 if bias else 0
    word = "input channels" if window else "inputs"
    if stated % outputs == 0:
        seen, rest = divmod(stated // outputs - one, area)
        if rest == 0 and seen > 0 and (not window or seen in (1, 3, 4) or seen & (seen - 1) == 0):
            yield (
                stated,
                f"would take {seen:,} {word[:-1] if seen == 1 else word}; there {_are(inputs)}",
            )
        side = math.isqrt(max(stated // outputs - one, 0) // inputs)
        if (
            len(window) == 2
            and side > 0
            and side * side * inputs + one == stated // outputs
            and side <= 11
        ):
            yield stated, f"would take a {side}×{side} kernel; it is {window[0]}×{window[1]}"
    if stated % (area * inputs + one) == 0 and 0 < stated // (area * inputs + one) != outputs:
        made = stated // (area * inputs + one)
        if made <= 4 * outputs:
            yield (
                stated,
                f"would take {made:,} {'filters' if window else 'units'}; there {_are(outputs)}",
            )
    extra = stated - numbers.count("kernel")
    if bias and extra in biases and extra != bias:
        yield stated, f"adds {extra:,} biases; there {_are(bias)}"


def _biases(count: int) -> str:
    return "bias" if count == 1 else f"{count:,} biases"


def _are(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} {count:,}"
