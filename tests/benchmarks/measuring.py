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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 7
CLOCK = Path(__file__).parent / "clock.py"
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
    processes: list[tuple[str, ...]] = field(default_factory=list)

    def took(self, what: str, costs: Sequence[Cost]) -> None:
        """Notes what a process took, typically."""
        cost = typical(costs)
        self.processes.append(
            (what, f"{cost.processor:.2f} s", f"{cost.elapsed:.2f} s", f"{cost.megabytes:.0f} MB")
        )

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
    """What one command took.

    seconds    user time
    processor  user and system time
    elapsed    time by the clock
    megabytes  the most memory
    """

    seconds: float
    megabytes: float
    processor: float = 0.0
    elapsed: float = 0.0


def environment(**others: str) -> dict[str, str]:
    """That of a command: compiled modules are kept, as an installation has them, whatever this shell says."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **others}


def cost_of(command: Sequence[str | Path], folder: Path | None = None, **variables: str) -> Cost:
    """Runs a command to its end, whatever it finds; an error of the command itself is raised."""
    ended = subprocess.run(
        [sys.executable, "-I", "-S", CLOCK, *command],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=True,
    )
    taken = json.loads(ended.stdout)
    # 1: there are findings; Fixit adds 2 for a file that its parser does not take.
    if taken.pop("code") not in (0, 1, 2, 3) or "Traceback" in ended.stderr:
        raise RuntimeError(f"{command[:3]} failed: {ended.stderr[-2000:]}")
    return Cost(**taken)


def typical(costs: Sequence[Cost]) -> Cost:
    """The medians of each."""
    return Cost(*map(median, zip(*map(astuple, costs), strict=True)))


def in_turns(
    actions: Mapping[str, Callable[[], Cost]], rounds: int = ROUNDS
) -> dict[str, list[Cost]]:
    """What each action takes, each once a round, so that a busy while of the machine strikes all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            costs[name].append(action())
    return costs


def time_in_new_process(program: str, rounds: int = ROUNDS) -> list[Any]:
    """What a program prints as JSON, each time in a new interpreter."""
    return [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", program], check=True, capture_output=True, env=environment()
            ).stdout
        )
        for _ in range(rounds)
    ]
