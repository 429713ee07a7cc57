"""Pasted summaries held against the models (KER204): one finding for a table, at its first row that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from keraslint.claims import commented_code
from keraslint.claims.alignments import Alignments, are_alike, dims_agree, layers_of, rows_of
from keraslint.claims.facts import single
from keraslint.claims.other_gru import readings
from keraslint.claims.rewriting import table_fix
from keraslint.claims.sites import MODEL_ROLES, Site, Sites
from keraslint.claims.tables import Table, TableRow
from keraslint.claims.verdicts import shape_text
from keraslint.findings import Finding, Fix, Place
from keraslint.model import Model, Row

LOOK_BACK = 40
"""How many lines before a model commented-out layers are looked for."""
LIKENESS = 0.5
"""Which part of the layers must agree before a table is taken for a model's."""
_OPERATIONS = (
    "TFOpLambda",
    "SlicingOpLambda",
    "TensorFlowOpLayer",
    "TFOpLa",
    "SlicingOp",
    "TensorFlowOp",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table beside a model: its rows paired with the model's in order; None where one has no partner."""

    pairs: tuple[tuple[TableRow | None, Row | None], ...]
    different: tuple[int, ...]
    same_layers: bool
    totals: bool

    @property
    def agrees(self) -> bool:
        return not self.different and self.totals


def check(tables: Sequence[Table], sites: Sites, text: str) -> Iterator[Finding]:
    """The tables that differ from the model that they show."""
    for table in tables:
        model = wrongly_shown(table, sites, table.first, table.last, text)
        if model is not None:
            yield finding(table, model, sites, text)


def wrongly_shown(table: Table, sites: Sites, first: int, last: int, code: str) -> Model | None:
    """The model that a table on these lines of the code shows, and shows otherwise than it is; None if there is none."""
    if not is_comparable(table):
        return None
    models = _candidates(sites)
    if agrees_with_any(table, models, code, sites.alignments):
        return None
    model = _bound(table, sites, models, first)
    if model is None or not model.complete or hidden_layers(model, sites.lines, last):
        return None
    return model


def agrees_with_any(
    table: Table, models: Iterable[Model], code: str, alignments: Alignments
) -> bool:
    """Whether one of the models of this code is as the table shows it."""
    return any(_agrees(table, one, alignments) for model in models for one in readings(model, code))


def _agrees(table: Table, model: Model, alignments: Alignments) -> bool:
    """Whether nothing differs; a table that leaves nothing out has a row for each layer, in their order."""
    if table.elided:
        return compare(table, model, alignments).agrees
    rows, layers = rows_of(table), layers_of(model)
    return (
        len(rows) == len(layers)
        and _totals_agree(table, model)
        and all(are_alike(*pair) and _same(*pair, False) for pair in zip(rows, layers, strict=True))
    )


def finding(
    table: Table, model: Model, sites: Sites, text: str, lines: Sequence[str] | None = None
) -> Finding:
    """What is wrong with a table that stands in this text (on `lines`), and its numbers mended."""
    comparison = compare(table, model, sites.alignments)
    found = difference(table, model, comparison, "pasted summary", lines or sites.lines)
    return replace(found, fix=_fix(table, model, comparison, text))


def is_comparable(table: Table) -> bool:
    """Whether it shows layers, and none of the operations that TensorFlow makes layers of."""
    return table.is_table and not any(row.kind.startswith(_OPERATIONS) for row in table.rows)


def _fix(table: Table, model: Model, comparison: Comparison, text: str) -> Fix | None:
    """The table with the model's numbers; None if it shows other layers."""
    if comparison.different and not comparison.same_layers:
        return None
    return table_fix(table, model, comparison.pairs, text)


def _candidates(sites: Sites) -> list[Model]:
    """Every model of the file, at its end and as it stood at each summary."""
    states = [site.model for site in sites.sites if site.model is not None]
    return list({id(model): model for model in (*sites.models, *states)}.values())


def _bound(table: Table, sites: Sites, models: Sequence[Model], line: int) -> Model | None:
    """The model that the table shows: by its title, by the summary above, or the only one that is like it."""
    named = [model for model in models if table.title and model.name == table.title]
    if named and _likeness(table, named[-1], sites) >= LIKENESS:
        return named[-1]
    site = _summary_above(line, sites)
    if site is not None:
        shown = summarised_above(line, sites)
        return shown if shown is not None and _likeness(table, shown, sites) >= LIKENESS else None
    if len(sites.models) == 1 and _likeness(table, sites.models[0], sites) >= LIKENESS:
        return sites.models[0]
    return None


def summarised_above(line: int, sites: Sites) -> Model | None:
    """The model of the nearest summary above this line, unless another one is made in between."""
    site = _summary_above(line, sites)
    return site.model if site is not None and _nothing_between(site, line, sites) else None


def _summary_above(line: int, sites: Sites) -> Site | None:
    above = [
        site
        for site in sites.sites
        if site.subject.role == "summary" and site.model is not None and site.place.line < line
    ]
    return max(above, key=lambda site: site.place.line, default=None)


def _nothing_between(site: Site, line: int, sites: Sites) -> bool:
    """Whether no other model is made between a summary and the line where a table begins."""
    return not any(
        site.place.line < other.place.line < line and other.subject.role in MODEL_ROLES[:1]
        for other in sites.sites
    )


def hidden_layers(model: Model, lines: Sequence[str], end: int) -> bool:
    """Whether commented-out layers stand before or in the model, or before the table's end: it may show those."""
    first = min([row.line for row in model.layers if row.line] + [model.line])
    low, high = sorted((first, end))
    return commented_code.shows_layers(lines[max(low - LOOK_BACK, 0) : high])


def _likeness(table: Table, model: Model, sites: Sites) -> float:
    """The part of the layers that agree in class and order."""
    rows, layers = rows_of(table), layers_of(model)
    if not rows or not layers:
        return 0.0
    pairs = sites.alignments.of(table, model)
    common = sum(row is not None and layer is not None for row, layer in pairs)
    return common / (len(rows) if table.elided else max(len(rows), len(layers)))


def compare(table: Table, model: Model, alignments: Alignments) -> Comparison:
    """Row by row, what can be compared."""
    pairs = alignments.of(table, model)
    different = [i for i, (row, layer) in enumerate(pairs) if not _same(row, layer, table.elided)]
    same_layers = all(row is not None and layer is not None for row, layer in pairs)
    return Comparison(
        pairs, tuple(different), same_layers, table.elided or _totals_agree(table, model)
    )


def _same(row: TableRow | None, layer: Row | None, elided: bool) -> bool:
    if layer is None:
        return False
    if row is None:
        return elided
    if row.count is not None and layer.params is not None and row.count != layer.params:
        return False
    return dims_agree(row.dims, layer)


def true_totals(table: Table, model: Model) -> dict[str, int]:
    """The totals that this Keras prints, as far as they are known."""
    known: dict[str, int | None] = {
        "total": model.params,
        "trainable": model.trainable,
        "non_trainable": model.non_trainable,
    }
    optimizer = next((total.value for total in table.totals if total.quantity == "optimizer"), 0)
    if known["total"] is not None:
        known["total"] += optimizer
    return {quantity: value for quantity, value in known.items() if value is not None}


def totals_of_any(table: Table, sites: Sites, code: str) -> bool:
    """Whether the totals below a table may be those of one of the models of this code."""
    models = [one for model in _candidates(sites) for one in readings(model, code)]
    return any(_totals_agree(table, model) for model in models)


def _totals_agree(table: Table, model: Model) -> bool:
    true = true_totals(table, model)
    return all(true.get(total.quantity, total.value) == total.value for total in table.totals)


def difference(
    table: Table, model: Model, comparison: Comparison, what: str, lines: Sequence[str] = ()
) -> Finding:
    """The finding on a table that does not agree; `what` names the table, `lines` hold it."""
    rows = rows_of(table)
    if not comparison.different:
        true = true_totals(table, model)
        wrong = next(
            total for total in table.totals if true.get(total.quantity, total.value) != total.value
        )
        word = wrong.quantity.replace("_", "-")
        message = f"{what} says {wrong.value:,} {word} parameters; {model.name} has {true[wrong.quantity]:,}"
        place = Place(wrong.cell.line, wrong.cell.start, wrong.cell.line, wrong.cell.end)
        return Finding("KER204", message, place, true[wrong.quantity], wrong.value)
    first = comparison.different[0]
    row, layer = comparison.pairs[first]
    line = (
        row.line
        if row is not None
        else next((r.line for r, _ in comparison.pairs[first:] if r is not None), table.last)
    )
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    place = Place(line, len(shown) - len(shown.lstrip()), line, len(shown.rstrip()))
    if comparison.same_layers:
        message = f"{what} differs from {model.name} in {len(comparison.different)} of {len(rows)} rows, first at {_difference(row, layer)}"
    else:
        message = f"{what} shows {len(rows)} layers, {model.name} has {len(layers_of(model))}; first difference: {_difference(row, layer)}"
    expected = None if layer is None else [layer.kind, _listed(layer), layer.params]
    actual = (
        None
        if row is None
        else [row.kind, list(row.dims) if row.dims is not None else None, row.count]
    )
    return Finding("KER204", message, place, expected, actual)


def _listed(layer: Row) -> list[object] | None:
    output = single(layer.output_shape)
    return list(output) if output is not None else None


def _difference(row: TableRow | None, layer: Row | None) -> str:
    if row is None:
        return f"{layer.name} ({layer.kind}) is missing" if layer is not None else ""
    if layer is None:
        return f"{row.name} ({row.kind}) is not in the model"
    says, gives = [], []
    output = single(layer.output_shape)
    if row.dims is not None and output is not None and not dims_agree(row.dims, layer):
        says.append(shape_text(row.dims))
        gives.append(shape_text(output))
    if row.count is not None and layer.params is not None and row.count != layer.params:
        says.append(f"{row.count:,} parameters")
        gives.append(f"{layer.params:,}")
    return f"{row.name} ({row.kind}): says {' and '.join(says)}, {layer.kind} has {' and '.join(gives)}"
