"""The installed Keras 3 and keraslint on the same random calls.

    python tests/oracle/live.py [--seed 1 2 3] [--calls 5000] [--show 20]

prints how many calls agree: in refusing, or in shape, parameters and trainable split.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import logging
import math
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import facts
import numpy
from random_calls import Call, calls

from keraslint.layers.generations import KERAS3


@dataclass
class Truth:
    """What Keras makes of a call: in the form of a recorded fact, with the model if there is one."""

    fact: dict[str, Any]
    model: Any = None


def truth(call: Call, names: dict[str, Any]) -> Truth | None:
    """What Keras makes of a call; None if this installation cannot say."""
    keras = names["keras"]
    try:
        inputs = [keras.Input(batch_shape=shape, dtype=call.dtype) for shape in call.shapes]
        layer = eval(call.text, dict(names))
        output = layer(inputs) if call.style == "list" else layer(*inputs)
        if output is inputs[0]:  # Equalization hands its input on, which no model can end with
            output = keras.layers.Identity()(output)
        model = keras.Model(inputs, output)
    except ImportError:  # a layer that needs TensorFlow
        return None
    except Exception as error:
        if "TensorFlow" in str(error) or "`tf`" in str(error):
            return None
        return Truth({"error": f"{type(error).__name__}: {error}"})
    split = {
        "trainable": count(model.trainable_weights),
        "non_trainable": count(model.non_trainable_weights),
    }
    shapes = [list(tensor.shape) for tensor in keras.tree.flatten(output)]
    return Truth({**split, "params": sum(split.values()), "output_shapes": shapes}, model)


def runs(told: Truth, call: Call) -> bool:
    """Whether the model computes what it declares: some refusals of Keras come only then."""
    sizes = [tuple(2 if dim is None else dim for dim in shape) for shape in call.shapes]
    try:
        result = told.model([numpy.zeros(size, call.dtype or "float32") for size in sizes])
    except Exception:
        return False
    parts = result if isinstance(result, (list, tuple)) else [result]
    return [len(part.shape) for part in parts] == [len(s) for s in told.fact["output_shapes"]]


def count(weights: list[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def differences(seed: int, number: int) -> Iterator[tuple[Call, str, str]]:
    """Every call of a seed with its verdict: exact, caught, not installed, or how the two differ."""
    names = namespace()
    for call in calls(seed, number):
        with quiet():
            told = truth(call, names)
        if told is None:
            yield call, "not installed", ""
            continue
        fact = {"call": call.text, "input_shapes": call.shapes, "style": call.style}
        try:
            verdict, detail = facts.judge(fact, told.fact, KERAS3)
            if verdict == "unknown" and depends_on_backend(call):
                verdict, detail = "depends on the backend", ""
            if verdict == "false alarm" and not runs(told, call):
                verdict, detail = "caught", ""
        except Exception as error:  # a crash is a difference like any other
            verdict, detail = "crash", f"{type(error).__name__}: {error}; {told.fact}"
        yield call, verdict, detail


AGREE = ("exact", "caught", "not installed", "depends on the backend")


def depends_on_backend(call: Call) -> bool:
    """Whether Keras's backends differ: TensorFlow forgets to what a Pipeline crops an image of a free size."""
    free = any(None in shape[1:] for shape in call.shapes)
    return call.layer == "Pipeline" and "Crop(" in call.text and free


def namespace() -> dict[str, Any]:
    """The names that a call's text may use. Keras computes with numpy unless it is told otherwise."""
    os.environ.setdefault("KERAS_BACKEND", "numpy")
    with quiet():
        import keras

    return {"keras": keras, **{name: getattr(keras.layers, name) for name in dir(keras.layers)}}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keras warns of much that is none of our business here."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", nargs="+", type=int, default=[1])
    parser.add_argument("--calls", type=int, default=5000)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    found: collections.Counter[str] = collections.Counter()
    for seed in options.seed:
        for call, verdict, detail in differences(seed, options.calls):
            found[verdict] += 1
            if verdict not in AGREE and found[verdict] <= options.show:
                print(f"{verdict}: {call.text} on {list(call.shapes)}: {detail}")
    print(dict(found))
    return 0 if set(found) <= set(AGREE) else 1


if __name__ == "__main__":
    sys.exit(main())
