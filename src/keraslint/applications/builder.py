"""What the architectures are written in: one short method for each layer they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from keraslint.graph.operation import Operation
from keraslint.graph.tensor import Tensor, connect, input_tensor
from keraslint.layers import signatures
from keraslint.layers.generations import KERAS3, Keras
from keraslint.layers.layer import Layer
from keraslint.refusals import NeedsSize
from keraslint.shapes import Shape
from keraslint.sizes import Dim, broadcast

Window = int | tuple[int, int]
EARLIER = {
    "Conv2D": "Convolution2D",
    "SeparableConv2D": "SeparableConvolution2D",
    "Add": "Merge",
    "Concatenate": "Merge",
}
"""What Keras 1 calls the layers."""


class Builder:
    """Puts layers on tensors and returns the new tensors. A layer without a name gets Keras's own next one.

    arguments       those of the constructor of keras.applications
    name_for        gives the automatic name of the next layer of a class ("Conv2D" -> "conv2d_3")
    image_channels  the channels that the rules on `input_shape` see
    last            the layer in the making
    """

    def __init__(
        self,
        arguments: Mapping[str, Any],
        keras: Keras,
        name_for: Callable[[str], str],
        line: int = 0,
    ) -> None:
        self.arguments = arguments
        self.keras = keras
        self.name_for = name_for
        self.line = line
        self.channel_axis = 1 if keras.data_format == "channels_first" else -1
        self.image_channels: Dim = None
        self.last: Layer | None = None

    def __getitem__(self, name: str) -> Any:
        """One of the constructor's arguments."""
        return self.arguments[name]

    def number(self, thing: str) -> int:
        """How many things of this name there are now, with this one."""
        last = self.name_for(thing).rpartition("_")[2]
        return int(last) + 1 if last.isdigit() else 1

    def channels(self, x: Tensor) -> Dim:
        return x.shape.axis(self.channel_axis)

    def spatial(self, x: Tensor) -> tuple[Dim, Dim]:
        """(height, width) of a feature map."""
        first = 2 if self.channel_axis == 1 else 1
        return x.shape.axis(first), x.shape.axis(first + 1)

    def put(self, label: str, x: Any, name: str = "", **arguments: Any) -> Tensor:
        """A new layer of this class on a tensor or a list of tensors."""
        made = self.layer(label, name, **arguments)
        output: Tensor = connect(made, x, line=self.line)
        return output

    def layer(self, label: str, name: str = "", **arguments: Any) -> Layer:
        """A new layer of this class, which is on nothing yet."""
        label = EARLIER.get(label, label) if self.keras.one else label
        kind, defaults = _template(label, self.keras)
        own, everything = name or self.name_for(label), {**defaults, **arguments}
        made = Layer(kind, everything, self.keras, label=label, name=own, line=self.line)
        self.last = made
        return made

    def operate(self, label: str, *inputs: Any) -> Tensor:
        """An operator between tensors or with numbers: no layer in Keras 3, one of its own in tf.keras."""
        name = self.name_for(label if self.keras.three else OPERATORS[label])
        shown = label if self.keras.three else "TFOpLambda"
        operation = Operation(shown, _broadcast, self.keras, name=name, line=self.line)
        output: Tensor = connect(operation, *inputs, line=self.line)
        return output

    # ---------------------------------------------------------------------------------------- layers

    def input(self, shape: Shape) -> Tensor:
        name = self.name_for("InputLayer" if self.keras.three else "input")
        made = Layer("InputLayer", {"batch_shape": shape}, self.keras, name=name, line=self.line)
        return input_tensor(shape, made)

    def convolution(
        self,
        x: Tensor,
        filters: Dim,
        kernel_size: Window = 1,
        strides: Window = 1,
        *,
        padding: str = "valid",
        use_bias: bool = True,
        groups: Dim = 1,
        activation: str | None = None,
        name: str = "",
    ) -> Tensor:
        more = {"groups": groups} if groups != 1 else {}
        return self.put(
            "Conv2D",
            x,
            name,
            filters=filters,
            kernel_size=_pair(kernel_size),
            strides=_pair(strides),
            padding=padding,
            use_bias=use_bias,
            activation=activation,
            **more,
        )

    def depthwise(
        self,
        x: Tensor,
        kernel_size: Window,
        strides: Window = 1,
        *,
        padding: str = "same",
        depth_multiplier: Any = 1,
        name: str = "",
    ) -> Tensor:
        """A depthwise convolution without bias."""
        return self.put(
            "DepthwiseConv2D",
            x,
            name,
            kernel_size=_pair(kernel_size),
            strides=_pair(strides),
            padding=padding,
            depth_multiplier=depth_multiplier,
            use_bias=False,
        )

    def separable(
        self,
        x: Tensor,
        filters: Dim,
        kernel_size: Window = 3,
        strides: Window = 1,
        *,
        padding: str = "same",
        name: str = "",
    ) -> Tensor:
        """A depthwise convolution and a pointwise one, without bias."""
        return self.put(
            "SeparableConv2D",
            x,
            name,
            filters=filters,
            kernel_size=_pair(kernel_size),
            strides=_pair(strides),
            padding=padding,
            use_bias=False,
        )

    def batch_normalize(self, x: Tensor, name: str = "", *, scale: bool = True) -> Tensor:
        more = {} if scale else {"scale": False}
        return self.put("BatchNormalization", x, name, axis=self.channel_axis, **more)

    def layer_normalize(self, x: Tensor, name: str = "") -> Tensor:
        return self.put("LayerNormalization", x, name)

    def activate(self, x: Tensor, function: Any = "relu", name: str = "") -> Tensor:
        return self.put("Activation", x, name, activation=function)

    def relu(self, x: Tensor, name: str = "", most: float | None = None) -> Tensor:
        """The layer ReLU; Keras had only the function before 2.2."""
        if self.keras.one or self.keras.two and self.keras.before(2, 2):
            return self.activate(x, "relu", name)
        return self.put("ReLU", x, name, max_value=most)

    def dense(self, x: Tensor, units: Dim, activation: Any = None, name: str = "") -> Tensor:
        return self.put("Dense", x, name, units=units, activation=activation)

    def dropout(self, x: Tensor, rate: Any, name: str = "") -> Tensor:
        return self.put("Dropout", x, name, rate=rate)

    def drop_path(self, x: Tensor, rate: float, name: str = "") -> Tensor:
        """Leaves out the whole branch of an image at random (stochastic depth)."""
        return self.put("Dropout", x, name, rate=rate, noise_shape=(None, 1, 1, 1))

    def flatten(self, x: Tensor, name: str = "") -> Tensor:
        return self.put("Flatten", x, name)

    def reshape(self, x: Tensor, shape: tuple[Dim, ...], name: str = "") -> Tensor:
        return self.put("Reshape", x, name, target_shape=shape)

    def pad(self, x: Tensor, padding: Any, name: str = "") -> Tensor:
        return self.put("ZeroPadding2D", x, name, padding=padding)

    def pad_for_stride(self, x: Tensor, kernel_size: int, name: str = "") -> Tensor:
        """The padding with which a strided convolution halves the image as 'same' would; Keras calls it correct_pad."""
        sizes = self.spatial(x)
        if sizes[0] is not None and sizes[1] is None:
            self.last = None
            raise NeedsSize(f"{name} needs both height and width, or neither, got {x.shape}")
        half = kernel_size // 2
        odd = [1 if sizes[0] is None or size is None else 1 - size % 2 for size in sizes]
        return self.pad(x, tuple((half - less, half) for less in odd), name)

    def crop(self, x: Tensor, cropping: Any, name: str = "") -> Tensor:
        return self.put("Cropping2D", x, name, cropping=cropping)

    def max_pool(
        self, x: Tensor, size: int, strides: int = 2, *, padding: str = "valid", name: str = ""
    ) -> Tensor:
        return self.put(
            "MaxPooling2D", x, name, pool_size=_pair(size), strides=_pair(strides), padding=padding
        )

    def average_pool(
        self, x: Tensor, size: int, strides: int = 2, *, padding: str = "valid", name: str = ""
    ) -> Tensor:
        return self.put(
            "AveragePooling2D",
            x,
            name,
            pool_size=_pair(size),
            strides=_pair(strides),
            padding=padding,
        )

    def average(self, x: Tensor, name: str = "", *, keepdims: bool = False) -> Tensor:
        """The mean over height and width."""
        return self.put(
            "GlobalAveragePooling2D", x, name, **({"keepdims": True} if keepdims else {})
        )

    def largest(self, x: Tensor, name: str = "") -> Tensor:
        """The maximum over height and width."""
        return self.put("GlobalMaxPooling2D", x, name)

    def add(self, tensors: Sequence[Tensor], name: str = "") -> Tensor:
        return self.put("Add", list(tensors), name, **({"mode": "sum"} if self.keras.one else {}))

    def multiply(self, tensors: Sequence[Tensor], name: str = "") -> Tensor:
        return self.put("Multiply", list(tensors), name)

    def concatenate(self, tensors: Sequence[Tensor], name: str = "") -> Tensor:
        axis = self.channel_axis
        more = {"mode": "concat", "concat_axis": axis} if self.keras.one else {"axis": axis}
        return self.put("Concatenate", list(tensors), name, **more)

    def rescale(self, x: Tensor, name: str = "") -> Tensor:
        return self.put("Rescaling", x, name, scale=1.0, offset=0.0)

    def standardize(
        self,
        x: Tensor,
        mean: Sequence[float] | None = None,
        variance: Sequence[float] | None = None,
        name: str = "",
    ) -> Tensor:
        """The layer Normalization, with a mean and variance that it is given or that it keeps as weights."""
        return self.put(
            "Normalization", x, name, axis=self.channel_axis, mean=mean, variance=variance
        )


OPERATORS = {"Add": "tf.__operators__.add", "Multiply": "tf.math.multiply"}


def _broadcast(first: Shape, *others: Shape) -> Shape:
    for other in others:
        if first.dims is not None and other.dims is not None:
            first = Shape(tuple(map(broadcast, first.dims, other.dims)))
    return first


def _pair(value: Window) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


@cache
def _template(label: str, keras: Keras) -> tuple[str, dict[str, object]]:
    """The canonical class of a layer and its defaults; those of Keras 3 for a layer that came later."""
    signature = signatures.find(label, keras) or signatures.find(label, KERAS3)
    if signature is None:
        return label, {}
    return signature.kind, {
        **signature.defaults,
        **({"data_format": None} if signature.translated else {}),
    }
