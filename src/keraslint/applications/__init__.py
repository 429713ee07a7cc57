"""keras.applications as programs over the graph: one file a family, built only on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from keraslint.applications.architecture import Architecture, check_weights
from keraslint.applications.builder import Builder
from keraslint.applications.images import image_shape
from keraslint.graph.network import Functional
from keraslint.graph.tensor import Tensor, tensors
from keraslint.layers.generations import Keras
from keraslint.shapes import Shape

FAMILIES = ("vgg", "resnet", "densenet", "inception_v3", "inception_resnet_v2", "xception")


@cache
def _architectures() -> Mapping[str, Architecture]:
    found: dict[str, Architecture] = {}
    for family in FAMILIES:
        for architecture in import_module(f"{__name__}.{family}").ARCHITECTURES:
            found[architecture.name] = architecture
    return found


def find(path: str) -> Architecture | None:
    """The architecture of a constructor such as VGG16, vgg16.VGG16 or resnet.ResNet50; None if it is not known."""
    parts = path.split(".")
    found = _architectures()
    return found.get(".".join(parts[-2:])) or found.get(parts[-1])


def build(
    architecture: Architecture,
    positional: Sequence[object],
    keywords: Mapping[str, object],
    keras: Keras,
    name_for: Callable[[str], str],
    line: int = 0,
) -> Functional:
    """The model that a constructor makes. Raises Refusal where Keras would."""
    given: dict[str, Any] = architecture.bind(positional, keywords, keras)
    for name in (
        "classifier_activation",
        "include_top",
        "weights",
        "pooling",
        "classes",
        "input_tensor",
        "input_shape",
    ):
        given.setdefault(name, DEFAULTS.get(name))
    check_weights(architecture, given, keras)
    tensor = given["input_tensor"]
    if (
        isinstance(tensor, Tensor)
        and given["input_shape"] is None
        and tensor.shape.dims is not None
    ):
        given["input_shape"] = tensor.shape.dims[1:]
    image = image_shape(architecture, given, keras)
    net = Builder(given, keras, name_for, line)
    x = tensor if isinstance(tensor, Tensor) else net.input(Shape((None, *image)))
    output = architecture.grow(net, x)
    inputs = x
    while inputs.node is not None and inputs.node.sources:
        inputs = next(tensors(inputs.node.inputs))
    label = "Model" if keras.one or keras.two else "Functional"
    return Functional(
        inputs, output, keras, name=architecture.named(given, image, keras), line=line, label=label
    )


DEFAULTS: dict[str, object] = {
    "include_top": True,
    "weights": "imagenet",
    "classes": 1000,
    "classifier_activation": "softmax",
}
