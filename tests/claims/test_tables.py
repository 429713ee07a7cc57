"""Pasted summaries: read in every style, held against the model, mended in their own layout."""

from __future__ import annotations

import pytest

from claims.programs import HEAD, findings, fixed, said
from keraslint.claims import tables

MODEL = """
model = Sequential([
    Input((28, 28, 1)),
    Conv2D(32, 3),
    MaxPooling2D(),
    Flatten(),
    Dense(10),
])
model.summary()
"""
KERAS1 = """
____________________________________________________________________________________________________
Layer (type)                     Output Shape          Param #     Connected to
====================================================================================================
convolution2d_1 (Convolution2D)  (None, 26, 26, 32)    320         convolution2d_input_1[0][0]
____________________________________________________________________________________________________
maxpooling2d_1 (MaxPooling2D)    (None, 13, 13, 32)    0           convolution2d_1[0][0]
____________________________________________________________________________________________________
flatten_1 (Flatten)              (None, 5408)          0           maxpooling2d_1[0][0]
____________________________________________________________________________________________________
dense_1 (Dense)                  (None, 10)            54090       flatten_1[0][0]
====================================================================================================
Total params: 54410
____________________________________________________________________________________________________
"""
KERAS2 = """
Model: "sequential"
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
conv2d (Conv2D)              (None, 26, 26, 32)        320
_________________________________________________________________
max_pooling2d (MaxPooling2D) (None, 13, 13, 32)        0
_________________________________________________________________
flatten (Flatten)            (None, 5408)              0
_________________________________________________________________
dense (Dense)                (None, 10)                54090
=================================================================
Total params: 54,410
Trainable params: 54,410
Non-trainable params: 0
_________________________________________________________________
"""
TENSORFLOW = """
 Layer (type)                Output Shape              Param #
=================================================================
 conv2d (Conv2D)             (None, 26, 26, 32)        320

 max_pooling2d (MaxPooling2  (None, 13, 13, 32)        0
 D)

 flatten (Flatten)           (None, 5408)              0

 dense (Dense)               (None, 10)                54090

=================================================================
Total params: 54410 (212.54 KB)
Trainable params: 54410 (212.54 KB)
Non-trainable params: 0 (0.00 Byte)
"""
KERAS3 = """
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                 │ (None, 26, 26, 32)     │           320 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d (MaxPooling2D)    │ (None, 13, 13, 32)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 5408)           │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 10)             │        54,090 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 54,410 (212.54 KB)
 Trainable params: 54,410 (212.54 KB)
 Non-trainable params: 0 (0.00 B)
"""
NARROW = """
┏━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)         ┃ Output Shape      ┃   Param # ┃ Connected to         ┃
┡━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━┩
│ input_layer          │ (None, 28, 28, 1) │         0 │ -                    │
│ (InputLayer)         │                   │           │                      │
├──────────────────────┼───────────────────┼───────────┼──────────────────────┤
│ conv2d (Conv2D)      │ (None, 26, 26,    │       320 │ input_layer[0][0]    │
│                      │ 32)               │           │                      │
├──────────────────────┼───────────────────┼───────────┼──────────────────────┤
│ max_pooling2d        │ (None, 13, 13,    │         0 │ conv2d[0][0]         │
│ (MaxPooling2D)       │ 32)               │           │                      │
├──────────────────────┼───────────────────┼───────────┼──────────────────────┤
│ flatten (Flatten)    │ (None, 5408)      │         0 │ max_pooling2d[0][0]  │
├──────────────────────┼───────────────────┼───────────┼──────────────────────┤
│ dense (Dense)        │ (None, 10)        │    54,090 │ flatten[0][0]        │
└──────────────────────┴───────────────────┴───────────┴──────────────────────┘
 Total params: 54,410 (212.54 KB)
"""
STYLES = {
    "keras 1": KERAS1,
    "keras 2": KERAS2,
    "tensorflow": TENSORFLOW,
    "keras 3": KERAS3,
    "narrow": NARROW,
}


def commented(table: str) -> str:
    return "".join(f"# {line}\n" if line else "\n" for line in table.splitlines())


def quoted(table: str) -> str:
    return f"'''{table}'''\n"


@pytest.mark.parametrize("put", [commented, quoted])
@pytest.mark.parametrize("style", STYLES)
def test_a_true_summary_is_no_finding(style: str, put: object) -> None:
    assert callable(put)
    assert said(MODEL + put(STYLES[style])) == []


@pytest.mark.parametrize("put", [commented, quoted])
@pytest.mark.parametrize("style", ["keras 1", "keras 2", "tensorflow", "keras 3"])
def test_stale_numbers_are_one_finding_and_mended(style: str, put: object) -> None:
    assert callable(put)
    source = MODEL.replace("Dense(10)", "Dense(100)") + put(STYLES[style])
    [finding] = findings(source)
    assert finding.code == "KER204"
    assert "differs from model in 1 of 4 rows, first at dense" in finding.text
    assert finding.text.endswith(
        "says (None, 10) and 54,090 parameters, Dense has (None, 100) and 540,900"
    )
    mended = fixed(HEAD + source, [finding])
    assert findings(mended, head="") == []
    old, new = (HEAD + source).splitlines(), mended.splitlines()
    changed = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    assert len(changed) == (2 if style == "keras 1" else 3)
    assert [len(old[i]) for i in changed if "│" in old[i]] == [
        len(new[i]) for i in changed if "│" in new[i]
    ]
    assert "(2.06 MB)" in mended or "KB" not in source
    crlf = (HEAD + source).replace("\n", "\r\n")
    assert fixed(crlf, findings(crlf, head="")) == mended.replace("\n", "\r\n")


def test_other_layers_are_said_and_left_alone() -> None:
    source = MODEL.replace("    Flatten(),\n", "    Flatten(),\n    Dropout(0.5),\n") + quoted(
        KERAS2
    )
    [finding] = findings(source)
    assert (
        finding.text
        == "pasted summary shows 4 layers, model has 5; first difference: dropout (Dropout) is missing"
    )
    assert finding.fix is None


def test_stale_totals_alone() -> None:
    source = MODEL + quoted(KERAS2.replace("Total params: 54,410", "Total params: 54,411"))
    assert said(source) == ["KER204 pasted summary says 54,411 total parameters; model has 54,410"]


SILENT = {
    "another model's table": "model = Sequential([Input((3,)), Dense(4), Dense(5)])\nmodel.summary()\n" + quoted(KERAS2),
    "cut numbers": MODEL + quoted(KERAS3.replace("54,090", "54,0…").replace("54,410", "54,410")),
    "rows left out": MODEL + quoted(KERAS2.replace("max_pooling2d (MaxPooling2D) (None, 13, 13, 32)        0", "......")),
    "unbuilt and multiple": MODEL + quoted(KERAS2.replace("(None, 10)                54090", "multiple                  54090")),
    "a table of a model with layers commented out": MODEL.replace("    Dense(10),", "    # layers.Dense(20)(x),\n    # model.add(Dense(7))\n    Dense(11),") + quoted(KERAS2),
    "layers that are not known": MODEL.replace("Dense(10)", "Mystery(10)") + quoted(KERAS2),
    "the optimizer's share": MODEL + quoted(KERAS3.replace("Total params: 54,410 (212.54 KB)", "Total params: 163,232 (637.63 KB)") + " Optimizer params: 108,822 (425.09 KB)\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_silence(name: str) -> None:
    assert said(SILENT[name]) == []


def test_two_models_two_tables() -> None:
    other = "small = Sequential([Input((4,)), Dense(3), Dense(2)])\nsmall.summary()\n"
    table = "#  dense_1 (Dense)  (None, 3)   15\n#  dense_2 (Dense)  (None, 2)   8\n"
    assert said(MODEL + commented(KERAS2) + other + table) == []
    [line] = said(MODEL + commented(KERAS2) + other + table.replace("  8", "  9"))
    assert line.endswith("first at dense_2 (Dense): says 9 parameters, Dense has 8")


def test_a_line_that_is_longer_than_any_of_a_summary_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hundred thousand brackets in one line took more than a minute."""
    looked_at: list[str] = []
    monkeypatch.setattr(tables, "_row", lambda line: looked_at.append(line[2]))
    row = "dense (Dense)" + " " * 40 + "(None, 4)" + " " * 40 + "16"
    tables.tables([(1, 0, row), (2, 0, "(" * 1_001), (3, 0, row)])
    assert looked_at == [row, row]
