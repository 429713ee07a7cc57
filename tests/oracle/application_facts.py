"""Runs the recorded facts on keras.applications straight on their programs, without the evaluator.

    PYTHONPATH=src python tests/oracle/application_facts.py applications.jsonl [--only VGG] [--show 20]

The text of a fact's call is evaluated with stand-ins for the constructors and for keras.Input. Verdicts: exact,
unknown, wrong, false alarm, caught, missed.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keraslint.layers.families  # noqa: F401  (registers every layer)
from keraslint import applications
from keraslint.evaluate.run import snake_case
from keraslint.graph.network import Functional
from keraslint.graph.tensor import Tensor, input_tensor
from keraslint.layers.generations import KERAS3, Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.weights import total


def names(keras: Keras) -> Callable[[str], str]:
    """Keras's automatic names in one session."""
    counters: collections.Counter[str] = collections.Counter()

    def name_for(label: str) -> str:
        stem = snake_case(label, keras)
        counters[stem] += 1
        number = counters[stem]
        if keras.one or keras.two:
            return f"{stem}_{number}"
        return stem if number == 1 else f"{stem}_{number - 1}"

    return name_for


def call(text: str, keras: Keras) -> Functional:
    """The model of a call such as `ResNet50(weights=None)`. Raises Refusal where Keras would."""
    name_for = names(keras)

    def make_input(shape: tuple[Any, ...]) -> Tensor:
        image = Shape((None, *shape))
        return input_tensor(
            image, Layer("InputLayer", {"batch_shape": image}, keras, name=name_for("InputLayer"))
        )

    class Names(dict[str, Any]):
        def __missing__(self, path: str) -> Any:
            architecture = applications.find(path)
            if architecture is None:
                raise KeyError(path)
            return lambda *args, **kwargs: applications.build(
                architecture, args, kwargs, keras, name_for
            )

    path, bracket, rest = text.partition("(")
    scope = Names(keras=SimpleNamespace(Input=make_input), made=Names()[path])
    model = eval("made" + bracket + rest, {"__builtins__": {}}, scope)
    assert isinstance(model, Functional)
    return model


def told(model: Functional, keras: Keras) -> dict[str, Any]:
    """What the facts tell of a model."""
    split = dict(model.split())
    return {
        "params": total(split),
        "trainable": total(weight for weight, trained in split.items() if trained),
        "non_trainable": total(weight for weight, trained in split.items() if not trained),
        "input_shape": _listed(model.input_shape),
        "output_shape": _listed(model.output_shape),
        "n_layers": len(model.layers),
        "model_name": model.name,
    }


def _listed(shape: Shape) -> list[Any] | None:
    return None if shape.dims is None else list(shape.dims)


def judge(fact: dict[str, Any], keras: Keras) -> tuple[str, str]:
    try:
        got = told(call(fact["call"], keras), keras)
    except Refusal as refusal:
        return ("caught" if "error" in fact else "false alarm"), str(refusal)
    except KeyError as error:
        return "unknown", f"no constructor {error}"
    if "error" in fact:
        return "missed", fact["error"][:150]
    if any(isinstance(got[key], Expression) for key in ("params", "trainable", "non_trainable")):
        return "unknown", str(got)
    bad = [
        f"{key}: {got[key]} should be {fact[key]}"
        for key in got
        if key in fact and got[key] != fact[key]
    ]
    return ("wrong", "; ".join(bad)) if bad else ("exact", "")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", default="", help="constructors whose name begins so")
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    verdicts: collections.Counter[str] = collections.Counter()
    started = time.perf_counter()
    for line in options.file.read_text("utf8").splitlines():
        fact = json.loads(line)
        if not fact["call"].startswith(options.only):
            continue
        try:
            verdict, detail = judge(fact, KERAS3)
        except Exception as error:  # a crash is counted, not hidden
            verdict, detail = "crash", f"{type(error).__name__}: {error}"
        verdicts[verdict] += 1
        if verdict not in ("exact", "caught") and verdicts[verdict] <= options.show:
            print(f"{verdict:11s} {fact['id']} {fact['call']}: {detail}")
    print(options.file.name, dict(verdicts), f"{time.perf_counter() - started:.1f} s")
    return 0 if set(verdicts) <= {"exact", "caught"} else 1


if __name__ == "__main__":
    sys.exit(main())
