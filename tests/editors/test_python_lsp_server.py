"""python-lsp-server runs flake8 on what is typed, and so shows our findings in every editor that uses it."""

from __future__ import annotations

import sys
from pathlib import Path

from plain_editor import Editor

NET = """\
from keras.models import Sequential
from keras.layers import Conv2D

model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
model.add(Conv2D(64, 3))  # 640 params
"""


def test_python_lsp_server_shows_our_codes(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("")  # what counts is what is typed, not what was saved
    editor = Editor(tmp_path, command=[sys.executable, "-m", "pylsp"])
    try:
        flake8 = str(Path(sys.executable).parent / "flake8")
        plugins = {"flake8": {"enabled": True, "executable": flake8}}
        editor.notify(
            "workspace/didChangeConfiguration", {"settings": {"pylsp": {"plugins": plugins}}}
        )
        uri = editor.open(NET)
        shown = []
        while not shown:
            shown = [found for found in editor.published(uri) if found["source"] == "flake8"]
        (finding,) = shown
        assert finding["code"] == "KER201"
        assert finding["range"]["start"] == {"line": 5, "character": 28}
        assert "Conv2D has 18,496 = (3·3·32 + 1)·64" in finding["message"]
    finally:
        editor.close()
