"""How the rows of a pasted summary and a model's layers lie beside each other: their longest common sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import TypeAlias

from keraslint.claims.facts import single
from keraslint.claims.tables import Table, TableRow
from keraslint.model import Model, Row
from keraslint.patterns import compile_lazily

Pairs: TypeAlias = tuple[tuple[TableRow | None, Row | None], ...]

MOST_WORTH = 1_002
"""Of a row and a layer: of one class, 1,000, and one each for the same count and shape."""
MOST_CELLS = 250_000
"""Of one matrix of rows and layers."""
MOST_CELLS_OF_FILE = 1_000_000
_SPELLINGS = (
    (compile_lazily(r"^Convolution(\dD)"), r"Conv\1"),
    (compile_lazily(r"^AtrousConvolution(\dD)"), r"Conv\1"),
    (compile_lazily(r"^Deconvolution(\dD)"), r"Conv\1Transpose"),
    (compile_lazily(r"MaxPool(\dD)$"), r"MaxPooling\1"),
    (compile_lazily(r"A(?:vg|verage)Pool(\dD)$"), r"AveragePooling\1"),
    (compile_lazily(r"^SeparableConvolution"), "SeparableConv"),
    (compile_lazily(r"^(?:Model|Functional|Sequential)$"), "Model"),
    (compile_lazily(r"V[12]$"), ""),
)


@dataclass(slots=True)
class Alignments:
    """The alignments of one file, each found once; so many that no number of tables takes long."""

    _room: int = MOST_CELLS_OF_FILE
    _known: dict[tuple[int, int], tuple[Table, Model, Pairs]] = field(default_factory=dict)

    def of(self, table: Table, model: Model) -> Pairs:
        """Rows paired with layers in order, None where one has no partner; nothing is paired where it would take long."""
        key = id(table), id(model)
        if key not in self._known:
            self._known[key] = table, model, self._found(rows_of(table), layers_of(model))
        return self._known[key][-1]

    def _found(self, rows: Sequence[TableRow], layers: Sequence[Row]) -> Pairs:
        pairs = zip(rows, layers, strict=False)
        equal = sum(1 for _ in takewhile(lambda pair: _worth(*pair) == MOST_WORTH, pairs))
        cells = (len(rows) - equal) * (len(layers) - equal)
        if cells > min(MOST_CELLS, self._room):
            return *((row, None) for row in rows), *((None, layer) for layer in layers)
        self._room -= cells
        return *zip(rows[:equal], layers[:equal], strict=True), *_common(
            rows[equal:], layers[equal:]
        )


def rows_of(table: Table) -> list[TableRow]:
    return [row for row in table.rows if not row.kind.startswith("Input")]


def layers_of(model: Model) -> list[Row]:
    return [row for row in model.layers if row.kind not in ("InputLayer", "Input")]


def are_alike(row: TableRow, layer: Row) -> bool:
    """Whether both are of one class."""
    mine, its = _spelling(row.kind), _spelling(layer.kind)
    if row.cut:
        return its.startswith(mine) or layer.kind.lower().startswith(row.kind.lower())
    return mine == its


def dims_agree(dims: tuple[int | None, ...] | None, layer: Row) -> bool:
    """Whether the shown axes may be the layer's output."""
    output = single(layer.output_shape)
    if dims is None or output is None:
        return True
    if len(dims) != len(output):
        return False
    return all(
        a == b or isinstance(b, str) or b is None and i == 0 or a is None and i == 0
        for i, (a, b) in enumerate(zip(dims, output, strict=True))
    )


@lru_cache(maxsize=1_000)
def _spelling(kind: str) -> str:
    """One spelling for the names of a class."""
    for pattern, replacement in _SPELLINGS:
        kind = pattern.sub(replacement, kind)
    return kind.lower()


def _worth(row: TableRow, layer: Row) -> int:
    """How well they go together; 0 if they are of different classes."""
    if not are_alike(row, layer):
        return 0
    return MOST_WORTH - 2 + (row.count == layer.params) + dims_agree(row.dims, layer)


def _common(rows: Sequence[TableRow], layers: Sequence[Row]) -> Pairs:
    """The longest common sequence of classes; of several the one with more equal counts and shapes."""
    worths = _worths(rows, layers)
    best = [[0] * (len(layers) + 1)]  # of what follows a row and a layer, from the last row on
    for row in reversed(worths):
        below, following, line = best[-1], 0, [0]
        for j in range(len(layers) - 1, -1, -1):
            following = max(following, below[j], below[j + 1] + row[j] if row[j] else 0)
            line.append(following)
        best.append(line[::-1])
    best.reverse()
    pairs: list[tuple[TableRow | None, Row | None]] = []
    i = j = 0
    while i < len(rows) or j < len(layers):
        worth = worths[i][j] if i < len(rows) and j < len(layers) else 0
        if worth and best[i][j] == best[i + 1][j + 1] + worth:
            pairs.append((rows[i], layers[j]))
            i, j = i + 1, j + 1
        elif j == len(layers) or i < len(rows) and best[i + 1][j] >= best[i][j + 1]:
            pairs.append((rows[i], None))
            i += 1
        else:
            pairs.append((None, layers[j]))
            j += 1
    return tuple(pairs)


def _worths(rows: Sequence[TableRow], layers: Sequence[Row]) -> list[list[int]]:
    """The worth of each row with each layer; rows and layers that show the same are looked at once."""
    columns: dict[object, list[int]] = {}
    for j, layer in enumerate(layers):
        columns.setdefault((layer.kind, layer.params, layer.output_shape), []).append(j)
    known: dict[object, list[int]] = {}
    for row in rows:
        shown = row.kind, row.cut, row.count, row.dims
        if shown not in known:
            known[shown] = [0] * len(layers)
            for numbers in columns.values():
                worth = _worth(row, layers[numbers[0]])
                for j in numbers if worth else ():
                    known[shown][j] = worth
    return [known[row.kind, row.cut, row.count, row.dims] for row in rows]
