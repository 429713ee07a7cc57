"""A share of the hostile programs in every front end: each gets an answer, within bounds that end whatever runs away.

`python tests/hostile/trials.py` tries all of them, with the time and memory of each. Time is not judged here, as machines
differ: a trial ends without an answer after 20 seconds of processor time or at 2 GB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TRIALS = Path(__file__).with_name("trials.py")
FRONTS = ("analyze", "flake8", "check", "summary", "notebook")
EVERY = 90  # so many programs of which one is tried, another one in each front end


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
@pytest.mark.parametrize("front", FRONTS)
def test_hostile_programs_are_answered(front: str) -> None:
    command = [sys.executable, str(TRIALS), "--json", "--front", front, "--every", str(EVERY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(outcomes) > 5, done.stderr
    assert [outcome for outcome in outcomes if not outcome["well"]] == []
