"""What a count says of the one size that is missing."""

from __future__ import annotations

import pytest

import keraslint
from claims.programs import HEAD, said
from keraslint.claims.inference import solution
from keraslint.subjects import OpenCount

KEY = ("`input_shape` is not given", 4, "input_shape", "3")

CASES = [
    # coefficients by power, least, stated, the size that follows
    (((1, 800), (0, 32)), 1, 832, 1),
    (((1, 800), (0, 32)), 1, 2432, 3),
    (((1, 800), (0, 32)), 1, 833, None),
    (((1, 800), (0, 32)), 1, 32, None),  # a size is at least 1
    (((2, 1), (1, 11)), 1, 210, 10),
    (((2, 4), (1, 116)), 1, 23808, 64),
]  # fmt: skip


@pytest.mark.parametrize("coefficients, least, stated, value", CASES)
def test_solution(
    coefficients: tuple[tuple[int, int], ...], least: int, stated: int, value: int | None
) -> None:
    assert solution(OpenCount((KEY,), "channels", least, None, coefficients), stated) == value


FIRST = "model.add(Conv2D(32, 5, input_shape=input_shape))"
CHAIN = "model = Sequential()\n{first}\nmodel.add(Conv2D(64, 5))\nmodel.add(GlobalMaxPooling2D())\n{last}\n"
PROGRAMS = [
    # a comment behind the first layer, what comes last, what is said
    ("# 832 params", "model.summary()  # Total params: 52,096", []),
    ("# 832 params", "model.summary()  # Total params: 52,097",
     ["KER202 comment says 52,097 parameters; model has 52,096, with 1 input channel, as line 4's 832 implies"]),
    ("# 2,432 params", "model.summary()  # Total params: 52,096",
     ["KER202 comment says 52,096 parameters; model has 53,696, with 3 input channels, as line 4's 2,432 implies"]),
    ("# 833 params", "",
     ["KER201 comment says 833 parameters; Conv2D has (5·5·input_shape[-1] + 1)·32, which is 833 for no number of input channels"]),
    ("# 100 params", "", ["KER201 comment says 100 parameters; Conv2D has at least 832"]),
    # rounded, hedged or history: nothing follows
    ("# about 832 params", "model.summary()  # Total params: 53,000", []),
    ("# was 832 params", "model.summary()  # Total params: 53,000", []),
    # claims that contradict each other: one is wrong, and nothing follows
    ("# 832 params", "other = Sequential([Conv2D(8, 3, input_shape=input_shape)])  # (3*3*3 + 1) * 8 = 224",
     []),
]  # fmt: skip


@pytest.mark.parametrize("comment, last, expected", PROGRAMS)
def test_programs(comment: str, last: str, expected: list[str]) -> None:
    assert said(CHAIN.format(first=f"{FIRST}  {comment}", last=last)) == expected


def test_claims_that_contradict_each_other() -> None:
    program = "from settings import channels\n" + "".join(
        f"Conv2D({filters}, 1)(Input((8, 8, channels)))  # {stated} params\n"
        for filters, stated in ((4, 16), (5, 20), (6, 42))
    )
    assert said(program) == [
        "KER201 comment says 42 parameters; with 3 input channels, as line 4's 16 implies, Conv2D has 24"
    ]


def test_the_rest_of_the_model_uses_it_and_says_so() -> None:
    source = HEAD + CHAIN.format(first=f"{FIRST}  # 832 params", last="model.summary()")
    [model] = keraslint.analyze(source).models
    assert (model.params, model.complete) == (52096, False)
    assert "the input channels: taken to be 1, as line 4's 832 implies" in {
        gap.reason for gap in model.unknown
    }


def test_budgets_need_proof() -> None:
    source = HEAD + CHAIN.format(first=f"{FIRST}  # 80,032 params", last="model.summary()")
    report = keraslint.analyze(source, settings=keraslint.Settings(max_params=100_000))
    assert report.findings == ()
