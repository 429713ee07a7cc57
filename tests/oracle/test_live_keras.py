"""The installed Keras and keraslint agree on random calls of every layer class."""

from __future__ import annotations

import importlib.util

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("keras") is None,
    reason="Keras is not installed: pip install keraslint[oracle]",
)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_calls(seed: int) -> None:
    import live
    from random_calls import CLASSES

    told = list(live.differences(seed, 4 * len(CLASSES)))
    assert [
        f"{verdict}: {call.text} on {call.shapes}: {detail}"
        for call, verdict, detail in told
        if verdict not in live.AGREE
    ] == []
    exact = {call.layer for call, verdict, _ in told if verdict == "exact"}
    assert len(exact) > 0.85 * len(CLASSES), sorted(set(CLASSES) - exact)
