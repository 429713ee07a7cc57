"""Builds the models of every file of a folder with Keras, in one process, and prints their summaries."""

import sys
from pathlib import Path

import keras

for path in sorted(Path(sys.argv[1]).glob("*.py")):
    names = {"__name__": path.stem}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    for value in list(names.values()):
        if isinstance(value, keras.Model):
            value.summary()
