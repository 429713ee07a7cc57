"""How many bytes a number takes: the dtype policy of each layer (keras.io/api/mixed_precision/policy)."""

from __future__ import annotations

from keraslint.layers.layer import Layer

BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}
MIXED = {"mixed_float16": ("float32", "float16"), "mixed_bfloat16": ("float32", "bfloat16")}
"""Policies that compute in one type and keep their variables in another."""


def policy(layer: Layer) -> str:
    """The name of the layer's own policy, else of the one that the program sets; "" if it is not known."""
    own = layer.arguments.get("dtype")
    if own is None:
        return layer.keras.dtype_policy
    return own if isinstance(own, str) else ""


def variable_bytes(policy: str) -> int | None:
    """Bytes of a number of a weight; None if the policy is not known."""
    return BYTES.get(MIXED.get(policy, (policy, ""))[0])


def compute_bytes(policy: str) -> int | None:
    """Bytes of a number of an output; None if the policy is not known."""
    return BYTES.get(MIXED.get(policy, ("", policy))[1])
