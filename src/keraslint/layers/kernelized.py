"""Kernel methods as layers."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Size, size
from keraslint.weights import Weight


@layer("RandomFourierFeatures")
def random_fourier_features(
    x: Shape,
    *,
    output_dim: Size,
    kernel_initializer: Any = "gaussian",
    scale: Any = None,
    trainable: bool = False,
) -> Built:
    """Random cosines that stand for a kernel; only their scale can be trained (Rahimi and Recht, 2007)."""
    _check(output_dim, kernel_initializer, scale)
    batch, features = x.axes(2)
    kernel = (size(features, "the last axis"), output_dim)
    weights = (
        Weight("unscaled_kernel", kernel, trainable=False),
        Weight("bias", (output_dim,), trainable=False),
        Weight("kernel_scale", (1,), trainable=bool(trainable)),
    )
    return Built(Shape.of(batch, output_dim), weights)


def _check(output_dim: Size, kernel: Any, scale: Any) -> None:
    if isinstance(output_dim, int) and output_dim <= 0:
        raise BadArgument(f"takes output_dim as a positive number, not {output_dim}")
    if isinstance(kernel, str) and kernel.lower() not in ("gaussian", "laplacian"):
        raise BadArgument(f"takes kernel_initializer gaussian or laplacian, not {kernel!r}")
    if isinstance(scale, (int, float)) and scale <= 0:
        raise BadArgument(f"takes a positive scale, not {scale}")
