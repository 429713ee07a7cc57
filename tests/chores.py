"""What tests let other processes do: functions that are found there by name, however pytest was started."""

from __future__ import annotations

import os
import time
from pathlib import Path

from keraslint.processes import FEW


def slow_if_early(number: int) -> int:
    time.sleep(0.05 if number < FEW else 0)
    return number * number


def deadly(number: int) -> int:
    if number == FEW + 3:
        os._exit(9)
    return number


def dies_once(task: tuple[int, Path]) -> int:
    number, mark = task
    if number == FEW + 3 and not mark.exists():
        mark.touch()
        os._exit(9)
    return number


def process(number: int) -> int:
    del number
    return os.getpid()
