"""Layers whose weights the call does not show: the code, the file or the columns they stand for decide."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer, not_covered, nothing_known
from keraslint.layers.generations import Keras
from keraslint.unknown import Unknown

not_covered("TorchModuleWrapper", because="its weights are those of a PyTorch module")
not_covered("FlaxLayer", because="its weights are those of a Flax module")
not_covered("JaxLayer", because="its weights are those of a JAX function")
not_covered("TFSMLayer", because="its weights are in a SavedModel file")
not_covered("DenseFeatures", because="its width and weights follow from feature columns")
not_covered(
    *("AbstractRNNCell", "ConvRecurrent2D", "PreprocessingLayer", "Recurrent", "Wrapper"),
    because="a base class computes nothing of its own",
)


@layer("Layer")
def base_layer(inputs: Any, *, keras: Keras) -> Built:
    """The base class hands its input on; in Keras 3 it cannot be called (keras.io/api/layers/base_layer)."""
    return nothing_known(Unknown("the base class has no call")) if keras.three else Built(inputs)
