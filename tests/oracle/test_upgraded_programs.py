"""Programs for Keras 1 and 2 whose counts are recorded: their upgraded text has the same ones under Keras 3, or is refused.

Both the installed Keras 3, which runs the upgraded text, and keraslint, which reads it, are asked.
"""

from __future__ import annotations

import importlib.util
import os

import pytest
import run_upgraded

import keraslint

DIALECTS = {"k1": (102, 12), "k2": (120, 11)}
"""How many programs there are, and how many of them may be refused."""


@pytest.fixture(scope="module", params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def trials(dialect: str) -> list[run_upgraded.Trial]:
    return list(run_upgraded.trials(dialect))


def test_few_programs_are_refused(dialect: str, trials: list[run_upgraded.Trial]) -> None:
    number, most = DIALECTS[dialect]
    refused = [trial for trial in trials if trial.outcome.refused]
    assert len(trials) == number and len(refused) <= most
    assert all(trial.outcome.reason and trial.outcome.line for trial in refused)


def test_keraslint_counts_the_same(trials: list[run_upgraded.Trial]) -> None:
    for trial in trials:
        if trial.outcome.refused:
            continue
        report = keraslint.analyze(trial.outcome.text, settings=keraslint.Settings(keras="keras3"))
        model = next(m for m in reversed(report.models) if m.name == "model")
        told = {name: getattr(model, name) for name in ("params", "trainable", "non_trainable")}
        assert {name: trial.truth[name] for name in told} == told, trial.name
        assert not report.findings, trial.name


@pytest.mark.skipif(
    importlib.util.find_spec("keras") is None,
    reason="Keras is not installed: pip install keraslint[oracle]",
)
@pytest.mark.filterwarnings("ignore")  # Keras's own, of input_shape and the like
def test_the_installed_keras_counts_the_same(
    dialect: str, trials: list[run_upgraded.Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "KERAS_BACKEND" not in os.environ:
        monkeypatch.setenv("KERAS_BACKEND", "numpy")
    verdicts = {trial.name: trial.verdict() for trial in trials}
    differing = {name: told for name, (verdict, told) in verdicts.items() if verdict == "different"}
    assert differing == {}
    number, most = DIALECTS[dialect]
    assert sum(verdict == "same" for verdict, _ in verdicts.values()) >= number - most
