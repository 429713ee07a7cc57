"""Upgrades the recorded programs, runs the results in the installed Keras 3, and compares with what was recorded.

    KERAS_BACKEND=jax PYTHONPATH=src python tests/oracle/run_upgraded.py [k1|k2]

Prints every program that differs, and how many are the same, different and refused.
"""

from __future__ import annotations

import contextlib
import io
import json
import lzma
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts_data" / "models.jsonl.xz"
GENERATIONS = {"k1": "keras1", "k2": "keras2"}


def programs(dialect: str) -> Iterator[dict[str, Any]]:
    """The recorded programs of one dialect."""
    for line in lzma.decompress(FACTS.read_bytes()).decode().splitlines():
        program = json.loads(line)
        if program["dialect"] == dialect:
            yield program


def run(text: str, name: str) -> dict[str, Any]:
    """What the installed Keras counts for the global `model` of a program."""
    names: dict[str, Any] = {"__name__": "program"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, name, "exec"), names)
    model = names["model"]
    trained = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    return {"params": model.count_params(), "trainable": trained}


def main() -> None:
    from keraslint.settings import Settings
    from keraslint.upgrading import upgrade

    dialect = sys.argv[1] if len(sys.argv) > 1 else "k1"
    verdicts: Counter[str] = Counter()
    for program in programs(dialect):
        outcome = upgrade(program["source"], settings=Settings(keras=GENERATIONS[dialect]))
        if outcome.refused:
            verdicts["refused"] += 1
            print(program["id"], "refused:", outcome.reason)
            continue
        truth = next(iter(program["truth"].values()))
        got = run(outcome.text, program["id"])
        same = all(got[key] == truth.get(key) for key in got)
        verdicts["same" if same else "different"] += 1
        if not same:
            print(program["id"], "different:", got)
    print(dict(verdicts))


if __name__ == "__main__":
    main()
