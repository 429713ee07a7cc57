"""Wrappers of other layers: TimeDistributed and Bidirectional."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keraslint.layers.definition import DEFINITIONS, Built, Output, layer
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer, construction
from keraslint.layers.recurrent import doubt
from keraslint.layers.steps import flat, with_states
from keraslint.refusals import BadArgument, Mismatch, Refusal, WrongRank
from keraslint.shapes import Shape
from keraslint.sizes import Dim, plus, same, size
from keraslint.unknown import Unknown

OVER_VECTORS = ("SimpleRNN", "GRU", "LSTM", "CuDNNGRU", "CuDNNLSTM", "RNN")
RECURRENT = (*OVER_VECTORS, "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "ConvRNN2D")
MERGE_MODES = ("sum", "mul", "ave", "concat", None)


@layer("TimeDistributed")
def time_distributed(x: Any, *, layer: Any, keras: Keras) -> Built:
    """One layer at every step (keras.io/api/layers/recurrent_layers/time_distributed)."""
    inputs: list[Shape] = list(x) if isinstance(x, (list, tuple)) else [x]
    if len(inputs) > 1 and not keras.tf:
        raise Mismatch(f"takes one input, got {len(inputs)}")
    each = [one_step(shape) for shape in inputs]
    unknown = not_a_layer(layer)
    if unknown:
        return Built(Shape.unknown(unknown), unknown=unknown)
    with inside(layer, "hands each step to"):
        output = _at_each_step(layer, each if len(each) > 1 else each[0], keras)
    if not isinstance(output, Shape):
        raise Mismatch(f"takes layers with one output, {layer.label} has {len(list(flat(output)))}")
    return Built(with_steps(output, inputs[0]), layer.weights, doubt(layer))


def one_step(x: Shape) -> Shape:
    """The shape of one step of a sequence, batch axis first."""
    if x.dims is None:
        return Shape.unknown(x.origin or Unknown("the rank is not known"), *x.tail[-1:])
    if len(x.dims) < 3:
        raise WrongRank(f"needs an input of at least 3 dimensions, got {x}")
    return Shape((x.dims[0], *x.dims[2:]))


def with_steps(each: Shape, x: Shape) -> Shape:
    """The shape of the outputs at all the steps of `x`."""
    if each.dims is None:
        return Shape.unknown(each.origin or Unknown("the rank is not known"), *each.tail)
    return Shape((each.dims[0], x.axis(1), *each.dims[1:]))


def _at_each_step(layer: Layer, step: Any, keras: Keras) -> Any:
    """What the layer makes of one step; Keras 1 and standalone Keras 2 do not check its rank."""
    if keras.one or keras.two:
        if layer.kind == "Flatten" and step.rank == 2:
            size(step.last, "the features at each step")
            return step
        if layer.kind in (*OVER_VECTORS, "Bidirectional"):
            return layer.apply(step, checked=False)
    return layer.apply(step)


@layer("Bidirectional")
def bidirectional(
    x: Any,
    initial_state: Any = None,
    mask: Any = None,
    checked: bool = True,
    *,
    layer: Any,
    backward_layer: Any = None,
    merge_mode: Any = "concat",
    keras: Keras,
) -> Built:
    """A layer forwards, a twin backwards (keras.io/api/layers/recurrent_layers/bidirectional)."""
    if merge_mode not in MERGE_MODES and not isinstance(merge_mode, Unknown):
        raise BadArgument(f"takes merge_mode sum, mul, ave, concat or None, not {merge_mode!r}")
    unknown = not_recurrent(layer) or not_recurrent(backward_layer)
    if unknown:
        return Built(Shape.unknown(unknown), unknown=unknown)
    check_twins(layer, backward_layer)
    x, initial_state = with_states(x, initial_state, keras)
    ahead, back = halves(initial_state, keras)
    call = {} if checked and not keras.one else {"checked": False}
    with inside(layer, "hands its input to"):
        forward = layer.apply(x, initial_state=ahead, **call)
        backward = backward_layer.apply(x, initial_state=back, **call)
    weights = tuple(dict.fromkeys((*layer.weights, *backward_layer.weights)))
    output = merged(forward, backward, merge_mode, keras)
    return Built(output, weights, doubt(layer) or doubt(backward_layer))


@construction("Bidirectional")
def make_twins(made: Layer) -> None:
    """Bidirectional works with copies of the layer that it is given, one of them reversed."""
    given, backward = made.arguments.get("layer"), made.arguments.get("backward_layer")
    if isinstance(given, Layer) and given.kind in RECURRENT:
        forward = given.copy()
        forward.name = f"forward_{given.name}"
        if backward is None:
            backward = given.copy()
            backward.name = f"backward_{given.name}"
            reversed_ = given.arguments.get("go_backwards", False)
            if not isinstance(reversed_, Unknown):
                backward.arguments["go_backwards"] = made.keras.three or not reversed_
        made.arguments.update(layer=forward, backward_layer=backward)
        if made.keras.tf and "trainable" not in made.arguments:
            made.trainable = given.trainable
    hand_on(made)


@construction("TimeDistributed")
def hand_on(made: Layer) -> None:
    """The constructors of Keras 2.1 to 2.3 hand `trainable`, given or not, on to what they wrap."""
    if made.keras.two and not made.keras.before(2, 1):
        made.set_trainable(made.trainable)
    elif made.keras.two or (made.keras.one and made.kind == "Bidirectional"):
        made.trainable = True  # nobody asks


def check_twins(layer: Layer, backward: Layer) -> None:
    """Refuses layers that run the same way or give different things."""
    for name in ("go_backwards", "stateful", "return_sequences", "return_state"):
        mine, other = layer.arguments.get(name, False), backward.arguments.get(name, False)
        if isinstance(mine, Unknown) or isinstance(other, Unknown):
            continue
        if name == "go_backwards" and mine == other:
            raise BadArgument(f"needs layers that run opposite ways, both have go_backwards={mine}")
        if name != "go_backwards" and mine != other:
            raise BadArgument(f"needs the same {name} of both its layers, not {mine} and {other}")


def halves(initial_state: Any, keras: Keras) -> tuple[Any, Any]:
    """The states for the layer forwards and those for its twin."""
    states = initial_state if isinstance(initial_state, (list, tuple)) else [initial_state]
    if initial_state is None or any(isinstance(s, Shape) and s.dims is None for s in flat(states)):
        return None, None
    if len(states) % 2 and not keras.three:
        raise Mismatch(f"needs states for both directions, its initial_state has {len(states)}")
    if states is not initial_state:
        return None, None
    return states[: len(states) // 2], states[len(states) // 2 :]


def merged(forward: Any, backward: Any, merge_mode: Any, keras: Keras) -> Output:
    """The outputs of both layers as one or two, then their states."""
    (y, *states), (z, *others) = (
        parts if isinstance(parts, (list, tuple)) else [parts] for parts in (forward, backward)
    )
    if isinstance(merge_mode, Unknown):
        return Shape.unknown(merge_mode)
    for part in (y, z):
        if part.dims is None:
            return Shape.unknown(part.origin or Unknown("the rank is not known"))
    if keras.three:  # which takes the shapes of the backward layer for those of the forward one
        for a, b in zip(flat([y, *states]), flat([z, *others]), strict=False):
            _merge(a, b, "equal")
        if len(list(flat(states))) != len(list(flat(others))):
            raise Mismatch(f"has {len(states)} states forwards and {len(others)} backwards")
    both = [y, z] if merge_mode is None else [_merge(y, z, merge_mode)]
    outputs = [*both, *states, *others]
    if len(outputs) == 1:
        return both[0]
    return tuple(outputs) if keras.three else outputs


def _merge(y: Shape, z: Shape, merge_mode: str) -> Shape:
    """The shape of two outputs end to end, or of their sum, product or average."""
    assert y.dims is not None and z.dims is not None
    concat = merge_mode == "concat"
    broadcasts = merge_mode not in ("concat", "equal")
    dims: list[Dim] = []
    fits = len(y.dims) == len(z.dims)
    for a, b in zip(y.dims[: -1 if concat else None], z.dims, strict=False):
        fits = fits and (same(a, b) is not False or (broadcasts and 1 in (a, b)))
        dims.append(b if broadcasts and a == 1 else a)
    if not fits:
        raise Mismatch(f"gets {y} from its layer, but {z} from its backward layer")
    return Shape((*dims, plus(y.last, z.last)) if concat else tuple(dims))


def not_a_layer(value: Any) -> Unknown | None:
    """Why it is not known what is wrapped; raises BadArgument if it is known to be no layer."""
    if isinstance(value, Layer):
        return None
    if isinstance(value, Unknown):
        return value
    if value is None or isinstance(value, (bool, int, float, str, list, tuple, dict)):
        raise BadArgument(f"wraps a layer, not {value!r}")
    return Unknown("it wraps something that keraslint does not know as a layer")


def not_recurrent(value: Any) -> Unknown | None:
    """Why it is not known how the layer runs; raises BadArgument if it is no recurrent one."""
    unknown = not_a_layer(value)
    if unknown or value.kind in RECURRENT:
        return unknown
    if value.kind in DEFINITIONS or value.kind in ("Functional", "Sequential"):
        raise BadArgument(f"wraps recurrent layers only, {value.label} has no go_backwards")
    return Unknown(f"{value.label} is no recurrent layer of Keras's own", value.line)


@contextmanager
def inside(layer: Layer, how: str) -> Iterator[None]:
    """Says of a refusal that it is that of a layer inside."""
    try:
        yield
    except Refusal as refusal:
        raise type(refusal)(f"{how} {layer.label}, which {refusal}") from None
