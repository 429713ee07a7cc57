"""keras.applications as programs over the graph: one file a family, built only on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from keraslint.applications.architecture import DEFAULTS, Architecture, check_weights
from keraslint.applications.builder import Builder
from keraslint.applications.images import depth, image_shape
from keraslint.graph.network import Functional
from keraslint.graph.tensor import Tensor, connect, tensors
from keraslint.graph.uncertain import Either
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Opaque
from keraslint.refusals import BadArgument, Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

FAMILIES = {
    "vgg": "VGG",
    "resnet": "ResNet",
    "resnext": "ResNeXt",
    "resnet_rs": "ResNetRS",
    "densenet": "DenseNet",
    "inception_v3": "InceptionV3",
    "inception_resnet_v2": "InceptionResNetV2",
    "xception": "Xception",
    "mobilenet": "MobileNet",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3": "MobileNetV3",
    "nasnet": "NASNet",
    "efficientnet": "EfficientNetB",
    "efficientnet_v2": "EfficientNetV2",
    "convnext": "ConvNeXt",
    "regnet": "RegNet",
}
"""Module -> how the names of its constructors begin."""


@cache
def find(path: str) -> Architecture | None:
    """The architecture of a constructor such as VGG16, vgg16.VGG16 or resnet.ResNet50; None if it is not known."""
    *rooms, name = path.split(".")
    for family, start in FAMILIES.items():
        if name.startswith(start):
            module = import_module(f"{__name__}.{family}")
            architectures: tuple[Architecture, ...] = module.ARCHITECTURES
            known = {architecture.name: architecture for architecture in architectures}
            found = known.get(".".join([*rooms[-1:], name])) or known.get(name)
            if found is not None:
                return found
    return None


def build(
    architecture: Architecture,
    positional: Sequence[object],
    keywords: Mapping[str, object],
    keras: Keras,
    name_for: Callable[[str], str],
    line: int = 0,
) -> Functional:
    """The model that a constructor makes. Raises Refusal where Keras would.

    An argument that is not known leaves what is certain: with an Unknown `include_top` the model has the layers
    below its top and says that there may be more, with an Unknown `pooling` all layers and an output of unknown rank.
    """
    given = {name: DEFAULTS[name] for name in ALWAYS} | architecture.bind(
        positional, keywords, keras
    )
    given = {name: _settled(name, value) for name, value in given.items()}
    if isinstance(given["classes"], Unknown):
        given["classes"] = Expression.unknown(given["classes"])
    check_weights(architecture, given, keras)
    image = image_shape(architecture, given, keras)
    net = Builder(given, keras, name_for, line)
    net.image_channels = depth(image, keras)
    x = _input(net, image)
    if architecture.source and keras.tf:
        x = next(tensors(_sources(x)))
    try:
        output = _grow(architecture, net, x)
    except Refusal as refusal:
        where = f"{net.last.name} {refusal}" if net.last else f"{refusal}"
        raise type(refusal)(
            f"cannot be built on images of {x.shape}: its layer {where}"
        ) from refusal
    model = Functional(
        _sources(x), output, keras, line=line,
        name=architecture.named(given, image, keras) or name_for("Model"),
        label="Model" if keras.one or keras.two else "Functional",
    )  # fmt: skip
    if keras.three:  # an operator between tensors is no layer there
        model.layers = [part for part in model.layers if part.kind != "Operation"]
    return model


ALWAYS = (
    "include_top", "weights", "input_tensor", "input_shape", "classes", "classifier_activation", "drop_connect_rate",
)  # fmt: skip
"""Arguments that have a value even where this Keras has no such parameter."""


def _settled(name: str, value: Any) -> Any:
    """An argument as the architectures take it: a number that is not known is Unknown, whatever is known of it."""
    if name in ("alpha", "depth_multiplier") and isinstance(value, (str, bool)):
        raise BadArgument(f"takes {name} as a number, not {value!r}")
    if name == "classes" or not isinstance(value, Expression):
        return value
    origin = next((symbol.origin for symbol in value.symbols if symbol.origin), None)
    return Unknown(
        origin.reason if origin else f"{name} is not known",
        origin.line if origin else 0,
        str(value),
    )


def _input(net: Builder, image: Shape) -> Tensor:
    """The tensor that the layers start from: `input_tensor`, or a new Input."""
    given = net["input_tensor"]
    if isinstance(given, Tensor):
        return given if given.node is not None else net.input(given.shape)
    if given is None:
        return net.input(Shape((None, *image)))
    unknown = (
        given
        if isinstance(given, Unknown)
        else Unknown("an input_tensor that is not known", net.line, "input_tensor")
    )
    return net.input(Shape((None, *(Expression.unknown(unknown, axis) for axis in (1, 2, 3)))))


def _grow(architecture: Architecture, net: Builder, x: Tensor) -> Tensor:
    for name in (
        "blocks_args",
        "depth_divisor",
    ):  # they make another network, which is not followed
        if net.arguments.get(name, DEFAULTS[name]) != DEFAULTS[name]:
            why = Unknown(f"{architecture.name} with {name}", net.line, architecture.name)
            output: Tensor = connect(Opaque(why, net.keras, name=architecture.name), x)
            return output
    undecided = net.arguments.get("minimalistic")
    if not isinstance(undecided, Unknown):
        return architecture.grow(net, x)
    ends = []
    for choice in (False, True):
        net.arguments = {**net.arguments, "minimalistic": choice}
        ends.append(architecture.grow(net, x))
    joined: Tensor = connect(Either(net.keras, undecided), *ends)
    return joined


def _sources(x: Tensor) -> list[Tensor] | Tensor:
    """The Input that a tensor comes from, or several."""
    found: dict[int, Tensor] = {}
    seen, waiting = set(), [x]
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in seen or tensor.node is None:
            continue
        seen.add(id(tensor))
        before = tensor.node.sources
        if not before:
            found[id(tensor)] = tensor
        waiting.extend(reversed(before))
    inputs = list(found.values())
    return inputs[0] if len(inputs) == 1 else inputs
