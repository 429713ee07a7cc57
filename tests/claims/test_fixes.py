"""What a change writes: the digits, in the author's own style, and formulas with the author's own terms."""

from __future__ import annotations

import pytest

from claims.programs import findings, layer_line

CONV, DENSE, LSTM = ("Conv2D(32, 3)", "(28, 28, 1)"), ("Dense(64)", "(784,)"), ("LSTM(10)", "(3, 1)")  # fmt: skip
CASES = [
    # layer, comment, what the change writes
    (CONV, "# 896 params", "320"),
    (CONV, "# 0.9K params", "0.3K"),
    (CONV, "# 3*3*32 + 31 = 319 params", "3*3*32 + 32 = 320"),
    (CONV, "# 3*3*1*32 + 30 = 318 params", "3*3*1*32 + 32 = 320"),
    (CONV, "# 3×3×3×32 + 32 = 896 params", "3×3×1×32 + 32 = 320"),
    (CONV, "# 3·3·3·32 + 32 = 896 params", "3·3·1·32 + 32 = 320"),
    (CONV, "# (3*3*3+1)*32 = 896", "(3*3*1+1)*32 = 320"),
    (CONV, "# 32 * (3*3*3 + 1) = 896", "32*(3*3*1 + 1) = 320"),
    (CONV, "# params: 300+32", "288+32"),
    (CONV, "# less than 300 params", None),  # no number is both near and right
    (CONV, "# under 0.2k params", "0.4k"),
    (DENSE, "# 784*64 + 60 = 50236 params", "784*64 + 64 = 50240"),
    (DENSE, "# (784 + 2) * 64 = 50,304 params", "(784 + 1) * 64 = 50,240"),
    (DENSE, "# 784 * 64 = 50176 params", "(784 + 1) * 64 = 50240"),
    (LSTM, "# 4*(10*(10+3)+10) = 560 params", "4*(10*(1+10)+10) = 480"),
    (LSTM, "# 4 * 10 * (1 + 1 + 9) = 440 params", "4 * ((1 + 10) * 10 + 10) = 480"),
]


@pytest.mark.parametrize(("layer", "comment", "written"), CASES)
def test_what_a_change_writes(layer: tuple[str, str], comment: str, written: str | None) -> None:
    code, shape = layer
    [finding] = findings(layer_line(code, comment, shape))
    assert (finding.fix and finding.fix.replacement) == written
