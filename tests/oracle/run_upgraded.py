"""Upgrades the recorded programs, runs the results in the installed Keras 3, and compares with what was recorded.

    PYTHONPATH=src python tests/oracle/run_upgraded.py [k1|k2]

Prints every program that is refused or differs, and how many are the same, different and refused.
"""

from __future__ import annotations

import contextlib
import io
import json
import lzma
import math
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keraslint.settings import Settings
from keraslint.upgrading import Outcome, upgrade

FACTS = Path(__file__).parent / "facts_data" / "models.jsonl.xz"
RECORDED = {"k1": "keras1.2.2", "k2": "keras2.3.1"}
"""Dialect of a program -> the release whose counts were recorded."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A recorded program, what becomes of it, and what the old Keras (`truth`) counted: an error, or numbers."""

    name: str
    outcome: Outcome
    truth: dict[str, Any]

    def verdict(self) -> tuple[str, object]:
        """same, different or refused; with the reason, or what Keras 3 counts."""
        if self.outcome.refused:
            return "refused", self.outcome.reason
        told = run(self.outcome.text, self.name)
        layers = [params for kind, _, params in self.truth["layers"] if kind != "InputLayer"]
        same = told == {
            "params": self.truth["params"],
            "trainable": self.truth["trainable"],
            "layers": layers,
        }
        return ("same" if same else "different"), told


def programs(dialect: str) -> Iterator[dict[str, Any]]:
    """The recorded programs of one dialect."""
    for line in lzma.decompress(FACTS.read_bytes()).decode().splitlines():
        program = json.loads(line)
        if program["dialect"] == dialect:
            yield program


def trials(dialect: str) -> Iterator[Trial]:
    """Every program of one dialect that is recorded for its release, upgraded."""
    release = RECORDED[dialect]
    settings = Settings(keras=release.removeprefix("keras"))
    for program in programs(dialect):
        truth = program["truth"].get(release)
        if truth is not None:
            yield Trial(program["id"], upgrade(program["source"], settings=settings), truth)


@contextlib.contextmanager
def own_settings() -> Iterator[None]:
    """Takes back what a program sets for all of Keras."""
    import keras

    data_format = keras.config.image_data_format()
    try:
        yield
    finally:
        keras.config.set_image_data_format(data_format)


def run(text: str, name: str) -> dict[str, Any]:
    """What the installed Keras counts for the global `model` of a program: in all, trainable, by layer."""
    names: dict[str, Any] = {"__name__": "program"}
    os.environ.setdefault("KERAS_BACKEND", "numpy")
    try:
        with contextlib.redirect_stdout(io.StringIO()), own_settings():
            exec(compile(text, name, "exec"), names)
    except Exception as error:  # whatever it is, the upgraded text does not run
        return {"error": f"{type(error).__name__}: {error}"}
    model = names["model"]
    return {
        "params": model.count_params(),
        "trainable": sum(math.prod(weight.shape) for weight in model.trainable_weights),
        "layers": [
            layer.count_params() for layer in model.layers if type(layer).__name__ != "InputLayer"
        ],
    }


def main() -> int:
    verdicts: Counter[str] = Counter()
    for trial in trials(sys.argv[1] if len(sys.argv) > 1 else "k1"):
        verdict, detail = trial.verdict()
        verdicts[verdict] += 1
        if verdict != "same":
            print(trial.name, verdict, detail)
    print(dict(verdicts))
    return 1 if verdicts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
