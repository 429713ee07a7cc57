"""Calling a layer: on symbolic tensors, which connects it, or on data, which builds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.evaluate import array_values, bounds, conditions
from keraslint.evaluate.values import Array, Dict, List, Value
from keraslint.graph.nesting import calls_in
from keraslint.graph.network import Network
from keraslint.graph.tensor import Tensor, attach, connect, tensors
from keraslint.layers.layer import Layer
from keraslint.refusals import NeedsSize, Refusal
from keraslint.shapes import Shape
from keraslint.structures import convert, parts_of
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def call_layer(run: Run, layer: Layer, arguments: Arguments) -> Value:
    """layer(tensor, …): a new tensor. Data instead of tensors builds the layer and gives data."""
    if not layer.built:
        run.events += 1
    run.touch(layer)
    if isinstance(layer, Network):
        for part in layer.layers:
            run.touch(part)
    symbolic = any(True for _ in tensors([*arguments.positional, *arguments.keywords.values()]))
    whole = symbolic or layer.built
    inputs = tuple(_as_tensors(run, value, whole) for value in arguments.positional)
    keywords = {
        key: _as_tensors(run, value, whole) if _is_tensor_like(value) else value
        for key, value in arguments.keywords.items()
    }
    if not inputs:
        first = next(
            (key for key in ("inputs", "x", "input", "tensor", "query") if key in keywords), None
        )
        if first is not None and first != "query":
            inputs = (keywords.pop(first),)
    run.step(max(calls_in(layer), bounds.STEPS_OF_LAYER))
    run.step(parts_of(inputs))
    try:
        conditions.check_call(layer, arguments.positional)
        output = connect(layer, *inputs, line=run.line, **keywords)
        run.pay_for_output(output)
    except Refusal as refusal:
        # The rows of data are left out: that their number is not known is no fault of the code's.
        ours = not symbolic and isinstance(refusal, NeedsSize)
        gaps = (value.open if isinstance(value, List) else value for value in arguments.values)
        inside = any(isinstance(frame.receiver, Network) for frame in run.frames)
        ours |= inside and isinstance(refusal, NeedsSize)  # a model of one's own may see more
        if not ours and not any(isinstance(gap, Unknown) for gap in gaps):
            run.fault(refusal, layer.label, run.here, layer)
        output = attach(
            layer,
            inputs,
            keywords,
            layer.fail(run.unknown(f"{layer.label} does not fit its input", layer.label)),
            run.line,
        )
    except (TypeError, AttributeError, ValueError, KeyError, IndexError) as error:
        output = attach(
            layer,
            inputs,
            keywords,
            layer.fail(
                run.unknown(
                    f"{layer.label} is called in a way that is not followed ({type(error).__name__})",
                    layer.label,
                )
            ),
            run.line,
        )
    run.mention(layer, "call")
    output = (
        run.list(output)
        if type(output) is list
        else run.dict(output)
        if type(output) is dict
        else output
    )
    if symbolic or not arguments.positional or isinstance(arguments.positional[0], Unknown):
        return output
    return convert(output, lambda leaf: Array(leaf.shape) if isinstance(leaf, Tensor) else leaf)


def _is_tensor_like(value: Value) -> bool:
    return isinstance(value, (Tensor, Array)) or (
        isinstance(value, (list, tuple)) and any(map(_is_tensor_like, value))
    )


def _is_of_numbers(value: Value) -> bool:
    """Whether nested lists begin with a plain number: then they are data, not a list of tensors."""
    while isinstance(value, (List, tuple)) and value:
        value = value[0]
    return isinstance(value, (int, float))


def _as_tensors(run: Run, value: Value, whole: bool) -> Value:
    """Call arguments as tensors: gaps and data become tensors from outside, data without its rows if not `whole`."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Unknown):
        return Tensor.unseen(value)
    if isinstance(value, Array):
        shape = value.shape
        return Tensor(shape if whole or not shape.dims else Shape((None, *shape.dims[1:])))
    if isinstance(value, List):
        if value.open is not None:
            return Tensor.unseen(value.open)
        if _is_of_numbers(value) and (array := array_values.of(run, value)) is not None:
            return _as_tensors(run, array, whole)
        return [_as_tensors(run, item, whole) for item in value]
    if isinstance(value, tuple):
        return tuple(_as_tensors(run, item, whole) for item in value)
    if isinstance(value, Dict):
        return {key: _as_tensors(run, item, whole) for key, item in value.items()}
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return Tensor(Shape(()))
    return Tensor.unseen(run.unknown("a layer is called on something that is not known", "input"))
