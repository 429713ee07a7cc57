"""Many files through the map of any engine: the serial answer, in order, whatever dies on the way."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import distributed
import pytest

import keraslint
from keraslint.scanning import BATCH, File, Reading

NET = """from keras.models import Sequential
from keras.layers import Dense
model = Sequential([Dense({units}, input_shape=(4,))])  # {claim} params
"""
FILES = 200


def folder_of(tmp_path: Path, count: int) -> list[str]:
    for number in range(count):
        units = number % 50 + 1
        text = NET.format(units=units, claim=5 * units + (number % 7 == 0))
        (tmp_path / f"net{number:04}.py").write_text(text)
    return sorted(map(str, tmp_path.glob("*.py")))


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return folder_of(tmp_path_factory.mktemp("many"), FILES)


@pytest.fixture(scope="module")
def serial(paths: list[str]) -> list[keraslint.Report]:
    return list(keraslint.scan(paths))


def test_the_serial_answer_is_that_of_each_file(
    paths: list[str], serial: list[keraslint.Report]
) -> None:
    assert [report.path for report in serial] == paths
    assert [report.models[0].params for report in serial] == [
        5 * (n % 50 + 1) for n in range(FILES)
    ]
    assert [bool(report.findings) for report in serial] == [n % 7 == 0 for n in range(FILES)]


def test_any_map_gives_the_same(paths: list[str], serial: list[keraslint.Report]) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert list(keraslint.scan(paths, map=pool.map)) == serial
    with ProcessPoolExecutor(2) as pool:
        assert list(keraslint.scan(paths, map=pool.map)) == serial
        futures = keraslint.scan(
            paths, map=lambda work, tasks: [pool.submit(work, task) for task in tasks]
        )
        assert list(futures) == serial


def test_reports_come_while_files_are_still_found(paths: list[str]) -> None:
    seen: list[str] = []
    reports = keraslint.scan(seen.append(path) or path for path in paths * 500)
    assert next(reports).path == paths[0]
    assert len(seen) < 500 * FILES


def test_texts_that_lie_elsewhere() -> None:
    text = NET.format(units=3, claim=16)
    (report,) = keraslint.scan([("s3://bucket/net.py", text)])
    assert report.path == "s3://bucket/net.py"
    assert [finding.code for finding in report.findings] == ["KER202"]
    (silenced,) = keraslint.scan([("net.py", text.replace("params", "params  # noqa: KER202"))])
    assert not silenced.findings


def test_settings_are_those_given_or_those_of_each_project(tmp_path: Path) -> None:
    for name, budget in (("small", 10), ("large", 100)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "net.py").write_text(NET.format(units=3, claim=15))
        (tmp_path / name / "pyproject.toml").write_text(
            f"[tool.keraslint]\nmax-params = {budget}\n"
        )
    paths = [tmp_path / "small" / "net.py", tmp_path / "large" / "net.py"]
    assert [len(report.findings) for report in keraslint.scan(paths)] == [1, 0]
    settings = keraslint.Settings(max_params=5)
    assert [len(report.findings) for report in keraslint.scan(paths, settings=settings)] == [1, 1]


def test_what_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "bytes.py").write_bytes(b"x = '\xff'\n")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "net.py").write_text(NET.format(units=3, claim=15))
    (tmp_path / "odd" / "pyproject.toml").write_text("[tool.keraslint]\nmax-parms = 5\n")
    (tmp_path / "net.py").write_text(NET.format(units=3, claim=15))
    names = ["missing.py", "bytes.py", "odd/net.py", "net.py"]
    *bad, good = keraslint.scan([tmp_path / name for name in names])
    assert [report.unreadable for report in bad] == [True] * 3
    assert "max-parms is not a setting" in bad[2].findings[0].message
    assert good.models[0].params == 15


class Failing:
    """A map that gives some results and then fails, so many times."""

    def __init__(self, failures: int, after: int) -> None:
        self.failures, self.after, self.calls = failures, after, 0

    def __call__(self, work: Callable[..., Any], tasks: Iterable[Any]) -> Iterator[Any]:
        self.calls += 1
        for number, task in enumerate(tasks):
            if self.calls <= self.failures and number == self.after:
                raise ConnectionError("the worker is gone")
            yield work(task)


@pytest.mark.parametrize("after", [0, 1, 5])
def test_an_engine_that_fails_is_asked_again(
    paths: list[str], serial: list[keraslint.Report], after: int
) -> None:
    engine = Failing(2, after)
    with warnings.catch_warnings(action="error"):
        assert list(keraslint.scan(paths, map=engine)) == serial
    assert engine.calls == 3


def test_an_engine_that_never_comes_back_is_replaced(
    paths: list[str], serial: list[keraslint.Report]
) -> None:
    with pytest.warns(RuntimeWarning, match="the worker is gone"):
        assert list(keraslint.scan(paths, map=Failing(99, 2))) == serial


class Deadly(Reading):
    """A task that ends its process at one file, as a crash of the native parser would."""

    def report(self, file: File) -> keraslint.Report:
        if os.fspath(file).endswith("net0020.py"):  # type: ignore[arg-type]
            os._exit(11)
        return super().report(file)


def test_a_file_that_ends_its_process_takes_no_other_along(
    paths: list[str], serial: list[keraslint.Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keraslint.scanning.Reading", Deadly)
    with ProcessPoolExecutor(2) as pool, pytest.warns(RuntimeWarning, match="engine failed"):
        found = list(keraslint.scan(paths, map=pool.map))
    assert found[:20] + found[21:] == serial[:20] + serial[21:]
    assert "ended the process" in found[20].findings[0].message


@pytest.mark.filterwarnings("default")  # those of the engine itself
def test_a_cluster_that_loses_a_worker(tmp_path: Path) -> None:
    paths = folder_of(tmp_path, 2_000)
    serial = list(keraslint.scan(paths))
    with (
        distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        reports = keraslint.scan(paths, map=client.map)
        found = [next(reports) for _ in range(2 * BATCH)]
        workers = client.run(os.getpid)
        assert len(workers) == 2
        os.kill(next(iter(workers.values())), 9)
        found += reports
    assert found == serial
