"""Processes that share tasks: started again when one of them dies, and ended with this one, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, Self, TypeVar

from keraslint.processes import Begun

T = TypeVar("T")
R = TypeVar("R")


class Pool(Generic[T, R]):
    """The processes, started at the first task, and again when one of them dies."""

    def __init__(
        self,
        function: Callable[[T], R],
        jobs: int,
        lost: Callable[[T], R],
        modules: tuple[str, ...],
    ) -> None:
        self._function = function
        self._jobs = jobs
        self._lost = lost
        self._modules = modules
        self._executor: ProcessPoolExecutor | None = None
        self._leashes: list[Connection] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(wait=kind is None)

    def begin(self, waiting: list[Begun[T, R]]) -> None:
        """Gives the waiting tasks to the processes, those of processes that died once more."""
        for begun in waiting:
            if begun.future is None or _died(begun.future):
                begun.future = self._submit(begun.task)

    def answer(self, begun: Begun[T, R]) -> R:
        """What a task gives."""
        if begun.future is None:
            return self._function(begun.task)
        try:
            return begun.future.result()
        except BrokenProcessPool:
            return self._alone(begun.task)

    def _submit(self, task: T) -> Future[R]:
        if self._executor is None:
            self._executor = self._started(self._jobs)
        try:
            return self._executor.submit(self._function, task)
        except BrokenProcessPool:
            self._end(wait=True)
            return self._submit(task)

    def _alone(self, task: T) -> R:
        """A task whose process died, for which another one may be to blame: in a process of its own."""
        with self._started(1) as executor:
            try:
                return executor.submit(self._function, task).result()
            except BrokenProcessPool:
                return self._lost(task)

    def _started(self, jobs: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
        if self._modules and os.name != "nt":
            context.set_forkserver_preload(list(self._modules))
        end, leash = context.Pipe(duplex=False)
        self._leashes.append(leash)
        return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(end,))

    def _end(self, wait: bool) -> None:
        """Lets the processes go; waits for those that have nothing to do, or Python may end while they are let go."""
        if self._executor is not None:
            self._executor.shutdown(wait=wait, cancel_futures=True)
            self._executor = None
        for leash in self._leashes:
            leash.close()
        self._leashes.clear()


def _died(future: Future[R]) -> bool:
    return future.done() and isinstance(future.exception(), BrokenProcessPool)


def _begin(end: Connection) -> None:
    """Ctrl-C ends the process that waits for the answers; the others end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(end,), daemon=True).start()


def _end_with(end: Connection) -> None:
    """Ends this process, whatever it is at, when nobody holds the other side any more."""
    with suppress(EOFError, OSError):
        end.recv_bytes()
    os._exit(0)
