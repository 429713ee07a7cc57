"""From the graph to the rows and totals that every front end shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from keraslint.findings import Place
from keraslint.formulas import formula
from keraslint.graph.nesting import calls_in
from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.tensor import Tensor, tensors
from keraslint.graph.uncertain import Doubt, Either
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.model import Axis, Gap, Model, Row, ShapeRow, Shapes, WeightRow
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, least
from keraslint.unknown import Unknown
from keraslint.weights import Weight, exact, total

NOWHERE = Place(0, 0, 0, 0)
MOST_CALLS = 2_000
"""Of layers in a stack without input shape that is tried on an unknown one."""


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
        everything = total(pairs)
        flags = set(map(bool, pairs.values()))
        frozen = total(w for w, flag in pairs.items() if flag is False) if False in flags else 0
        trained = total(w for w, flag in pairs.items() if flag) if False in flags else everything
        undecided = None in pairs.values()
        counted = trained if keras.one and keras.before(1, 2) else everything
        self.expressions = [everything]
        self.params = None if doubts else exact(counted)
        self.trainable = None if doubts or undecided else exact(trained)
        self.non_trainable = None if doubts or undecided else exact(frozen)
        self.at_least = self.params if self.params is not None else least(counted)


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
    if calls_in(network) > MOST_CALLS:
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
                yield layer, shapes_of(outputs.get(layer))
    else:
        outs = list(getattr(network, "outputs", []) or [])
        for i, layer in enumerate(network.layers):
            if isinstance(layer, Doubt):
                continue
            yield (
                layer,
                shapes_of(outs[i])
                if isinstance(network, Sequential) and i < len(outs)
                else last_output(layer),
            )


def last_output(layer: Layer) -> Any:
    if isinstance(layer, Network) and layer.output_shape is not None:
        return layer.output_shape
    return shapes_of(layer.nodes[-1].output) if layer.nodes else None


def shapes_of(output: Any) -> Any:
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
    if output is None and not (layer.built or pairs or doubts):
        doubts = [Unknown("the layer is not built: its input shape is not known", layer.line)]
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
