"""Neovim, headless, with its built-in client: it shows the findings and applies the quick fix."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "neovim.lua"
README = Path(__file__).parent.parent.parent / "README.md"
NET = """\
from keras.models import Sequential
from keras.layers import Conv2D
model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
model.add(Conv2D(64, 3, name="🎉层"))  # 640 params
"""


@pytest.mark.skipif(
    shutil.which("nvim") is None and "CI" not in os.environ, reason="Neovim is not installed"
)
def test_neovim_shows_the_finding_and_applies_the_fix(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    (recipe,) = re.findall(r"```lua\n(local id = .*?)```", README.read_text("utf-8"), re.DOTALL)
    program = tmp_path / "bin" / "keraslint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m keraslint "$@"\n')
    program.chmod(0o755)
    subprocess.run(
        ["nvim", "--headless", "--clean", "-n", "-c", f"luafile {SCRIPT}"],
        cwd=tmp_path,
        env={
            **os.environ,
            "RECIPE": recipe,
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        timeout=240,
        check=True,
    )
    seen = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert "failed" not in seen, seen
    ((code, line, column, message),) = seen["before"]
    text = NET.splitlines()[4]
    assert (code, line) == ("KER201", 4)
    assert column == len(text[: text.index("640")].encode())  # Neovim counts bytes
    assert "Conv2D has 18,496 = (3·3·32 + 1)·64" in message
    assert "(None, 24, 24, 64)" in seen["hover"]
    assert seen["offered"] == 1
    assert (tmp_path / "net.py").read_text(encoding="utf-8") == NET.replace("640", "18496")
