"""Analyses a hostile project under an audit hook and prints, as JSON, all that Python itself noted meanwhile.

    python witness.py FRONT ROOT FILE

Everything that an analysis needs is imported before the hook is set. What is noted: imports, code that is run, files
that are opened, folders that are listed, files that are changed, processes, connections.
"""

from __future__ import annotations

import ast
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import keraslint
from keraslint.cli import main
from keraslint.flake8_plugin import Plugin

WARM = "import keras\nfrom keras.layers import *\nm = keras.Sequential([Dense(3, input_shape=(4,))])  # 15 params\n"
QUIET = (
    "sys._getframe",
    "object.__",
    "builtins.id",
    "gc.",
    "sys.",
    "code.__new__",
    "marshal",
    "array.__new__",
    "compile",
)
"""Events of no interest here; what is compiled counts only if it is run, and that is `exec`."""


def run(front: str, path: Path) -> None:
    text = path.read_text()
    if front == "analyze":
        keraslint.analyze(text, str(path))
    elif front == "flake8":
        list(Plugin(ast.parse(text), text.splitlines(keepends=True), str(path)).run())
    elif front == "notebook":
        book = {
            "cells": [{"cell_type": "code", "source": text, "outputs": []}],
            "nbformat": 4,
            "metadata": {},
        }
        keraslint.analyze(json.dumps(book), str(path.with_suffix(".ipynb")))
    else:
        main(
            [
                front,
                "--quiet",
                *(["--no-cache"] if front in ("check", "summary") else []),
                str(path),
            ]
        )


def told(value: object) -> object:
    """An argument of an event, as far as JSON can hold it: of code the file that it is from."""
    if hasattr(value, "co_filename"):
        return value.co_filename
    if isinstance(value, bytes):
        return os.fsdecode(value)
    return value if isinstance(value, (str, int, type(None))) else repr(value)[:200]


if __name__ == "__main__":
    front, root, path = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    warm = root.parent / "warm" / "warm.py"
    warm.parent.mkdir(exist_ok=True)
    warm.write_text(WARM)
    noted: list[tuple[str, list[object]]] = []
    watching = False

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if watching and not event.startswith(QUIET):
            noted.append((event, [told(value) for value in arguments]))

    sys.addaudithook(note)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        if front == "control":  # shows that the hook notes what it is there for
            watching = True
            exec(path.read_text())
        else:
            run(front, warm)
            watching = True
            run(front, path)
        watching = False
    print(json.dumps(noted))
