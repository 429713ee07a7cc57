"""A layer object: one instance of a layer class, built at its first use, shared by all later ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from typing import Any

from keraslint.layers.arguments import activated, check_initializers
from keraslint.layers.definition import Built, build, nothing_known
from keraslint.layers.generations import Keras
from keraslint.refusals import Mismatch, Refusal
from keraslint.shapes import Shape
from keraslint.sizes import same
from keraslint.unknown import Unknown
from keraslint.weights import Weight

PLAIN = frozenset({bool, float, int, str, type(None)})
CONSTRUCTIONS: dict[str, Callable[[Layer], None]] = {}


def construction(*kinds: str) -> Callable[[Callable[[Layer], None]], Callable[[Layer], None]]:
    """Registers what the constructor of these classes does at once with other layers."""

    def register(function: Callable[[Layer], None]) -> Callable[[Layer], None]:
        CONSTRUCTIONS.update(dict.fromkeys(kinds, function))
        return function

    return register


class Layer:
    """One layer, as a Keras constructor call makes it.

    kind       class under which its meaning is registered ("Conv2D")
    label      class as the source spells it ("Convolution2D")
    arguments  constructor arguments under Keras 3's names, with this Keras's defaults
    weights    all its weights, once it is built; those of wrapped layers are the same objects
    unknown    why there may be more weights than that
    """

    def __init__(
        self,
        kind: str,
        arguments: Mapping[str, Any],
        keras: Keras,
        *,
        label: str = "",
        name: str = "",
        line: int = 0,
    ) -> None:
        self.kind = kind
        self.label = label or kind
        self.arguments = dict(arguments)
        self.keras = keras
        self.name = name
        self.line = line
        self.trainable: bool | None = arguments.get("trainable") is not False  # None: not known
        self.born = 0
        self.nodes: list[
            Any
        ] = []  # the calls of this layer on symbolic tensors, kept by `graph.tensor.attach`
        self.built = False
        self.weights: tuple[Weight, ...] = ()  # each one once
        self.unknown: Unknown | None = None
        self.refusal: Refusal | None = None
        if kind in CONSTRUCTIONS:
            CONSTRUCTIONS[kind](self)

    def apply(self, *inputs: Any, **call: Any) -> Any:
        """The output's shape (or several) for these input shapes; builds the weights at the first use.

        Raises Refusal where Keras would.
        """
        result = self.compute(inputs, call)
        if not self.built:
            self._adopt(result)
        else:
            self._check_against(result)
        return result.output

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        """What this layer would make of the inputs, as if it were new."""
        made = build(self.kind, self.keras, self.arguments, inputs, call)
        made = activated(made, self.arguments, self.keras)
        check_initializers(self.arguments, made.weights, self.keras)
        return made

    def fail(self, unknown: Unknown) -> Shape:
        """Marks the layer as not understood; returns its output."""
        self.unknown = self.unknown or unknown
        return nothing_known(unknown).output  # type: ignore[return-value]

    def copy(self) -> Layer:
        """A new layer with the same arguments; it and the layers inside have their own weights."""
        arguments = {name: _copied(value) for name, value in self.arguments.items()}
        arguments["trainable"] = self.trainable
        made = Layer(
            self.kind, arguments, self.keras, label=self.label, name=self.name, line=self.line
        )
        made.trainable = self.trainable
        return made

    def _adopt(self, result: Built) -> None:
        for weight in result.weights:
            if weight.owner is None:
                weight.owner = self
        self.weights, self.unknown, self.built = result.weights, result.unknown, True

    def _check_against(self, result: Built) -> None:
        """A built layer takes only inputs that fit its weights."""
        for mine, new in zip(self.weights, result.weights, strict=False):
            if mine.name == new.name and len(mine.shape) == len(new.shape):
                if any(same(a, b) is False for a, b in zip(mine.shape, new.shape, strict=True)):
                    raise Mismatch(
                        f"was built with a {mine.name} of {Shape(mine.shape)}, this input needs {Shape(new.shape)}"
                    )

    @property
    def given(self) -> list[Layer]:
        """The layers among its arguments: wrapped layers, cells."""
        found: dict[Layer, None] = {}
        for value in self.arguments.values():
            if type(value) in PLAIN:
                continue
            for item in value if isinstance(value, (list, tuple)) else (value,):
                if isinstance(item, Layer):
                    found[item] = None
        return list(found)

    @property
    def inner(self) -> list[Layer]:
        """The layers it was given (wrapped layers, cells) and those that it made for itself."""
        made = (weight.owner for weight in self.weights if weight.owner is not self)
        return list(dict.fromkeys([*self.given, *made]))

    def set_trainable(self, value: bool | None) -> None:
        """`layer.trainable = value`; since TensorFlow's Keras it reaches the layers inside, too.

        Wrappers ignore it in Keras 2.0 (Keras 1: Bidirectional) and hand it on in Keras 2.1 to 2.3.
        """
        keras = self.keras
        wraps = keras.two and self.kind in ("TimeDistributed", "Bidirectional")
        if (wraps and keras.before(2, 1)) or (keras.one and self.kind == "Bidirectional"):
            return
        self.trainable = value
        for part in self.given if wraps else self.inner if keras.tf or keras.three else ():
            part.set_trainable(value)

    def split(self) -> Iterator[tuple[Weight, bool | None]]:
        """Each weight and whether Keras would train it.

        Keras 3 keeps the flag on the weight, so only its direct owner counts; before, every layer
        around it does.
        """
        if not self.weights:
            return
        parts = [] if self.keras.three else self.given
        inside = {id(weight): trained for part in parts for weight, trained in part.split()}
        for weight in self.weights:
            own = _all(weight.trainable, weight.owner.trainable)
            if self.keras.three:
                yield weight, own
            else:
                yield weight, _all(self.trainable, inside.get(id(weight), own))

    def __repr__(self) -> str:
        return f"<{self.label} {self.name}>"


def _copied(value: Any) -> Any:
    """An argument for a copy of the layer: layers anew, all else as it is."""
    if isinstance(value, list):
        made = copy(value)
        made[:] = map(_copied, value)
        return made
    if type(value) is tuple:
        return tuple(map(_copied, value))
    return value.copy() if isinstance(value, Layer) else value


def _all(*flags: bool | None) -> bool | None:
    """Whether all are true; None where it is not known."""
    return False if False in flags else None if None in flags else True


class Opaque(Layer):
    """A layer of which nothing is known but that it stands there."""

    def __init__(
        self, why: Unknown, keras: Keras, *, label: str = "", name: str = "", line: int = 0
    ) -> None:
        super().__init__("Opaque", {}, keras, label=label, name=name, line=line)
        self.why = self.unknown = why

    def compute(self, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Built:
        return nothing_known(self.why)

    def copy(self) -> Layer:
        return Opaque(self.why, self.keras, label=self.label, name=self.name, line=self.line)
