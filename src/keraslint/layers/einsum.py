"""EinsumDense: a Dense whose product is spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keraslint.layers.core import adapted
from keraslint.layers.definition import Built, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.patterns import compile_lazily
from keraslint.refusals import BadArgument, Mismatch
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, Size, same, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight

FORMS = compile_lazily(r"(0?)([a-zA-Z]+)(0?),([a-zA-Z]+)->(0?)([a-zA-Z]+)(0?)")
"""X,Y->Z with an ellipsis (a 0 here) before or behind X and Z, or none; the rest is not read."""


@dataclass(frozen=True, slots=True)
class Equation:
    """The letters of the input's axes (x), the kernel's (y) and the output's (z).

    `ellipsis` says where further axes lie: left, right or nowhere ("").
    """

    x: str
    y: str
    z: str
    ellipsis: str

    @staticmethod
    def read(text: str) -> Equation:
        """Raises BadArgument for what is none of the three forms that Keras takes."""
        match = FORMS.match(text.replace("...", "0")) if isinstance(text, str) else None
        if match:
            before, x, behind, y, z_before, z, z_behind = match.groups()
            if not before and not behind and not z_before:
                return Equation(x, y, z, "")
            if before and z_before and not behind:
                return Equation(x, y, z, "left")
            if behind and z_behind and not before and not z_before and len(x) > 1:
                return Equation(x, y, z, "right")
        forms = "X,Y->Z, ...X,Y->...Z or X...,Y->Z..."
        raise BadArgument(f"takes an equation of the form {forms}, not {text!r}")


@dataclass(frozen=True, slots=True)
class Axes:
    """How long the axes are: of the input, of the output as Keras states it, and by letter.

    `elided` is the number of axes that the ellipsis stands for.
    """

    input: tuple[Dim, ...]
    output: tuple[Dim, ...]
    elided: int
    of_input: dict[str, Dim]
    of_output: dict[str, Dim]


@layer("EinsumDense")
def einsum_dense(
    x: Shape,
    *,
    equation: str,
    output_shape: Any,
    bias_axes: Any = None,
    lora_rank: Any = None,
    kernel_constraint: Any = None,
    dtype: Any = None,
    keras: Keras,
) -> Built:
    """The product that the equation spells (keras.io/api/layers/core_layers/einsum_dense)."""
    letters = Equation.read(equation)
    if isinstance(output_shape, Unknown):
        return nothing_known(output_shape)
    if x.dims is None and letters.ellipsis:
        return nothing_known(x.origin or Unknown("the rank of the input"))
    axes = _axes(x, letters, output_shape)
    kernel = _kernel(letters, axes, keras)
    weights = [Weight("kernel", kernel)]
    unknown = bias_axes if isinstance(bias_axes, Unknown) else None
    if bias_axes is not None and unknown is None:
        weights.append(Weight("bias", _bias(bias_axes, letters, axes)))
    output = _product(letters, axes, kernel) if keras.tf else Shape(axes.output)
    built = Built(output, tuple(weights), unknown)
    return adapted(built, lora_rank, kernel_constraint, dtype)


def _axes(x: Shape, letters: Equation, output_shape: Any) -> Axes:
    """Adds the batch and the elided axes to `output_shape`; Keras inserts those in reverse."""
    if letters.ellipsis:
        x.at_least(len(letters.x))
    axes = tuple(x) if letters.ellipsis else x.axes(len(letters.x))
    partial, elided = _partial(output_shape), len(axes) - len(letters.x)
    if letters.ellipsis == "left":
        start, full = elided, (axes[0], *reversed(axes[1:elided]), *partial)
    else:
        start, full = 0, (axes[0], *partial, *axes[len(axes) - elided :])
    if len(full) - start < len(letters.z):
        raise Mismatch(f"has too few sizes in output_shape for the axes {letters.z}")
    of_input = dict(zip(letters.x, axes[start:], strict=False))
    return Axes(axes, full, elided, of_input, dict(zip(letters.z, full[start:], strict=False)))


def _partial(output_shape: Any) -> list[Dim]:
    """`output_shape` as given: no batch, no elided axes; None is to be filled in."""
    sizes = output_shape if isinstance(output_shape, (list, tuple)) else [output_shape]
    if sizes == [None] or any(isinstance(s, (str, float)) for s in sizes):
        raise BadArgument(f"takes output_shape as whole numbers, not {output_shape!r}")
    return [Expression.unknown(s, i) if isinstance(s, Unknown) else s for i, s in enumerate(sizes)]


def _kernel(letters: Equation, axes: Axes, keras: Keras) -> tuple[Size, ...]:
    """The kernel's sizes: from the output first; before Keras 3.15, from the input first."""
    for letter, given in axes.of_input.items():
        wanted = axes.of_output.get(letter)
        if wanted is not None and (given is None or same(wanted, given) is False):
            raise Mismatch(f"has {given} on axis {letter} of the input, {wanted} in output_shape")
    for letter in letters.y + letters.z:
        if letter not in letters.x and not (letter in letters.y and letter in letters.z):
            raise BadArgument(f"has the axis {letter} in only one place of its equation")
    if keras.tf or keras.before(3, 15):
        known = {**axes.of_output, **axes.of_input}
    else:
        known = {**axes.of_input, **axes.of_output}
    return tuple(size(known[letter], f"the kernel's axis {letter}") for letter in letters.y)


def _bias(bias_axes: Any, letters: Equation, axes: Axes) -> tuple[Size, ...]:
    """From the first of its axes on, 1 where the bias does not vary."""
    z = letters.z
    if not isinstance(bias_axes, str) or not bias_axes or set(bias_axes) - set(z):
        raise BadArgument(f"takes bias_axes among the output axes {z}, not {bias_axes!r}")
    varying = z[min(map(z.find, bias_axes)) :]
    sizes = [
        size(axes.of_output[letter], f"the bias's axis {letter}") if letter in bias_axes else 1
        for letter in varying
    ]
    return (*sizes, *[1] * (axes.elided if letters.ellipsis == "right" else 0))


def _product(letters: Equation, axes: Axes, kernel: tuple[Size, ...]) -> Shape:
    """The shape of the product itself, as TensorFlow finds it."""
    known: dict[str, Dim] = {**axes.of_input, **dict(zip(letters.y, kernel, strict=True))}
    sizes = [known[letter] for letter in letters.z]
    if letters.ellipsis == "left":
        return Shape((*axes.input[: axes.elided], *sizes))
    return Shape((*sizes, *axes.input[len(axes.input) - axes.elided :]))
