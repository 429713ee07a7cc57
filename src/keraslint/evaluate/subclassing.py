"""Subclasses of keras.Model and keras.layers.Layer in the analysed code, followed through build and call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import following, libraries, stated_shapes
from keraslint.evaluate.values import (
    Array,
    Class,
    Dict,
    External,
    Function,
    Instance,
    List,
    Method,
    Value,
)
from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.tensor import Tensor
from keraslint.layers import signatures
from keraslint.layers.definition import Built
from keraslint.layers.layer import Layer
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.unknown import Unknown
from keraslint.weights import Weight

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

MISSING: Any = object()
MODELS = ("Model", "Functional", "Network", "Sequential")
PLAIN = ("Layer", "Wrapper", *MODELS)
ENDS = frozenset({"inputs", "outputs", "input", "output"})


class Custom(Network):
    """An object of such a class.

    fields  its attributes; the layers among them are tracked, in the order of their assignment
    own     the weights that it adds itself
    base    the layer of Keras's that it specialises, made by super().__init__(…)
    graph   the graph that super().__init__(inputs, outputs) gave it
    prepared  whether the class's own `build` has run
    """

    def __init__(self, run: Run, cls: Class, *, name: str) -> None:
        super().__init__("Custom", {}, run.keras, label=cls.name, name=name, line=run.line)
        self.run = run
        self.cls = cls
        self.fields: dict[str, Value] = {}
        self.own: list[Weight] = []
        self.base: Layer | None = None
        self.graph: Functional | None = None
        self.seen: tuple[Any, Any] | None = None
        self.is_model = keras_base(cls) in MODELS
        self.prepared = False
        self.busy = False

    @property
    def layers(self) -> list[Layer]:  # type: ignore[override]
        if self.graph is not None:
            return self.graph.layers
        found = list(_layers_in(list(self.fields.values())))
        return list(dict.fromkeys(layer for layer in found if layer is not self))

    def weighty_layers(self) -> list[Layer]:
        return [*self.layers, *([self.base] if self.base is not None else [])]

    def split(self) -> Iterator[tuple[Weight, bool | None]]:
        for weight in self.own:
            yield weight, weight.trainable and self.trainable
        yield from super().split()

    @property
    def input_shape(self) -> Any:
        return (
            self.graph.input_shape
            if self.graph is not None
            else self.seen[0]
            if self.seen
            else None
        )

    @property
    def output_shape(self) -> Any:
        return (
            self.graph.output_shape
            if self.graph is not None
            else self.seen[1]
            if self.seen
            else None
        )

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        if self.busy:
            return Built(Shape.unknown(Unknown(f"`{self.cls.name}` calls itself", self.line)))
        self.busy = True
        try:
            output = following.follow(self.run, self, inputs, call)
        finally:
            self.busy = False
        if self.seen is None:
            self.seen = (inputs[0] if len(inputs) == 1 else list(inputs), output)
        return Built(output)

    def copy(self) -> Layer:
        """A new object of the class is not made here: what its constructor was given is not kept."""
        twin = Custom(self.run, self.cls, name=self.name)
        twin.unknown = Unknown(f"a copy of `{self.cls.name}`", self.line)
        return twin


def _layers_in(values: list[Value]) -> Iterator[Layer]:
    for value in values:
        if isinstance(value, Layer):
            yield value
        elif isinstance(value, (List, tuple)):
            yield from _layers_in(list(value))
        elif isinstance(value, Dict):
            yield from _layers_in(list(value.values()))


def keras_base(cls: Class) -> str | None:
    """The name of the class of Keras's that this one derives from, or None."""
    for base in cls.outside_bases:
        if isinstance(base, External):
            tail = libraries.keras_path(base.path)
            if tail is not None and ("layers" in tail or base.name in PLAIN or "engine" in tail):
                return base.name
    return None


def instantiate(run: Run, cls: Class, arguments: Arguments) -> Value:
    """An object of a subclass: its constructor is run."""
    from keraslint.evaluate import calls, keras

    name = arguments.keywords.get("name")
    name = name if isinstance(name, str) else run.name_for(cls.name)
    layer: Layer = Custom(run, cls, name=name)
    if keras_base(cls) == "Sequential":
        layer = _sequential(run, cls, name)
    if isinstance(layer, Sequential) or (isinstance(layer, Custom) and layer.is_model):
        keras.register_network(run, layer)
    else:
        keras.register(run, layer)
    if arguments.keywords.get("trainable") is False:
        layer.trainable = False
    found = cls.find("__init__")
    if found and isinstance(found[0], Function):
        calls.call_function(run, found[0], arguments, receiver=layer)
    else:
        initialize(run, layer, arguments)
    return layer


def _sequential(run: Run, cls: Class, name: str) -> Sequential:
    stack = Sequential(run.keras, name=name, line=run.line, label=cls.name)
    stack.cls, stack.fields = cls, {}  # type: ignore[attr-defined]
    return stack


def class_of(layer: Value) -> Class | None:
    """The class of the analysed code that a layer is an object of."""
    return getattr(layer, "cls", None) if isinstance(layer, Layer) else None


def initialize(run: Run, layer: Layer, arguments: Arguments) -> None:
    """super().__init__(…) of the class of Keras's."""
    from keraslint.evaluate import keras, keras_objects, operations

    cls = class_of(layer)
    base = keras_base(cls) if cls else None
    if isinstance(layer, Sequential):
        turns = operations.iterate(run, arguments.get(0, "layers") or run.list())
        for part in [] if isinstance(turns, Unknown) else turns:
            keras_objects.add(run, layer, part)
        why = turns if isinstance(turns, Unknown) else getattr(turns, "open", None)
        if why is not None:
            layer.doubt(why)
        return
    assert isinstance(layer, Custom)
    if isinstance(arguments.keywords.get("name"), str):
        layer.name = arguments.keywords["name"]
    if base in MODELS:
        inputs = arguments.get(0, "inputs", arguments.keywords.get("input"))
        outputs = arguments.get(1, "outputs", arguments.keywords.get("output"))
        ends = operations.leaves_of([inputs, outputs])
        if any(isinstance(end, Tensor) for end in ends):
            try:
                layer.graph = keras.functional(run, inputs, outputs, layer.name, layer.label)
                layer.unknown = layer.unknown or layer.graph.unknown
                layer.built = True
            except Refusal as refusal:
                run.fault(refusal, layer.label, run.here)
                layer.unknown = run.unknown(f"the model is refused: {refusal}")
        elif len(arguments.positional) > 1 or ENDS & arguments.keywords.keys():
            gap = next((end for end in ends if isinstance(end, Unknown)), None)
            layer.unknown = layer.unknown or gap
        return
    shape = stated_shapes.first_shape("Custom", arguments.keywords, run)
    if shape is not None:
        layer.arguments["first_shape"] = shape
    if base == "Wrapper":
        layer.fields["layer"] = arguments.get(0, "layer")
    elif base not in PLAIN and base is not None and signatures.find(base, run.keras) is not None:
        if cls is not None and cls.find("_validate_init"):
            why = run.unknown(f"`{cls.name}` takes what {base} refuses", cls.name)
            made = keras.opaque(run, base, why)
        else:
            made = keras.make_layer(run, base, arguments)
        run.mentions = [mention for mention in run.mentions if mention.subject is not made]
        layer.base = made
        layer.arguments["first_shape"] = made.arguments.get("first_shape")
        layer.trainable = made.trainable


def attribute(run: Run, layer: Layer, name: str) -> Value:
    """self.name: an attribute, a method or property of the class, or MISSING."""
    from keraslint.evaluate import calls

    cls = class_of(layer)
    if cls is None:
        return MISSING
    fields: dict[str, Value] = layer.fields  # type: ignore[attr-defined]
    if name in fields:
        return fields[name]
    found = cls.find(name)
    if found is not None:
        member = found[0]
        if isinstance(member, Function):
            if name == "call" and not layer.built:
                return Method(layer, "__call__")
            if name == "build" and isinstance(layer, Custom) and not layer.prepared:
                return Method(layer, "build")
            if member.kind == "property":
                return calls.call_function(run, member, calls.Arguments(), receiver=layer)
            return member if member.kind == "staticmethod" else Method(layer, member)
        return member
    if name in (
        "add_weight",
        "add_variable",
        "add_update",
        "add_loss",
        "add_metric",
        "_set_output",
        "compute_mask",
    ):
        return Method(layer, name)
    if isinstance(layer, Custom):
        if layer.base is not None and name in layer.base.arguments:
            return layer.base.arguments[name]
        if layer.base is not None and name in (
            "kernel",
            "bias",
            "gamma",
            "beta",
            "recurrent_kernel",
            "embeddings",
        ):
            weight = next((w for w in layer.base.weights if w.name == name), None)
            return (
                Array(Shape(weight.shape))
                if weight is not None
                else run.unknown("a weight that is not built", name)
            )
    return MISSING


def set_attribute(run: Run, layer: Layer, name: str, value: Value) -> None:
    """self.name = value; variables among the values are weights."""
    layer.fields[name] = value  # type: ignore[attr-defined]
    if not isinstance(layer, Custom):
        return
    if name in ("trainable_weights", "_trainable_weights", "non_trainable_weights") and isinstance(
        value, (List, tuple)
    ):
        for item in value:
            if isinstance(item, Array) and item.shape.dims is not None:
                layer.own.append(own_weight(name, item.shape, not name.startswith("non"), layer))
            elif isinstance(item, Unknown):
                layer.unknown = layer.unknown or item
    elif isinstance(value, Array) and value.dtype.startswith("variable"):
        if value.shape.dims is None:
            layer.unknown = layer.unknown or value.shape.origin
        elif not run.keras.one and not run.keras.two:
            layer.own.append(
                own_weight(name, value.shape, not value.dtype.endswith("frozen"), layer)
            )


def own_weight(name: str, shape: Shape, trainable: bool, owner: Layer) -> Weight:
    """A weight that a layer adds itself; a free axis counts one."""
    return Weight(
        name,
        tuple(1 if axis is None else axis for axis in shape.dims or ()),
        trainable,
        owner=owner,
    )


def why_not_a_layer(run: Run, value: Value) -> Unknown:
    if isinstance(value, Instance):
        return run.unknown(f"an object of `{value.cls.name}` is used as a layer", value.cls.name)
    return run.unknown("something that is not known is used as a layer")
