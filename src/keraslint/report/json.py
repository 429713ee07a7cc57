"""The report as JSON: the public contract for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from keraslint.model import Report

VERSION = 1


def json_text(reports: Iterable[Report]) -> str:
    """{"version": 1, "files": […]}, one entry a file."""
    files = [report.to_dict() for report in reports]
    return data_text({"version": VERSION, "files": files})


def data_text(data: dict[str, Any]) -> str:
    """Any answer as indented JSON."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
