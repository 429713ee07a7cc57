"""The commands of the command line: one file a command, each with `declare` for its options and `run`."""

from __future__ import annotations

CLEAN, FINDINGS, WRONG = 0, 1, 2
"""Exit codes: nothing to report, something to report, usage or unreadable input."""
