"""Reports of earlier runs: when they are used, when not, and what a damaged file does."""

from __future__ import annotations

import pickle
import sqlite3
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keraslint import cache
from keraslint.analysis import analyze
from keraslint.cache import FOLDER, Cache, default_path
from keraslint.cli import main
from keraslint.model import Report
from keraslint.scanning import ended
from keraslint.settings import Settings
from keraslint.source.disk import noted

NET = """from keras.models import Sequential
from keras.layers import Dense
from sizes import UNITS
model = Sequential([Dense(UNITS, input_shape=(4,))])  # 99 params
"""


@pytest.fixture
def net(tmp_path: Path) -> Path:
    (tmp_path / "sizes.py").write_text("UNITS = 3\n")
    (tmp_path / "net.py").write_text(NET)
    return tmp_path / "net.py"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "reports.sqlite"


def filled(path: Path, net: Path, settings: Settings = Settings()) -> Report:
    cache = Cache(path)
    with noted() as answers:
        report = analyze(net.read_text(), str(net), settings)
    cache.keep(net.read_text(), str(net), settings, report, answers)
    cache.close()
    return report


def found(path: Path, net: Path, settings: Settings = Settings()) -> Report | None:
    cache = Cache(path)
    report = cache.find(net.read_text(), str(net), settings)
    cache.close()
    return report


def test_the_same_file_gives_the_same_report(path: Path, net: Path) -> None:
    report = filled(path, net)
    assert report.models[0].params == 15
    assert found(path, net) == report


def _other_text(net: Path) -> None:
    net.write_text(NET + "\n")


def _other_import(net: Path) -> None:
    (net.parent / "sizes.py").write_text("UNITS = 4\n")


def _import_gone(net: Path) -> None:
    (net.parent / "sizes.py").unlink()


def _package_before_module(net: Path) -> None:
    (net.parent / "sizes").mkdir()
    (net.parent / "sizes" / "__init__.py").write_text("UNITS = 5\n")


def _other_root(net: Path) -> None:
    (net.parent / "setup.py").touch()


@pytest.mark.parametrize(
    "change", [_other_text, _other_import, _import_gone, _package_before_module, _other_root]
)
def test_what_the_report_rests_on_changes(
    path: Path, net: Path, change: Callable[[Path], None]
) -> None:
    filled(path, net)
    change(net)
    assert found(path, net) is None


@pytest.mark.parametrize("package", ["libcst", "keraslint"])
def test_another_program_has_its_own_reports(
    path: Path, net: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    filled(path, net)
    assert found(path, net) is not None
    cache._this_keraslint.cache_clear()
    monkeypatch.setattr(cache, "_release_of_libcst", lambda: b"another one")
    if package == "keraslint":
        monkeypatch.undo()
        monkeypatch.setattr(cache, "__version__", "another one")
    assert found(path, net) is None
    cache._this_keraslint.cache_clear()


@pytest.mark.parametrize("settings", [Settings(), Settings(ignore=("KER001",))])
def test_a_report_of_a_failure_is_not_kept(
    path: Path, net: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def fail(*_: object) -> Report:
        raise MemoryError

    monkeypatch.setattr("keraslint.analysis._analyze", fail)
    filled(path, net, settings)
    assert found(path, net, settings) is None


def test_a_report_of_a_lost_process_is_not_kept(path: Path, net: Path) -> None:
    kept = Cache(path)
    kept.keep(NET, str(net), Settings(), ended(str(net)), {})
    kept.close()
    assert found(path, net) is None


@pytest.mark.parametrize("fault", ["cut short", "unreadable"])
def test_a_report_of_what_always_goes_wrong_is_kept(
    path: Path, net: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "cut short":
        net.write_text(NET + "for i in range(200): x = [1 + 1]\n")
        monkeypatch.setattr("keraslint.evaluate.STEPS", 300)
    else:
        net.write_text(NET + "def (:\n")
    report = filled(path, net)
    assert "KER001" in [finding.code for finding in report.findings]
    assert found(path, net) == report


PLUGINS = {
    "a module": ("gated.py", "gated"),
    "a package": ("gated/layers.py", "gated.layers"),
    "a namespace": ("shared/gated/layers.py", "shared.gated.layers"),
}


@pytest.mark.parametrize("kind", PLUGINS)
def test_an_edited_plugin_is_another_one(
    path: Path, net: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    file, module = PLUGINS[kind]
    source = tmp_path / "plugin" / file
    source.parent.mkdir(parents=True)
    source.write_text("UNITS = 3\n")
    if kind != "a module":
        (source.parent / "__init__.py").touch()
    told = tmp_path / "plugin" / "gated-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: gated\nVersion: 1\n")
    (told / "entry_points.txt").write_text(f"[keraslint.layers]\ngated = {module}\n")
    monkeypatch.syspath_prepend(tmp_path / "plugin")
    cache._this_keraslint.cache_clear()
    filled(path, net)
    cache._this_keraslint.cache_clear()
    assert found(path, net) is not None
    source.write_text("UNITS = 30\n")
    cache._this_keraslint.cache_clear()
    assert found(path, net) is None
    assert module.partition(".")[0] not in sys.modules
    monkeypatch.undo()
    cache._this_keraslint.cache_clear()


def test_other_settings_are_another_report(path: Path, net: Path) -> None:
    filled(path, net)
    assert found(path, net, Settings(keras="keras1")) is None
    assert found(path, net, Settings(max_params=10)) is None


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" * 50])
def test_a_damaged_file_is_made_anew(path: Path, net: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert found(path, net) is None
    report = filled(path, net)
    assert found(path, net) == report


def _entries(path: Path, change: Callable[[bytes], bytes]) -> None:
    with sqlite3.connect(path) as base:
        for key, entry in base.execute("SELECT key, entry FROM reports").fetchall():
            base.execute("UPDATE reports SET entry = ? WHERE key = ?", (change(entry), key))
    base.close()


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("sprung",)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry[: len(entry) // 2],
        lambda entry: zlib.compress(pickle.dumps(({}, "no report"))),
        lambda entry: zlib.compress(pickle.dumps(({}, Trap()))),
    ],
    ids=["cut", "something else", "code"],
)
def test_a_damaged_entry_is_passed_over_and_nothing_of_it_runs(
    path: Path, net: Path, change: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    filled(path, net)
    _entries(path, change)
    assert found(path, net) is None
    assert capsys.readouterr().out == ""


def test_two_runs_share_the_file(path: Path, net: Path) -> None:
    report = filled(path, net)
    other = Cache(path)
    other.keep("x = 1", "other.py", Settings(), report, {})
    assert found(path, net) == report
    other.close()
    assert Cache(path).find("x = 1", "other.py", Settings()) == report


def test_what_was_not_used_for_longest_goes(
    path: Path, net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = filled(path, net)
    monkeypatch.setattr("keraslint.cache.MOST_BYTES", 3_000)
    for number in range(20):
        monkeypatch.setattr("keraslint.cache._now", lambda number=number: 10_000_000_000 + number)
        cache = Cache(path)
        cache.keep(f"x = {number}", "other.py", Settings(), report, {})
        cache.close()
    assert found(path, net) is None
    assert Cache(path).find("x = 19", "other.py", Settings()) == report


def test_no_place_to_write_is_no_error(tmp_path: Path, net: Path) -> None:
    blocked = tmp_path / "file" / "reports.sqlite"
    (tmp_path / "file").touch()
    filled(blocked, net)
    assert found(blocked, net) is None


PLACES = [
    ({"KERASLINT_CACHE_DIR": "/a/b"}, True, "/a/b"),
    ({"KERASLINT_CACHE_DIR": "/a/b"}, False, "/a/b"),
    ({"XDG_CACHE_HOME": "/x"}, True, "/x/keraslint"),
    ({"XDG_CACHE_HOME": "/x"}, False, "/x/keraslint"),
    ({"XDG_CACHE_HOME": "relative"}, False, "/home/me/.cache/keraslint"),
    ({}, True, "/home/me/.cache/keraslint"),
    ({}, False, "/home/me/.cache/keraslint"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="folders as Linux has them")
@pytest.mark.parametrize(("environment", "platformdirs", "folder"), PLACES)
def test_the_folder_is_that_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], platformdirs: bool, folder: str
) -> None:
    for name in (FOLDER, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/me", **environment}.items():
        monkeypatch.setenv(name, value)
    if not platformdirs:
        monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert default_path() == Path(folder) / "reports.sqlite"


def test_check_uses_it_unless_told_not_to(
    net: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "own"))
    assert main(["check", "--no-cache", str(net)]) == 1
    assert not default_path().exists()
    assert main(["check", str(net)]) == 1
    first = capsys.readouterr().out
    calls: list[str] = []
    monkeypatch.setattr(
        "keraslint.analysis.analyze", lambda *parts: calls.append(parts[1]) or Report(parts[1])
    )
    assert main(["check", str(net)]) == 1
    assert first == capsys.readouterr().out * 2
    assert not calls
    assert main(["check", "--no-cache", str(net)]) == 0
    assert calls == [str(net)]


def test_reports_are_kept_before_the_run_ends(path: Path, net: Path) -> None:
    first = Cache(path)
    report = first.report(NET, str(net), Settings())
    other = Cache(path)
    assert other.find(NET, str(net), Settings()) == report
    other.keep("x = 1", "other.py", Settings(), report, {})
    assert first.find("x = 1", "other.py", Settings()) == report


KEPT = [
    # options of the first and the second run of flake8, whether the second one analyses
    ([], [], False),
    ([], ["--keras-version=keras1"], True),
    ([], ["--keras-no-cache"], True),
    (["--keras-no-cache"], [], True),
]


@pytest.mark.parametrize(("first", "second", "again"), KEPT)
def test_flake8_uses_it_unless_told_not_to(
    net: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    first: list[str],
    second: list[str],
    again: bool,
) -> None:
    from flake8.main.cli import main as flake8

    monkeypatch.setenv(FOLDER, str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    common = ["--isolated", "--jobs=1", "--select=KER", "net.py"]
    assert flake8([*common, *first]) == 1
    before = capsys.readouterr().out
    analysed: list[str] = []

    def noting(*parts: str, **more: Any) -> Report:
        analysed.append(parts[1])
        return analyze(*parts, **more)

    monkeypatch.setattr("keraslint.analysis.analyze", noting)
    assert flake8([*common, *second]) == 1
    assert capsys.readouterr().out == before
    assert bool(analysed) == again
