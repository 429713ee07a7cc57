"""ConvLSTM in one, two and three dimensions: an LSTM whose gates are convolutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keraslint.layers.definition import Built, DataFormat, Padding, Sizes, layer
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer, construction
from keraslint.layers.recurrent import one_step
from keraslint.layers.steps import PLAIN, Flags, Steps, flat
from keraslint.layers.windows import Image, border, count, kernel_window, not_both
from keraslint.refusals import BadArgument, NeedsSize
from keraslint.shapes import Shape
from keraslint.sizes import Size
from keraslint.weights import Weight


def conv_lstm(rank: int) -> None:
    """Registers ConvLSTM1D, 2D or 3D (keras.io/api/layers/recurrent_layers/conv_lstm2d)."""

    @layer(f"ConvLSTM{rank}D")
    def run(
        x: Any,
        initial_state: Any = None,
        mask: Any = None,
        *,
        gates: Gates,
        flags: Flags = PLAIN,
        cell: Any = None,
        keras: Keras,
    ) -> Built:
        """An LSTM over images, its gates convolutions (arxiv.org/abs/1506.04214)."""
        if flags.unroll and not keras.three:
            raise BadArgument("cannot be unrolled, being a convolutional layer")
        steps = Steps.of(x, rank + 3, initial_state, flags, keras)
        made = conv_lstm_cell(steps.step, rank, gates, keras, cell)
        state = next(flat(made.output))
        if flags.stateful and None in state:
            raise NeedsSize(f"is stateful and needs the size of every axis of its state {state}")
        return steps.through(made)


@dataclass(frozen=True, slots=True)
class Gates:
    """The convolutions that are the gates, as the constructor was told."""

    filters: Size
    kernel_size: Sizes
    strides: Sizes
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Sizes = (1, 1)  # Keras 1 has ConvLSTM2D alone, and no such argument
    use_bias: bool = True


def conv_lstm_cell(
    x: Shape, rank: int, gates: Gates, keras: Keras, owner: Layer | None = None
) -> Built:
    """One step: the gates read the image through the window, and the state with padding same."""
    edge = border(gates.padding, _borders(keras), keras)
    window = kernel_window(rank, gates.kernel_size, gates.strides, gates.dilation_rate, edge, keras)
    if keras.tf or keras.three:
        not_both(window)
    filters = count(gates.filters, "filters")
    image = Image.of(x, rank, gates.data_format, keras)
    if keras.three and None in image.spatial:
        raise NeedsSize(f"needs the size of every axis of its images, got {x} at each step")
    kernel, recurrent = (*window.sizes, image.features), (*window.sizes, filters)
    weights = [
        Weight("kernel", (*kernel, 4 * filters), gates=4, owner=owner),
        Weight("recurrent_kernel", (*recurrent, 4 * filters), gates=4, owner=owner),
    ]
    weights += [Weight("bias", (4 * filters,), gates=4, owner=owner)] * bool(gates.use_bias)
    lengths = window.lengths(image.spatial)
    if keras.tf and None in lengths and any(d != 1 for d in window.dilation):
        lengths = (None,) * rank  # TensorFlow folds all axes into the batch and forgets their sizes
    output = image.shape(lengths, filters)
    return Built((output, [output, output]), tuple(weights))


def _borders(keras: Keras) -> tuple[str, ...]:
    """On Theano, the padding `full` is left to Keras 1 and standalone Keras 2."""
    return ("valid", "same") if keras.tf or keras.three else ("valid", "same", "full")


for _rank in (1, 2, 3):
    conv_lstm(_rank)


@construction("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
def make_cell(made: Layer) -> None:
    """In Keras 3 the weights are a cell's, which the constructor's `trainable` does not reach."""
    if made.keras.three:
        made.arguments["cell"] = Layer("ConvLSTMCell", {}, made.keras, name="conv_lstm_cell")


@layer("ConvLSTM2DCell")
def conv_lstm_2d_cell(x: Shape, states: Any = None, *, gates: Gates, keras: Keras) -> Built:
    """The cell of ConvLSTM2D, which standalone Keras 2 lays open."""
    return conv_lstm_cell(x, 2, gates, keras)


@layer("ConvRNN2D")
def conv_rnn_2d(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    *,
    cell: Any,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """Runs a ConvLSTM2DCell over a sequence of images (standalone Keras 2)."""
    if flags.unroll or isinstance(cell, (list, tuple)):
        raise BadArgument("takes one cell and cannot be unrolled")
    steps = Steps.of(x, 5, initial_state, flags, keras)
    return steps.through(one_step(cell, steps.step, ("ConvLSTM2DCell",)))
