"""Layers that went with Keras 1; Keras 2 kept MaxoutDense and Highway for a while."""

from __future__ import annotations

from keraslint.layers.core import positive
from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.refusals import NeedsSize
from keraslint.shapes import Shape
from keraslint.sizes import Size, size
from keraslint.weights import Weight


@layer("MaxoutDense")
def maxout_dense(
    x: Shape, *, units: Size, nb_feature: Size = 4, use_bias: bool = True, keras: Keras
) -> Built:
    """The largest of `nb_feature` linear layers (arXiv:1302.4389)."""
    batch, last = x.axes(2)
    units, pieces = positive(units, "output_dim", keras), positive(nb_feature, "nb_feature", keras)
    weights = [Weight("W", (pieces, size(last, "its last input axis"), units))]
    if use_bias:
        weights.append(Weight("b", (pieces, units)))
    return Built(Shape.of(batch, units), tuple(weights))


@layer("Highway")
def highway(x: Shape, *, use_bias: bool = True) -> Built:
    """A Dense beside a gate that lets the input through (arXiv:1505.00387)."""
    batch, last = x.axes(2)
    features = size(last, "its last input axis")
    weights = [Weight("W", (features, features)), Weight("W_carry", (features, features))]
    if use_bias:
        weights += [Weight("b", (features,)), Weight("b_carry", (features,))]
    return Built(Shape.of(batch, features), tuple(weights))


@layer("TimeDistributedDense")
def time_distributed_dense(x: Shape, *, units: Size, use_bias: bool = True, keras: Keras) -> Built:
    """One Dense for every step (keras/layers/core.py of 1.2.2).

    Before 1.2 Keras forgets its kernel where there is no bias.
    """
    batch, steps, last = x.axes(3)
    units = positive(units, "output_dim", keras)
    if steps is None and not keras.before(1, 2):
        raise NeedsSize("needs the number of steps, which is None")
    weights = [Weight("kernel", (size(last, "its last input axis"), units))]
    if use_bias:
        weights.append(Weight("bias", (units,)))
    elif keras.before(1, 2):
        weights.clear()
    return Built(Shape.of(batch, steps, units), tuple(weights))
