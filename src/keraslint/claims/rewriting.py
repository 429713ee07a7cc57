"""Pasted summaries rewritten in their own layout: only the numbers change, the columns stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from keraslint.claims.facts import single
from keraslint.claims.tables import MARK, Cell, Table, TableRow
from keraslint.findings import Fix, Place
from keraslint.model import Model, Row
from keraslint.patterns import compile_lazily

_SIZE = compile_lazily(r"\((\d+(?:\.\d+)?) (B|Byte|Bytes|KB|MB|GB)\)")
_LINE_END = compile_lazily(r"\r\n|\n|\r")
_UNITS = ("B", "KB", "MB", "GB")


def table_fix(
    table: Table, model: Model, pairs: Sequence[tuple[TableRow | None, Row | None]], text: str
) -> Fix | None:
    """The change that makes the table's numbers the model's; None if it shows other layers, or cuts them."""
    edits: list[tuple[Cell, str]] = []
    style = _style_of(table)
    for row, layer in pairs:
        if row is None or layer is None:
            return None
        output = single(layer.output_shape)
        if row.dims is not None and output is not None and not _agree(row.dims, output):
            if row.dims_cell is None or any(isinstance(axis, str) for axis in output):
                return None
            comma = "," if len(output) == 1 else ""
            edits.append((row.dims_cell, ", ".join(map(str, output)) + comma))
        if row.count is not None and layer.params is not None and row.count != layer.params:
            if row.count_cell is None:
                return None
            edits.append((row.count_cell, _in_style(layer.params, row.count_cell.text, style)))
    known = {
        "total": model.params,
        "trainable": model.trainable,
        "non_trainable": model.non_trainable,
    }
    optimizer = next((total.value for total in table.totals if total.quantity == "optimizer"), 0)
    true = {quantity: value for quantity, value in known.items() if value is not None}
    if "total" in true:
        true["total"] += optimizer
    edits += _total_edits(table, true)
    return _one_fix(edits, text) if edits else None


def totals_fix(table: Table, true: Mapping[str, int], text: str) -> Fix | None:
    """The change that makes the totals below a table these; None if they are so already."""
    edits = _total_edits(table, true)
    return _one_fix(edits, text) if edits else None


def _total_edits(table: Table, true: Mapping[str, int]) -> list[tuple[Cell, str]]:
    style = _style_of(table)
    return [
        (total.cell, _in_style(true[total.quantity], total.cell.text, style))
        for total in table.totals
        if true.get(total.quantity, total.value) != total.value
    ]


def _agree(dims: Sequence[object], output: Sequence[object]) -> bool:
    return len(dims) == len(output) and all(
        a == b or i == 0 for i, (a, b) in enumerate(zip(dims, output, strict=True))
    )


def _style_of(table: Table) -> tuple[str, bool]:
    """The first mark that groups digits in a table, or "", and whether a number of it shows that none does."""
    cells = [row.count_cell.text for row in table.rows if row.count_cell is not None] + [
        t.cell.text for t in table.totals
    ]
    plain = any(text.isdigit() and len(text) > 3 for text in cells)
    return next(filter(None, map(_mark, cells)), ""), plain


def _mark(text: str) -> str:
    mark = re.search(MARK, text)
    return mark[0] if mark else ""


def _in_style(value: int, written: str, style: tuple[str, bool]) -> str:
    """With the mark that groups its digits, or with the table's if no number shows that it has none."""
    mark, plain = _mark(written) or style[0], style[1]
    grouped = mark and (not written.isdigit() or not plain)
    return f"{value:,}".replace(",", mark) if grouped else str(value)


def _one_fix(edits: list[tuple[Cell, str]], text: str) -> Fix | None:
    """One replacement from the first changed line to the last, all else as it stands, line ends too."""
    lines = _LINE_END.split(text)
    ends = _LINE_END.findall(text)
    first = min(cell.line for cell, _ in edits)
    last = max(cell.line for cell, _ in edits)
    if last > len(lines):
        return None
    changed = list(lines[first - 1 : last])
    for cell, new in sorted(edits, key=lambda edit: (edit[0].line, -edit[0].start)):
        i = cell.line - first
        if changed[i][cell.start : cell.end] != cell.text:
            return None
        changed[i] = _with_cell(changed[i], cell.start, cell.end, new)
    start = _first_difference(lines[first - 1], changed[0])
    end = len(lines[last - 1])
    between = [*ends[first - 1 : last - 1], ""]
    replacement = "".join(
        line + end_of_line for line, end_of_line in zip(changed, between, strict=True)
    )[start:]
    return Fix(
        Place(first, start, last, end),
        replacement,
        f"Update {len(edits)} cell{'s' * (len(edits) > 1)} of the summary",
    )


def _first_difference(old: str, new: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )


def _with_cell(line: str, start: int, end: int, text: str) -> str:
    """The line with another text in a cell; the columns behind it stay where they are, if there is room."""
    line, end = _with_size(line, start, end, text)
    grows = len(text) - (end - start)
    right = (
        re.match(r"\)?\]?\s*[│┃]", line[end:])
        and line[start - 1 : start] == " "
        and line[start - 2 : start - 1] == " "
    )
    if right:  # numbers at the right edge of a box
        room = len(line[:start]) - len(line[:start].rstrip(" ")) - 1
        start -= min(grows, room) if grows > 0 else 0
        return line[:start] + " " * max(-grows, 0) + text + line[end:]
    tail = re.match(r"([)\]]*)( *)(.*)$", line[end:], re.DOTALL)
    if tail is None or not tail[2] or not tail[3] and grows < 0:
        return line[:start] + text + line[end:]
    room = max(len(tail[2]) - grows, 1 if tail[3] else 0) if len(tail[2]) > 1 else 1
    return line[:start] + text + tail[1] + " " * room + tail[3]


def _with_size(line: str, start: int, end: int, text: str) -> tuple[str, int]:
    """The memory behind a total, where it is four bytes for each parameter."""
    match = _SIZE.match(line, end + 1) if line[end : end + 1] == " " else None
    old, new = re.sub(MARK, "", line[start:end]), re.sub(MARK, "", text)
    if match and old.isdigit() and new.isdigit() and match[0] == _size(int(old), match[2]):
        line = line[: match.start()] + _size(int(new), match[2]) + line[match.end() :]
    return line, end


def _size(count: int, unit: str) -> str:
    """As Keras writes it: (1.25 KB)."""
    size, step = float(count * 4), 0
    while size >= 1024 and step < len(_UNITS) - 1:
        size, step = size / 1024, step + 1
    name = _UNITS[step] if step or not unit.startswith("Byte") else "Byte"
    return f"({size:.2f} {name})"
