"""flake8 as a command, with this plugin or without it, in one and the same environment."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from measuring import Cost, cost_of

PROGRAM = """
import sys
from flake8.main.cli import main
from flake8.plugins import finder

found = finder._find_importlib_plugins
plugin = finder.Plugin("keraslint", "", finder.importlib.metadata.EntryPoint(
    "KER", "keraslint.flake8_plugin:Plugin", "flake8.extension"))
with_plugin = sys.argv.pop(1) == "with"
finder._find_importlib_plugins = lambda: iter(
    [p for p in found() if p.package in ("flake8", "mccabe", "pycodestyle", "pyflakes")] + [plugin] * with_plugin)
sys.exit(main(sys.argv[1:]))
"""


def flake8(files: Sequence[Path], *, plugin: bool, cache: bool = False) -> Cost:
    """One run in one process, under flake8's own defaults; with `cache`, reports of earlier runs are used."""
    options = ["--isolated", "--jobs=1", "--exit-zero", "--quiet"]
    if plugin and not cache:
        options.append("--keras-no-cache")
    word = "with" if plugin else "without"
    return cost_of([sys.executable, "-c", PROGRAM, word, *options, *files])
