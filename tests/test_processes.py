"""Work in several processes: its order, and what happens when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chores import deadly, dies_once, process, slow_if_early
from keraslint.processes import FEW, Known, in_order

MANY = 5 * FEW
LOST = -1


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


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are listed in /proc")
FILES = 30
CHAIN = "".join(f"model.add(Dense({units}))\n" for units in range(1, 120))
NET = f"""\
from keras.layers import Dense
from keras.models import Sequential
model = Sequential([Dense(8, input_shape=(3,))])  # 15 params
{CHAIN}"""


def members(session: int) -> list[int]:
    """The processes of a session that are still there."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(place.name))
    return found


def wait_for(number: int, session: int) -> None:
    """Until there are so many processes, or none if 0; fails after a minute."""
    end = time.monotonic() + 60
    while (len(members(session)) < number) if number else members(session):
        assert time.monotonic() < end, members(session)
        time.sleep(0.05)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run over many files in a session of its own, when its processes are at work."""
    for number in range(FILES):
        (tmp_path / f"net{number:03}.py").write_text(NET)
    # With what Ctrl-C does at a terminal: who runs the tests in the background has it switched off.
    program = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from keraslint.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "check", "--no-cache", "--jobs", "2", "."]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as begun:  # fmt: skip
        try:
            wait_for(5, begun.pid)  # itself, the server that forks, its tracker and two that work
            yield begun
        finally:
            begun.kill()


@LINUX
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_nothing_is_left_running(run: subprocess.Popen[str], sent: signal.Signals) -> None:
    if sent is signal.SIGINT:
        os.killpg(run.pid, sent)  # as a terminal does
    else:
        run.kill()
    out, err = run.communicate(timeout=60)
    wait_for(0, run.pid)
    if sent is signal.SIGINT:
        assert (run.returncode, out, err) == (130, "", "keraslint: interrupted\n")


@LINUX
def test_workers_that_are_killed_are_replaced(run: subprocess.Popen[str]) -> None:
    for worker in sorted(members(run.pid))[-2:]:
        os.kill(worker, signal.SIGKILL)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (1, "")
    named = [line.partition(":")[0] for line in out.splitlines()]
    assert named == [f"net{number:03}.py" for number in range(FILES)]
