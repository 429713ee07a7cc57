"""`analyze` is a function: of its arguments alone, from any thread or process, and what it gives is plain values."""

from __future__ import annotations

import copy
import dataclasses
import gc
import os
import pickle
import random
import signal
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import keraslint
from keraslint import Report, Settings, analyze
from pages import programs

HEADER = (
    "from tensorflow.keras import Input, Model, Sequential\nfrom tensorflow.keras.layers import *\n"
)
SETTINGS = Settings(max_params=100, max_layer_params=100, advice=True, unknowns=True)
TEXTS = {
    **programs(HEADER),
    **{path.name: path.read_text() for path in (Path(__file__).parent / "examples").glob("*.py")},
    "symbols": f"{HEADER}model = Sequential([Conv2D(n, 3, input_shape=(h, w, 3)), Flatten(), Dense(k)])\n",
    "branches": f"{HEADER}x = Input((8,))\nmodel = Model(x, concatenate([Dense(2)(x), Dense(3)(x)]))\n",
    "no Python": f"{HEADER}model = Sequential([\n",
    "too deep": f"{HEADER}x = {'(' * 5000}1{')' * 5000}\n",
    "no Keras": "print('hello')\n",
}
PLAIN = (bool, int, float, str, type(None))


def report(name: str) -> Report:
    return analyze(TEXTS[name], f"{name}.py", SETTINGS)


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: report(name) for name in TEXTS}


def parts(value: object) -> Iterator[object]:
    """All that a report holds, but what is plain."""
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from parts(item)
    elif isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            yield from parts(item)
    elif not isinstance(value, PLAIN):
        yield value
        if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from parts(getattr(value, field.name))


def test_a_report_is_made_of_plain_values(reports: dict[str, Report]) -> None:
    kinds = {type(part) for report in reports.values() for part in parts(report)}
    assert {kind.__name__ for kind in kinds} == {
        "Report", "Model", "Row", "WeightRow", "Costs", "Gap", "Finding", "Place", "Fix",
    }  # fmt: skip
    assert all(kind.__dataclass_params__.frozen for kind in kinds)
    assert {kind.__module__ for kind in kinds} == {"keraslint.model", "keraslint.findings"}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_all_of_it_pickles(reports: dict[str, Report], protocol: int) -> None:
    for name, made in reports.items():
        again = pickle.loads(pickle.dumps((made, SETTINGS), protocol))
        assert again == (made, SETTINGS), name
        assert again[0].to_dict() == made.to_dict()
    assert copy.deepcopy(reports) == reports


def test_threads_and_earlier_work_change_nothing(reports: dict[str, Report]) -> None:
    names = list(TEXTS) * 2
    random.Random(1).shuffle(names)
    with ThreadPoolExecutor(4) as threads:
        for name, made in zip(names, threads.map(report, names), strict=True):
            assert made == reports[name]


def test_another_process_gives_the_same(reports: dict[str, Report]) -> None:
    arguments = [(text, f"{name}.py", SETTINGS) for name, text in TEXTS.items()]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert list(processes.map(analyze, *zip(*arguments, strict=True))) == list(reports.values())


def state() -> dict[str, Any]:
    """What an analysis could change around it."""
    return {
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "path": list(sys.path),
        "limit": sys.getrecursionlimit(),
        "digits": sys.get_int_max_str_digits(),
        "collector": gc.isenabled(),
        "warnings": list(warnings.filters),
        "interrupt": signal.getsignal(signal.SIGINT),
        "random": random.getstate(),
    }


def test_nothing_around_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = dict(TEXTS)
    report("symbols")
    before = state()
    for name in texts:
        report(name)
    assert state() == before
    assert texts == TEXTS
    assert list(tmp_path.iterdir()) == []


def test_the_settings_are_values() -> None:
    assert pickle.loads(pickle.dumps(SETTINGS)) == SETTINGS
    assert hash(SETTINGS) == hash(dataclasses.replace(SETTINGS))
    with pytest.raises(dataclasses.FrozenInstanceError):
        SETTINGS.max_params = 3  # type: ignore[misc]


def test_what_is_public_is_documented() -> None:
    for name in keraslint.__all__:
        if not name.startswith("_"):
            assert getattr(keraslint, name).__doc__, name
