"""A model's graph as SVG: a box for each layer with what it passes through, lines for what feeds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from keraslint.model import Model, Row
from keraslint.report.amounts import count_text, is_frozen, sample_text, shape_text, short
from keraslint.report.families import family
from keraslint.report.layout import Drawing, draw

WIDTH, HEIGHT, LINE, GAP_X, GAP_Y, MARGIN = 176, 54, 15, 16, 24, 8
NAME, WORDS, FACTS = 21, 25, 24
"""How many letters of each line fit into a box."""

LONG_NAME = 25
"""How many letters of a name do in smaller type."""

MOST_BOXES = 600
FOLLOWERS = frozenset(
    "Activation BatchNormalization Dropout ELU LayerNormalization LeakyReLU PReLU ReLU Softmax SpatialDropout1D "
    "SpatialDropout2D SpatialDropout3D ZeroPadding1D ZeroPadding2D ZeroPadding3D".split()
)
"""Layers that are written into the box of the one layer that feeds them."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: the place of its first row, and its rows."""

    first: int
    rows: tuple[Row, ...]

    @property
    def words(self) -> str:
        """Conv2D + BatchNorm, ReLU"""
        counted = Counter(row.kind.replace("Normalization", "Norm") for row in self.rows[1:])
        more = ", ".join(f"{n} {kind}" if n > 1 else kind for kind, n in counted.items())
        return f"{self.rows[0].kind} + {more}" if more else self.rows[0].kind

    @property
    def facts(self) -> str:
        """48×48×32 · 4,864: what one sample is after the box, and the parameters inside."""
        known = all(row.params is not None for row in self.rows)
        count = sum(row.params or 0 for row in self.rows)
        amount = f"{count:,}" if known else count_text(self.rows[0])
        shape = sample_text(self.rows[-1].output_shape)
        return f"{short(shape, FACTS - len(amount))} · {amount}" if amount != "0" else shape


def picture(model: Model) -> str:
    """The whole <svg>; empty for a model whose graph is not known or too large to look at."""
    if len(model.layers) < 2 or not any(row.inputs for row in model.layers):
        return ""
    boxes, home = _boxes(model)
    if len(boxes) > MOST_BOXES:
        return ""
    edges = [
        (home[source], home[i])
        for i, row in enumerate(model.layers)
        for source in row.inputs
        if home[source] != home[i]
    ]
    drawing = draw(len(boxes), edges)
    width = round(drawing.width * (WIDTH + GAP_X)) + 2 * MARGIN
    height = _top(drawing.ranks) - GAP_Y + MARGIN
    parts = [*_lines(edges, drawing), *_shapes(boxes, drawing)]
    title = f"<title>The graph of {escape(model.name)}</title>"
    return (
        f'<svg class="graph" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' xmlns="http://www.w3.org/2000/svg">{title}{"".join(parts)}</svg>'
    )


def _boxes(model: Model) -> tuple[list[Box], dict[int, int]]:
    """The boxes, and for each row its box: a follower shares that of the only row that feeds it."""
    fed = Counter(source for row in model.layers for source in row.inputs)
    groups: list[list[int]] = []
    home: dict[int, int] = {}
    for i, row in enumerate(model.layers):
        source = row.inputs[0] if len(row.inputs) == 1 else None
        joins = source is not None and source < i and row.kind in FOLLOWERS and fed[source] == 1
        last = source is not None and source in home and groups[home[source]][-1] == source
        if joins and last and source is not None and model.layers[source].kind != "InputLayer":
            home[i] = home[source]
            groups[home[i]].append(i)
        else:
            home[i] = len(groups)
            groups.append([i])
    return [Box(g[0], tuple(model.layers[i] for i in g)) for g in groups], home


def _top(rank: int) -> int:
    return MARGIN + rank * (HEIGHT + GAP_Y)


def _x(position: float) -> float:
    return MARGIN + position * (WIDTH + GAP_X)


def _shapes(boxes: list[Box], drawing: Drawing) -> Iterator[str]:
    for i, box in enumerate(boxes):
        x, rank = drawing.nodes[i]
        yield _shape(box, _x(x) - WIDTH / 2, _top(rank))


def _shape(box: Box, left: float, top: int) -> str:
    row = box.rows[0]
    name = (row.name, "name long", LONG_NAME) if len(row.name) > NAME else (row.name, "name", NAME)
    lines = (name, (box.words, "more", WORDS), (box.facts, "facts", FACTS + 2))
    texts = "".join(
        f'<text x="{left + 11:.0f}" y="{top + 16 + LINE * i}" class="{style}">{escape(short(text, most))}</text>'
        for i, (text, style, most) in enumerate(lines)
    )
    hint = "\n".join(
        f"{each.name} ({each.kind}) {shape_text(each.output_shape)}" for each in box.rows
    )
    frozen = " frozen" if is_frozen(row) else ""
    return (
        f'<g class="box {family(row.kind)}{frozen}"><title>{escape(hint)}</title>'
        f'<rect x="{left:.0f}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
        f'<rect class="edge" x="{left:.0f}" y="{top}" width="4" height="{HEIGHT}" rx="2"/>{texts}</g>'
    )


def _lines(edges: list[tuple[int, int]], drawing: Drawing) -> Iterator[str]:
    for a, b in dict.fromkeys(edges):
        if (a, b) in drawing.paths:
            yield _path(drawing.paths[a, b])
        else:
            yield _back(drawing.nodes[a], drawing.nodes[b])


def _path(points: list[tuple[float, int]]) -> str:
    """From the foot of a box down to the head of another, past the boxes of the ranks between."""
    x = _x(points[0][0])
    parts = [f"M{x:.1f},{_top(points[0][1]) + HEIGHT}"]
    for i, (position, rank) in enumerate(points[1:], 1):
        to, top = _x(position), _top(rank)
        if abs(to - x) < 1:
            parts.append(f"V{top}")
        else:
            middle = top - GAP_Y / 2
            parts.append(f"C{x:.1f},{middle:.0f} {to:.1f},{middle:.0f} {to:.1f},{top}")
        if i < len(points) - 1:
            parts.append(f"V{top + HEIGHT}")
        x = to
    return f'<path class="line" d="{" ".join(parts)}" marker-end="url(#arrow)"/>'


def _back(start: tuple[float, int], end: tuple[float, int]) -> str:
    """From a layer up to an earlier row, which is shared and called again."""
    (x, low), (to, high) = (_x(start[0]), _top(start[1])), (_x(end[0]), _top(end[1]) + HEIGHT)
    side = max(x, to) + WIDTH * 0.6
    return f'<path class="back" d="M{x:.0f},{low} C{side:.0f},{low - 30} {side:.0f},{high + 30} {to:.0f},{high}"/>'
