"""SpectralNormalization: it keeps the norm of another layer's kernel at 1."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("SpectralNormalization")
def spectral_normalization(
    x: Shape, *, layer: Any, power_iterations: Any = 1, keras: Keras
) -> Built:
    """The wrapped layer, and the vector that estimates its kernel's norm (arxiv.org/abs/1802.05957)."""
    _check_iterations(power_iterations)
    if isinstance(layer, Unknown):
        return nothing_known(layer)
    if not isinstance(layer, Layer):
        raise BadArgument(f"takes a layer, not {layer!r}")
    output = layer.apply(x)
    kernel = kernel_of(layer, keras)
    if kernel is not None:
        vector = Weight("vector_u", (1, kernel.shape[-1]), trainable=False)
        return Built(output, (*layer.weights, vector), layer.unknown or _split(layer, keras))
    if layer.unknown is not None:
        return Built(output, layer.weights, layer.unknown)
    raise BadArgument(f"takes a layer with a kernel or embeddings; {layer.label} has neither")


def kernel_of(layer: Layer, keras: Keras) -> Weight | None:
    """What Keras finds as `layer.kernel` or `layer.embeddings`: a cell's kernel is not its layer's."""
    own = {weight.name: weight for weight in layer.weights if weight.owner is layer}
    if "recurrent_kernel" in own and not layer.kind.startswith("CuDNN"):
        return None
    if keras.tf and layer.kind.startswith(("Depthwise", "Separable")):
        return None
    return own.get("kernel") or own.get("embeddings")


def _split(layer: Layer, keras: Keras) -> Unknown | None:
    """Why the trainable split is not known: tf.keras holds the kernel itself and its layer does, too."""
    if not keras.tf or layer.trainable is True:
        return None
    return Unknown("tf.keras counts the kernel of a frozen layer both as trainable and as not")


def _check_iterations(power_iterations: Any) -> None:
    known = not isinstance(power_iterations, (Unknown, Expression))
    if known and not (isinstance(power_iterations, (int, float)) and power_iterations > 0):
        raise BadArgument(f"takes power_iterations of at least 1, not {power_iterations!r}")
