"""The places of the source that show layers and models, each with what it shows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from keraslint.findings import Place
from keraslint.graph.network import Network
from keraslint.graph.tensor import tensors
from keraslint.layers.layer import Layer
from keraslint.model import Model
from keraslint.shapes import Shape
from keraslint.sizes import Expression, SizeKey, Symbol, size_key
from keraslint.subjects import OpenCount, Subject
from keraslint.survey.models import Rows, last_output, rows_of, shapes, shapes_of
from keraslint.unknown import Unknown
from keraslint.weights import total

if TYPE_CHECKING:
    from keraslint.evaluate.run import Mention, Run


OF_LAYERS = ("layer", "call", "shape")


def subjects_of(run: Run, models: dict[Network, Model], rows: Rows) -> Iterator[Subject]:
    """The places that show layers and models; what one call made in several turns is one subject."""
    outputs: dict[Layer, Any] = {}
    for network in models:
        for layer, output in rows_of(network):
            if output is not None:
                outputs.setdefault(layer, output)
    groups: dict[tuple[Place, str, str], list[Mention]] = {}
    for mention in run.mentions:
        asserted = f"{mention.details.get('target', '')} {mention.details.get('operator', '')}"
        key = (mention.position, mention.role, asserted)
        groups.setdefault(key, []).append(mention)
    several = _several(run.mentions)
    for (place, role, _), mentions in groups.items():
        first = mentions[0]
        title = run.title(first.subject) if isinstance(first.subject, Network) else ""
        layers = [m.subject for m in mentions if isinstance(m.subject, Layer)]
        if role in OF_LAYERS or role == "count_params" and not isinstance(first.subject, Network):
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
    found = [shapes_of(node.output) for node in layer.nodes]
    different = [shape for i, shape in enumerate(found) if shape not in found[:i]]
    if len(different) > 1 and all(isinstance(shape, Shape) for shape in different):
        return different
    return outputs.get(layer, last_output(layer))


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
    count = total(weight for weight, _ in pairs)
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
    return shapes(shapes_of(layer.nodes[-1].inputs))


def plain_arguments(layer: Layer) -> dict[str, Any]:
    """The constructor's arguments that are plain values."""
    return {
        name: value
        for name, value in layer.arguments.items()
        if isinstance(value, (int, float, str, bool, tuple, type(None)))
    }
