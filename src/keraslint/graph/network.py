"""Models: layers that are made of layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keraslint.graph.ordering import certain_layers, sorted_nodes
from keraslint.graph.tensor import Tensor, connect, input_tensor, shapes_of, tensors
from keraslint.graph.uncertain import Doubt, Either
from keraslint.layers.definition import Built
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import Mismatch, Refusal
from keraslint.shapes import Shape
from keraslint.sizes import same
from keraslint.structures import convert
from keraslint.unknown import Unknown
from keraslint.weights import Weight


class Network(Layer):
    """A model. As a layer of another model it has the weights of all its distinct layers."""

    layers: list[Layer]

    @property
    def input_shape(self) -> Any:
        """The input's shape, a list of them for several, None before the model is built."""
        raise NotImplementedError

    @property
    def output_shape(self) -> Any:
        raise NotImplementedError

    def weighty_layers(self) -> list[Layer]:
        """The distinct layers whose weights the model counts."""
        return list(dict.fromkeys(self.layers))

    @property
    def doubts(self) -> list[Unknown]:
        """Why there may be more weights than the layers show."""
        found = [self.unknown] if self.unknown else []
        for part in self.weighty_layers():
            if isinstance(part, Network):
                found.extend(part.doubts)
            elif part.unknown:
                found.append(part.unknown)
        return list(dict.fromkeys(found))

    def all_weights(self) -> list[Weight]:
        return list(dict.fromkeys(weight for weight, _ in self.split()))

    def split(self) -> Iterator[tuple[Weight, bool | None]]:
        seen: set[Weight] = set()
        for part in self.weighty_layers():
            for weight, trainable in part.split():
                if weight not in seen:
                    seen.add(weight)
                    yield weight, trainable and (self.keras.three or self.trainable)

    @property
    def inner(self) -> list[Layer]:
        return self.weighty_layers()

    def apply(self, *inputs: Any, **call: Any) -> Any:
        self.built = True
        result = self.compute(inputs, call)
        self.weights = tuple(self.all_weights())
        return result.output

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer | None:
        if index is not None:
            operations = self.keras.three  # are no layers there
            found = [p for p in self.layers if not (operations and p.kind == "Operation")]
            passed = found[: index + 1] if index >= 0 else found[index:]
            known = not any(isinstance(part, Doubt) for part in passed)
            return found[index] if known and -len(found) <= index < len(found) else None
        return next((part for part in self.layers if part.name == name), None)


class Functional(Network):
    """Model(inputs, outputs): the graph between them.

    calls  the layer calls from inputs to outputs (`nodes` are the calls of the model itself)

    Raises Mismatch if the outputs need an Input that is not among the inputs.
    """

    def __init__(
        self,
        inputs: Any,
        outputs: Any,
        keras: Keras,
        *,
        name: str = "",
        line: int = 0,
        label: str = "Functional",
    ) -> None:
        super().__init__("Functional", {}, keras, label=label, name=name, line=line)
        self.inputs = inputs
        self.outputs = outputs
        self.calls = sorted_nodes(list(tensors(inputs)), list(tensors(outputs)))
        self.layers = list(dict.fromkeys(node.layer for node in self.calls))
        self.built = True
        self.unknown = next(
            (tensor.gap for node in self.calls for tensor in node.sources if tensor.gap), None
        )
        undecided = [part for part in self.layers if isinstance(part, Either)]
        if undecided:
            self.unknown = undecided[0].why
            certain = certain_layers(self.calls, self.outputs)
            self.layers = [part for part in self.layers if part in certain]
        self.weights = tuple(self.all_weights())
        self._check_connected()

    def _check_connected(self) -> None:
        given = {id(tensor) for tensor in tensors(self.inputs)}
        if not all(isinstance(leaf, Tensor) for leaf in _leaves(self.inputs)):
            return  # an input that is not known may be the one
        for node in self.calls:
            if not node.sources and node.layer.kind == "InputLayer":
                if not any(id(tensor) in given for tensor in tensors(node.output)):
                    raise Mismatch(
                        f"is disconnected: its outputs need the input {node.layer.name} {shapes_of(node.output)}, which is not among its inputs"
                    )

    @property
    def input_shape(self) -> Any:
        return _one_or_list(shapes_of(self.inputs))

    @property
    def output_shape(self) -> Any:
        return _one_or_list(shapes_of(self.outputs))

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        given = list(_leaves(inputs))
        mine = list(tensors(self.inputs))
        if self.unknown is not None or not mine:
            return Built(
                Shape.unknown(self.unknown or Unknown("a model without inputs", self.line))
            )
        if len(mine) == 1 and self.keras.tf:
            given = given[:1]  # it overlooks the others
        if len(given) > len(mine) and any(isinstance(part, dict) for part in inputs):
            return Built(
                Shape.unknown(Unknown("which of the named inputs a model takes", self.line))
            )
        if len(given) != len(mine):
            raise Mismatch(f"takes {len(mine)} input{'s' * (len(mine) != 1)}, got {len(given)}")
        if self.keras.tf or self.keras.three:
            given = [_of_rank(new, old.shape) for new, old in zip(given, mine, strict=True)]
        if self.keras.three:
            for new, old in zip(given, mine, strict=True):
                if isinstance(new, Shape) and not fits(new, old.shape):
                    raise Mismatch(f"takes {old.shape}, got {new}")
        if all(
            isinstance(new, Shape) and new == old.shape
            for new, old in zip(given, mine, strict=True)
        ):
            return Built(shapes_of(self.outputs))
        values: dict[int, Any] = {
            id(tensor): shape for tensor, shape in zip(mine, given, strict=True)
        }

        def value(leaf: Any) -> Any:
            return values.get(id(leaf), leaf.shape) if isinstance(leaf, Tensor) else leaf

        for node in self.calls:
            if any(id(tensor) in values for tensor in tensors(node.output)) or not node.sources:
                continue
            output = node.layer.apply(*convert(node.inputs, value), **convert(node.call, value))
            for tensor, shape in zip(tensors(node.output), _leaves(output), strict=False):
                values[id(tensor)] = shape
        return Built(convert(self.outputs, value))


class Sequential(Network):
    """Sequential(): a stack, built as soon as its input shape is known."""

    def __init__(
        self, keras: Keras, *, name: str = "", line: int = 0, label: str = "Sequential"
    ) -> None:
        super().__init__("Sequential", {}, keras, label=label, name=name, line=line)
        self.layers = []
        self.input: Tensor | None = None
        self.outputs: list[Any] = []  # after each layer, as long as the stack is built
        self.may_be_built = False  # it went where data may have built it

    @property
    def output(self) -> Any:
        return self.outputs[-1] if self.outputs else self.input

    @property
    def input_shape(self) -> Any:
        if self.outputs and self.keras.one:
            sources = [
                node for node in sorted_nodes([], list(tensors(self.output))) if not node.sources
            ]
            if len(sources) > 1:
                return [shapes_of(node.output) for node in sources]
            return shapes_of(sources[0].output) if sources else None
        return self.input.shape if self.input else None

    @property
    def output_shape(self) -> Any:
        return _one_or_list(shapes_of(self.output)) if self.output is not None else None

    def weighty_layers(self) -> list[Layer]:
        if self.layers and self.layers[0].kind == "Merge" and self.outputs:
            nodes = sorted_nodes([], list(tensors(self.output)))
            return list(dict.fromkeys(node.layer for node in nodes))
        return super().weighty_layers()

    def add(self, layer: Layer, line: int = 0) -> None:
        """Puts a layer on top. Raises Refusal where Keras would; the layer then stays on the stack, its output unknown."""
        if layer.kind == "InputLayer":
            self._start(layer.arguments["batch_shape"], layer)
            return
        self.layers.append(layer)
        if self.input is None and len(self.layers) == 1:
            made = layer.arguments.get("made")
            if made is not None:  # Keras 1 Merge([...]): a layer that brings its own inputs
                self.outputs.append(made)
                self.built = True
                return
            shape = starting_shape(layer, self.keras)
            if shape is not None:
                self._start(shape, None)
        if self.input is not None or self.outputs:
            self._connect(layer, line)

    def _start(self, shape: Shape, layer: Layer | None) -> None:
        layer = layer or Layer(
            "InputLayer", {"batch_shape": shape}, self.keras, name=f"{self.name}_input"
        )
        self.input = input_tensor(shape, layer)
        self.built = True

    def _connect(self, layer: Layer, line: int) -> None:
        source = self.output
        try:
            self.outputs.append(connect(layer, source, line=line))
        except Refusal:
            unknown = Unknown(f"{layer.label} does not fit its input", line or layer.line)
            self.outputs.append(Tensor(layer.fail(unknown)))
            raise

    def doubt(self, why: Unknown) -> None:
        """Says that something may have put other layers on top."""
        self.unknown = self.unknown or why
        if not self.layers or not isinstance(self.layers[-1], Doubt):
            self.add(Doubt(self.keras, why))

    def pop(self) -> Layer | None:
        """Takes the top layer off; where that is not known, the one below may have been it."""
        if not self.layers:
            return None
        if isinstance(self.layers[-1], Doubt) and len(self.layers) > 1:
            del self.layers[-2]
            del self.outputs[-2:-1]
            return None
        top = self.layers.pop()
        if self.outputs:
            self.outputs.pop()
        if not self.layers:
            self.input, self.built = None, False
        return top

    def build(self, shape: Shape) -> None:
        """Builds a stack that has no input shape yet. Raises Refusal where Keras would."""
        if self.input is not None or self.outputs:
            return
        self._start(shape, None)
        for layer in self.layers:
            self._connect(layer, layer.line)

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        value = inputs[0] if inputs else None
        if self.input is None and not self.outputs and isinstance(value, Shape):
            self.build(value)
            return Built(shapes_of(self.output))
        if self.input is not None and (self.keras.tf or self.keras.three):
            value = _of_rank(value, self.input.shape)
        if (
            self.outputs
            and isinstance(value, Shape)
            and self.input is not None
            and value == self.input.shape
        ):
            return Built(shapes_of(self.output))
        for layer in self.layers:
            value = layer.apply(value)
        result: Any = value
        return Built(result)


def starting_shape(layer: Layer, keras: Keras) -> Shape | None:
    """The input shape that a first layer brings along: an `input_shape` of its own, or a nested model's."""
    own = layer.arguments.get("first_shape")
    if isinstance(own, Shape):
        return own
    if isinstance(layer, Network):
        if keras.one or keras.three:
            shape = layer.input_shape
            return shape if isinstance(shape, Shape) else None
        if isinstance(layer, Functional):
            shape = layer.input_shape
            return (
                shape
                if isinstance(shape, Shape)
                and layer.layers
                and layer.layers[0].kind == "InputLayer"
                else None
            )
        return starting_shape(layer.layers[0], keras) if layer.layers else None
    return None


def _of_rank(given: Any, wanted: Shape) -> Any:
    """An input with an axis of size 1 put at its end or taken off there, where that gives the rank that is wanted."""
    if not isinstance(given, Shape) or given.dims is None or wanted.dims is None:
        return given
    if len(given.dims) == len(wanted.dims) + 1 and given.dims[-1] == 1:
        return Shape(given.dims[:-1])
    if len(given.dims) + 1 == len(wanted.dims) and wanted.dims[-1] == 1:
        return Shape((*given.dims, 1))
    return given


def _leaves(structure: Any) -> Iterator[Any]:
    if isinstance(structure, (list, tuple)):
        for item in structure:
            yield from _leaves(item)
    elif isinstance(structure, dict):
        for item in structure.values():
            yield from _leaves(item)
    else:
        yield structure


def _one_or_list(shapes: Any) -> Any:
    """Keras gives a single shape without the list around it."""
    found = [shape for shape in _leaves(shapes) if isinstance(shape, Shape)]
    return found[0] if len(found) == 1 else found


def fits(a: Shape, b: Shape) -> bool:
    """Whether the shapes may be the same."""
    if a.dims is None or b.dims is None:
        return True
    return len(a.dims) == len(b.dims) and all(
        x is None or y is None or same(x, y) is not False
        for x, y in zip(a.dims, b.dims, strict=True)
    )
