"""EinsumDense: a Dense whose product is spelled out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from keraslint.layers.core import adapted, is_quantized, quantized
from keraslint.layers.definition import Built, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.shapes import BadArgument, Dim, Expression, Mismatch, Shape, Size, WrongRank, same, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight

FORMS = re.compile(r"(0?)([a-zA-Z]+)(0?),([a-zA-Z]+)->(0?)([a-zA-Z]+)(0?)")
"""[X],[Y]->[Z] with an ellipsis (here 0) before or behind X and Z, or with none; what follows is not read."""


@dataclass(frozen=True, slots=True)
class Equation:
    """The letters of the axes: x the input's, y the kernel's, z the output's; `ellipsis` is left, right or nothing."""

    x: str
    y: str
    z: str
    ellipsis: str

    @staticmethod
    def read(text: str) -> Equation:
        match = FORMS.match(text.replace("...", "0"))
        if match:
            before, x, behind, y, z_before, z, z_behind = match.groups()
            if not before and not behind and not z_before:
                return Equation(x, y, z, "")
            if before and z_before and not behind:
                return Equation(x, y, z, "left")
            if behind and z_behind and not before and not z_before and len(x) > 1:
                return Equation(x, y, z, "right")
        raise BadArgument(f"takes an equation of the form X,Y->Z, ...X,Y->...Z or X...,Y->Z..., not {text!r}")


@layer("EinsumDense")
def einsum_dense(
    x: Shape, *, equation: str, output_shape: Any, bias_axes: Any = None, lora_rank: Any = None,
    kernel_constraint: Any = None, dtype: Any = None, keras: Keras,
) -> Built:
    """Multiplies input and kernel as the equation says (keras.io/api/layers/core_layers/einsum_dense)."""
    if not isinstance(equation, str):
        raise BadArgument(f"takes equation as a text such as 'ab,bc->ac', not {equation!r}")
    letters = Equation.read(equation)
    if isinstance(output_shape, Unknown):
        return nothing_known(output_shape)
    if x.dims is None and letters.ellipsis:
        return nothing_known(x.origin or Unknown("the rank of the input"))
    inputs = _input_axes(x, letters)
    elided = len(inputs) - len(letters.x)
    full = _full_output(inputs, _partial(output_shape), elided, letters)
    start = elided if letters.ellipsis == "left" else 0
    here = dict(zip(letters.x, inputs[start:], strict=False))
    there = _output_letters(letters, full[start:])
    kernel = _kernel(letters, here, there, keras)
    weights = [Weight("kernel", kernel)]
    if bias_axes is not None and not isinstance(bias_axes, Unknown):
        weights.append(Weight("bias", _bias(bias_axes, letters.z, there, elided - start)))
    output = _product(letters, inputs, dict(zip(letters.y, kernel, strict=True)), here) if keras.tf else Shape(full)
    if is_quantized(dtype):
        return quantized(output)
    unknown = bias_axes if isinstance(bias_axes, Unknown) else None
    return Built(output, adapted(weights, lora_rank, kernel_constraint), unknown)


def _input_axes(x: Shape, letters: Equation) -> tuple[Dim, ...]:
    if not letters.ellipsis:
        return x.axes(len(letters.x))
    x.at_least(len(letters.x))
    return tuple(x)


def _partial(output_shape: Any) -> list[Dim]:
    """`output_shape` as the source gives it: all but the batch and the elided axes; None is to be filled in."""
    sizes = output_shape if isinstance(output_shape, (list, tuple)) else [output_shape]
    if any(isinstance(s, (str, float)) for s in sizes) or sizes == [None]:
        raise BadArgument(f"takes output_shape as a whole number or a tuple of them, not {output_shape!r}")
    return [Expression.unknown(s, i) if isinstance(s, Unknown) else s for i, s in enumerate(sizes)]


def _full_output(inputs: tuple[Dim, ...], partial: list[Dim], elided: int, letters: Equation) -> tuple[Dim, ...]:
    """The whole output shape; Keras inserts several elided axes on the left in reverse order."""
    if letters.ellipsis == "left":
        return (inputs[0], *reversed(inputs[1:elided]), *partial)
    return (inputs[0], *partial, *inputs[len(inputs) - elided :])


def _output_letters(letters: Equation, sizes: tuple[Dim, ...]) -> dict[str, Dim]:
    if len(sizes) < len(letters.z):
        raise Mismatch(f"has an output_shape of too few sizes for the axes {letters.z} behind the batch")
    stray = [letter for letter in letters.z if letter not in letters.x + letters.y]
    if stray:
        raise BadArgument(f"has the output axis {stray[0]}, which neither the input {letters.x} nor the kernel {letters.y} has")
    return dict(zip(letters.z, sizes, strict=False))


def _kernel(
    letters: Equation, here: dict[str, Dim], there: dict[str, Dim], keras: Keras
) -> tuple[Size, ...]:
    """The kernel's sizes: from the output first (tf.keras and Keras 3 before 3.15: from the input first)."""
    for letter, given in here.items():
        wanted = there.get(letter)
        if wanted is not None and (given is None or same(wanted, given) is False):
            raise Mismatch(f"shares the axis {letter}, but it is {given} in the input and {wanted} in output_shape")
    known = {**there, **here} if keras.tf or keras.before(3, 15) else {**here, **there}
    stray = [letter for letter in letters.y if letter not in known]
    if stray:
        raise BadArgument(f"has the kernel axis {stray[0]}, which neither the input {letters.x} nor the output {letters.z} has")
    return tuple(size(known[letter], f"axis {letter} for the kernel") for letter in letters.y)


def _bias(bias_axes: Any, z: str, there: dict[str, Dim], right: int) -> tuple[Size, ...]:
    """From the first of the axes on, 1 where the bias does not vary."""
    if not isinstance(bias_axes, str):
        raise BadArgument(f"takes bias_axes as a text such as 'd', not {bias_axes!r}")
    stray = [letter for letter in bias_axes if letter not in z]
    if stray or not bias_axes:
        raise BadArgument(f"takes bias_axes among the output axes {z}, not {bias_axes!r}")
    varying = z[min(map(z.find, bias_axes)) :]
    sizes = (size(there[a], f"axis {a} for the bias") if a in bias_axes else 1 for a in varying)
    return (*sizes, *[1] * right)


def _product(
    letters: Equation, inputs: tuple[Dim, ...], kernel: dict[str, Size], here: dict[str, Dim]
) -> Shape:
    """The shape of the product itself, as TensorFlow finds it."""
    sizes = tuple(kernel[letter] if letter in kernel else here[letter] for letter in letters.z)
    elided = len(inputs) - len(letters.x)
    if letters.ellipsis == "left":
        return Shape((*inputs[:elided], *sizes))
    return Shape((*sizes, *inputs[len(inputs) - elided :]))
