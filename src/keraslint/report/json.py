"""The report as JSON: the public contract for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from keraslint.model import Report

VERSION = 1


def json_text(reports: Iterable[Report]) -> str:
    """{"version": 1, "files": […]}, one entry a file."""
    files = [report.to_dict() for report in reports]
    return json.dumps({"version": VERSION, "files": files}, ensure_ascii=False, indent=2) + "\n"
