"""Reads Python source, never runs it, and knows what Keras would build from it.

    report = keraslint.analyze(open("net.py").read(), "net.py", keraslint.Settings(max_params=100_000))
    report.models, report.findings, report.to_dict()

Everything is imported at its first use: importing keraslint costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keraslint.analysis import analyze as analyze
    from keraslint.findings import Finding as Finding
    from keraslint.model import Model as Model
    from keraslint.model import Report as Report
    from keraslint.scanning import scan as scan
    from keraslint.settings import Settings as Settings

__version__ = "0.1.0"
__all__ = ["Finding", "Model", "Report", "Settings", "__version__", "analyze", "scan"]

_HOMES = {
    "analyze": "analysis",
    "Finding": "findings",
    "Model": "model",
    "Report": "model",
    "Settings": "settings",
    "scan": "scanning",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
