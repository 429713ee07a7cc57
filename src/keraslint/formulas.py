"""The arithmetic of a layer's count, derived from its weights, as a textbook would write it."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.shapes import Expression, Size
from keraslint.weights import Weight


def formula(weights: Sequence[Weight]) -> str:
    """Such as (5·5·1 + 1)·32, 4·((8 + 32)·32 + 32) or 2·64 trainable + 2·64 moving; "" without weights."""
    names = [weight.name for weight in weights]
    if not weights:
        return ""
    if weights[0].gates > 1:
        return _recurrent(weights)
    if names == ["kernel", "bias"]:
        return _kernel_and_bias(weights[0].shape, weights[1].shape)
    if names == ["kernel"]:
        return _product(weights[0].shape)
    if any(name.startswith("moving_") for name in names) and all(
        len(w.shape) == 1 for w in weights
    ):
        return _normalization(weights)
    return _sum(weights)


def _kernel_and_bias(kernel: tuple[Size, ...], bias: tuple[Size, ...]) -> str:
    """(each output's inputs + 1)·outputs; a transposed kernel has its outputs before its inputs."""
    outputs = bias[-1]
    if len(bias) == 1 and outputs in kernel:
        at = len(kernel) - 1 if kernel[-1] == outputs else len(kernel) - 2
        if kernel[at] == outputs:
            rest = kernel[:at] + kernel[at + 1 :]
            return f"({_product(rest)} + 1)·{_text(outputs)}"
    return f"{_product(kernel)} + {_product(bias)}"


def _recurrent(weights: Sequence[Weight]) -> str:
    """gates·((inputs + units)·units + units): every gate reads the input and the previous output."""
    by_name = {weight.name: weight for weight in weights}
    kernel, recurrent, bias = (by_name.get(name) for name in ("kernel", "recurrent_kernel", "bias"))
    gates = weights[0].gates
    if kernel is None or recurrent is None or len(weights) > 3 or len(kernel.shape) != 2:
        return _sum(weights)
    inputs, units = kernel.shape[0], recurrent.shape[0]
    biases = (
        ""
        if bias is None
        else f" + 2·{_text(units)}"
        if len(bias.shape) == 2
        else f" + {_text(units)}"
    )
    if bias is not None and len(bias.shape) == 1 and bias.shape[0] != units * gates:
        biases = f" + 2·{_text(units)}"
    return f"{gates}·(({_text(inputs)} + {_text(units)})·{_text(units)}{biases})"


def _normalization(weights: Sequence[Weight]) -> str:
    moving = [weight for weight in weights if weight.name.startswith("moving_")]
    trained = [weight for weight in weights if weight not in moving]
    parts = [
        f"{_times(len(group))}{_text(group[0].shape[0])} {word}"
        for group, word in ((trained, "trainable"), (moving, "moving"))
        if group
    ]
    return " + ".join(parts)


def _sum(weights: Sequence[Weight]) -> str:
    """Every weight by name; equal ones together."""
    groups: dict[tuple[str, tuple[Size, ...]], int] = {}
    for weight in weights:
        key = (_word(weight.name), weight.shape)
        groups[key] = groups.get(key, 0) + 1
    if len(groups) == 1 and len(weights) > 1:
        (_, shape), count = next(iter(groups.items()))
        return f"{count}·{_product(shape)}"
    if len(groups) > 8:
        return f"the sum of {len(weights)} weights"
    parts = [f"{_times(count)}{_product(shape)} {name}" for (name, shape), count in groups.items()]
    return " + ".join(parts) if len(parts) > 1 else parts[0].rpartition(" ")[0]


def _word(name: str) -> str:
    return name.removesuffix("_kernel") if name != "_kernel" else name


def _times(count: int) -> str:
    return f"{count}·" if count > 1 else ""


def _product(shape: tuple[Size, ...]) -> str:
    factors = [axis for axis in shape if axis != 1] or [1]
    if len(shape) >= 3:
        factors = list(shape)
        if len(factors) == 4 and factors[:2] == [1, 1] and len(shape) == 4:
            factors = factors[2:]
    return "·".join(map(_text, factors))


def _text(size: Size) -> str:
    """A size in a product; a sum of symbols in brackets."""
    plain = str(size)
    return (
        f"({plain})"
        if isinstance(size, Expression) and (" + " in plain or " - " in plain)
        else plain
    )
