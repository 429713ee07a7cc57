"""Work in several processes: its order, and what happens when one of them dies."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from keraslint.processes import FEW, Known, in_order

MANY = 5 * FEW
LOST = -1


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


def lost(task: object) -> int:
    del task
    return LOST


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_answers_come_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks = [Known(-n) if n % 3 == 0 else n for n in range(MANY)]
    found = list(in_order(slow_if_early, tasks, jobs, lost))
    assert found == [-n if n % 3 == 0 else n * n for n in range(MANY)]


def test_a_task_that_ends_its_process_is_lost_and_no_other() -> None:
    found = list(in_order(deadly, range(MANY), 2, lost))
    assert found == [LOST if n == FEW + 3 else n for n in range(MANY)]


def test_a_process_that_dies_once_loses_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "died"
    assert list(in_order(dies_once, ((n, mark) for n in range(MANY)), 2, lost)) == list(range(MANY))
    assert mark.exists()


def test_few_tasks_stay_in_this_process_and_many_do_not() -> None:
    assert set(in_order(process, range(FEW - 1), 2, lost)) == {os.getpid()}
    assert os.getpid() not in set(in_order(process, range(MANY), 2, lost))


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []
    answers = in_order(slow_if_early, (taken.append(n) or n for n in range(100_000)), 2, lost)
    assert next(answers) == 0
    answers.close()
    assert len(taken) < 1_000
