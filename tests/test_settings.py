"""Settings: values, sources, and the order in which they count."""

from __future__ import annotations

from pathlib import Path

import pytest

from keraslint.settings import Settings, SettingsError, parse_count, read, read_pyproject, settle

COUNTS = [
    ("128k", 128_000),
    ("1.2M", 1_200_000),
    ("2B", 2_000_000_000),
    ("5_000_000", 5_000_000),
    ("1,000", 1_000),
    (7, 7),
]


@pytest.mark.parametrize(("text", "count"), COUNTS)
def test_counts(text: str | int, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["", "0", "-1", "1.2", "1.2345k", "5 MB", "many", True, 1.5, None])
def test_no_counts(text: object) -> None:
    with pytest.raises(ValueError):
        parse_count(text)


WRONG = [
    ('max-parms = "5M"', ("max-parms", "max-params", "pyproject.toml")),
    ('max-params = "lots"', ("max-params", "lots", "128k", "pyproject.toml")),
    ('keras = "4x"', ("keras", "4x", "tf.keras", "pyproject.toml")),
    ('data-format = "nchw"', ("data-format", "channels_first", "pyproject.toml")),
    ("unknowns = 3", ("unknowns", "true or false", "pyproject.toml")),
]


@pytest.mark.parametrize(("line", "named"), WRONG)
def test_a_wrong_setting_names_key_file_and_allowed_values(
    tmp_path: Path, line: str, named: tuple[str, ...]
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.keraslint]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        read_pyproject(tmp_path)
    for part in named:
        assert part in str(caught.value)


def test_pyproject_is_found_upwards_to_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.keraslint]\nmax-params = 5\n")
    inner = tmp_path / "inner"
    (inner / "deep").mkdir(parents=True)
    assert Settings.from_pyproject(inner / "deep").max_params == 5
    (inner / ".git").mkdir()
    assert Settings.from_pyproject(inner / "deep").max_params is None


def test_the_first_source_wins() -> None:
    line = read({"max-params": "1k"}, "command line")
    project = read({"max-params": "2k", "max-layer-params": "3k"}, "pyproject.toml")
    settled = settle(line, project)
    assert (settled.max_params, settled.max_layer_params) == (1_000, 3_000)


def test_a_wrong_value_in_code_is_an_error() -> None:
    with pytest.raises(SettingsError):
        Settings(keras="no such")
