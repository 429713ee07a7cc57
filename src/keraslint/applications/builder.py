"""What the architectures are written in: one short method for each layer they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from keraslint.graph.network import Either
from keraslint.graph.operation import Operation
from keraslint.graph.tensor import Tensor, connect, input_tensor
from keraslint.layers import signatures
from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import KERAS3, Keras
from keraslint.layers.layer import Layer
from keraslint.shapes import Dim, Expression, NeedsSize, Shape, Size, broadcast, derived
from keraslint.unknown import Unknown

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
        return (
            (x.shape.axis(2), x.shape.axis(3))
            if self.channel_axis == 1
            else (x.shape.axis(1), x.shape.axis(2))
        )

    def put(self, label: str, x: Any, name: str = "", **arguments: Any) -> Any:
        """A new layer of this class on a tensor or a list of tensors."""
        made = self.layer(label, name, **arguments)
        return connect(made, x, line=self.line)

    def layer(self, label: str, name: str = "", **arguments: Any) -> Layer:
        """A new layer of this class, which is on nothing yet."""
        label = EARLIER.get(label, label) if self.keras.one else label
        kind, defaults = _template(label, self.keras)
        self.last = Layer(
            kind,
            {**defaults, **arguments},
            self.keras,
            label=label,
            name=name or self.name_for(label),
            line=self.line,
        )
        return self.last

    def operate(self, label: str, *inputs: Any) -> Any:
        """An operator between tensors or with numbers: no layer in Keras 3, one of its own in tf.keras."""
        name = self.name_for(label if self.keras.three else OPERATORS[label])
        operation = Operation(
            label if self.keras.three else "TFOpLambda",
            _broadcast,
            self.keras,
            name=name,
            line=self.line,
        )
        return connect(operation, *inputs, line=self.line)

    # ---------------------------------------------------------------------------------------- layers

    def input(self, shape: Shape) -> Tensor:
        name = self.name_for("InputLayer" if self.keras.three else "input")
        return input_tensor(
            shape,
            Layer("InputLayer", {"batch_shape": shape}, self.keras, name=name, line=self.line),
        )

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
    ) -> Any:
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
    ) -> Any:
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
    ) -> Any:
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

    def batch_normalize(self, x: Tensor, name: str = "", *, scale: bool = True) -> Any:
        more = {} if scale else {"scale": False}
        return self.put("BatchNormalization", x, name, axis=self.channel_axis, **more)

    def layer_normalize(self, x: Tensor, name: str = "") -> Any:
        return self.put("LayerNormalization", x, name)

    def activate(self, x: Tensor, function: Any = "relu", name: str = "") -> Any:
        return self.put("Activation", x, name, activation=function)

    def relu(self, x: Tensor, name: str = "", most: float | None = None) -> Any:
        """The layer ReLU; Keras had only the function before 2.2."""
        if self.keras.one or self.keras.two and self.keras.before(2, 2):
            return self.activate(x, "relu", name)
        return self.put("ReLU", x, name, max_value=most)

    def dense(self, x: Tensor, units: Dim, activation: Any = None, name: str = "") -> Any:
        return self.put("Dense", x, name, units=units, activation=activation)

    def dropout(self, x: Tensor, rate: Any, name: str = "") -> Any:
        return self.put("Dropout", x, name, rate=rate)

    def drop_path(self, x: Tensor, rate: float, name: str = "") -> Any:
        """Leaves out the whole branch of an image at random (stochastic depth)."""
        return self.put("Dropout", x, name, rate=rate, noise_shape=(None, 1, 1, 1))

    def flatten(self, x: Tensor, name: str = "") -> Any:
        return self.put("Flatten", x, name)

    def reshape(self, x: Tensor, shape: tuple[Dim, ...], name: str = "") -> Any:
        return self.put("Reshape", x, name, target_shape=shape)

    def pad(self, x: Tensor, padding: Any, name: str = "") -> Any:
        return self.put("ZeroPadding2D", x, name, padding=padding)

    def pad_for_stride(self, x: Tensor, kernel_size: int, name: str = "") -> Any:
        """The padding with which a strided convolution halves the image as 'same' would; Keras calls it correct_pad."""
        sizes = self.spatial(x)
        if sizes[0] is not None and sizes[1] is None:
            raise NeedsSize(f"needs height and width both given or both free, got {x.shape}")
        half = kernel_size // 2
        odd = [1 if sizes[0] is None or size is None else 1 - size % 2 for size in sizes]
        return self.pad(x, tuple((half - less, half) for less in odd), name)

    def crop(self, x: Tensor, cropping: Any, name: str = "") -> Any:
        return self.put("Cropping2D", x, name, cropping=cropping)

    def max_pool(
        self, x: Tensor, size: int, strides: int = 2, *, padding: str = "valid", name: str = ""
    ) -> Any:
        return self.put(
            "MaxPooling2D", x, name, pool_size=_pair(size), strides=_pair(strides), padding=padding
        )

    def average_pool(
        self, x: Tensor, size: int, strides: int = 2, *, padding: str = "valid", name: str = ""
    ) -> Any:
        return self.put(
            "AveragePooling2D",
            x,
            name,
            pool_size=_pair(size),
            strides=_pair(strides),
            padding=padding,
        )

    def average(self, x: Tensor, name: str = "", *, keepdims: bool = False) -> Any:
        """The mean over height and width."""
        return self.put(
            "GlobalAveragePooling2D", x, name, **({"keepdims": True} if keepdims else {})
        )

    def largest(self, x: Tensor, name: str = "") -> Any:
        """The maximum over height and width."""
        return self.put("GlobalMaxPooling2D", x, name)

    def add(self, tensors: Sequence[Tensor], name: str = "") -> Any:
        return self.put("Add", list(tensors), name, **({"mode": "sum"} if self.keras.one else {}))

    def multiply(self, tensors: Sequence[Tensor], name: str = "") -> Any:
        return self.put("Multiply", list(tensors), name)

    def concatenate(self, tensors: Sequence[Tensor], name: str = "") -> Any:
        axis = self.channel_axis
        more = {"mode": "concat", "concat_axis": axis} if self.keras.one else {"axis": axis}
        return self.put("Concatenate", list(tensors), name, **more)

    def rescale(self, x: Tensor, name: str = "") -> Any:
        return self.put("Rescaling", x, name, scale=1.0, offset=0.0)

    def standardize(
        self,
        x: Tensor,
        mean: Sequence[float] | None = None,
        variance: Sequence[float] | None = None,
        name: str = "",
    ) -> Any:
        """The layer Normalization, with a mean and variance that it is given or that it keeps as weights."""
        return self.put(
            "Normalization", x, name, axis=self.channel_axis, mean=mean, variance=variance
        )

    def squeeze_and_excite(
        self, x: Tensor, filters: Dim, squeezed: Dim, prefix: str, activation: str = "swish"
    ) -> Any:
        """Weighs the channels by what a small network makes of their means (arxiv.org/abs/1709.01507)."""
        shape = (filters, 1, 1) if self.channel_axis == 1 else (1, 1, filters)
        y = self.average(x, f"{prefix}se_squeeze")
        y = self.reshape(y, shape, f"{prefix}se_reshape")
        y = self.convolution(
            y, squeezed, padding="same", activation=activation, name=f"{prefix}se_reduce"
        )
        y = self.convolution(
            y, filters, padding="same", activation="sigmoid", name=f"{prefix}se_expand"
        )
        return self.multiply([x, y], f"{prefix}se_excite")

    # ----------------------------------------------------------------------------------------- the end

    def end(
        self,
        x: Tensor,
        top: Callable[[Builder, Tensor], Tensor],
        average: str = "",
        largest: str = "",
        *,
        normalized: bool = False,
    ) -> Tensor:
        """The classifier `top` if it is included, else the pooling that is asked for, under these names.

        normalized  whether a layer normalization comes after the pooling
        """
        include_top = self["include_top"]
        undecided = isinstance(include_top, Unknown)
        ends = [top(self, x)] if undecided or include_top else []
        if undecided or not include_top:
            pooled = self.pool(x, average, largest)
            ends.append(self.layer_normalize(pooled) if normalized else pooled)
        return connect(Either(self.keras, include_top), *ends) if undecided else ends[0]

    def pool(self, x: Tensor, average: str = "", largest: str = "") -> Tensor:
        """The pooling that `pooling=` asks for, if any."""
        pooling = self.arguments.get("pooling")
        if isinstance(pooling, Unknown):
            pool = Layer("UnknownPooling", {"pooling": pooling}, self.keras, name="pooling")
            return connect(pool, x)  # type: ignore[no-any-return]
        if pooling == "avg":
            x = self.average(x, average)
        elif pooling == "max":
            x = self.largest(x, largest)
        return x

    def classes(self, x: Tensor, name: str = "predictions") -> Tensor:
        """The dense layer that gives each class its probability."""
        return self.dense(x, self["classes"], self["classifier_activation"], name)  # type: ignore[no-any-return]


def averaged_classes(net: Builder, x: Tensor) -> Tensor:
    """The usual top: the mean over the image, then a dense layer."""
    return net.classes(net.average(x, "avg_pool"))


@layer("UnknownPooling")
def unknown_pooling(x: Shape, *, pooling: Any, keras: Keras) -> Built:
    """What is certain of a feature map that is pooled or not: its channels."""
    return Built(
        Shape.unknown(pooling)
        if keras.data_format == "channels_first"
        else Shape.unknown(pooling, x.last)
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


def scaled(filters: int, factor: Any) -> Size:
    """int(filters · factor), a symbol where the factor is not known."""
    if isinstance(factor, Unknown):
        return Expression.unknown(factor, filters)
    return int(filters * factor)


def divisible(
    filters: Dim, factor: Any = 1, divisor: int = 8, lowest: int = 0, keep: float = 0.9
) -> Size:
    """filters · factor, rounded to a multiple of `divisor` but never by more than a tenth down.

    (`_make_divisible` of arxiv.org/abs/1801.04381; `keep=0` rounds without that care.)
    """
    least = lowest or divisor
    if isinstance(factor, Unknown) or not isinstance(filters, (int, float)):
        origin = factor if isinstance(factor, Unknown) else None
        name = origin.name if origin else str(filters)
        return derived(f"{name}[{divisor}]", ("divisible", filters, factor, divisor, least), least)
    wanted = filters * factor
    rounded = max(least, int(wanted + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < keep * wanted else rounded
