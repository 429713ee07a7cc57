from keraslint.registration import Built, Shape, Size, Weight, layer


@layer("mylib.layers.GatedDense")
def gated_dense(x: Shape, *, units: Size, use_bias: bool = True) -> Built:
    """A dense layer and a gate of the same width, multiplied."""
    batch, features = x.axes(2)
    kernel = Weight("kernel", (features, 2 * units))
    bias = Weight("bias", (2 * units,))
    return Built(Shape.of(batch, units), [kernel, bias] if use_bias else [kernel])
