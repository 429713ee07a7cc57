"""A share of the random programs: none ends in an error.

`python tests/fuzz/fuzz.py FOLDER` tries as many as wanted, spoilt from any folder of programs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).with_name("fuzz.py")
EXAMPLES = Path(__file__).parent.parent / "examples"


def fuzz(*options: str) -> str:
    command = [sys.executable, str(FUZZ), str(EXAMPLES), "--grammar", "0", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    return done.stdout + done.stderr


@pytest.mark.parametrize("seed", [1, 2])
def test_spoilt_programs(seed: int) -> None:
    told = fuzz("--programs", "30", "--seed", str(seed))
    assert f"30 programs of seed {seed}" in told
    assert "0 exceptions" in told, told


def test_a_program_is_told_by_its_seed_and_number() -> None:
    shown = {fuzz("--programs", "3", "--first", "7", "--show") for _ in range(2)}
    assert len(shown) == 1
    assert "# --- 1:9\n" in shown.pop()
