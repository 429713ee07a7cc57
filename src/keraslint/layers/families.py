"""Importing this registers every layer."""

from keraslint.layers import (
    activation,  # noqa: F401
    attention,  # noqa: F401
    augmentation,  # noqa: F401
    colors,  # noqa: F401
    convolution,  # noqa: F401
    convolutional_recurrent,  # noqa: F401
    core,  # noqa: F401
    dense_attention,  # noqa: F401
    dynamic_vocabulary,  # noqa: F401
    einsum,  # noqa: F401
    foreign,  # noqa: F401
    images,  # noqa: F401
    kernelized,  # noqa: F401
    legacy,  # noqa: F401
    locally_connected,  # noqa: F401
    merging,  # noqa: F401
    normalization,  # noqa: F401
    pooling,  # noqa: F401
    preprocessing,  # noqa: F401
    recurrent,  # noqa: F401
    regularization,  # noqa: F401
    reshaping,  # noqa: F401
    separable,  # noqa: F401
    signal,  # noqa: F401
    spatial,  # noqa: F401
    spectral,  # noqa: F401
    transposed,  # noqa: F401
    vocabulary,  # noqa: F401
    wrappers,  # noqa: F401
)
