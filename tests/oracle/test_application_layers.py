"""Every layer of keras.applications, in Keras's own order: name, class, output shape and parameters.

Recorded by `record_application_layers.py` from six releases of Keras.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from application_facts import call

from keraslint.graph.network import Functional
from keraslint.layers.generations import NEWEST, Keras
from keraslint.weights import total

FACTS = Path(__file__).parent / "facts_data" / "application_layers.jsonl.xz"
ENGINES = {
    **NEWEST,
    "keras2 2.1.6": Keras("keras2", (2, 1, 6)),
    "keras2 2.0.9": Keras("keras2", (2, 0, 9)),
}


def rows(model: Functional) -> list[list[Any]]:
    shapes = {node.layer: node.output.shape for node in model.calls}
    return [
        [part.name, part.label, list(shapes[part])[1:], total(part.weights)]
        for part in model.layers
        if part.kind != "InputLayer"
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_layer_is_kerass(engine: str) -> None:
    count = 0
    for line in lzma.decompress(FACTS.read_bytes()).decode().splitlines():
        fact = json.loads(line)
        if fact["keras"] != engine:
            continue
        found = rows(call(fact["call"], ENGINES[engine]))
        for mine, real in zip(found, fact["rows"], strict=True):
            if real[0].endswith("_N"):
                mine[0] = mine[0].rpartition("_")[0] + "_N"
            assert mine == real, fact["call"]
        count += 1
    assert count > 4
