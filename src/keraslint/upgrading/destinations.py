"""Where the things of older Keras are in Keras 3: public names are data, what was renamed is a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from keraslint.layers import signatures
from keraslint.layers.generations import KERAS3, Keras

DATA = Path(__file__).parent / "data" / "keras3_names.json"

SUCCESSORS = {
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Deconvolution2D": "Conv2DTranspose",
    "ThresholdedReLU": "ReLU",
}
"""Layers that Keras 3 has under the name of another one; the data know all other new names."""

MOVED = {
    "backend.image_dim_ordering": "backend.image_data_format",
    "backend.int_shape": "ops.shape",
    "backend.permute_dimensions": "ops.transpose",
    "backend.pow": "ops.power",
    "backend.set_image_dim_ordering": "backend.set_image_data_format",
    "constraints.maxnorm": "constraints.max_norm",
    "constraints.nonneg": "constraints.non_neg",
    "constraints.unitnorm": "constraints.unit_norm",
    "engine.Input": "layers.Input",
    "engine.InputLayer": "layers.InputLayer",
    "engine.InputSpec": "layers.InputSpec",
    "engine.Layer": "layers.Layer",
    "engine.Model": "models.Model",
    "regularizers.activity_l1": "regularizers.l1",
    "regularizers.activity_l1l2": "regularizers.l1_l2",
    "regularizers.activity_l2": "regularizers.l2",
    "regularizers.l1l2": "regularizers.l1_l2",
    "utils.plot": "utils.plot_model",
}
"""Paths of Keras 1 and 2, without the module below the room, and those of Keras 3."""

SAME_IN_OPS = frozenset(
    "abs all any cast clip cos dot equal exp greater greater_equal less less_equal log max maximum mean min minimum "
    "not_equal ones_like prod reshape round shape sigmoid sign sin softmax softplus square squeeze stack std "
    "stop_gradient sum tanh tile var zeros_like".split()
)
"""What keras.backend computed and keras.ops computes now, from the same arguments in the same order."""

LAYER_ROOMS = ("layers", "engine", "legacy", "models", "")
"""Modules of older Keras, below its root, that layers and models are imported from."""
ROOMS = {"objectives": "losses"}
LEGACY = {
    "preprocessing.image": "DirectoryIterator ImageDataGenerator Iterator NumpyArrayIterator "
    "random_channel_shift random_rotation random_shear random_shift random_zoom",
    "preprocessing.sequence": "TimeseriesGenerator make_sampling_table skipgrams",
    "preprocessing.text": "Tokenizer hashing_trick one_hot text_to_word_sequence tokenizer_from_json",
}
"""Kept by Keras 3 for tf.keras alone: public in TensorFlow from 2.16 on, whose tf.keras is Keras 3, and nowhere else."""
TENSORFLOW = "tensorflow.keras"


@cache
def public_names() -> Mapping[str, frozenset[str]]:
    """Each public module of Keras 3, by its path below Keras's root, and the names in it."""
    told: dict[str, str] = json.loads(DATA.read_text(encoding="utf-8"))
    return {module: frozenset(names.split()) for module, names in told.items()}


def is_module(path: str) -> bool:
    """Whether Keras 3 has this module; "" is Keras itself."""
    return path in public_names()


def is_public(path: str) -> bool:
    """Whether Keras 3 has this name in the module before its last dot."""
    module, _, name = path.rpartition(".")
    return is_module(path) or name in public_names().get(module, ())


def standing_module(path: str) -> str:
    """The nearest module at or above this path that Keras 3 still has."""
    parts = path.split(".")
    parts[0] = ROOMS.get(parts[0], parts[0])
    while parts and not is_module(".".join(parts)):
        parts.pop()
    return ".".join(parts)


def destination(path: str, keras: Keras) -> str | None:
    """Where Keras 3 has what is at this path of an older Keras; None if it has nothing like it.

    A path below Keras's root, or one of TensorFlow's in full.
    """
    room, *middle, name = path.split(".") if "." in path else ("", path)
    layer = new_layer(name, keras) if room in ("layers", "engine", "legacy", "models") else None
    if layer is not None:
        return f"layers.{layer}"
    if name in LEGACY.get(f"{room}.{'.'.join(middle)}", "").split():
        return f"{TENSORFLOW}.{path}"
    for known in (path, f"{room}.{name}"):
        if known in MOVED:
            return MOVED[known]
    if room == "backend" and name in SAME_IN_OPS:
        return f"ops.{name}"
    room = ROOMS.get(room, room)
    candidates = [".".join(filter(None, (room, *middle, name))), f"{room}.{name}"]
    if len(middle) > 0:  # keras.datasets.mnist.load_data, keras.callbacks.History.on_epoch_end
        candidates.append(f"{room}.{middle[-1]}.{name}")
    return next((found for found in candidates if is_public(found)), None)


def is_in_tensorflow(where: str) -> bool:
    """Whether this place is one of TensorFlow's, not of Keras's."""
    return where.startswith(f"{TENSORFLOW}.")


def new_layer(name: str, keras: Keras) -> str | None:
    """The name of a layer class or functional form in Keras 3."""
    old = signatures.find(name, keras)
    if old is None:
        return None
    wanted = SUCCESSORS.get(old.kind, old.kind)
    if old.function and name != "Input":
        wanted = name
    new = signatures.find(wanted, KERAS3)
    if new is None or new.function != old.function:
        return None
    return new.name
