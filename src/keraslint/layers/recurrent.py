"""SimpleRNN, GRU, LSTM, their cells, and RNN, which runs any cell over a sequence.

The pages of the layers are below keras.io/api/layers/recurrent_layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from keraslint.layers.definition import DEFINITIONS, Built, layer, nothing_known
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.layers.steps import PLAIN, Flags, Steps, flat
from keraslint.layers.windows import count
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.sizes import Expression, Size, size
from keraslint.unknown import Unknown
from keraslint.weights import Weight

CELLS = ("SimpleRNNCell", "GRUCell", "LSTMCell", "StackedRNNCells")


@layer("SimpleRNNCell")
def simple_rnn_cell(x: Shape, states: Any = None, *, units: Size, use_bias: bool = True) -> Built:
    """One step of SimpleRNN: tanh(x·kernel + h·recurrent_kernel + bias)."""
    units = count(units, "units")
    return _cell(x, units, ["h"], _weights(x, units, 1, (units,) if use_bias else None))


@layer("GRUCell")
def gru_cell(
    x: Shape, states: Any = None, *, units: Size, use_bias: bool = True, reset_after: bool = False
) -> Built:
    """One step of GRU: update gate, reset gate and candidate.

    With `reset_after` input and state have a bias of their own (arxiv.org/abs/1406.1078v1 and v3).
    """
    units = count(units, "units")
    bias = (2, 3 * units) if reset_after else (3 * units,)
    return _cell(x, units, ["h"], _weights(x, units, 3, bias if use_bias else None))


@layer("LSTMCell")
def lstm_cell(x: Shape, states: Any = None, *, units: Size, use_bias: bool = True) -> Built:
    """One step of LSTM: input, forget and output gate, and the candidate for the carry."""
    units = count(units, "units")
    return _cell(x, units, ["h", "c"], _weights(x, units, 4, (4 * units,) if use_bias else None))


@layer("StackedRNNCells")
def stacked_rnn_cells(
    x: Shape, states: Any = None, *, cells: Any, reverse_state_order: bool = False, keras: Keras
) -> Built:
    """Cells that feed each other within a step (page stacked_rnn_cell)."""
    gap: Unknown | None = cells if isinstance(cells, Unknown) else getattr(cells, "open", None)
    if gap:
        return nothing_known(gap)
    if not isinstance(cells, (list, tuple)):
        raise BadArgument(f"takes a list of cells, not {cells!r}")
    steps = list(_one_after_another(x, cells))
    weights = tuple(dict.fromkeys(weight for made in steps for weight in made.weights))
    gap = next((made.unknown for made in steps if made.unknown), None)
    last: Any = steps[-1].output if steps else (x, [])
    if isinstance(last, Shape):  # a cell that is not known
        return Built(last, weights, gap)
    backwards = reverse_state_order or (keras.two and keras.before(2, 2))
    kept_states: list[Any] = [made.output[1] for made in steps]  # type: ignore[index]
    stack = [kept[0] if len(kept) == 1 else kept for kept in kept_states][:: -1 if backwards else 1]
    return Built((last[0], list(flat(stack)) if keras.two else stack), weights, gap)


def _one_after_another(x: Any, cells: Iterable[Any]) -> Iterator[Built]:
    """What each cell makes of the output of the one before, as far as that is known."""
    for cell in cells:
        made = one_step(cell, x)
        yield made
        if isinstance(made.output, Shape):
            return
        x = made.output[0]


@layer("SimpleRNN")
def simple_rnn(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    units: Size,
    use_bias: bool = True,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """Every unit reads the input and the previous output (page simple_rnn)."""
    steps = Steps.of(x, 3, initial_state, flags, keras, checked=checked)
    return steps.through(simple_rnn_cell(steps.step, units=units, use_bias=use_bias))


@layer("GRU")
def gru(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    units: Size,
    use_bias: bool = True,
    reset_after: bool = False,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """Gated recurrent unit (page gru; arxiv.org/abs/1406.1078)."""
    steps = Steps.of(x, 3, initial_state, flags, keras, checked=checked)
    return steps.through(
        gru_cell(steps.step, units=units, use_bias=use_bias, reset_after=reset_after)
    )


@layer("LSTM")
def lstm(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    units: Size,
    use_bias: bool = True,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """Long short-term memory (page lstm; Hochreiter and Schmidhuber 1997)."""
    steps = Steps.of(x, 3, initial_state, flags, keras, checked=checked)
    return steps.through(lstm_cell(steps.step, units=units, use_bias=use_bias))


@layer("CuDNNGRU")
def cudnn_gru(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    units: Size,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """A GRU on cuDNN, with two biases laid end to end (Keras 2)."""
    units = count(units, "units")
    steps = Steps.of(x, 3, initial_state, flags, keras, checked=checked)
    weights = _weights(steps.step, units, 3, (6 * units,))
    return steps.through(_cell(steps.step, units, ["h"], weights))


@layer("CuDNNLSTM")
def cudnn_lstm(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    units: Size,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """An LSTM on cuDNN, with two biases laid end to end (Keras 2)."""
    units = count(units, "units")
    steps = Steps.of(x, 3, initial_state, flags, keras, checked=checked)
    weights = _weights(steps.step, units, 4, (8 * units,))
    return steps.through(_cell(steps.step, units, ["h", "c"], weights))


@layer("RNN")
def rnn(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    cell: Any,
    flags: Flags = PLAIN,
    keras: Keras,
) -> Built:
    """Runs a cell, or a list of them, over a sequence (page rnn)."""
    steps = Steps.of(x, 3, initial_state, flags, keras, checked=checked)
    if isinstance(cell, (list, tuple)):
        return steps.through(stacked_rnn_cells(steps.step, cells=cell, keras=keras))
    return steps.through(one_step(cell, steps.step))


def one_step(cell: Any, x: Shape, kinds: tuple[str, ...] = CELLS) -> Built:
    """The output and the states of a cell, be it Keras's own or of a class of the file's."""
    gap = not_a_cell(cell, kinds)
    if gap is None:
        return Built(cell.apply(x), cell.weights, doubt(cell))
    states = own_states(cell, x) if isinstance(cell, Layer) else []
    if not states:
        return Built(Shape.unknown(gap), getattr(cell, "weights", ()), gap)
    answer = next(flat(cell.apply(x, states)), None)
    known = isinstance(answer, Shape) and answer.dims is not None
    result: Any = (answer if known else states[0], states)
    return Built(result, cell.weights, doubt(cell))


def own_states(cell: Any, x: Shape) -> list[Shape]:
    """The states of a cell of the file's own class as its `state_size` says; empty if not known."""
    sizes = getattr(cell, "fields", {}).get("state_size")
    sizes = sizes if isinstance(sizes, (list, tuple)) else [sizes]
    if not all(isinstance(size, (int, Expression)) for size in sizes):
        return []
    return [Shape.of(x.axis(0), size) for size in sizes]


def not_a_cell(cell: Any, kinds: tuple[str, ...] = CELLS) -> Unknown | None:
    """Why it is not known what the cell does; raises BadArgument if it is known to be none."""
    if isinstance(cell, Unknown):
        return cell
    if not isinstance(cell, Layer):
        own = getattr(cell, "cls", None)
        if own is None or own.find("call") is None:
            raise BadArgument(f"needs a cell such as {kinds[0]}, not {cell!r}")
        return Unknown(f"`{own.name}` is no layer, but a cell of its own", own.line)
    if cell.kind in kinds:
        return None
    if cell.kind in DEFINITIONS:
        raise BadArgument(f"needs a cell such as {kinds[0]}; {cell.label} is none")
    return Unknown(f"{cell.label} is no cell of Keras's own", cell.line)


def _weights(x: Shape, units: Size, gates: int, bias: tuple[Size, ...] | None) -> list[Weight]:
    """What every gate learns about the input and about the previous output, side by side."""
    features = size(x.last, "the features at each step")
    weights = [
        Weight("kernel", (features, gates * units), gates=gates),
        Weight("recurrent_kernel", (units, gates * units), gates=gates),
    ]
    if bias:
        weights.append(Weight("bias", bias, gates=gates))
    return weights


def _cell(x: Shape, units: Size, states: list[str], weights: list[Weight]) -> Built:
    """The output of a cell, which is also its first state, and the states."""
    output = x.with_last(units)
    return Built((output, [output for _ in states]), tuple(weights))


def doubt(layer: Layer) -> Unknown | None:
    """Why the layer, or the model, may have more weights than are known."""
    return layer.unknown or next(iter(getattr(layer, "doubts", ())), None)
