"""Facts recorded from real Keras: every count and shape known is Keras's, and nothing right is refused."""

from __future__ import annotations

import importlib.util
import lzma
from collections import Counter
from pathlib import Path

import pytest

import keraslint

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("score", HERE / "score.py")
assert _spec and _spec.loader
score = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(score)

AT_LEAST = {  # percent of the facts that hold; the rest is unknown or a refusal not yet seen, never wrong
    "layers_keras1": 100.0,
    "layers_keras2": 99.5,
    "layers_tf.keras": 100.0,
    "layers_keras3": 100.0,
    "models": 100.0,
    "applications": 100.0,
}


@pytest.mark.parametrize("name", AT_LEAST)
def test_facts(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.jsonl"
    path.write_bytes(lzma.decompress((HERE / "facts_data" / f"{name}.jsonl.xz").read_bytes()))
    verdicts: Counter[str] = Counter()
    wrong = []
    for ident, _, keras, program, truth in score.facts(name.partition("_")[0], str(path)):
        report = keraslint.analyze(program, settings=keraslint.Settings(keras=keras)).to_dict()
        verdict, detail = score.judge(report, truth)
        verdicts[verdict] += 1
        if verdict in ("wrong", "rows differ", "false alarm"):
            wrong.append((ident, verdict, detail))
    assert wrong == []
    good = verdicts["exact"] + verdicts["caught"]
    assert 100 * good / verdicts.total() >= AT_LEAST[name], verdicts


def test_levels_one_and_two_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "models.jsonl"
    path.write_bytes(lzma.decompress((HERE / "facts_data" / "models.jsonl.xz").read_bytes()))
    verdicts: Counter[str] = Counter()
    for _, group, keras, program, truth in score.facts("models", str(path)):
        if group.endswith(("level 1", "level 2")):
            report = keraslint.analyze(program, settings=keraslint.Settings(keras=keras)).to_dict()
            verdicts[score.judge(report, truth)[0]] += 1
    assert set(verdicts) <= {"exact", "caught"}, verdicts
