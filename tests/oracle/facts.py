"""Runs one recorded layer fact straight on the layer functions, without the evaluator.

    PYTHONPATH=src python tests/oracle/facts.py FILE.jsonl [--only Conv2D,Dense] [--show 20]

The text of a fact's call is evaluated with stand-ins for the layer classes, so that a family of layers can be
scored on its own. Verdicts as in the scorer: exact, unknown, wrong, false alarm, caught, missed.
"""

from __future__ import annotations

import argparse
import collections
import functools
import json
import operator
import sys
from pathlib import Path
from typing import Any

import keraslint.layers.families  # noqa: F401  (registers every layer)
from keraslint.layers import arguments, signatures
from keraslint.layers.generations import KERAS1, KERAS2, KERAS3, TF_KERAS, Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.weights import Weight, total

RECORDED_BY = {"keras1": KERAS1, "keras2": KERAS2, "tf.keras": TF_KERAS, "keras3": KERAS3}


class Namespace(dict[str, Any]):
    """Names of a call's text: every layer class is a maker of Layer."""

    def __init__(self, keras: Keras, inputs: list[Shape]) -> None:
        super().__init__({f"x{i}": shape for i, shape in enumerate(inputs)})
        self.keras = keras

    def __missing__(self, name: str) -> Any:
        if name in ("True", "False", "None", "int", "len", "range", "list", "tuple"):
            raise KeyError(name)

        def make(*args: Any, **kwargs: Any) -> Any:
            found = signatures.find(name, self.keras)
            if found is None:
                raise LookupError(f"no layer {name}")
            bound = signatures.bind(name, args, kwargs, self.keras)
            arguments.check(found.kind, bound, self.keras)
            if found.function:
                inputs = bound.pop("inputs")
                made = Layer(found.kind, bound, self.keras, label=name)
                return made, made.apply(inputs)
            return CallableLayer(found.kind, bound, self.keras, label=name)

        return make


class CallableLayer(Layer):
    def __call__(self, *inputs: Any, **call: Any) -> Any:
        return self, self.apply(*inputs, **call)


def judge(fact: dict[str, Any], truth: dict[str, Any], keras: Keras) -> tuple[str, str]:
    inputs = [Shape(tuple(dims)) for dims in fact.get("input_shapes") or [fact["input_shape"]]]
    try:
        made = eval(fact["call"], {"__builtins__": {}, "K": None}, Namespace(keras, inputs))
        if fact.get("style") == "fn":
            made, output = made
        else:
            output = (
                made.apply(list(inputs)) if fact.get("style") == "list" else made.apply(*inputs)
            )
    except Refusal as refusal:
        if (
            "error" in truth
            or "run" in truth
            or _nonpositive(truth.get("output_shape") or truth.get("output_shapes"))
        ):
            return "caught", ""
        return "false alarm", str(refusal)
    except LookupError as error:
        return ("missed" if "error" in truth else "unknown"), str(error)
    if "error" in truth:
        return "missed", truth["error"][:150]
    weights: list[Weight] = list(dict.fromkeys(made.weights))
    shapes = _flatten(output)
    want = truth.get("output_shapes") or [truth["output_shape"]]
    if made.unknown is not None or any(shape.dims is None for shape in shapes):
        return "unknown", str(made.unknown)
    split = dict(made.split())
    got = {
        "params": total(weights)
        if not keras.before(1, 2)
        else total(w for w in weights if split[w]),
        "trainable": total(w for w in weights if split[w]),
        "non_trainable": total(w for w in weights if not split[w]),
        "shapes": [list(shape) for shape in shapes],
    }
    if any(
        isinstance(value, Expression)
        for value in [*got.values(), *functools.reduce(operator.iadd, got["shapes"], [])]
    ):
        return "unknown", str(got)
    wanted = {k: truth[k] for k in ("params", "trainable", "non_trainable")} | {"shapes": want}
    bad = [f"{k}: {got[k]} should be {wanted[k]}" for k in got if got[k] != wanted[k]]
    return ("wrong", "; ".join(bad)) if bad else ("exact", "")


def _nonpositive(shape: Any) -> bool:
    return isinstance(shape, list) and any(
        _nonpositive(d) or (isinstance(d, int) and d <= 0) for d in shape
    )


def _flatten(output: Any) -> list[Shape]:
    return (
        [output]
        if isinstance(output, Shape)
        else [shape for item in output for shape in _flatten(item)]
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--only", default="", help="layer names, comma separated; all if empty")
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    for path in options.files:
        keras = RECORDED_BY[path.stem.removeprefix("layers_")]
        verdicts: collections.Counter[str] = collections.Counter()
        for line in path.read_text("utf8").splitlines():
            fact = json.loads(line)
            if only and fact["layer"] not in only:
                continue
            truths = [(keras, fact)]
            if "keras1.1.1" in fact:
                truths.append((Keras("keras1", (1, 1, 1)), fact["keras1.1.1"]))
            for engine, truth in truths:
                try:
                    verdict, detail = judge(fact, truth, engine)
                except Exception as error:  # a crash is counted, not hidden
                    verdict, detail = "crash", f"{type(error).__name__}: {error}"
                verdicts[verdict] += 1
                if verdict not in ("exact", "caught") and verdicts[verdict] <= options.show:
                    shapes = fact.get("input_shapes") or fact["input_shape"]
                    print(
                        f"{verdict:11s} {fact['id']} {engine.version} {fact['call']} on {shapes}: {detail}"
                    )
        print(path.name, dict(verdicts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
