"""The process that analyses: one task after the other from its standard input, the outcomes to its standard output.

A process rather than a thread: an analysis that is not wanted any more can be ended at once, and whatever
happens to it, the server stays.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keraslint.analysis import analyze
from keraslint.model import Report

LENGTH = struct.Struct(">Q")
"""What stands before each message: how many bytes follow."""
EDITOR = "the editor's settings"


@dataclass(frozen=True, slots=True)
class Task:
    """One text to analyse.

    given  the editor's settings by key, as its user wrote them
    """

    filename: str
    folder: str
    source: str
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it.

    severities  code -> error, warning, information or hint, of the codes in the report
    complaint   what is wrong with the project's settings, which then do not count; "" if nothing
    """

    report: Report
    severities: Mapping[str, str] = field(default_factory=dict)
    complaint: str = ""


def perform(task: Task) -> Outcome:
    """The report of a text under the settings of the editor and the project."""
    from keraslint.checks import CHECKS
    from keraslint.configuration import Configuration
    from keraslint.settings import SettingsError, read, settle
    from keraslint.source.noqa import without_silenced
    from keraslint.source.project import pins

    complaint = ""
    try:
        settings = Configuration(task.given, EDITOR).of(task.folder)
    except SettingsError as error:
        complaint = str(error)
        settings = settle(read(task.given, EDITOR), pins=pins(task.folder))
    report = without_silenced(analyze(task.source, task.filename, settings), task.source)
    severities = {finding.code: CHECKS[finding.code].severity for finding in report.findings}
    return Outcome(report, severities, complaint)


def main() -> None:
    """Serves until standard input ends."""
    tasks = sys.stdin.buffer
    outcomes = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed by mistake gets between the messages
    while len(head := tasks.read(LENGTH.size)) == LENGTH.size:
        task = pickle.loads(tasks.read(LENGTH.unpack(head)[0]))
        message = pickle.dumps(perform(task))
        outcomes.write(LENGTH.pack(len(message)) + message)
        outcomes.flush()
