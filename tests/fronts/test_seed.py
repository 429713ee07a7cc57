"""The question that the tool comes from, through every front end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"


def run(
    *command: str, stdin: str = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )


def test_flake8_finds_the_forgotten_channels() -> None:
    result = run("flake8", "--isolated", "--select=KER", str(EXAMPLES / "seed.py"))
    (line,) = result.stdout.splitlines()
    assert line.endswith(
        "seed.py:11:39: KER201 comment says 1,664 parameters; Convolution2D has 51,264 = (5·5·32 + 1)·64."
        " 1,664 leaves out the 32 input channels"
    )


def test_flake8_finds_the_model_over_budget() -> None:
    result = run(
        "flake8", "--isolated", "--select=KER", "--keras-max-params=100k", str(EXAMPLES / "seed.py")
    )
    first, second = result.stdout.splitlines()
    assert (
        "seed.py:7:9: KER101 model has 154,798 parameters, 54,798 over the budget of 100,000"
        in first
    )
    assert "KER201" in second


def test_flake8_reads_options_from_its_configuration(tmp_path: Path) -> None:
    (tmp_path / ".flake8").write_text("[flake8]\nselect = KER\nkeras-max-params = 100k\n")
    (tmp_path / "net.py").write_text((EXAMPLES / "seed.py").read_text())
    assert "KER101" in run("flake8", "net.py", folder=tmp_path).stdout


def test_flake8_reads_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.keraslint]\nmax-params = "100k"\n')
    (tmp_path / "net.py").write_text((EXAMPLES / "seed.py").read_text())
    assert "KER101" in run("flake8", "--select=KER", "net.py", folder=tmp_path).stdout


def test_unknowns_need_an_option_of_their_own(tmp_path: Path) -> None:
    net = tmp_path / "net.py"
    net.write_text(
        "from keras.models import Sequential\nfrom keras.layers import Dense\n"
        "m = Sequential([Dense(3, input_shape=shape)])\n"
    )
    assert run("flake8", "--isolated", "--select=KER", str(net)).stdout == ""
    shown = run("flake8", "--isolated", "--select=KER", "--keras-unknowns", str(net)).stdout
    assert (
        "KER901 m is not followed to the end: `shape` is not defined in this file (line 3)" in shown
    )


def test_summary_reads_python_2_and_an_unknown_input_shape() -> None:
    result = run("keraslint", "summary", str(EXAMPLES / "seed_python2.py"))
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert any(
        "convolution2d_2 (Convolution2D)" in line and "51,264  (5·5·32 + 1)·64" in line
        for line in lines
    )
    assert any("dense_2 (Dense)" in line and "202  (100 + 1)·2" in line for line in lines)
    assert "Total params: at least 58,798" in lines
    assert "Not known: `input_shape` is not defined in this file (line 7)" in lines


def test_summary_as_json_keeps_the_contract() -> None:
    result = run("keraslint", "summary", "--format", "json", str(EXAMPLES / "seed.py"))
    report = json.loads(result.stdout)
    assert report["version"] == 1
    (file,) = report["files"]
    (model,) = file["models"]
    assert (model["name"], model["kind"], model["line"], model["column"]) == (
        "model",
        "sequential",
        7,
        8,
    )
    assert model["complete"] is True
    assert model["params"] == model["trainable"] == model["at_least"] == 154_798
    assert model["input_shape"] == [None, 28, 28, 1]
    assert model["output_shape"] == [None, 2]
    assert model["layers"][0] == {
        "name": "convolution2d_1",
        "class": "Convolution2D",
        "line": 8,
        "output_shape": [None, 24, 24, 32],
        "params": 832,
        "trainable": 832,
        "non_trainable": 0,
        "weights": [
            {"name": "kernel", "shape": [5, 5, 1, 32], "trainable": True},
            {"name": "bias", "shape": [32], "trainable": True},
        ],
        "formula": "(5·5·1 + 1)·32",
    }


def test_exit_codes(tmp_path: Path) -> None:
    clean = tmp_path / "clean.py"
    clean.write_text("import os\n")
    broken = tmp_path / "broken.py"
    broken.write_text("import keras\ndef f(:\n")
    assert run("keraslint", "check", str(clean)).returncode == 0
    assert run("keraslint", "check", str(EXAMPLES / "seed.py")).returncode == 1
    assert run("keraslint", "check", str(broken)).returncode == 2
    missing = run("keraslint", "check", str(tmp_path / "nowhere.py"))
    assert missing.returncode == 2
    assert "there is no such file or folder" in missing.stderr


def test_standard_input() -> None:
    text = (EXAMPLES / "seed.py").read_text()
    result = run("keraslint", "check", "-", "--stdin-filename", "net.py", stdin=text)
    assert result.stdout.startswith("net.py:11:39: KER201")


def test_explain_prints_every_code() -> None:
    codes = [line.split()[0] for line in run("keraslint", "explain").stdout.splitlines()]
    for code in codes:
        assert f"{code}:" in run("keraslint", "explain", code).stdout
    assert run("keraslint", "explain", "KER999").returncode == 2


def test_a_file_without_keras_does_not_import_libcst() -> None:
    program = (
        "import sys, sysconfig, pathlib\n"
        "from keraslint.flake8_plugin import Plugin\n"
        "found = []\n"
        "for path in sorted(pathlib.Path(sysconfig.get_path('stdlib')).glob('*.py')):\n"
        "    lines = path.read_text('utf8', 'replace').splitlines(keepends=True)\n"
        "    found += list(Plugin(None, lines, str(path)).run())\n"
        "print(found, 'libcst' in sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[] False"


def test_an_error_of_our_own_is_a_finding(monkeypatch: object) -> None:
    import keraslint
    from keraslint import evaluate

    class Boom(RuntimeError):
        pass

    def fail(*_: object) -> None:
        raise Boom

    original = evaluate.evaluate
    evaluate.evaluate = fail  # type: ignore[assignment]
    try:
        report = keraslint.analyze("import keras\nkeras.Sequential()\n")
    finally:
        evaluate.evaluate = original
    (finding,) = report.findings
    assert finding.code == "KER001"
    assert "Boom" in finding.text
