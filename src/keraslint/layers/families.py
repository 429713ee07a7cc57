"""Importing this registers every layer."""

from keraslint.layers import activation  # noqa: F401
from keraslint.layers import attention  # noqa: F401
from keraslint.layers import augmentation  # noqa: F401
from keraslint.layers import colors  # noqa: F401
from keraslint.layers import convolution  # noqa: F401
from keraslint.layers import convolutional_recurrent  # noqa: F401
from keraslint.layers import core  # noqa: F401
from keraslint.layers import einsum  # noqa: F401
from keraslint.layers import foreign  # noqa: F401
from keraslint.layers import images  # noqa: F401
from keraslint.layers import kernelized  # noqa: F401
from keraslint.layers import legacy  # noqa: F401
from keraslint.layers import locally_connected  # noqa: F401
from keraslint.layers import merging  # noqa: F401
from keraslint.layers import normalization  # noqa: F401
from keraslint.layers import pooling  # noqa: F401
from keraslint.layers import preprocessing  # noqa: F401
from keraslint.layers import recurrent  # noqa: F401
from keraslint.layers import regularization  # noqa: F401
from keraslint.layers import reshaping  # noqa: F401
from keraslint.layers import separable  # noqa: F401
from keraslint.layers import signal  # noqa: F401
from keraslint.layers import spatial  # noqa: F401
from keraslint.layers import transposed  # noqa: F401
from keraslint.layers import wrappers  # noqa: F401
