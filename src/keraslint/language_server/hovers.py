"""What stands under the cursor: a layer with its shape, weights and arithmetic, or a model with its totals."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from keraslint.language_server.document import View
from keraslint.model import Model, Row, WeightRow
from keraslint.report.amounts import count_text, shape_text

MOST = 6  # layers or models that one call made


def hover(
    view: View, uri: str, position: types.Position, *, markdown: bool = True
) -> types.Hover | None:
    """The smallest call around the position that makes layers or models; else the only one of its line."""
    spots = list(_spots(view, uri))
    around = [spot for spot in spots if _holds(spot[0], position)]
    if not around:
        around = [spot for spot in spots if spot[0].start.line == position.line]
        if len({_extent(spot[0]) for spot in around}) != 1:
            return None
    chosen = max((_extent(extent)[0], _negated(_extent(extent)[1])) for extent, _ in around)
    here = [(extent, item) for extent, item in around if _key(extent) == chosen]
    items = list(dict.fromkeys(item for _, item in here))
    parts = [_model(item, view) if isinstance(item, Model) else _row(item) for item in items[:MOST]]
    if len(items) > MOST:
        parts.append(f"… and {len(items) - MOST} more")
    text = "\n\n---\n\n".join(parts)
    content = (
        types.MarkupContent(types.MarkupKind.Markdown, text)
        if markdown
        else types.MarkupContent(types.MarkupKind.PlainText, _plain(text))
    )
    return types.Hover(content, here[0][0])


def _spots(view: View, uri: str) -> Iterator[tuple[types.Range, Model | Row]]:
    """Everything of the report that stands in this text, and where."""
    for model in view.report.models:
        items: list[Model | Row] = [model, *model.layers]
        for item in items:
            spot = view.spot(item.place)
            if spot is not None and spot.uri == uri:
                yield spot.range, item


def _holds(extent: types.Range, position: types.Position) -> bool:
    start, end = _extent(extent)
    return start <= (position.line, position.character) <= end


def _extent(extent: types.Range) -> tuple[tuple[int, int], tuple[int, int]]:
    return (extent.start.line, extent.start.character), (extent.end.line, extent.end.character)


def _key(extent: types.Range) -> tuple[tuple[int, int], tuple[int, int]]:
    """Grows as the extents of calls around one position shrink."""
    start, end = _extent(extent)
    return start, _negated(end)


def _negated(end: tuple[int, int]) -> tuple[int, int]:
    return -end[0], -end[1]


def _row(row: Row) -> str:
    head = f"**{_safe(row.name)}** ({_safe(row.kind)}) → `{shape_text(row.output_shape)}`"
    count = f"{count_text(row)} parameters"
    if row.params and row.formula:
        count = f"{count} = {row.formula}"
    if row.params is not None and row.non_trainable:
        count += f", {row.non_trainable:,} of them not trainable"
    lines = [head, "", _safe(count)]
    if row.weights:
        lines += ["", "| weight | shape | parameters |", "|---|---|--:|"]
        lines += [_weight(weight) for weight in row.weights]
    return "\n".join(lines)


def _weight(weight: WeightRow) -> str:
    count: int | None = 1
    for axis in weight.shape:
        count = count * axis if isinstance(axis, int) and count is not None else None
    frozen = "" if weight.trainable else " (not trainable)"
    shown = f"{count:,}" if count is not None else "?"
    return f"| {_safe(weight.name)}{frozen} | `{shape_text(weight.shape)}` | {shown} |"


def _model(model: Model, view: View) -> str:
    keras = " or ".join(view.report.keras)
    lines = [f"**{_safe(model.name)}** ({model.kind} model, {keras})", ""]
    if model.input_shape is not None or model.output_shape is not None:
        shapes = f"`{shape_text(model.input_shape)}` → `{shape_text(model.output_shape)}`"
        lines += [shapes, ""]
    lines.append(totals_text(model))
    if model.trainable is not None and model.non_trainable:
        lines += ["", f"{model.trainable:,} trainable, {model.non_trainable:,} not"]
    for gap in model.unknown[:MOST]:
        lines += ["", f"Not known: {_safe(gap.reason)} (line {gap.line})"]
    return "\n".join(lines)


def totals_text(model: Model) -> str:
    """The total, or what is proven of it, and its share of the budget."""
    known = model.params is not None
    text = (
        f"{'' if known else 'at least '}{model.at_least:,} parameter{'s' * (model.at_least != 1)}"
    )
    if model.budget is None:
        return text
    share = f"{'' if known else '≥ '}{100 * model.at_least / model.budget:.1f}%"
    return f"{text} · {share} of the budget of {model.budget:,}"


def _safe(text: str) -> str:
    """Plain text within Markdown; what stands in backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escaped(text)
    return "`".join(part if i % 2 else _escaped(part) for i, part in enumerate(parts))


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|" else sign for sign in text)


def _plain(text: str) -> str:
    """The same for a client that does not show Markdown."""
    lines = [
        line.strip("| ").replace(" | ", "  ") for line in text.split("\n") if "|---" not in line
    ]
    return "\n".join(lines).replace("**", "").replace("`", "").replace("\\", "")
