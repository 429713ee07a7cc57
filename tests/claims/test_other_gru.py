"""Files that import from inside TensorFlow, where GRU has one bias a gate or two: claims of either count are right."""

from __future__ import annotations

import pytest

from claims.programs import said

PRIVATE = """\
from tensorflow.python.keras.models import Sequential
from tensorflow.python.keras.layers import Bidirectional, Dense, GRU, LSTM
"""
MODEL = """
model = Sequential()
model.add(GRU(10, input_shape=(3, 1)))  {behind}
model.add(Dense(8))
model.summary()  {total}
{below}
"""
TABLE = """
# gru (GRU)        (None, 10)  {gru}
# dense (Dense)    (None, 8)   88
# Total params: {total}
"""


def _program(behind: str = "", total: str = "", below: str = "") -> str:
    return MODEL.format(behind=behind, total=total, below=below)


@pytest.mark.parametrize("one, total", [(360, 448), (390, 478)])
def test_either_count_is_right(one: int, total: int) -> None:
    for program in (
        _program(behind=f"# {one} params"),
        _program(total=f"# Total params: {total}"),
        _program(below=f"# [GRU] 10 units -> 3 * 10 * {one // 30} = {one}"),
        _program(below=TABLE.format(gru=one, total=total)),
        f'def f():\n    """A GRU net of {total} parameters."""\n    return '
        "Sequential([GRU(10, input_shape=(3, 1)), Dense(8)])\n",
    ):
        assert said(program, PRIVATE) == [], program


def test_a_third_count_is_wrong_and_so_is_the_other_one_in_a_file_with_public_imports() -> None:
    assert len(said(_program(behind="# 375 params"), PRIVATE)) == 1
    assert len(said(_program(total="# Total params: 463"), PRIVATE)) == 1
    assert len(said(_program(below=TABLE.format(gru=375, total=463)), PRIVATE)) == 1
    public = PRIVATE.replace(".python", "")
    assert len(said(_program(behind="# 360 params"), public)) == 1
    assert len(said(_program(below=TABLE.format(gru=360, total=448)), public)) == 1


def test_other_recurrent_layers_have_one_count() -> None:
    program = "model = Sequential([LSTM(4, input_shape=(3, 1)),  # {} params\n])\n"
    assert said(program.format(96), PRIVATE) == []
    assert len(said(program.format(88), PRIVATE)) == 1
    assert len(said(program.format(112), PRIVATE)) == 1
