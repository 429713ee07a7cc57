"""Commands that change files, killed while they do: a few of the kills that `killing.py` makes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_killed_run_leaves_old_files_and_new_ones() -> None:
    result = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "killing.py"), "--kills", "6"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    midst = [int(number) for number in re.findall(r"(\d+) in the midst", result.stdout)]
    assert len(midst) == 3
    assert sum(midst) > 0, result.stdout
    assert result.stdout.count(" 0 between") == 3
