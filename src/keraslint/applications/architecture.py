"""What each constructor of keras.applications is: its parameters, its rules and the program that builds it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.applications.builder import Builder
    from keraslint.graph.tensor import Tensor

STANDARD = "include_top weights input_tensor input_shape pooling classes classifier_activation name"
"""The parameters of most constructors, in positional order."""

DEFAULTS: dict[str, object] = {
    "include_top": True, "weights": "imagenet", "input_tensor": None, "input_shape": None, "pooling": None,
    "classes": 1000, "classifier_activation": "softmax", "include_preprocessing": True, "name": None,
    "alpha": 1.0, "depth_multiplier": 1, "dropout": 1e-3, "dropout_rate": 0.2, "minimalistic": False,
    "drop_connect_rate": 0.2, "depth_divisor": 8, "blocks_args": "default", "activation": "swish",
}  # fmt: skip

MODULES = frozenset({"backend", "layers", "models", "utils"})
"""Keywords of keras_applications and of early TensorFlow that say which Keras to build with."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """One constructor of keras.applications.

    name      of the constructor: "ResNet50"
    grow      puts all its layers but the Input on a tensor and returns the output
    title     name of the model, or a function that makes it of arguments, image shape (without batch) and Keras
    order     its parameters in positional order
    more      further keywords, which Keras 3.15 has no more
    size      height and width of its images by default; `least` the smallest that it takes, and
    earlier   the smallest in Keras 1 and standalone Keras 2 before 2.2
    sizes     for which image sizes there are ImageNet weights, where there are several
    check     refuses arguments by rules of its own
    fixed     wants one image size even without its top in standalone Keras 2.2 and 2.3
    loose     wants none even with its top in standalone Keras 2.0 and 2.1
    bare      height and width by default without its top in Keras 3, free if 0
    free      leaves height and width free even with its top, and asks for nothing but the smallest size
    matching  compares `input_shape` with `input_tensor`, and takes the latter's size for want of the former
    source    starts from the Input that `input_tensor` comes from in TensorFlow
    first     takes images with the channels first
    """

    name: str
    grow: Callable[[Builder, Tensor], Tensor]
    title: str | Callable[[Mapping[str, Any], Shape, Keras], str]
    order: str = STANDARD
    more: str = ""
    size: int = 224
    least: int = 32
    earlier: int = 0
    sizes: tuple[int, ...] = ()
    check: Callable[[Mapping[str, Any]], None] | None = None
    fixed: bool = False
    loose: bool = False
    bare: int = 0
    free: bool = False
    matching: bool = False
    source: bool = False
    first: bool = True

    def parameters(self, keras: Keras) -> dict[str, object]:
        """The parameters that this Keras knows, in positional order, with their defaults."""
        absent = set()
        if not keras.three or keras.before(3, 1):
            absent.add("name")
        if keras.one or keras.two:
            absent.add("classifier_activation")
        if keras.one:
            absent.add("pooling")
            if keras.before(1, 2):
                absent.update(("input_shape", "classes"))
        order = [name for name in self.order.split() if name not in absent]
        if (
            "include_preprocessing" in order[:2] and "name" in absent
        ):  # ConvNeXt's model_name came first
            order.insert(0, "model_name")
        return {name: DEFAULTS.get(name) for name in order}

    def bind(
        self, positional: Sequence[object], keywords: Mapping[str, object], keras: Keras
    ) -> dict[str, object]:
        """The arguments of a call by name, with the defaults of this Keras. Raises BadArgument where it refuses them."""
        bound = self.parameters(keras)
        names = list(bound)
        if len(positional) > len(names):
            raise BadArgument(
                f"takes at most {len(names)} positional arguments ({', '.join(names)}), got {len(positional)}"
            )
        given = dict(zip(names, positional, strict=False))
        more = [] if keras.three and not keras.before(3, 15) else self.more.split()
        accepted = {*names, *more, *(() if keras.three else MODULES)}
        if keras.tf:
            accepted.add("classifier_activation")
        for name, value in keywords.items():
            if name in given:
                raise BadArgument(f"gets {name} twice, by position and by name")
            if name not in accepted:
                close = difflib.get_close_matches(name, [*names, *more], 1, 0.75)
                hint = f"; did you mean {close[0]}?" if close else ""
                spelled = (name, close[0]) if close else None
                raise BadArgument(f"has no argument {name}{hint}", spelled)
            given[name] = value
        bound.update(given)
        return bound

    def named(self, given: Mapping[str, Any], image: Shape, keras: Keras) -> str:
        """The model's name; empty where Keras makes one up."""
        for own in (given.get("name"), given.get("model_name")):
            if isinstance(own, str):
                return own
        if keras.one and keras.before(1, 2):
            return ""
        return self.title if isinstance(self.title, str) else self.title(given, image, keras)


def check_weights(architecture: Architecture, given: Mapping[str, Any], keras: Keras) -> None:
    """The rules on `weights`. Raises BadArgument."""
    weights, include_top = given["weights"], given["include_top"]
    if keras.one and isinstance(weights, str) and weights != "imagenet":
        raise BadArgument(f"takes weights 'imagenet' or None in Keras 1, not {weights!r}")
    certain_top = not isinstance(include_top, Unknown) and bool(include_top)
    classes = given["classes"]
    if weights == "imagenet" and certain_top and isinstance(classes, int) and classes != 1000:
        raise BadArgument(
            f"loads ImageNet weights with its top, so classes must be 1000, not {classes}: pass weights=None or include_top=False"
        )
    function = given["classifier_activation"]
    if (
        certain_top
        and isinstance(weights, str)
        and isinstance(function, str)
        and function not in ("softmax", "linear")
    ):
        raise BadArgument(
            f"takes classifier_activation 'softmax' or None beside weights, not {function!r}"
        )
    if (
        keras.three
        and not keras.before(3, 15)
        and not architecture.first
        and keras.data_format == "channels_first"
    ):
        raise BadArgument("does not support the data format channels_first")
    if architecture.check is not None and weights == "imagenet":
        architecture.check(given)
