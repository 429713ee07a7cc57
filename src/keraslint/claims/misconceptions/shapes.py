"""Misconceptions about the output shape of one layer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from keraslint.claims.dimensions import ShapeClaim
from keraslint.claims.facts import LayerFact, stated


def why(claim: ShapeClaim, fact: LayerFact, names: Mapping[str, int]) -> str:
    """One sentence that explains the shape, if exactly one misconception gives it; else ""."""
    output, given = fact.output, fact.input
    if output is None or given is None:
        return ""
    sizes = [stated(size, names) for size in (claim.sizes[1:] if claim.has_batch else claim.sizes)]
    if not claim.has_batch and claim.form == "bracket" and len(sizes) == len(output):
        sizes = sizes[1:]
    clauses = set(_alternatives(sizes, output, given, fact.arguments))
    return clauses.pop() if len(clauses) == 1 else ""


def _alternatives(
    sizes: Sequence[int | None],
    output: Sequence[Any],
    given: Sequence[Any],
    arguments: Mapping[str, Any],
) -> Iterator[str]:
    yield from _sequences(sizes, output, given, arguments)
    if "kernel_size" in arguments or "pool_size" in arguments:
        if len(given) == len(output) and len(sizes) in (len(output) - 1, len(output) - 2):
            yield from _windows(sizes, output, given, arguments)


def _sequences(
    sizes: Sequence[int | None],
    output: Sequence[Any],
    given: Sequence[Any],
    arguments: Mapping[str, Any],
) -> Iterator[str]:
    if "return_sequences" in arguments and len(given) == 3 and sizes:
        if len(sizes) == 2 and len(output) == 2 and sizes[0] == given[1] and sizes[1] == output[1]:
            yield "All steps come out only with return_sequences=True"
        if len(sizes) == 1 and len(output) == 3 and sizes[0] == output[2]:
            yield "With return_sequences=True all steps come out"
    elif "units" in arguments and len(output) > 2 and len(sizes) == 1 and sizes[0] == output[-1]:
        yield "Dense changes the last axis only and keeps the others"


def _windows(
    sizes: Sequence[int | None],
    output: Sequence[Any],
    given: Sequence[Any],
    arguments: Mapping[str, Any],
) -> Iterator[str]:
    """Another padding, stride or kernel that would give the claimed size on every axis."""
    axes = len(output) - 2
    spatial = [(sizes[i], output[1 + i], given[1 + i]) for i in range(axes)]
    kernel, stride = (
        _each(arguments.get("kernel_size", arguments.get("pool_size")), axes),
        _each(arguments.get("strides"), axes),
    )
    if kernel is None:
        return
    stride = stride or (kernel if "pool_size" in arguments else (1,) * axes)
    if any(not isinstance(value, int) for triple in spatial for value in triple):
        return
    if all(claimed == true for claimed, true, _ in spatial):
        yield from _channels(sizes, output, given)
        return
    padding = str(arguments.get("padding", "valid"))
    lengths = [(claimed, length) for claimed, _, length in spatial]
    if padding == "valid" and all(
        c == math.ceil(n / s) for (c, n), s in zip(lengths, stride, strict=True)
    ):
        yield f"{_cross(c for c, _ in lengths)} would need padding='same'; the default is 'valid'"
    if padding == "same" and all(
        c == (n - k) // s + 1 for (c, n), k, s in zip(lengths, kernel, stride, strict=True)
    ):
        yield f"{_cross(c for c, _ in lengths)} would need padding='valid'"
    if padding != "valid":
        return
    if any(s > 1 for s in stride) and all(
        c == n - k + 1 for (c, n), k in zip(lengths, kernel, strict=True)
    ):
        yield "That leaves out the stride"
    for side in range(2, 12):
        if side != kernel[0] and all(
            n >= side and c == (n - side) // s + 1
            for (c, n), s in zip(lengths, stride, strict=True)
        ):
            word = "window" if "pool_size" in arguments else "kernel"
            yield f"{_cross(c for c, _ in lengths)} would take a {_cross([side] * axes)} {word}"
            break


def _channels(
    sizes: Sequence[int | None], output: Sequence[Any], given: Sequence[Any]
) -> Iterator[str]:
    if (
        len(sizes) != len(output) - 1
        or not isinstance(given[-1], int)
        or not isinstance(output[-1], int)
    ):
        return
    if sizes[-1] == given[-1] * output[-1] != output[-1]:
        yield "Filters do not multiply with the input channels"
    elif sizes[-1] == given[-1]:
        yield f"The channels become the {output[-1]} filters"


def _each(value: Any, axes: int) -> tuple[int, ...] | None:
    """A kernel size or stride as one number for each axis."""
    if isinstance(value, int):
        return (value,) * axes
    if (
        isinstance(value, tuple)
        and len(value) == axes
        and all(isinstance(item, int) for item in value)
    ):
        return value
    return None


def _cross(numbers: Any) -> str:
    return "×".join(str(number) for number in numbers)
