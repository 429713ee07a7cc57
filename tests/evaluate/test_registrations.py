"""Layers that a project or a plugin registers: what they count, what is refused, and that nothing is executed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import keraslint
from keraslint.layers.registered import register
from keraslint.settings import SettingsError

ROOT = Path(__file__).parent.parent.parent
LAYERS = '''
from keraslint.registration import BadArgument, Built, Shape, Size, Weight, layer, window

@layer("mylib.layers.GatedDense", "mylib.GatedDense", "own.nets.GatedDense")
def gated_dense(x: Shape, *, units: Size, use_bias: bool = True) -> Built:
    """A dense layer and a gate of the same width, multiplied."""
    if units <= 0:
        raise BadArgument(f"takes units from 1 on, not {units}")
    batch, features = x.axes(2)
    kernel, bias = Weight("kernel", (features, 2 * units)), Weight("bias", (2 * units,))
    return Built(Shape.of(batch, units), [kernel, bias] if use_bias else [kernel])

@layer("mylib.layers.Windows")
def windows(x: Shape, *, size: Size, stride: Size = 1, keras: object) -> Built:
    batch, steps, features = x.axes(3)
    slopes = [Weight("slopes", (features,), trainable=False)] * keras.three
    return Built(Shape.of(batch, window(steps, size, stride), size * features), slopes)

@layer("mylib.layers.Broken")
def broken(x, *, units):
    return Built(x.with_last(units), [Weight("kernel", "no sizes")])
'''
HEADER = "from keras import *\nfrom keras import layers\nfrom mylib.layers import GatedDense, Windows, Broken\n"
# Statements after the header; the counts of the models, or the codes that are found.
PROGRAMS = {
    "by name": ("m = Sequential([Input((10,)), GatedDense(3)])", [66]),
    "by position and by name": (
        "m = Sequential([Input((10,)), GatedDense(3, False), GatedDense(units=1, use_bias=True)])",
        [60 + 8],
    ),
    "by module": (
        "import mylib\nimport mylib.layers as ml\n"
        "m = Sequential([Input((4,)), mylib.layers.GatedDense(2), ml.GatedDense(1)])",
        [20 + 6],
    ),
    "from the package": (
        "from mylib import GatedDense as G\nm = Sequential([Input((4,)), G(2)])",
        [20],
    ),
    "by star": ("from mylib.layers import *\nm = Sequential([Input((4,)), GatedDense(2)])", [20]),
    "functional and shared": (
        "a = Input((4,))\nshared = GatedDense(4)\nm = Model(a, shared(shared(a)))",
        [40],
    ),
    "other arguments change nothing": (
        "m = Sequential([GatedDense(3, activation='relu', name='g', input_shape=(10,))])",
        [66],
    ),
    "an argument that is not known": (
        "import os\nm = Sequential([Input((10,)), GatedDense(3, len(os.environ) > 5)])",
        [None],
    ),
    "a free batch and a window": (
        "m = Sequential([Input((9, 2)), Windows(3, stride=2), layers.Flatten(), layers.Dense(1)])",
        [2 + 4 * 6 + 1],
    ),
    "what fails is unknown": ("m = Sequential([Input((4,)), Broken(3)])", [None]),
    "one is missing": ("m = Sequential([Input((4,)), GatedDense()])", ["KER401"]),
    "twice": ("m = Sequential([Input((4,)), GatedDense(3, units=3)])", ["KER401"]),
    "refused by the function": ("m = Sequential([Input((4,)), GatedDense(0)])", ["KER401"]),
    "wrong rank": ("m = Sequential([Input((4, 4)), GatedDense(1)])", ["KER301"]),
    "a weight without a size": ("m = Sequential([Input((None,)), GatedDense(1)])", ["KER304"]),
    "too short": ("m = Sequential([Input((2, 2)), Windows(3)])", ["KER302"]),
    "a comment": ("m = Sequential([Input((10,)),\nGatedDense(3),  # 99 params\n])", ["KER201"]),
}


def project(folder: Path, text: str = LAYERS) -> Path:
    """A project that registers layers; the file to be analysed."""
    (folder / "pyproject.toml").write_text('[tool.keraslint]\nlayers = ["own_layers.py"]\n')
    (folder / "own_layers.py").write_text(text)
    return folder / "net.py"


def report(file: Path, text: str) -> keraslint.Report:  # type: ignore[name-defined]
    settings = keraslint.Settings(
        **{**keraslint.settings.read_pyproject(file.parent), "keras": "3.15"}
    )
    return keraslint.analyze(text, str(file), settings)


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(tmp_path: Path, name: str) -> None:
    program, expected = PROGRAMS[name]
    found = report(project(tmp_path), HEADER + program)
    if expected and isinstance(expected[0], str):
        assert [finding.code for finding in found.findings] == expected
    else:
        assert [model.params for model in found.models] == expected, found.models
        assert not found.findings


def test_an_unknown_flag_leaves_what_is_certain(tmp_path: Path) -> None:
    program = HEADER + PROGRAMS["an argument that is not known"][0]
    (model,) = report(project(tmp_path), program).models
    assert (model.at_least, model.output_shape) == (60, (None, 3))


def test_a_class_of_the_project_itself(tmp_path: Path) -> None:
    file = project(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "nets.py").write_text(
        "import keras\nclass GatedDense(keras.layers.Layer):\n"
        "    def __init__(self, units):\n        super().__init__()\n        magic(self)\n"
    )
    program = "from keras import *\nfrom own.nets import GatedDense\n"
    (model,) = report(file, program + "m = Sequential([Input((10,)), GatedDense(3)])").models
    assert model.params == 66


def test_a_refusal_in_a_branch_that_is_not_decided_is_none(tmp_path: Path) -> None:
    text = LAYERS.replace("if units <= 0:", "if unheard_of(units):")
    found = report(project(tmp_path, text), HEADER + "m = Sequential([Input((4,)), GatedDense(2)])")
    assert [model.params for model in found.models] == [20]
    assert not found.findings


def test_nothing_of_the_file_is_executed(tmp_path: Path) -> None:
    harm = f"import pathlib\npathlib.Path({str(tmp_path / 'harm')!r}).write_text('done')\n"
    inner = LAYERS.replace(
        "    batch, features", f"    open({str(tmp_path / 'harm')!r}, 'w')\n    batch, features"
    )
    found = report(project(tmp_path, harm + inner), HEADER + PROGRAMS["by name"][0])
    assert [model.params for model in found.models] == [66]
    assert not (tmp_path / "harm").exists()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = report(project(tmp_path, "def ("), HEADER + PROGRAMS["by name"][0])
    (finding,) = found.findings
    assert finding.code == "KER001"
    assert "own_layers.py" in finding.text


def test_a_file_without_end_is_bounded(tmp_path: Path) -> None:
    found = report(project(tmp_path, "while True:\n    x = 1\n" + LAYERS), HEADER + "Sequential()")
    assert len(found.findings) <= 1


@pytest.mark.parametrize(
    "name", ["../outside.py", "missing.py", "link.py", "folder", "/etc/passwd"]
)
def test_only_files_of_the_project(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    (inner / "folder").mkdir(parents=True)
    (tmp_path / "outside.py").write_text(LAYERS)
    (inner / "link.py").symlink_to(tmp_path / "outside.py")
    (inner / "pyproject.toml").write_text(f'[tool.keraslint]\nlayers = ["{name}"]\n')
    with pytest.raises(SettingsError, match="no Python file inside"):
        keraslint.Settings.from_pyproject(inner)


@pytest.mark.parametrize("name", ["Dense", "keras.layers.Dense", "my lib.Dense", ""])
def test_only_names_of_other_people(name: str) -> None:
    with pytest.raises(ValueError, match="imported from"):
        register(name)


def plugin(folder: Path, module: str) -> None:
    """A distribution in this folder that registers layers by an entry point."""
    (folder / f"{module}.py").write_text(LAYERS)
    metadata = folder / f"{module}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[keraslint.layers]\nmine = {module}\n")


def answer(*command: str, folder: Path, installed: Path | None = None) -> tuple[int, str]:
    """The exit code and output of a command in this folder, with what is installed there."""
    paths = [str(ROOT / "src"), *([str(installed)] if installed else [])]
    result = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip
    return result.returncode, result.stdout + result.stderr


MAIN = ("-c", "import sys; from keraslint.cli import main; sys.exit(main())")
CLAIM = HEADER + "m = Sequential([Input((10,)),\nGatedDense(3),  # 99 params\n])\n"
FOUND = "KER201 comment says 99 parameters; GatedDense has 66 = (10 + 1)·6"


@pytest.mark.parametrize(
    "command", [(*MAIN, "check", "net.py"), ("-m", "flake8", "--select=KER", "net.py")]
)
def test_the_project_registers(tmp_path: Path, command: tuple[str, ...]) -> None:
    project(tmp_path).write_text(CLAIM)
    code, text = answer(*command, folder=tmp_path)
    assert code == 1
    assert FOUND in text


def test_an_installed_plugin_registers(tmp_path: Path) -> None:
    site, folder = tmp_path / "site", tmp_path / "work"
    site.mkdir()
    folder.mkdir()
    plugin(site, "own_plugin")
    (folder / "net.py").write_text(CLAIM)
    code, text = answer(*MAIN, "check", "net.py", folder=folder, installed=site)
    assert code == 1
    assert FOUND in text
    code, text = answer(*MAIN, "layers", "GatedDense", folder=folder, installed=site)
    assert (code, text.splitlines()) == (
        0,
        [
            "mylib.GatedDense: A dense layer and a gate of the same width, multiplied.",
            "",
            "  GatedDense(units, use_bias=True)",
            "  registered by own_plugin",
        ],
    )


def test_a_distribution_in_the_analysed_folder_is_not_loaded(tmp_path: Path) -> None:
    plugin(tmp_path, "own_plugin")
    (tmp_path / "own_plugin.py").write_text("open('harm', 'w')\n")
    (tmp_path / "net.py").write_text(CLAIM)
    _, text = answer(*MAIN, "check", ".", folder=tmp_path)
    assert "GatedDense" not in text
    assert not (tmp_path / "harm").exists()


def test_a_plugin_that_fails_is_told(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    plugin(site, "own_plugin")
    (site / "own_plugin.py").write_text("1 / 0\n")
    code, text = answer(*MAIN, "layers", "Dense", folder=tmp_path, installed=site)
    assert code == 0
    assert "the plugin mine = own_plugin cannot be loaded: ZeroDivisionError" in text
