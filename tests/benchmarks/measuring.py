"""How times are compared: in pairs, by ratios, on processor time, since machines differ and are shared.

One round times the yardstick and then the thing itself; the figure of a benchmark is the median over all rounds
of their ratio.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 7
Action = Callable[[], object]


def time_of_children() -> float:
    """User time of all child processes that ended: the timer for commands."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, what is asked of it, and whether less or more is better."""

    name: str
    measured: float
    asked: float
    unit: str = "×"
    at_least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.measured >= self.asked if self.at_least else self.measured <= self.asked

    def cells(self) -> tuple[str, str, str, str, str]:
        sign = "≥" if self.at_least else "≤"
        return (
            self.name,
            f"{self.measured:.3g} {self.unit}",
            f"{sign} {self.asked:g} {self.unit}",
            "yes" if self.holds else "**no**",
            self.note,
        )


@dataclass(slots=True)
class Figures:
    """What the benchmarks of one run found, for the tables at its end."""

    lines: list[Figure] = field(default_factory=list)
    side_by_side: list[tuple[str, ...]] = field(default_factory=list)

    def require(self, figure: Figure) -> None:
        """Notes a figure and fails where it is not what is asked."""
        self.lines.append(figure)
        assert figure.holds, " | ".join(figure.cells())


def paired(benchmark: Any, yardstick: Action, action: Action, rounds: int = ROUNDS) -> float:
    """Median over the rounds of the time of `action` as a multiple of that of `yardstick`, timed just before it."""
    clock = benchmark._timer
    before: list[float] = []

    def measure_yardstick() -> None:
        gc.collect()
        start = clock()
        yardstick()
        before.append(clock() - start)
        gc.collect()

    yardstick()  # both warm
    action()
    benchmark.pedantic(action, setup=measure_yardstick, rounds=rounds)
    taken = benchmark.stats.stats.data
    ratio = median(after / first for first, after in zip(before, taken, strict=True))
    benchmark.extra_info["ratio"] = ratio
    return ratio


@dataclass(frozen=True, slots=True)
class Cost:
    """User time in seconds and the most memory in MB of one command."""

    seconds: float
    megabytes: float


def cost_of(command: Sequence[str | Path], folder: Path | None = None) -> Cost:
    """Runs a command to its end, whatever it finds; an error of the command itself is raised."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) or b"Traceback" in errors:
        raise RuntimeError(f"{command[:3]} failed: {errors.decode(errors='replace')[-2000:]}")
    return Cost(used.ru_utime, used.ru_maxrss / 1024)


def typical(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.seconds for cost in costs), median(cost.megabytes for cost in costs))


def time_in_new_process(program: str, rounds: int = ROUNDS) -> list[Any]:
    """What a program prints as JSON, each time in a new interpreter."""
    return [
        json.loads(
            subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout
        )
        for _ in range(rounds)
    ]
