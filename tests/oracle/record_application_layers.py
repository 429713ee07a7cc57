"""Writes what the real Keras of this environment puts into the models of keras.applications, one line a call.

    KERAS_BACKEND=jax python record_application_layers.py keras3 > keras3.jsonl          # pip install keras jax
    python record_application_layers.py tf.keras > tf.jsonl                              # pip install tf_keras
    KERAS_BACKEND=theano python record_application_layers.py keras2 > keras2.jsonl       # Python 3.6, Keras 2 and 1

`facts_data/application_layers.jsonl.xz` holds such lines of keras 3.15.1, tf_keras 2.21, Keras 2.3.1, 2.1.6, 2.0.9 and
1.2.2; where the automatic names went on counting from model to model, their numbers are replaced by N.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Iterator
from typing import Any

ARGUMENTS = (
    "weights=None",
    "weights=None, include_top=False",
    "weights=None, include_top=False, input_shape=(225, 289, 3), pooling='avg'",
)


def constructors(package: Any) -> Iterator[tuple[str, Any]]:
    """Every public constructor with its room: resnet50.ResNet50."""
    for found in pkgutil.iter_modules(package.__path__):
        room = importlib.import_module(f"{package.__name__}.{found.name}")
        for name, thing in inspect.getmembers(room, inspect.isfunction):
            if name[0].isupper() and name not in ("NASNet", "ResNet", "DenseNet", "Input"):
                yield f"{found.name}.{name}", thing


def row(layer: Any) -> list[Any]:
    shape = getattr(layer, "output_shape", None) or layer.output.shape
    shape = shape[0] if isinstance(shape, list) else shape
    return [layer.name, type(layer).__name__, list(shape)[1:], int(layer.count_params())]


def main(generation: str) -> None:
    keras = importlib.import_module("tf_keras" if generation == "tf.keras" else "keras")
    for name, make in constructors(keras.applications):
        for arguments in ARGUMENTS:
            clear = getattr(keras.backend, "clear_session", None)
            if clear is not None:
                clear()
            model = eval(f"make({arguments})", {"make": make})
            rows = [row(layer) for layer in model.layers if type(layer).__name__ != "InputLayer"]
            fact = {"keras": generation, "call": f"{name}({arguments})", "rows": rows}
            print(json.dumps(fact, separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1])
