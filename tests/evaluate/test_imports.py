"""Imports inside a project: what is read, what it means, and what is left alone."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

import keraslint
from keraslint.source.packages import LARGEST_FILE

BUILDER = """
    from keras import layers, Sequential
    SIZE = 8
    unused = Sequential([layers.Input((2,)), layers.Dense(50)])
    def build(units, act=None):
        model = Sequential([layers.Input((SIZE,))])
        model.add(layers.Dense(units))
        return model
    if __name__ == "__main__":
        SIZE = 99
        build(1)
"""
# The project's files, the analysed one last; what its models count, in order.
PROJECTS = {
    "a constant": (
        {
            "config.py": "N = 5",
            "main.py": "from config import N\nm = Sequential([Input((4,)), Dense(N)])",
        },
        [25],
    ),
    "a constant under another name, and by module": (
        {
            "config.py": "N = 5",
            "main.py": "import config as c\nfrom config import N as n\nm = Sequential([Input((n,)), Dense(c.N)])",
        },
        [30],
    ),
    "a builder: each call is a model, what the import makes is none": (
        {"nets.py": BUILDER, "main.py": "from nets import build\na = build(3)\nb = build(4)"},
        [27, 36],
    ),
    "a model made at import is a value": (
        {
            "nets.py": BUILDER,
            "main.py": "import nets\nm = Sequential([Input((2,)), nets.unused, Dense(1)])",
        },
        [150 + 51],
    ),
    "a package, its submodules and relative imports": (
        {
            "pkg/__init__.py": "from .deep.nets import build as make",
            "pkg/deep/__init__.py": "",
            "pkg/deep/nets.py": "from ..sizes import SIZE\nfrom keras import layers, Sequential\n"
            "def build():\n    return Sequential([layers.Input((SIZE,)), layers.Dense(2)])",
            "pkg/sizes.py": "SIZE = 3",
            "main.py": "import pkg.deep.nets\nfrom pkg import make, sizes\na = make()\nb = pkg.deep.nets.build()\n"
            "c = Sequential([Input((sizes.SIZE,)), Dense(1)])",
        },
        [8, 8, 4],
    ),
    "a folder without __init__.py": (
        {"lib/nets.py": BUILDER, "main.py": "from lib.nets import build\na = build(3)"},
        [27],
    ),
    "a star brings what has no underscore, and wins over what stood there": (
        {
            "config.py": "N = 5\n_P = 6",
            "main.py": "N = 1\n_P = 2\nfrom config import *\nm = Sequential([Input((_P,)), Dense(N)])",
        },
        [15],
    ),
    "a star keeps to __all__": (
        {
            "config.py": "__all__ = ['N']\nN = 5\nP = 6",
            "main.py": "P = 2\nfrom config import *\nm = Sequential([Input((P,)), Dense(N)])",
        },
        [15],
    ),
    "a star hands on a library's star": (
        {
            "base.py": "from keras.layers import *",
            "main.py": "from base import *\nm = Sequential([InputLayer((2, 1)), LSTM(3)])",
        },
        [60],
    ),
    "the root's src folder": (
        {
            "pyproject.toml": "",
            "src/nets.py": BUILDER,
            "scripts/main.py": "from nets import build\na = build(3)",
        },
        [27],
    ),
    "the root from a folder below": (
        {
            "setup.py": "",
            "nets.py": BUILDER,
            "scripts/main.py": "from nets import build\na = build(3)",
        },
        [27],
    ),
    "a relative import in a package": (
        {
            "pkg/__init__.py": "",
            "pkg/config.py": "N = 5",
            "pkg/main.py": "from .config import N\nfrom . import config\n"
            "m = Sequential([Input((config.N,)), Dense(N)])",
        },
        [30],
    ),
    "a path that is added": (
        {
            "pyproject.toml": "",
            "lib/nets.py": BUILDER,
            "scripts/main.py": "import sys\nsys.path.insert(0, '../lib')\nfrom nets import build\na = build(3)",
        },
        [27],
    ),
    "a circle of imports: the half that is there": (
        {
            "a.py": "N = 5\nimport b\nM = b.M",
            "b.py": "from a import N\nM = N + 1",
            "main.py": "from a import M\nm = Sequential([Input((M,)), Dense(1)])",
        },
        [7],
    ),
    "a module runs once": (
        {
            "state.py": "sizes = []",
            "one.py": "from state import sizes\nsizes.append(3)",
            "main.py": "import one, state, one\nm = Sequential([Input((2,)), *[Dense(s) for s in state.sizes]])",
        },
        [9],
    ),
    "a callback of the analysed file": (
        {
            "loop.py": "def repeat(f, n):\n    return [f() for _ in range(n)]",
            "main.py": "from loop import repeat\nms = repeat(lambda: Sequential([Input((2,)), Dense(1)]), 2)",
        },
        [3, 3],
    ),
    "a class with its methods": (
        {
            "agent.py": "from keras import layers, Sequential\nN = 4\nclass Agent:\n    def __init__(self, n):\n"
            "        self.net = Sequential([layers.Input((n,)), layers.Dense(N)])",
            "main.py": "from agent import Agent\nN = 7\na = Agent(2)",
        },
        [12],
    ),
    "Python 2, an encoding and a byte order mark": (
        {
            "old.py": "# -*- coding: utf-8 -*-\nprint 'é'\nN = 5",
            "main.py": "from old import N\nm = Sequential([Input((4,)), Dense(N)])",
        },
        [25],
    ),
    # What is not known stays unknown: a bound, never another number.
    "a module that is not there": (
        {"main.py": "from config import N\nm = Sequential([Input((4,)), Dense(N)])"},
        [None],
    ),
    "a submodule that is not there": (
        {
            "pkg/__init__.py": "",
            "main.py": "from pkg.config import N\nm = Sequential([Input((4,)), Dense(N)])",
        },
        [None],
    ),
    "a name that is not there": (
        {
            "config.py": "",
            "main.py": "from config import N\nm = Sequential([Input((4,)), Dense(N)])",
        },
        [None],
    ),
    "a module that does not parse": (
        {
            "config.py": "N = = 5",
            "main.py": "from config import N\nm = Sequential([Input((4,)), Dense(N)])",
        },
        [None],
    ),
    "an unknown flag": (
        {
            "main.py": "from config import DEEP\nm = Sequential([Input((4,))])\nif DEEP:\n    m.add(Dense(1))"
        },
        [None],
    ),
    "an unknown list": (
        {
            "main.py": "import config\nm = Sequential([Input((4,)), *[Dense(n) for n in config.SIZES]])"
        },
        [None],
    ),
    "an unknown function may add layers": (
        {"main.py": "from blocks import block\nm = Sequential([Input((4,)), Dense(1)])\nblock(m)"},
        [None],
    ),
    "after compile it does not": (
        {
            "main.py": "from show import show\nm = Sequential([Input((4,)), Dense(1)])\nm.compile('adam')\nshow(m)"
        },
        [5],
    ),
    # Libraries keep their names.
    "a file named like Keras": (
        {
            "keras.py": "Dense = 3",
            "numpy.py": "prod = 3",
            "main.py": "import numpy as np\nm = Sequential([Input((4,)), Dense(1)])",
        },
        [5],
    ),
    "a package's file named like the standard library": (
        {
            "pkg/__init__.py": "",
            "pkg/string.py": "digits = ''",
            "pkg/main.py": "import string\nm = Sequential([Input((len(string.digits),)), Dense(1)])",
        },
        [11],
    ),
}


def project(tmp_path: Path, files: dict[str, str]) -> keraslint.Report:  # type: ignore[name-defined]
    """Writes the files; the report of the last one, Keras being at hand there."""
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        last = textwrap.dedent(text)
        path.write_text(last, encoding="utf-8")
    text = f"from keras.layers import *\nfrom keras import Sequential\n{last}\n"
    return keraslint.analyze(text, str(path), keraslint.Settings(keras="3.15"))


@pytest.mark.parametrize("name", PROJECTS)
def test_project(tmp_path: Path, name: str) -> None:
    files, counts = PROJECTS[name]
    report = project(tmp_path, files)
    assert [model.params for model in report.models] == counts, [m.unknown for m in report.models]
    assert not report.findings


def test_places_are_those_of_the_analysed_file(tmp_path: Path) -> None:
    report = project(tmp_path, {"nets.py": BUILDER, "main.py": "import nets\nnet = nets.build(3)"})
    (model,) = report.models
    assert (model.name, model.line, model.layers[0].line) == ("net", 4, 4)


def test_reasons(tmp_path: Path) -> None:
    text = "from .models import N\nm = Sequential([Input((4,)), Dense(N)])"
    (model,) = project(tmp_path, {"main.py": text}).models
    assert [gap.reason for gap in model.unknown] == ["`N` comes from .models, which is not found"]


def test_nothing_outside_the_project(tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("N = 5")
    (tmp_path / "root").mkdir()
    os.symlink(outside, tmp_path / "root" / "linked.py")
    for line in (
        "from linked import N",
        "from ..outside import N",
        "from ...outside import N",
        "import sys\nsys.path.append('..')\nfrom outside import N",
        f"import sys\nsys.path.append({str(tmp_path)!r})\nfrom outside import N",
    ):
        text = f"{line}\nm = Sequential([Input((4,)), Dense(N)])"
        (model,) = project(tmp_path / "root", {"setup.py": "", "main.py": text}).models
        assert model.params is None, line


def test_only_plain_files_of_some_size(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_text("N = 5\n" + "#" * LARGEST_FILE)
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    for name in ("large", "folder", "pipe"):
        text = f"from {name} import N\nm = Sequential([Input((4,)), Dense(N)])"
        (model,) = project(tmp_path, {"main.py": text}).models
        assert model.params is None, name


def test_a_text_without_a_file_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.py").write_text("N = 5")
    monkeypatch.chdir(tmp_path)
    text = "from config import N\nfrom keras import layers, Sequential\nm = Sequential([layers.Input((4,)), layers.Dense(N)])"
    for filename, count in (("<string>", None), ("<stdin>", None), ("-", None), ("new.py", 25)):
        (model,) = keraslint.analyze(text, filename).models
        assert model.params == count, filename


def test_a_module_without_end_leaves_the_analysed_file_its_steps(tmp_path: Path) -> None:
    loop = "from keras.layers import Dense\nN = 5\nwhile True:\n    N = N + 1\n    Dense(3)\n"
    text = "from endless import N\nm = Sequential([Input((4,)), Dense(3)])\nk = Sequential([Input((4,)), Dense(N)])"
    report = project(tmp_path, {"endless.py": loop, "main.py": text})
    assert [model.params for model in report.models] == [15, None]


def test_many_modules_are_bounded(tmp_path: Path) -> None:
    for i in range(80):
        (tmp_path / f"m{i}.py").write_text(f"import m{i + 1}\nN = 5")
    report = project(
        tmp_path, {"main.py": "from m0 import N\nm = Sequential([Input((4,)), Dense(N)])"}
    )
    assert report.models[0].params == 25


def test_keras_in_its_own_source(tmp_path: Path) -> None:
    """Inside Keras's tree the neighbours are read, the rest stays Keras."""
    base = "site-packages/keras/src"
    files = {
        "site-packages/keras/__init__.py": "raise SystemExit",
        f"{base}/__init__.py": "",
        f"{base}/layers/__init__.py": "Dense = None",
        f"{base}/nets/__init__.py": "Dense = None",
        f"{base}/nets/sizes.py": "def size(): return 5",
        f"{base}/nets/main.py": "from keras.src import layers\nfrom keras.src.nets import sizes\n"
        "from keras.src.nets.sizes import size\nfrom keras.src.models import Functional\ndef Net(units=3):\n"
        "    x = layers.Input((sizes.size(),))\n    return Functional(x, layers.Dense(units + size())(x), name='net')",
    }
    report = project(tmp_path, files)
    assert [model.params for model in report.models] == [6 * 8]
