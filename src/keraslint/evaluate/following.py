"""An object of the code's own layer or model class is built and called: its `build` and `call` are run on tensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import layer_calls, stated_shapes, symbolic
from keraslint.evaluate.values import (
    Array,
    Dict,
    Function,
    List,
    Value,
)
from keraslint.graph.tensor import Tensor, shapes_of, tensors
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.structures import convert
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run
    from keraslint.evaluate.subclassing import Custom


def build(run: Run, layer: Custom, shape: Value) -> None:
    """model.build(input_shape): its call is followed on tensors of that shape.

    Keras 3 only runs the class's own `build`; without one, the layers inside wait for the first call.
    """

    if _own_build(layer) is not None:
        _prepare(run, layer, shape)
        layer.built = True
        return
    if run.keras.three and layer.base is None and layer.graph is None:
        layer.built = layer.built or all(part.built for part in layer.layers)
        return
    call_on_shape(run, layer, shape)


def call_on_shape(run: Run, layer: Custom, shape: Value) -> None:
    """Follows its call on tensors of this shape (or these shapes), unless that was done before."""
    from keraslint.evaluate import calls

    many = (
        isinstance(shape, (List, tuple))
        and len(shape) > 0
        and all(isinstance(part, (List, tuple)) for part in shape)
    )
    if isinstance(shape, Dict):
        value: Value = run.dict(
            {key: Tensor(stated_shapes.to_shape(run, part)) for key, part in shape.items()}
        )
    elif many:
        value = run.list(Tensor(stated_shapes.to_shape(run, part)) for part in shape)
    else:
        value = Tensor(stated_shapes.to_shape(run, shape))
    if layer.built and layer.seen is not None:
        return
    layer_calls.call_layer(run, layer, calls.Arguments([value]))


def _prepare(run: Run, layer: Custom, shapes: Value) -> None:
    """Runs the class's own build(input_shape), once."""
    from keraslint.evaluate import calls

    layer.prepared = True
    builder = _own_build(layer)
    if builder is not None:
        calls.call_function(run, builder, calls.Arguments([shapes]), receiver=layer)


def _own_build(layer: Custom) -> Function | None:
    """The method `build` that the class or a parent in the analysed code has."""
    found = layer.cls.find("build")
    return found[0] if found and isinstance(found[0], Function) else None


def follow(run: Run, layer: Custom, inputs: tuple[Any, ...], call: Mapping[str, Any]) -> Any:
    """Runs build (once) and call; returns the output's shape or shapes."""
    from keraslint.evaluate import calls

    as_tensor = lambda leaf: Tensor(leaf) if isinstance(leaf, Shape) else leaf  # noqa: E731
    values = [_contained(run, convert(value, as_tensor)) for value in inputs]
    keywords = {key: _contained(run, convert(value, as_tensor)) for key, value in call.items()}
    if layer.seen is None and not layer.prepared and inputs:
        _prepare(run, layer, _contained(run, convert(inputs[0], lambda leaf: _tuple_of(run, leaf))))
    found = layer.cls.find("call")
    if found is None or not isinstance(found[0], Function):
        inner = layer.graph or layer.base
        if inner is not None:
            return inner.apply(*inputs, **call)
        return _stated(run, layer, inputs) or Shape.unknown(
            run.unknown(f"`{layer.cls.name}` has no `call`")
        )
    if layer.keras.one or layer.keras.two:
        stated = _stated(run, layer, inputs)
        if stated is not None and not layer.is_model:
            calls.call_function(
                run, found[0], _accepted(found[0], values, keywords), receiver=layer
            )
            return stated
    result = calls.call_function(
        run, found[0], _accepted(found[0], values, keywords), receiver=layer
    )
    if isinstance(result, (Tensor, List, tuple, Dict)) and any(True for _ in tensors(result)):
        return shapes_of(result)
    if isinstance(result, Array):
        return result.shape
    gap = (
        result
        if isinstance(result, Unknown)
        else run.unknown(f"what `call` of `{layer.cls.name}` returns")
    )
    if layer.is_model or any(not part.built for part in layer.layers):
        layer.unknown = layer.unknown or gap
    return _stated(run, layer, inputs) or Shape.unknown(gap)


def _accepted(function: Function, values: list[Value], keywords: dict[str, Value]) -> Any:
    """The arguments of `call`; Keras drops `training` and `mask` where it does not take them."""
    from keraslint.evaluate import calls

    parameters = function.node.params
    names = {
        p.name.value
        for p in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    }
    return calls.Arguments(
        values,
        {k: v for k, v in keywords.items() if k in names or parameters.star_kwarg is not None},
    )


def _stated(run: Run, layer: Custom, inputs: tuple[Any, ...]) -> Shape | None:
    """What the class's own compute_output_shape says."""
    from keraslint.evaluate import calls

    found = layer.cls.find("compute_output_shape") or layer.cls.find("get_output_shape_for")
    if not found or not isinstance(found[0], Function) or not inputs:
        return None
    shapes = _contained(run, convert(inputs[0], lambda leaf: _tuple_of(run, leaf)))
    stated = calls.call_function(run, found[0], calls.Arguments([shapes]), receiver=layer)
    if isinstance(stated, (tuple, List)) and not any(
        isinstance(item, (tuple, List)) for item in stated
    ):
        try:
            return stated_shapes.to_shape(run, stated)
        except BadArgument:
            return None
    return None


def _tuple_of(run: Run, leaf: Any) -> Value:

    return symbolic.shape_value(run, leaf) if isinstance(leaf, Shape) else leaf


def _contained(run: Run, value: Value) -> Value:
    """Plain lists and dicts as the evaluator's own."""
    if type(value) is list:
        return run.list(value)
    if type(value) is dict:
        return run.dict(value)
    return value
