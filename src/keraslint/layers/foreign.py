"""Layers whose weights the call does not show: the code, the file or the columns they stand for decide."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer, nothing_known
from keraslint.unknown import Unknown


@layer("TorchModuleWrapper")
def torch_module_wrapper(*inputs: Any) -> Built:
    """A PyTorch module (keras.io/api/layers/backend_specific_layers/torch_module_wrapper)."""
    return nothing_known(Unknown("its weights are those of a PyTorch module"))


@layer("FlaxLayer", "JaxLayer")
def jax_layer(*inputs: Any) -> Built:
    """A JAX function or a Flax module (keras.io/api/layers/backend_specific_layers/jax_layer)."""
    return nothing_known(Unknown("its weights are those of a JAX function"))


@layer("TFSMLayer")
def saved_model_layer(*inputs: Any) -> Built:
    """A TensorFlow SavedModel (keras.io/api/layers/backend_specific_layers/tfsm_layer)."""
    return nothing_known(Unknown("its weights are in a SavedModel file"))


@layer("DenseFeatures")
def dense_features(*inputs: Any) -> Built:
    """TensorFlow's feature columns side by side."""
    return nothing_known(Unknown("its width and weights follow from feature columns"))


@layer("DynamicEmbedding", "DynamicLookup")
def dynamic_lookup(*inputs: Any) -> Built:
    """An embedding or a lookup whose vocabulary changes in training (tf.keras.layers.experimental)."""
    return nothing_known(Unknown("its vocabulary changes in training"))


@layer("CategoryCrossing")
def category_crossing(*inputs: Any) -> Built:
    """Combinations of categories as strings, in TensorFlow up to 2.7."""
    return nothing_known(Unknown("its width follows from all combinations of its inputs"))


@layer("AbstractRNNCell", "Layer", "PreprocessingLayer", "Wrapper")
def base_layer(*inputs: Any) -> Built:
    """A base class: what it computes is up to the class derived from it."""
    return nothing_known(Unknown("a base class computes nothing of its own"))
