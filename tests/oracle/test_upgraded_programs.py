"""Keras 1 programs whose counts are recorded: their upgraded text has the same ones under Keras 3, or is refused.

`run_upgraded.py` runs the upgraded texts in an installed Keras 3.
"""

from __future__ import annotations

from collections import Counter

from run_upgraded import programs

import keraslint
from keraslint.upgrading import upgrade


def test_keras1_programs() -> None:
    verdicts: Counter[str] = Counter()
    for program in programs("k1"):
        outcome = upgrade(program["source"], settings=keraslint.Settings(keras="keras1"))
        truth = program["truth"]["keras1.2.2"]
        if outcome.refused:
            verdicts["refused"] += 1
            continue
        report = keraslint.analyze(outcome.text, settings=keraslint.Settings(keras="keras3"))
        assert "error" not in truth, program["id"]
        assert not report.findings, program["id"]
        model = next(m for m in reversed(report.models) if m.name == "model")
        got = (model.params, model.trainable, model.non_trainable)
        assert got == (truth["params"], truth["trainable"], truth["non_trainable"]), program["id"]
        verdicts["same"] += 1
    assert verdicts["same"] >= 90, verdicts
