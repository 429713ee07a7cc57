"""Which true counts a written number covers."""

from __future__ import annotations

import pytest

from keraslint.claims.grammar import read
from keraslint.claims.tolerance import accepted

CASES = [
    # comment, covered, not covered
    ("# 1664 params", [1664], [1663, 1665]),
    ("# 320 params", [320], [319, 321, 330]),
    ("# 60,000,000 params", [60_000_000, 58_000_000, 64_999_999], [54_999_999, 70_000_000]),
    ("# 1200000 params", [1_150_000, 1_299_999], [1_149_999, 1_300_000]),
    ("# 1.2M params", [1_150_000, 1_200_000, 1_299_999], [1_149_999, 1_300_000]),
    ("# 401K params", [401_920, 400_500], [400_499, 402_000]),
    ("# ~188k params", [188_234, 170_000, 206_000], [160_000, 210_000]),
    ("# around 1M params", [500_000, 1_500_000], [499_999, 1_500_001]),
    ("# about 1.2M params", [1_080_000, 1_320_000], [1_079_999, 1_320_001]),
    ("# over 1.8 million params", [1_800_000, 1_980_000], [1_799_999, 1_980_001]),
    ("# 8+ million params", [8_000_000, 8_999_999], [7_999_999, 9_000_000]),
    ("# nearly 500k params", [450_000, 500_000], [449_999, 500_001]),
    ("# under 400k params", [360_000, 400_000], [359_999, 400_001]),
    ("# just under 1,500 params", [1_350, 1_500], [1_349, 1_501]),
    ("# under 1M params", [1, 1_000_000], [1_000_001]),
    ("# less than 1M params", [1, 999_999], [1_000_000, 1_000_001]),
    ("# < 1500 params", [1, 1_499], [1_500]),
    ("# at least 1M params", [1_000_000, 10**9], [999_999]),
    ("# params: 32+8", [40], [39, 41]),
]


@pytest.mark.parametrize("comment, covered, others", CASES)
def test_tolerance(comment: str, covered: list[int], others: list[int]) -> None:
    claim = read(comment).counts[0]
    limits = (
        accepted(claim.number) if claim.number else range(int(claim.value), int(claim.value) + 1)
    )
    assert [count for count in covered if count not in limits] == []
    assert [count for count in others if count in limits] == []


def test_strict_mode_takes_no_cut_off_numbers() -> None:
    number = read("# 401K params").counts[0].number
    assert number is not None
    assert 401_920 in accepted(number)
    assert 401_920 not in accepted(number, strict=True)
