"""Layers of tf.keras 2.13 on whose vocabulary changes in training, its size staying the same."""

from __future__ import annotations

import math
import struct
from typing import Any

from keraslint.layers.definition import Built, layer, nothing_known, whole
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Size, derived
from keraslint.unknown import Unknown
from keraslint.weights import Weight


@layer("DynamicLookup")
def dynamic_lookup(
    x: Shape, *, vocabulary_size: Size, initial_vocabulary: Any, eviction_policy: Any = "LFU"
) -> Built:
    """Numbers for the most frequent tokens; a table a fifth larger counts them (layers/experimental/dynamic_lookup.py)."""
    if isinstance(initial_vocabulary, Unknown):
        return Built(x, unknown=initial_vocabulary)
    if isinstance(eviction_policy, str) and eviction_policy != "LFU":
        raise BadArgument(f"takes eviction_policy LFU, not {eviction_policy!r}")
    size = whole(vocabulary_size, "vocabulary_size")
    given = isinstance(initial_vocabulary, (list, tuple))  # else a dtype: it begins with any tokens
    table = (_a_fifth_more(size),)
    weights = (
        Weight("vocabulary_table_keys", table, trainable=False),
        Weight("vocabulary_table_values", table, trainable=False),
        Weight("vocabulary", (len(initial_vocabulary) if given else size,), trainable=False),
    )
    return Built(x, weights)


@layer("DynamicEmbedding")
def dynamic_embedding(
    x: Shape,
    *,
    input_dim: Size,
    output_dim: Size,
    initial_vocabulary: Any,
    eviction_policy: Any = "LFU",
    num_oov_indices: Size = 1,
) -> Built:
    """A vector for each of the most frequent tokens and for the others (layers/experimental/dynamic_embedding.py)."""
    if x.dims is None:
        return nothing_known(x.origin or Unknown("the rank of the input"))
    rows, width = whole(input_dim, "input_dim"), whole(output_dim, "output_dim")
    looked = dynamic_lookup(
        x,
        vocabulary_size=rows,
        initial_vocabulary=initial_vocabulary,
        eviction_policy=eviction_policy,
    )
    vectors = Weight("embeddings", (rows + num_oov_indices, width))
    return Built(Shape((*x.dims, width)), (vectors, *looked.weights), looked.unknown)


def _a_fifth_more(size: Size) -> Size:
    """⌊1.2·size⌋ as TensorFlow computes it, in single precision."""
    if isinstance(size, Expression):
        return derived(f"⌊1.2·{size}⌋", ("a fifth more", size), size.least)
    return math.floor(_single(_single(1.2) * _single(size)))


def _single(number: float) -> float:
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    return rounded
