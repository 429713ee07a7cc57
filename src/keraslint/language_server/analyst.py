"""Analyses in processes of their own: nothing blocks the editor, and what is stale is ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import sys
from asyncio.subprocess import PIPE, Process

from keraslint.findings import Finding, Place
from keraslint.language_server.worker import LENGTH, Outcome, Task
from keraslint.model import Report
from keraslint.source.gate import may_use_keras

logger = logging.getLogger(__name__)
PROGRAM = "from keraslint.language_server.worker import main; main()"
PROCESSES = 2
LAST = 5.0  # seconds that ended processes may take to be gone
LONGEST = 120.0  # seconds; the evaluator's own bounds end an analysis long before


class Analyst:
    """Runs tasks, two at a time at most; to cancel `analyze` ends the process that works on it."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(PROCESSES)
        self._idle: list[Process] = []
        self._processes: set[Process] = set()

    async def analyze(self, task: Task) -> Outcome:
        """The outcome of a task. A process that dies or never ends becomes a KER001 finding."""
        if not may_use_keras(task.source):
            return Outcome(Report(task.filename))
        async with self._free:
            process = self._idle.pop() if self._idle else await self._start()
            try:
                outcome = await asyncio.wait_for(_ask(process, task), LONGEST)
            except TimeoutError:
                _end(process)
                return _failed(task, f"took longer than {LONGEST:.0f} seconds")
            except Exception:
                _end(process)
                logger.exception("the process that analysed %s is lost", task.filename)
                return _failed(task, "ended without an answer")
            except asyncio.CancelledError:
                _end(process)
                raise
            self._idle.append(process)
            return outcome

    async def close(self) -> None:
        """Ends all processes, and waits for their end: nobody would hear of it once the server's loop is closed."""
        ending = list(self._processes)
        for process in ending:
            _end(process)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(each.wait() for each in ending)), LAST)

    async def _start(self) -> Process:
        """A new process. -P: a module of the workspace that is named like one of ours is never imported."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-c", PROGRAM, stdin=PIPE, stdout=PIPE
        )
        self._processes = {each for each in self._processes if each.returncode is None}
        self._processes.add(process)
        return process


async def _ask(process: Process, task: Task) -> Outcome:
    assert process.stdin is not None
    assert process.stdout is not None
    message = pickle.dumps(task)
    process.stdin.write(LENGTH.pack(len(message)) + message)
    await process.stdin.drain()
    head = await process.stdout.readexactly(LENGTH.size)
    outcome = pickle.loads(await process.stdout.readexactly(LENGTH.unpack(head)[0]))
    assert isinstance(outcome, Outcome)
    return outcome


def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()


def _failed(task: Task, how: str) -> Outcome:
    message = f"the analysis of this file {how}. Please report it; the file itself may be fine"
    return Outcome(Report(task.filename, findings=(Finding("KER001", message, Place(1, 0, 1, 1)),)))
