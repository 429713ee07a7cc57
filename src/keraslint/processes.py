"""Work shared by the cores of this machine: answers in the order of the tasks, none lost when a process dies."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from keraslint.pool import Pool

FEW = 8
"""So many tasks at once are worth the start of processes."""
AHEAD = 64
"""Tasks that are begun before the first of them is answered."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Known(Generic[R]):
    """In the place of a task: its answer, known already."""

    answer: R


@dataclass(slots=True, eq=False)
class Begun(Generic[T, R]):
    """A task on its way; without a future it waits for a process."""

    task: T
    future: Future[R] | None = None


Place: TypeAlias = Known[R] | Begun[T, R]


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    function: Callable[[T], R],
    tasks: Iterable[T | Known[R]],
    jobs: int,
    lost: Callable[[T], R],
    modules: Iterable[str] = (),
) -> Iterator[R]:
    """function(task) of each task, in order, in so many processes; lost(task) if it ended its process twice.

    modules  what each process imports before its first task

    A few tasks, and all if `jobs` is 1, are done in this process.
    """
    rest = (task if isinstance(task, Known) else Begun[T, R](task) for task in tasks)
    pool: Pool[T, R] | None = None
    with ExitStack() as open_until_the_end:
        window: deque[Known[R] | Begun[T, R]] = deque()
        while True:
            window.extend(islice(rest, AHEAD - len(window) if jobs > 1 else 1))
            if not window:
                return
            waiting = [place for place in window if isinstance(place, Begun)]
            if pool is None and jobs > 1 and len(waiting) >= FEW:
                from keraslint.pool import Pool

                pool = open_until_the_end.enter_context(Pool(function, jobs, lost, tuple(modules)))
            if pool is not None:
                pool.begin(waiting)
            yield _answer(window.popleft(), function, pool)


def _answer(place: Place[R, T], function: Callable[[T], R], pool: Pool[T, R] | None) -> R:
    """What comes of a task; without processes it is done here."""
    if isinstance(place, Known):
        return place.answer
    return function(place.task) if pool is None else pool.answer(place)
