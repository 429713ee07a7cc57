"""`summary`: the table, and the same models as Markdown, Mermaid and JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from keraslint import analyze
from keraslint.cli import main
from keraslint.report.amounts import bar, bytes_text, percent, rounded, sample_text
from keraslint.report.text import Layout, plain, summary_lines

EXAMPLES = Path(__file__).parent.parent / "examples"
NESTED = """import keras
from keras import Sequential, layers
body = Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten()], name="body")
body.trainable = False
head = Sequential([keras.Input((8, 8, 3)), body, layers.Dense(10), layers.Dense(2)])
"""


@pytest.fixture
def nested(tmp_path: Path) -> str:
    path = tmp_path / "nested.py"
    path.write_text(NESTED)
    return str(path)


def summary(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["summary", *arguments]) == 0
    return capsys.readouterr().out


def test_shares_stand_beside_the_counts(nested: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = summary(capsys, nested).splitlines()
    (dense,) = [line for line in lines if line.startswith("dense (Dense) ")]
    assert dense.endswith("███████▍ 91.5 %    1,450  (144 + 1)·10")
    (folded,) = [line for line in lines if line.startswith("body (Sequential), frozen ")]
    assert folded.endswith("7.1 %      112")


def test_nested_models_are_spread_out_on_request(
    nested: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = summary(capsys, "--expand", nested).splitlines()
    names = [line.partition(" (")[0] for line in lines if re.match(r"[└\w]+ ?\w* \([A-Z]", line)]
    assert names[-5:] == ["body", "└ conv2d", "└ flatten", "dense", "dense_1"]
    assert "└" not in summary(capsys, nested)


BRANCHED = """from keras import Input, Model, layers
a = Input((8,), name="a")
b = layers.Dense(8, name="b")(a)
c = layers.Dense(8, name="c")(b)
d = layers.Add(name="d")([a, c])
side = Model(a, d, name="side")
both = Model(a, layers.Dense(2, name="e")(side(a)))
"""


def test_what_feeds_a_layer_is_told_unless_it_stands_above(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "branched.py"
    path.write_text(BRANCHED)
    first, second = summary(capsys, str(path)).split("\n\n")
    told = [line.partition("Connected")[0] for line in first.splitlines()]
    start = max(map(len, told[2:3]))
    assert [line[start:] for line in first.splitlines()[4:8]] == ["", "", "", "a, c"]
    assert "Connected" not in second
    expanded = summary(capsys, "--expand", str(path)).split("\n\n")[1]
    (head,) = [line for line in expanded.splitlines() if line.startswith("e (Dense)")]
    assert head.endswith("  side")  # what stands above it is spread out
    markdown = summary(capsys, "--format", "markdown", str(path))
    assert "| d (Add) | (None, 8) | 0 |  | 0 |  | a, c |" in markdown


WIDTHS = [
    (50, "Layer (type) · Output shape · Param #"),
    (80, "Layer (type) · Output shape · Share · Param #"),
    (100, "Layer (type) · Output shape · Share · Param # · Arithmetic"),
    (140, "Layer (type) · Output shape · Share · Param # · Arithmetic · Connected to"),
]


@pytest.mark.parametrize(("width", "titles"), WIDTHS)
def test_a_table_fits_the_terminal(width: int, titles: str) -> None:
    report = analyze((EXAMPLES / "captioned.py").read_text("utf-8"))
    table = plain(summary_lines([report], Layout(width=width))).splitlines()[1:45]
    assert max(map(len, table)) <= width
    assert " · ".join(re.split(" {2,}", table[1])) == titles
    assert any(row.startswith("mixed1_join (Con") and "24, 24, 112)" in row for row in table)


def test_costs_stand_in_columns_on_request(nested: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = summary(capsys, "--costs", nested)
    assert re.search(r"^conv2d \(Conv2D\), frozen .* 3×3  3\.89 k ", table, re.MULTILINE)
    assert "MACs" not in summary(capsys, nested)


def test_totals_tell_memory_work_and_activations(
    nested: str, capsys: pytest.CaptureFixture[str]
) -> None:
    totals = summary(capsys, "--batch", "32", nested).splitlines()[-7:-1]
    assert totals == [
        "Total params: 1,584",
        "Trainable params: 1,472",
        "Non-trainable params: 112",
        "Weights: 6.2 KiB (float32)",
        f"Multiply-accumulates: {36 * 108 + 1440 + 20:,} a sample",
        "Activations: 37.5 KiB for a batch of 32",  # (144 + 144 + 10 + 2) · 4 · 32 bytes
    ]


def test_a_batch_is_a_number_of_samples(nested: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["summary", "--batch", "0", nested])
    assert stopped.value.code == 2
    assert "give 1 or more" in capsys.readouterr().err


def test_markdown_is_one_table_a_model(nested: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = summary(capsys, "--format", "markdown", nested)
    assert text.count("### ") == 2
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
    assert "| dense\\_1 (Dense) | (None, 2) | 22 | 1.4 % | 20 | (10 + 1)·2 |" in rows
    assert "- Total params: 1,584" in text


def test_mermaid_has_a_node_a_layer_and_an_arrow_an_edge(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = summary(capsys, "--format", "mermaid", str(EXAMPLES / "captioned.py"))
    nodes = re.findall(r'^    (m0_\d+)\["(\w+) \(\w+\)<br/>.*"\]:::(\w+)$', text, re.MULTILINE)
    arrows = re.findall(r"^    (m0_\d+) --> (m0_\d+)$", text, re.MULTILINE)
    names = {node: name for node, name, _ in nodes}
    assert len(names) == len(set(names.values())) == 39
    edges = {(names[a], names[b]) for a, b in arrows}
    assert len(edges) == len(arrows) == 47
    assert {a for a, b in edges if b == "both"} == {"see", "read"}
    assert {b for a, b in edges if a == "stem_pool"} == {
        "mixed1_1x1", "mixed1_3x3_reduce", "mixed1_5x5_reduce", "mixed1_pool",
    }  # fmt: skip


def test_json_tells_costs_and_edges(nested: str, capsys: pytest.CaptureFixture[str]) -> None:
    (file,) = json.loads(summary(capsys, "--format", "json", nested))["files"]
    body, head = file["models"]
    assert body["costs"]["macs"] == 36 * 108
    assert head["costs"]["layers"][0] == {
        "name": "body",
        "inputs": [],
        "macs": 36 * 108,
        "receptive_field": None,
        "dtype": "float32",
    }
    assert head["costs"]["layers"][1]["inputs"] == ["body"]


AMOUNTS = [
    (bytes_text(None), "?"),
    (bytes_text(0), "0 B"),
    (bytes_text(1023), "1,023 B"),
    (bytes_text(619_192), "604.7 KiB"),
    (bytes_text(3 * 1024**3), "3.0 GiB"),
    (rounded(None), "?"),
    (rounded(999), "999"),
    (rounded(15_470_264_320), "15.5 G"),
    (percent(None), ""),
    (percent(0.0004), "<0.1 %"),
    (percent(0.331), "33.1 %"),
    (bar(0.0, 4), "    "),
    (bar(0.0001, 4), "▏   "),
    (bar(1.0, 4), "████"),
    (bar(0.5, 4), "██  "),
    (sample_text((None, 26, 26, 32)), "26×26×32"),
    (sample_text((None, None, 8)), "·×8"),
    (sample_text(((None, 2), (None, 3))), "2, 3"),
]


@pytest.mark.parametrize(("written", "expected"), AMOUNTS)
def test_amounts(written: str, expected: str) -> None:
    assert written == expected
