"""Models as one page that needs nothing else: figures, a chart of shares, the table, the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from string import Template

from keraslint import __version__
from keraslint.model import Model, Report, Row
from keraslint.report.amounts import (
    bytes_text,
    count_text,
    field_text,
    is_frozen,
    percent,
    policies,
    rounded,
    shape_text,
    share_of,
    short,
    total_text,
)
from keraslint.report.families import FAMILIES, family
from keraslint.report.picture import picture
from keraslint.report.rows import kerases, shown_rows, whereabouts
from keraslint.report.text import Layout

LETTERS = 170
"""So many letters fit into the whole bar of the chart."""


def html_text(reports: Iterable[Report], layout: Layout) -> str:
    """The page. All styles are inside, nothing is fetched, no script runs; it follows the reader's light or dark."""
    models = [(report, model) for report in reports for model in report.models]
    titles = ", ".join(dict.fromkeys(model.name for _, model in models)) or "no Keras models found"
    template = Template((files("keraslint.report") / "page.html").read_text(encoding="utf-8"))
    colours = "".join(
        f".{name}{{--strong:{colour.strong};--light:{colour.light}}}"
        for name, colour in FAMILIES.items()
    )
    return template.substitute(
        title=escape(titles),
        colours=colours,
        body="".join(_model(report, model, layout) for report, model in models),
        version=escape(__version__),
    )


def _model(report: Report, model: Model, layout: Layout) -> str:
    graph = picture(model)
    drawn = (
        f'<figure class="drawn"><h3>Graph</h3><div class="scroll">{graph}</div></figure>'
        if graph
        else ""
    )
    return (
        f"<section><header><h2>{escape(model.name)}</h2>"
        f"<p>{model.kind} · {escape(kerases(report))} · <code>{escape(whereabouts(report, model))}</code></p>{_flow(model)}</header>"
        f"{_figures(model, layout)}{_chart(model)}{_gaps(model)}"
        f'<div class="parts"><figure class="table"><h3>Layers</h3>{_table(report, model, layout)}</figure>{drawn}</div></section>'
    )


def _figures(model: Model, layout: Layout) -> str:
    """The key figures; those that are not known are left out."""
    costs = model.costs
    figures = [("parameters", total_text(model))]
    if model.trainable is not None and model.non_trainable:
        figures += [
            ("trainable", f"{model.trainable:,}"),
            ("frozen or moving", f"{model.non_trainable:,}"),
        ]
    if costs.memory is not None and model.params:
        figures.append((f"weights, {policies(model)}", bytes_text(costs.memory)))
    if costs.macs is not None:
        figures.append(("multiply-accumulates a sample", rounded(costs.macs)))
    if costs.activations is not None:
        label = f"activations, batch of {layout.batch:,}"
        figures.append((label, bytes_text(costs.activations * layout.batch)))
    items = "".join(
        f"<div><dd>{escape(value)}</dd><dt>{escape(label)}</dt></div>" for label, value in figures
    )
    return f'<dl class="figures">{items}</dl>'


def _flow(model: Model) -> str:
    """(None, 28, 28, 1) → (None, 10)"""
    if model.input_shape is None and model.output_shape is None:
        return ""
    ends = (shape_text(shape) for shape in (model.input_shape, model.output_shape))
    return f'<p class="flow">{" → ".join(f"<code>{escape(end)}</code>" for end in ends)}</p>'


def _gaps(model: Model) -> str:
    items = "".join(f"<li>{escape(gap.reason)} (line {gap.line})</li>" for gap in model.unknown)
    return f'<div class="gaps"><strong>Not known</strong><ul>{items}</ul></div>' if items else ""


def _chart(model: Model) -> str:
    """One bar of the model's parameters, a part for each layer; small ones that follow each other are joined."""
    shares = [(row, share_of(row, model) or 0.0) for row in model.layers]
    if sum(share > 0 for _, share in shares) < 2:
        return ""
    parts = "".join(
        f'<span class="{family(kind)}" style="flex-grow:{share:.5f}" title="{escape(hint)}">{escape(label)}</span>'
        for kind, share, label, hint in _parts(shares)
    )
    by_family: dict[str, float] = defaultdict(float)
    for row, share in shares:
        by_family[family(row.kind)] += share
    legend = "".join(
        f'<li class="{name}"><i></i>{name} <b>{percent(share)}</b></li>'
        for name, share in sorted(by_family.items(), key=lambda pair: -pair[1])
        if share > 0
    )
    return (
        '<figure class="shares"><h3>Where the parameters are</h3>'
        f'<div class="bar">{parts}</div><ul class="legend">{legend}</ul></figure>'
    )


def _parts(shares: list[tuple[Row, float]]) -> Iterator[tuple[str, float, str, str]]:
    """(class, share, label, hint) of each part of the bar."""
    for row, share in shares:
        if share > 0:
            label = f"{row.name} {percent(share)}"
            label = label if len(label) < share * LETTERS else ""
            yield (
                row.kind,
                share,
                label,
                f"{row.name} ({row.kind}): {count_text(row)}, {percent(share)}",
            )


def _table(report: Report, model: Model, layout: Layout) -> str:
    rows = [(line.depth, line.row) for line in shown_rows(report, model, layout.expand)]
    sees = any(field_text(row).strip("1×") for _, row in rows)
    works = any(row.macs for _, row in rows)
    heads = [
        "Layer",
        "Output shape",
        "Parameters",
        "Share",
        *["MACs"] * works,
        *["Field"] * sees,
        "Arithmetic",
    ]
    numeric = ("Parameters", "MACs", "Field")
    head = "".join(f"<th{' class=n' * (text in numeric)}>{text}</th>" for text in heads)
    body = "".join(_row(depth, row, model, works, sees) for depth, row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(depth: int, row: Row, model: Model, works: bool, sees: bool) -> str:
    share = share_of(row, model)
    bar = (
        f'<i style="width:{100 * (share or 0):.2f}%"></i><span>{percent(share)}</span>'
        if share
        else ""
    )
    frozen = ' <em title="not trained">frozen</em>' if is_frozen(row) else ""
    style = f"{family(row.kind)} zero" if row.params == 0 else family(row.kind)
    cells = [
        f'<td class="layer d{min(depth, 4)}"><i class="dot"></i><b>{escape(row.name)}</b>'
        f" <span>{escape(row.kind)}</span>{frozen}</td>",
        f"<td class=shape>{escape(shape_text(row.output_shape))}</td>",
        f"<td class=n>{escape(count_text(row))}</td>",
        f"<td class=share>{bar}</td>",
        *[f"<td class=n>{escape(rounded(row.macs)) if row.macs != 0 else ''}</td>"] * works,
        *[f"<td class=n>{escape(field_text(row))}</td>"] * sees,
        f'<td class=sum title="{escape(row.formula)}">{escape(short(row.formula))}</td>',
    ]
    return f'<tr class="{style}">{"".join(cells)}</tr>'
