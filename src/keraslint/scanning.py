"""Many files: each read and analysed by itself, so that any engine that has a `map` can share the work."""

from __future__ import annotations

import builtins
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias

from keraslint.analysis import analyze
from keraslint.configuration import Configuration
from keraslint.files import Source, UnreadableFile, read_source
from keraslint.findings import Finding, Place
from keraslint.model import Report
from keraslint.processes import cores, in_order
from keraslint.settings import Settings, SettingsError
from keraslint.source.noqa import without_silenced

BATCH = 16
"""Files of one task: together they take about as long as an engine needs to hand a task over, many times."""
WINDOW = 1_000
"""Tasks that are given to the engine at once; their reports are kept until they are fetched."""
ATTEMPTS = 3

File: TypeAlias = "str | os.PathLike[str] | tuple[str, str]"
"""A path, or the name and the text of a file that the caller has."""
Map: TypeAlias = Callable[..., Iterable[Any]]


def scan(
    files: Iterable[File], map: Map = builtins.map, settings: Settings | None = None
) -> Iterator[Report]:
    """The reports of many files, one by one and in order, as `keraslint check` would give them.

    files     paths, or pairs of name and text for files that lie elsewhere
    map       the map of an engine, called as map(function, list of tasks): it gives results in order, or futures with
              a method `result`. Functions, tasks and results are pickled by engines that need it.
    settings  those of all files; None: each file's own project has them

    A file that cannot be read has a report that says so. Where the engine fails, because a worker died or its
    connection went, tasks without an answer are given to it again, and done by this machine's own processes in the
    end: no file is lost. Nothing that is read is run.

        with concurrent.futures.ProcessPoolExecutor() as pool:
            for report in keraslint.scan(paths, map=pool.map): ...
    """
    work = Reading(settings)
    batches = _batches(iter(files))
    while window := list(islice(batches, WINDOW)):
        yield from _answers(work, deque(window), map)


@dataclass(frozen=True)
class Reading:
    """What a task does: reads and analyses its files."""

    settings: Settings | None = None

    def __call__(self, batch: Sequence[File]) -> tuple[Report, ...]:
        return tuple(builtins.map(self.report, batch))

    def report(self, file: File) -> Report:
        """All that is known of one file, without what `# noqa` covers."""
        name = file[0] if isinstance(file, tuple) else os.fspath(file)
        try:
            source = Source(*file) if isinstance(file, tuple) else read_source(name)
            settings = self.settings or self._configuration.of(name)
        except UnreadableFile as error:
            return unreadable(name, error)
        except SettingsError as error:
            return unreadable(name, UnreadableFile(name, f"has wrong settings: {error}"))
        return without_silenced(analyze(source.text, name, settings), source.text)

    @cached_property
    def _configuration(self) -> Configuration:
        return Configuration({}, "scan")

    def __getstate__(self) -> dict[str, Any]:
        return {"settings": self.settings}


def unreadable(path: str, error: UnreadableFile) -> Report:
    """The report of a file that cannot be read."""
    place = Place(error.line, 0, error.line, 1)
    finding = Finding("KER001", f"this file {error.reason}", place)
    return Report(path, findings=(finding,), unreadable=True)


def ended(path: str) -> Report:
    """The report of a file whose analysis ended its process."""
    reason = "its analysis ended the process (out of memory?). Please report it; the file itself may be fine"
    report = unreadable(path, UnreadableFile(path, f"could not be analysed: {reason}"))
    return replace(report, failed=True)


def _batches(files: Iterator[File]) -> Iterator[tuple[File, ...]]:
    while batch := tuple(islice(files, BATCH)):
        yield batch


def _answers(work: Reading, todo: deque[tuple[File, ...]], map: Map) -> Iterator[Report]:
    """The reports of all that is to do, from the engine as long as that answers."""
    for _ in range(ATTEMPTS):
        try:
            for answer in map(work, list(todo)):
                reports = answer.result() if hasattr(answer, "result") else answer
                todo.popleft()
                yield from reports
        except Exception as error:
            trouble = f"{type(error).__name__}: {error}"
        else:
            trouble = "it gave fewer answers than it had tasks"
        if not todo:
            return
    warnings.warn(
        f"the engine failed ({trouble}); {len(todo)} tasks are done on this machine",
        RuntimeWarning,
        stacklevel=3,
    )
    alone = [(file,) for batch in todo for file in batch]
    for reports in in_order(work, alone, cores(), _lost):
        yield from reports


def _lost(batch: Sequence[File]) -> tuple[Report, ...]:
    return tuple(ended(file[0] if isinstance(file, tuple) else os.fspath(file)) for file in batch)
