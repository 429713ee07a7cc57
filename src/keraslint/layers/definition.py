"""What a layer is to this tool: a function from inputs and arguments to an output shape and weights.

    @layer("RepeatVector")
    def repeat_vector(x: Shape, *, n: Size) -> Built:
        batch, features = x.axes(2)
        return Built(Shape.of(batch, n, features))

Before the `*` stand the arguments of the layer's call, after it those of its constructor that matter,
under Keras 3's names; a parameter `keras` receives the Keras whose rules apply. The annotation says what
happens when the source does not give the value: a `Size` becomes a symbol, a `bool`, `Padding` or
`DataFormat` is tried with each of its values and the results are joined, `Sizes` is for `sizes()` to
resolve, `Any` lets the function see the Unknown; with any other annotation the layer stays unknown.
A dataclass stands for several arguments: those that are named and annotated as its fields are.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeAlias

from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Refusal
from keraslint.shapes import Shape, join_shapes
from keraslint.sizes import Dim, Expression, Size, derived, least
from keraslint.unknown import Unknown
from keraslint.weights import Weight

Output: TypeAlias = Shape | list["Output"] | tuple["Output", ...]
Padding: TypeAlias = str
DataFormat: TypeAlias = str | None
Sizes: TypeAlias = object

FLAGS: dict[str, tuple[object, ...]] = {
    "bool": (False, True),
    "Padding": ("valid", "same"),
    "DataFormat": ("channels_last", "channels_first"),
}


@dataclass(frozen=True, slots=True)
class Built:
    """What a layer makes of its inputs: the output's shape (or several) and its weights.

    `unknown` is set where there may be more weights than those listed.
    """

    output: Output
    weights: tuple[Weight, ...] = ()
    unknown: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A layer function and what its signature says; `not_covered` is why it can say nothing, if so.

    call      the arguments of the layer's call; `variadic` if it takes any number of inputs
    settings  those of its constructor that matter, with their annotations
    bundles   parameters that take several of those as one dataclass
    """

    function: Callable[..., Built]
    call: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    not_covered: str = ""
    variadic: bool = False
    bundles: Mapping[str, type] = field(default_factory=dict)

    @staticmethod
    def of(function: Callable[..., Built]) -> Definition:
        """What the function's own signature says."""
        code, annotations = function.__code__, function.__annotations__
        positional = code.co_varnames[: code.co_argcount]
        keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        settings = {name: annotation_text(annotations.get(name)) for name in keywords}
        meant: dict[str, Any] = {n: function.__globals__.get(t) for n, t in settings.items()}
        bundles = {name: cls for name, cls in meant.items() if _is_bundle(cls)}
        for name, cls in bundles.items():
            del settings[name]
            settings.update((each.name, annotation_text(each.type)) for each in fields(cls))
        variadic = bool(code.co_flags & inspect.CO_VARARGS)
        return Definition(function, positional, settings, variadic=variadic, bundles=bundles)

    def build(
        self,
        keras: Keras,
        arguments: Mapping[str, object],
        inputs: tuple[Any, ...],
        call: Mapping[str, object],
    ) -> Built:
        """The output and the weights of one layer on these inputs.

        `inputs` are shapes or lists of shapes as the layer's call was given them, `call` its keyword
        arguments. Raises Refusal where Keras would.
        """
        settings: dict[str, object] = {}
        open_flags: list[str] = []
        for name, annotation in self.settings.items():
            if name == "keras":
                settings[name] = keras
            elif name in arguments:
                value = settings[name] = arguments[name]
                if isinstance(value, Unknown):
                    if annotation == "Size" or annotation == "Dim":
                        settings[name] = Expression.unknown(value)
                    elif annotation in FLAGS:
                        open_flags.append(name)
                    elif annotation not in ("Any", "Sizes"):
                        return nothing_known(value)
        accepted = {name: value for name, value in call.items() if name in self.call}
        inputs = self._taken(inputs)
        if not open_flags:
            return self.function(*inputs, **accepted, **self.bundled(settings))
        choices = [FLAGS[self.settings[name]] for name in open_flags]
        results = list(_alternatives(self, inputs, accepted, settings, open_flags, choices))
        result = results[0]
        for other in results[1:]:
            result = join_built(result, other)
        return result

    def bundled(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings with those that belong together as one."""
        given = dict(settings)
        for name, cls in self.bundles.items():
            own = {each.name: given.pop(each.name) for each in fields(cls) if each.name in given}
            given[name] = cls(**own)
        return given

    def _taken(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """The positional arguments without those that change no shape, such as `training` in layer(x, training)."""
        count = len(self.call)
        if self.variadic or any(isinstance(x, (Shape, list, tuple)) for x in inputs[count:]):
            return inputs
        return inputs[:count]


def _is_bundle(cls: object) -> bool:
    return isinstance(cls, type) and is_dataclass(cls) and cls not in (Keras, Shape)


DEFINITIONS: dict[str, Definition] = {}


def annotation_text(annotation: object) -> str:
    """An annotation as this module names it, also where Python has evaluated it."""
    for name, value in {"Size": Size, "Dim": Dim, "Any": Any, "bool": bool}.items():
        if annotation == value:
            return name
    return str(annotation).rpartition(".")[2] if annotation is not None else ""


def layer(*kinds: str) -> Callable[[Callable[..., Built]], Callable[..., Built]]:
    """Registers a function as the meaning of these layer classes."""

    def register(function: Callable[..., Built]) -> Callable[..., Built]:
        DEFINITIONS.update(dict.fromkeys(kinds, Definition.of(function)))
        return function

    return register


def not_covered(*kinds: str, because: str) -> None:
    """Registers classes whose output and weights the source cannot show, and why."""

    def unknown(*inputs: Any) -> Built:
        return nothing_known(Unknown(because))

    for kind in kinds:
        DEFINITIONS[kind] = Definition(unknown, (), not_covered=because, variadic=True)


def build(
    kind: str,
    keras: Keras,
    arguments: Mapping[str, object],
    inputs: tuple[Any, ...],
    call: Mapping[str, object],
) -> Built:
    """The output and the weights of one layer of class `kind` on these inputs; see `Definition.build`."""
    definition = DEFINITIONS.get(kind)
    if definition is None:
        return nothing_known(Unknown(f"{kind} is not a layer that keraslint knows"))
    return definition.build(keras, arguments, inputs, call)


def nothing_known(unknown: Unknown) -> Built:
    """The result of a layer that cannot be understood."""
    return Built(Shape.unknown(unknown), unknown=unknown)


def _alternatives(
    definition: Definition,
    inputs: tuple[Any, ...],
    call: Mapping[str, Any],
    settings: dict[str, Any],
    names: list[str],
    choices: list[tuple[object, ...]],
) -> Iterator[Built]:
    """One result for each way to settle the flags; a way that Keras refuses is no alternative."""
    refusal: Refusal | None = None
    some = False
    for values in itertools.islice(itertools.product(*choices), 16):
        try:
            settled = {**settings, **dict(zip(names, values, strict=True))}
            yield definition.function(*inputs, **call, **definition.bundled(settled))
            some = True
        except Refusal as error:
            refusal = error
    if not some and refusal is not None:
        raise refusal


def join_built(a: Built, b: Built) -> Built:
    """What holds of both results."""
    if isinstance(a.output, Shape) and isinstance(b.output, Shape):
        output: Output = join_shapes(a.output, b.output)
    elif type(a.output) is type(b.output) and len(a.output) == len(b.output):  # type: ignore[arg-type]
        output = (
            a.output
            if a.output == b.output
            else nothing_known(Unknown("depends on an unknown flag")).output
        )
    else:
        output = Shape.unknown(Unknown("one or several outputs, depending on an unknown flag"))
    both = [w for w in a.weights if any(_alike(w, v) for v in b.weights)]
    one, two = (
        [w for w in x if not any(_alike(w, v) for v in both)] for x in (a.weights, b.weights)
    )
    if one or two:
        counts = [sum((w.count for w in side), start=0) for side in (one, two)]
        tops = [c.most if isinstance(c, Expression) else c for c in counts]
        high = None if None in tops else max(t for t in tops if t is not None)
        both.append(
            Weight(
                "…", (derived("?", ("either", *map(str, counts)), min(map(least, counts)), high),)
            )
        )
    return Built(output, tuple(both), a.unknown or b.unknown)


def _alike(a: Weight, b: Weight) -> bool:
    return a is b or (a.name, a.shape, a.trainable) == (b.name, b.shape, b.trainable)


def sizes(value: Any, count: int, name: str) -> tuple[Size, ...]:
    """A kernel size, stride, pool size …, given as one number or one for each of `count` axes."""
    if isinstance(value, Unknown):
        return tuple(Expression.unknown(value, i if count > 1 else "") for i in range(count))
    if isinstance(value, (int, Expression)) and not isinstance(value, bool):
        return (value,) * count
    if isinstance(value, (tuple, list)) and len(value) == count:
        return tuple(
            Expression.unknown(v) if isinstance(v, Unknown) else whole(v, name) for v in value
        )
    raise BadArgument(f"takes {name} as a whole number or {count} of them, not {value!r}")


def whole(value: Any, name: str) -> Size:
    """A value that must be a whole number."""
    if isinstance(value, Unknown):
        return Expression.unknown(value)
    if isinstance(value, (int, Expression)):
        return int(value) if isinstance(value, bool) else value
    raise BadArgument(f"takes {name} as a whole number, not {value!r}")


def is_channels_first(data_format: DataFormat, keras: Keras) -> bool:
    """Whether the channels come right after the batch axis."""
    if data_format is None:
        data_format = keras.data_format
    spelled = data_format.lower() if isinstance(data_format, str) else data_format
    if spelled not in ("channels_first", "channels_last"):
        raise BadArgument(f"takes data_format channels_last or channels_first, not {data_format!r}")
    return spelled == "channels_first"


def channels_last(shape: tuple[Dim, ...], first: bool) -> tuple[Dim, tuple[Dim, ...], Dim]:
    """(batch, spatial axes, channels) of an image-like shape in either data format."""
    return (shape[0], shape[2:], shape[1]) if first else (shape[0], shape[1:-1], shape[-1])


def image(batch: Dim, spatial: tuple[Dim, ...], channels: Dim, first: bool) -> Shape:
    """The shape of an image-like tensor in either data format."""
    return Shape((batch, channels, *spatial) if first else (batch, *spatial, channels))
