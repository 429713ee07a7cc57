"""From the evaluator's graph to the rows and totals that every front end shows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keraslint.costs.billing import billed, linked
from keraslint.findings import Place
from keraslint.formulas import formula
from keraslint.graph.network import Doubt, Either, Functional, Network, Sequential
from keraslint.graph.tensor import Tensor, tensors
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.model import Axis, Gap, Model, Row, ShapeRow, Shapes, WeightRow
from keraslint.shapes import (
    Dim,
    Expression,
    Refusal,
    Shape,
    SizeKey,
    Symbol,
    least,
    size_key,
)
from keraslint.subjects import OpenCount, Subject
from keraslint.unknown import Unknown
from keraslint.weights import Weight, exact

if TYPE_CHECKING:
    from keraslint.evaluate.run import Mention, Run

NOWHERE = Place(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that this Keras would refuse: which rule, what layer, why and where."""

    kind: type[Refusal]
    subject: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Survey:
    """What one evaluation under one Keras found."""

    keras: Keras
    models: tuple[Model, ...]
    troubles: tuple[Trouble, ...]
    subjects: tuple[Subject, ...]
    cut_short: Gap | None = None


def survey(run: Run) -> Survey:
    """The evaluation's result as plain values."""
    places = run.layer_positions
    rows = Rows(places)
    models = {
        network: model_of(network, run.title(network), places.get(network, NOWHERE), rows)
        for network in run.networks
    }
    nested: dict[Layer, int] = {network: i for i, network in enumerate(models)}
    for network, model in models.items():
        layers = [layer for layer, _ in rows_of(network)]
        same = [layer.name for layer in layers] == [row.name for row in model.layers]
        models[network] = billed(model, network, layers, nested) if same else linked(model)
    faults = run.faults
    if (
        faults
        and run.settings.keras is None
        and (run.predates_keras1 or run.module.evidence.keras0)
    ):
        faults = []
    troubles = dict.fromkeys(
        Trouble(type(fault.refusal), fault.subject, str(fault.refusal), fault.position)
        for fault in faults
    )
    cut = run.cut_short if run.events else None  # a long program without Keras is not our business
    return Survey(
        run.keras,
        tuple(models.values()),
        tuple(troubles),
        tuple(_subjects(run, models, rows)),
        Gap(cut.reason, cut.line) if cut else None,
    )


def _subjects(run: Run, models: dict[Network, Model], rows: Rows) -> Iterator[Subject]:
    """The places that show layers and models; what one call made in several turns is one subject."""
    outputs: dict[Layer, Any] = {}
    for network in models:
        for layer, output in rows_of(network):
            if output is not None:
                outputs.setdefault(layer, output)
    groups: dict[tuple[Place, str, str], list[Mention]] = {}
    for mention in run.mentions:
        key = (mention.position, mention.role, mention.details.get("target", ""))
        groups.setdefault(key, []).append(mention)
    several = _several(run.mentions)
    for (place, role, _), mentions in groups.items():
        first = mentions[0]
        title = run.title(first.subject) if isinstance(first.subject, Network) else ""
        layers = [m.subject for m in mentions if isinstance(m.subject, Layer)]
        if role in ("layer", "call"):
            layers = list(dict.fromkeys(layers))
            yield Subject(
                role,
                place,
                title,
                tuple(rows.of(layer, _all_outputs(layer, outputs)) for layer in layers),
                tuple(_inputs(layer) for layer in layers),
                plain_arguments(layers[0]) if layers else {},
                None,
                first.scope,
                first.scope_line,
                first.statement,
                open_count(layers[0], several) if len(layers) == 1 else None,
                _common_details(mentions),
            )
        else:
            model = first.state or (
                models.get(first.subject) if isinstance(first.subject, Network) else None
            )
            different = len({id(m.subject) for m in mentions}) > 1
            yield Subject(
                role, place, title, model=None if different else model, scope=first.scope,
                scope_line=first.scope_line, statement=first.statement, details=_common_details(mentions),
            )  # fmt: skip


def _all_outputs(layer: Layer, outputs: dict[Layer, Any]) -> Any:
    """The shape of its output; all of them if its calls gave different ones."""
    found = [_shapes_of(node.output) for node in layer.nodes]
    different = [shape for i, shape in enumerate(found) if shape not in found[:i]]
    if len(different) > 1 and all(isinstance(shape, Shape) for shape in different):
        return different
    return outputs.get(layer, _last_output(layer))


def _common_details(mentions: Sequence[Mention]) -> dict[str, Any]:
    """What holds each time that the source comes by."""
    first, *others = [mention.details for mention in mentions]
    return {
        key: value
        for key, value in first.items()
        if all(key in other and other[key] == value for other in others)
    }


def open_count(layer: Layer, several: Container[SizeKey] = ()) -> OpenCount | None:
    """The layer's count over the one size that is missing to it; None if none is, or more."""
    pairs = list(layer.split())
    count = _sum(weight for weight, _ in pairs)
    if isinstance(layer, Network) or layer.unknown or not isinstance(count, Expression):
        return None
    symbol, *others = count.symbols
    origin = symbol.origin
    if others or origin is None or not isinstance(symbol.key, tuple) or symbol.key[0] is not origin:
        return None
    key = size_key(origin, symbol.key[-1])
    if key in several or any(flag is not True for _, flag in pairs):
        return None
    return OpenCount(
        (key,),
        symbol.name,
        symbol.least,
        symbol.most,
        tuple((len(monomial), factor) for monomial, factor in count.terms.items()),
        any(
            _is_size_of(symbol, tensor.shape)
            for node in layer.nodes
            for tensor in tensors(node.inputs)
        ),
    )


def _is_size_of(symbol: Symbol, shape: Shape) -> bool:
    """Whether it is the number of channels or features of an input."""
    if shape.dims is None:
        return symbol.origin is shape.origin
    return Expression.of(symbol) in (shape.dims[1:2] + shape.dims[-1:])


def _several(mentions: Iterable[Mention]) -> set[SizeKey]:
    """The keys under which several unknown sizes go: of what they stand for, nothing follows for the others."""
    origins: dict[SizeKey, set[Unknown]] = {}
    layers = {m.subject for m in mentions if isinstance(m.subject, Layer)}
    for layer in layers:
        for weight in layer.weights:
            for size in weight.shape:
                for symbol in size.symbols if isinstance(size, Expression) else ():
                    if symbol.origin is not None and isinstance(symbol.key, tuple):
                        key = size_key(symbol.origin, symbol.key[-1])
                        origins.setdefault(key, set()).add(symbol.origin)
    return {key for key, found in origins.items() if len(found) > 1}


def _inputs(layer: Layer) -> Any:
    if not layer.nodes:
        return None
    return shapes(_shapes_of(layer.nodes[-1].inputs))


def plain_arguments(layer: Layer) -> dict[str, Any]:
    """The constructor's arguments that are plain values."""
    return {
        name: value
        for name, value in layer.arguments.items()
        if isinstance(value, (int, float, str, bool, tuple, type(None)))
    }


def axis(size: Dim) -> Axis:
    return str(size) if isinstance(size, Expression) else size


def shape_row(shape: Shape) -> ShapeRow | None:
    return None if shape.dims is None else tuple(map(axis, shape.dims))


def shapes(value: Any) -> Shapes:
    """A shape or several as plain values."""
    if isinstance(value, Shape):
        return shape_row(value)
    if isinstance(value, (list, tuple)):
        rows: list[Any] = [shapes(item) for item in value]
        return None if not rows or None in rows else tuple(rows)
    return None


class Totals:
    """Counts over weights that are each counted once."""

    def __init__(
        self, weights: Iterable[tuple[Weight, bool | None]], doubts: list[Unknown], keras: Keras
    ) -> None:
        pairs = dict(weights)
        everything = _sum(pairs)
        trained = _sum(w for w, flag in pairs.items() if flag)
        frozen = _sum(w for w, flag in pairs.items() if flag is False)
        undecided = any(flag is None for flag in pairs.values())
        counted = trained if keras.one and keras.before(1, 2) else everything
        self.expressions = [everything]
        self.params = None if doubts else exact(counted)
        self.trainable = None if doubts or undecided else exact(trained)
        self.non_trainable = None if doubts or undecided else exact(frozen)
        self.at_least = self.params if self.params is not None else least(counted)


def _sum(weights: Iterable[Weight]) -> Dim:
    total: Any = 0
    for weight in weights:
        total = total + weight.count
    result: Dim = total
    return result


def model_of(network: Network, title: str, place: Place, rows: Rows) -> Model:
    """A model as it stands now."""
    built = network.built and (not isinstance(network, Sequential) or network.output is not None)
    shown = network if built else provisional(network)
    doubts = list(shown.doubts)
    totals = Totals(shown.split(), doubts, network.keras)
    if built and not doubts:
        gaps: list[Unknown] = []
    else:
        gaps = doubts or [
            Unknown("the model is not built: its input shape is not known", network.line)
        ]
    gaps += _origins([*totals.expressions, *_dims(shown)])
    known = built and totals.params is not None
    unique = {(gap.reason, gap.line): Gap(gap.reason, gap.line) for gap in gaps}
    return Model(
        name=title or network.name,
        kind={"Sequential": "sequential", "Functional": "functional"}.get(
            network.kind, "subclassed"
        ),
        place=place,
        complete=known and not unique,
        params=totals.params if built else None,
        trainable=totals.trainable if built else None,
        non_trainable=totals.non_trainable if built else None,
        at_least=totals.at_least,
        input_shape=shapes(network.input_shape) if built else None,
        output_shape=shapes(network.output_shape) if built else None,
        unknown=tuple(unique.values()),
        layers=tuple(rows.of(layer, output) for layer, output in rows_of(shown)),
        unbuilt=not built and not doubts,
    )


def provisional(network: Network) -> Network:
    """A stack without input shape, built on an unknown one: much of it is certain all the same."""
    from keraslint.evaluate.run import OverBudget

    if not isinstance(network, Sequential) or not network.layers:
        return network
    why = Unknown("the model is not built: its input shape is not known", network.line, "input")
    stack = Sequential(network.keras, name=network.name, line=network.line)
    stack.unknown = network.unknown
    stack.trainable = network.trainable
    shape = Shape.unknown(why)
    for layer in network.layers:
        twin = layer if layer.built or isinstance(layer, Network) else layer.copy()
        twin.trainable = layer.trainable
        if isinstance(layer, Network) and not layer.built:
            twin = provisional(layer)
        try:
            if not isinstance(twin, Network):
                output = twin.apply(shape)
            elif twin.kind == "Custom" and not twin.built:  # to follow its `call` would build it
                output = Shape.unknown(why)
            else:
                output = twin.compute((shape,), {}).output
        except (
            Refusal,
            OverBudget,  # a Lambda runs the analysed code
            TypeError,
            AttributeError,
            ValueError,
            KeyError,
            IndexError,
        ):
            output = Shape.unknown(why)
        stack.layers.append(twin)
        stack.outputs.append(Tensor(output) if isinstance(output, Shape) else output)
        shape = output if isinstance(output, Shape) else Shape.unknown(why)
    return stack


def rows_of(network: Network) -> Iterator[tuple[Layer, Any]]:
    """Each row of the summary: a layer and its output's shape."""
    if isinstance(network, Functional):
        outputs: dict[Layer, Any] = {}
        for node in network.calls:
            outputs.setdefault(node.layer, node.output)
        for layer in network.layers:
            if not isinstance(layer, Either):
                yield layer, _shapes_of(outputs.get(layer))
    else:
        outs = list(getattr(network, "outputs", []) or [])
        for i, layer in enumerate(network.layers):
            if isinstance(layer, Doubt):
                continue
            yield (
                layer,
                _shapes_of(outs[i])
                if isinstance(network, Sequential) and i < len(outs)
                else _last_output(layer),
            )


def _last_output(layer: Layer) -> Any:
    if isinstance(layer, Network) and layer.output_shape is not None:
        return layer.output_shape
    return _shapes_of(layer.nodes[-1].output) if layer.nodes else None


def _shapes_of(output: Any) -> Any:
    found = [tensor.shape for tensor in tensors(output)]
    return found[0] if len(found) == 1 else found or None


class Rows:
    """The rows of layers as they stand now, each made once: models and the places in the source share them."""

    def __init__(self, places: dict[Layer, Place]) -> None:
        self._places = places
        self._made: dict[Layer, tuple[Any, Row]] = {}

    def of(self, layer: Layer, output: Any) -> Row:
        """The row of a layer with this output's shape (or several)."""
        known = self._made.get(layer)
        if known is not None and known[0] == output:
            return known[1]
        row = _row(layer, output, self._places.get(layer, NOWHERE))
        self._made[layer] = (output, row)
        return row


def _row(layer: Layer, output: Any, place: Place) -> Row:
    pairs = list(layer.split())
    doubts = (
        layer.doubts if isinstance(layer, Network) else [layer.unknown] if layer.unknown else []
    )
    totals = Totals(pairs, [d for d in doubts if d], layer.keras)
    weights = [weight for weight, _ in pairs]
    return Row(
        name=layer.name,
        kind=layer.label,
        line=place.line,
        output_shape=shapes(output),
        params=totals.params,
        trainable=totals.trainable,
        non_trainable=totals.non_trainable,
        at_least=totals.at_least,
        weights=tuple(
            WeightRow(w.name, tuple(axis(s) for s in w.shape), bool(flag)) for w, flag in pairs
        ),
        formula="" if isinstance(layer, Network) else formula(weights),
        place=place,
    )


def _origins(sizes: Iterable[Any]) -> list[Unknown]:
    """What the unknown sizes come from."""
    found: dict[Unknown, None] = {}
    pending = [size for size in sizes if isinstance(size, Expression)]
    seen: set[Any] = set()
    while pending:
        for symbol in pending.pop().symbols:
            if symbol.origin is not None:
                found[symbol.origin] = None
            elif isinstance(symbol.key, tuple) and symbol not in seen:
                seen.add(symbol)
                pending.extend(part for part in symbol.key if isinstance(part, Expression))
    return list(found)


def _dims(network: Network) -> Iterator[Any]:
    for value in (network.input_shape, network.output_shape):
        for shape in value if isinstance(value, list) else [value]:
            if isinstance(shape, Shape):
                yield from shape.dims or shape.tail
