"""The arithmetic of a layer's count, derived from its weights, as a textbook would write it."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.sizes import Expression, Size
from keraslint.weights import Weight

MOST_PARTS = 8
"""A sum of more parts than this tells nobody anything."""


def formula(weights: Sequence[Weight]) -> str:
    """Such as (5·5·1 + 1)·32, 4·((8 + 32)·32 + 32) or 2·64 trainable + 2·64 moving; "" without weights."""
    if not weights:
        return ""
    parts = _by_owner(weights)
    return _of_one(weights) if len(parts) == 1 else _of_several(parts)


def _by_owner(weights: Sequence[Weight]) -> list[list[Weight]]:
    """The weights of each layer inside, in order."""
    groups: dict[int, list[Weight]] = {}
    for weight in weights:
        groups.setdefault(id(weight.owner), []).append(weight)
    return list(groups.values())


def _of_several(parts: Sequence[Sequence[Weight]]) -> str:
    """The sum over the layers inside, equal ones together: 3·(32 + 1)·64 query, key, value + …"""
    alike: dict[str, list[str]] = {}
    for weights in parts:
        alike.setdefault(_of_one(weights), []).append(_part_name(weights))
    if len(alike) > MOST_PARTS:
        return f"the sum of {sum(map(len, parts))} weights"
    terms = []
    for text, names in alike.items():
        several = len(names) > 1 and " + " in _outside_brackets(text)
        product = f"({text})" if several else text
        named = ", ".join(filter(None, names)) if len(alike) > 1 else ""
        terms.append(f"{_times(len(names))}{product} {named}".rstrip())
    return " + ".join(terms)


def _part_name(weights: Sequence[Weight]) -> str:
    """What a layer calls a part that it made for itself: query, key, value; or a weight beside other layers'."""
    if len(weights) == 1 and weights[0].name not in ("kernel", "embeddings"):
        return weights[0].name
    owner = weights[0].owner
    made = owner is not None and owner.kind == "EinsumDense" and not owner.arguments
    return str(owner.name).replace("_", " ") if made else ""


def _outside_brackets(text: str) -> str:
    depth, kept = 0, []
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        kept.append(sign if depth == 0 else "")
    return "".join(kept)


def _of_one(weights: Sequence[Weight]) -> str:
    """The count of one layer."""
    names = [weight.name for weight in weights]
    if names[:2] == ["kernel", "recurrent_kernel"] and names[2:] in ([], ["bias"]):
        return _recurrent(*weights)
    if names in (["kernel", "bias"], ["W", "b"]):
        return _kernel_and_bias(weights[0], weights[1])
    if len(names) == 1:
        return _product(_factors(weights[0]))
    if any(name.startswith("moving_") for name in names) and all(
        len(w.shape) == 1 for w in weights
    ):
        return _normalization(weights)
    return _sum(weights)


def _kernel_and_bias(kernel: Weight, bias: Weight) -> str:
    """(each output's inputs + 1)·outputs; a transposed kernel has its outputs before its inputs."""
    seen, outputs = _factors(kernel), bias.shape
    if kernel.factors or kernel.name == "W":  # one at every place, or several side by side
        return f"{_product(outputs[:-1])}·({_product(seen[1:-1])} + 1)·{_text(outputs[-1])}"
    if len(outputs) < len(seen) and tuple(seen[-len(outputs) :]) == outputs:
        return f"({_product(seen[: -len(outputs)])} + 1)·{_product(outputs)}"
    if len(outputs) == 1 and len(seen) > 1 and outputs[0] in (seen[-2], seen[-1]):
        at = len(seen) - (1 if seen[-1] == outputs[0] else 2)
        return f"({_product(seen[:at] + seen[at + 1 :])} + 1)·{_text(outputs[0])}"
    if len(seen) > 2 and outputs == (_count(seen[-2:]),):  # several filters for each channel
        return f"({_product(seen[:-2])} + 1)·{_product(seen[-2:])}"
    return f"{_product(seen)} + {_product(outputs)}"


def _recurrent(kernel: Weight, recurrent: Weight, bias: Weight | None = None) -> str:
    """gates·((inputs + units)·units + units): every gate reads the input and the previous output."""
    *inputs, _ = kernel.shape
    *state, _ = recurrent.shape
    units = _text(recurrent.shape[-2])
    biases = ""
    if bias is not None:
        twice = len(bias.shape) == 2 or bias.shape[0] != recurrent.shape[-2] * kernel.gates
        biases = f" + {'2·' if twice else ''}{units}"
    each = f"({_product(inputs)} + {_product(state)})·{units}{biases}"
    if kernel.gates == 1:
        return each
    return f"{kernel.gates}·({each})" if biases else f"{kernel.gates}·{each}"


def _normalization(weights: Sequence[Weight]) -> str:
    """Two numbers that are trained and two that follow the data, for each feature."""
    moving = [weight for weight in weights if not weight.trainable]
    trained = [weight for weight in weights if weight.trainable]
    parts = [
        f"{_times(len(group))}{_text(group[0].shape[0])} {word}"
        for group, word in ((trained, "trainable"), (moving, "moving"))
        if group
    ]
    return " + ".join(parts)


def _sum(weights: Sequence[Weight]) -> str:
    """Every weight by name; those of one size together: 2·64 gamma, beta."""
    alike: dict[tuple[Size, ...], list[str]] = {}
    for weight in weights:
        alike.setdefault(tuple(_factors(weight)), []).append(_word(weight.name))
    if len(alike) == 1 and len(weights) > 1 and len(set(*alike.values())) == 1:
        return f"{len(weights)}·{_product(*alike)}"
    if len(alike) > MOST_PARTS:
        return f"the sum of {len(weights)} weights"
    parts = (
        f"{_times(len(names))}{_product(sizes)} {', '.join(dict.fromkeys(names))}"
        for sizes, names in alike.items()
    )
    return " + ".join(parts)


def _word(name: str) -> str:
    return name.removesuffix("_kernel") if name != "_kernel" else name


def _times(count: int) -> str:
    return f"{count}·" if count > 1 else ""


def _factors(weight: Weight) -> list[Size]:
    """The sizes that multiply to the count, without those that are 1 by construction.

    These are the one filter for each channel of a depthwise kernel and the window of a pointwise one.
    """
    shape = list(weight.factors or weight.shape)
    depthwise = weight.name == "depthwise_kernel" or (
        weight.owner is not None and weight.owner.kind.startswith("Depthwise")
    )
    if depthwise and len(shape) > 2 and shape[-1] == 1:
        shape = shape[:-1]
    if weight.name == "pointwise_kernel" or (len(shape) == 4 and shape[:2] == [1, 1]):
        shape = shape[-2:]
    return shape


def _count(sizes: Sequence[Size]) -> Size:
    result: Size = 1
    for size in sizes:
        result = result * size
    return result


def _product(sizes: Sequence[Size]) -> str:
    """a·b·c; a factor 1 is left out of a product of two."""
    factors = list(sizes) if len(sizes) > 2 else [axis for axis in sizes if axis != 1] or [1]
    return "·".join(map(_text, factors))


def _text(size: Size) -> str:
    """A size in a product; a sum of symbols in brackets."""
    plain = str(size)
    return (
        f"({plain})"
        if isinstance(size, Expression) and (" + " in plain or " - " in plain)
        else plain
    )
