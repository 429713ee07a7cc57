"""Layers whose weights the call does not show: the code, the file or the columns they stand for decide."""

from __future__ import annotations

from keraslint.layers.definition import not_covered

not_covered("TorchModuleWrapper", because="its weights are those of a PyTorch module")
not_covered("FlaxLayer", because="its weights are those of a Flax module")
not_covered("JaxLayer", because="its weights are those of a JAX function")
not_covered("TFSMLayer", because="its weights are in a SavedModel file")
not_covered("DenseFeatures", because="its width and weights follow from feature columns")
not_covered(
    *("AbstractRNNCell", "ConvRecurrent2D", "Layer", "PreprocessingLayer", "Recurrent", "Wrapper"),
    because="a base class computes nothing of its own",
)
