"""What is done with layers and models once they exist: methods, freezing, growing, building."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.evaluate import (
    bounds,
    calls,
    conditions,
    following,
    inheritance,
    keras,
    layer_calls,
    operations,
    pipelines,
    stated_shapes,
    subclassing,
)
from keraslint.evaluate.layer_attributes import ask, weight_list
from keraslint.evaluate.symbolic import shape_value
from keraslint.evaluate.values import (
    Array,
    Bundle,
    Dict,
    External,
    LayerList,
    List,
    Value,
)
from keraslint.graph.copies import copy_of
from keraslint.graph.nesting import calls_in
from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.tensor import Tensor, tensors
from keraslint.graph.uncertain import Doubt
from keraslint.layers.layer import Layer, Opaque
from keraslint.refusals import BadArgument, Mismatch, Refusal
from keraslint.shapes import Shape
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


STRUCTURE = frozenset(
    {"layers", "_layers", "inputs", "input", "output", "input_layers", "output_layers"}
)
"""Attributes that say what a model is made of."""


def change_layers(run: Run, layers: LayerList, how: str, last: bool = False) -> None:
    """Something changes the list of a model's layers: the `last` one is taken off, else it is not followed."""
    model = layers.model
    run.touch(model)
    if last and model.layers and not isinstance(model.layers[-1], Doubt):
        model.layers.pop()
    else:
        model.unknown = model.unknown or run.unknown(f"`layers.{how}` is not followed", model.name)


def _set_outputs(run: Run, model: Network, value: Value) -> None:
    """model.outputs = […], with which people of Keras 1 and 2 cut a model off after layers.pop()."""
    found = list(tensors(value))
    if isinstance(model, Sequential) and len(found) == 1:
        kept = model.outputs[: len(model.layers)]
        if kept and kept[-1] is found[0]:
            model.outputs = kept
            return
    elif isinstance(model, Functional) and (run.keras.one or run.keras.two) and found:
        if all(any(found_one is made for made in _made_in(model)) for found_one in found):
            model.outputs = found
            return
    model.unknown = model.unknown or run.unknown("`outputs` that are assigned are not followed")


def _made_in(model: Functional) -> list[Tensor]:
    return [tensor for node in model.calls for tensor in tensors(node.output)]


def set_attribute(run: Run, layer: Layer, name: str, value: Value) -> None:
    """layer.name = value"""
    run.events += 1
    run.touch(layer)
    if name == "outputs" and isinstance(layer, Network) and subclassing.class_of(layer) is None:
        _set_outputs(run, layer, value)
    elif name in STRUCTURE and isinstance(layer, (Functional, Sequential)):
        layer.unknown = layer.unknown or run.unknown(f"`{name}` that is assigned is not followed")
    elif name == "trainable":
        for part in _all_parts(layer):
            run.touch(part)
        layer.set_trainable(operations.truth(value))
    elif (
        name in ("inputs", "outputs", "layers")
        and isinstance(layer, Network)
        and subclassing.class_of(layer) is None
    ):
        layer.unknown = layer.unknown or run.unknown(f"`.{name}` of {layer.label} is replaced")
    elif name in ("name", "_name") and isinstance(value, str):
        layer.name = value
    elif subclassing.class_of(layer) is not None:
        subclassing.set_attribute(run, layer, name, value)
    elif name == "activation" or name in layer.arguments:
        layer.arguments = {**layer.arguments, name: value}


def expose(run: Run, value: Value) -> None:
    """Says that a model went where it may have been given data."""
    if isinstance(value, Sequential) and not value.may_be_built:
        run.touch(value)
        value.may_be_built = True


def doubt(run: Run, model: Network, why: Unknown) -> None:
    """Says that something unknown may have put layers on a stack, and frozen any layer."""
    run.touch(model)
    for part in _all_parts(model):
        run.touch(part)
    model.set_trainable(None)
    if isinstance(model, Sequential):
        model.doubt(why)


def _all_parts(layer: Layer) -> list[Layer]:
    found = list(layer.inner)
    for part in found:
        if isinstance(part, Network):
            found.extend(p for p in part.inner if p not in found)
    return found


def add(run: Run, network: Sequential, layer: Value) -> None:
    """model.add(layer)"""
    run.touch(network)
    run.events += 1
    if (
        isinstance(layer, Tensor)
        and layer.node is not None
        and layer.node.layer.kind == "InputLayer"
    ):
        if run.keras.one or run.keras.two:
            run.fault(
                BadArgument(
                    "takes layers, not a tensor: use InputLayer or input_shape in this Keras"
                ),
                "Sequential",
                run.here,
            )
            network.unknown = network.unknown or run.unknown("an Input in a Sequential")
            return
        layer = layer.node.layer
    if isinstance(layer, External):
        run.fault(
            BadArgument(f"takes layers, not the class {layer.name}: call it, {layer.name}()"),
            "Sequential",
            run.here,
        )
    ask(run, network, conditions.check_addition, layer)
    if not isinstance(layer, Layer):
        why = layer if isinstance(layer, Unknown) else subclassing.why_not_a_layer(run, layer)
        layer = keras.opaque(run, why.name if why.name.isidentifier() else "Layer", why)
    if len(network.outputs) > len(network.layers):
        why = run.unknown("a layer is put on a stack whose `layers` were changed")
        network.unknown = network.unknown or why
    run.touch(layer)
    run.step()
    try:
        conditions.check_new_name(network, layer)
    except Refusal as refusal:
        run.fault(refusal, layer.label, run.layer_positions.get(layer, run.here), layer)
    try:
        run.step(calls_in(layer, (network,)))
        network.add(layer, run.line)
        run.pay_for_output(network.outputs[-1:])
    except Refusal as refusal:
        run.fault(refusal, layer.label, run.layer_positions.get(layer, run.here), layer)
    except (TypeError, AttributeError, ValueError, KeyError, IndexError) as error:
        why = run.unknown(
            f"{layer.label} is used in a way that is not followed ({type(error).__name__})"
        )
        layer.fail(why)
        network.unknown = network.unknown or why
    if (
        run.keras.one
        and network.input is None
        and not network.outputs
        and not isinstance(layer, Opaque)
        and len(network.layers) == 1
    ):
        if (
            not isinstance(layer, Network)
            and layer.arguments.get("first_shape") is None
            and not layer.unknown
        ):
            run.fault(
                Mismatch("is the first layer of a Sequential and needs an input_shape"),
                layer.label,
                run.layer_positions.get(layer, run.here),
                layer,
            )


def method(run: Run, layer: Layer, name: str, arguments: Arguments) -> Value:
    """layer.name(…)"""
    if name.startswith(inheritance.INHERITED):
        return inheritance.method(run, layer, name, arguments)
    if name == "add" and isinstance(layer, Sequential):
        add(run, layer, arguments.get(0, "layer"))
        return None
    if name == "pop" and isinstance(layer, Sequential):
        run.touch(layer)
        return layer.pop()
    if name in ("summary", "compile", "count_params"):
        run.step(len(layer.layers) // bounds.LAYERS_PER_STEP if isinstance(layer, Network) else 0)
        ask(run, layer, conditions.check_built, layer, f"{name}()")
        if name == "compile":
            _check_compile(run, layer, arguments)
        loss = arguments.get(1, "loss") if name == "compile" else None
        run.mention(layer, name, {"loss": loss} if isinstance(loss, str) else None)
        return _count(run, layer) if name == "count_params" else None
    if name in ("fit", "fit_generator", "train_on_batch", "predict", "evaluate"):
        if name == "fit":
            ask(run, layer, conditions.check_keywords, "fit", arguments, run.keras)
        if isinstance(layer, Network):
            _check_data(run, layer, arguments.get(0, "x"))
        _build_from_data(run, layer, arguments.get(0, "x"))
        run.mention(layer, "fit") if name.startswith("fit") else None
        return (
            Bundle("the history")
            if name.startswith("fit")
            else run.unknown(f"the result of {name}()", name)
        )
    if name == "build":
        _build(run, layer, arguments.get(0, "input_shape"))
        return None
    if name == "get_layer" and isinstance(layer, Network):
        wanted, index = arguments.get(0, "name"), arguments.get(1, "index")
        wanted, index = (
            (None, wanted) if isinstance(wanted, int) and index is None else (wanted, index)
        )
        known = isinstance(wanted, str) or isinstance(index, int)
        found = (
            layer.get_layer(
                wanted if isinstance(wanted, str) else None,
                index if isinstance(index, int) else None,
            )
            if known
            else None
        )
        return (
            found
            if found is not None
            else run.unknown(f"there is no layer {wanted or index!r} that is known", "get_layer()")
        )
    if name in ("call", "__call__"):
        return layer_calls.call_layer(run, layer, arguments)
    if name == "get_output_at" and layer.nodes:
        index = arguments.get(0, "node_index", 0)
        return (
            layer.nodes[index].output
            if isinstance(index, int) and -len(layer.nodes) <= index < len(layer.nodes)
            else run.unknown("get_output_at")
        )
    if name in ("get_weights", "weights"):
        ask(run, layer, conditions.check_built, layer, "get_weights()")
        return weight_list(run, layer, "weights")
    if name == "compute_output_shape":
        return _compute_output_shape(run, layer, arguments.get(0, "input_shape"))
    if isinstance(layer, subclassing.Custom):
        return inheritance.method(run, layer, name, arguments)
    if name in (
        "load_weights",
        "save",
        "save_weights",
        "set_weights",
        "adapt",
        "add_loss",
        "add_metric",
        "set_vocabulary",
    ):
        return None
    return run.unknown(f"`.{name}()` of {layer.label} is not followed", f"{name}()")


def _compute_output_shape(run: Run, layer: Layer, shape: Value) -> Value:
    try:
        result = layer.copy().compute((stated_shapes.to_shape(run, shape),), {}).output
    except (Refusal, TypeError, AttributeError, ValueError, KeyError, IndexError):
        return run.unknown("an output shape that cannot be computed")
    return (
        shape_value(run, result)
        if isinstance(result, Shape)
        else run.unknown("several output shapes")
    )


def _count(run: Run, layer: Layer) -> Value:
    from keraslint.weights import total

    doubts = (
        layer.doubts if isinstance(layer, Network) else [layer.unknown] if layer.unknown else []
    )
    if not layer.built or doubts:
        return run.unknown("the count of a layer that is not known in full", "count_params()")
    return total(weight for weight, _ in layer.split())


def _build(run: Run, layer: Layer, shape: Value) -> None:
    run.events += 1
    run.touch(layer)
    if shape is None:
        expose(run, layer)
        return
    try:
        if isinstance(layer, subclassing.Custom):
            following.build(run, layer, shape)
        elif isinstance(layer, Sequential):
            for part in layer.layers:
                run.touch(part)
            if shape is None:
                layer.may_be_built = True
                return
            layer.build(stated_shapes.to_shape(run, shape))
        elif not layer.built:
            layer.apply(stated_shapes.to_shape(run, shape))
    except Refusal as refusal:
        if isinstance(layer, Network):  # a layer of several inputs may be built with several shapes
            run.fault(refusal, layer.label, run.here, layer)
        layer.fail(run.unknown(f"{layer.label} cannot be built"))


def _check_compile(run: Run, layer: Layer, arguments: Arguments) -> None:
    """The arguments of compile() that a wrong name spoils."""
    ask(run, layer, conditions.check_keywords, "compile", arguments, run.keras)
    if not run.registers_names:
        ask(run, layer, conditions.check_optimizer, arguments.get(0, "optimizer"))
        loss, metrics = arguments.keywords.get("loss"), arguments.keywords.get("metrics")
        ask(run, layer, conditions.check_names_of_training, loss, metrics)


def _check_data(run: Run, network: Network, data: Value) -> None:
    """Data of a known shape fit the model."""
    if isinstance(data, Array) and data.shape.dims:
        ask(run, network, conditions.check_data, network, data.shape)


def _build_from_data(run: Run, layer: Layer, data: Value) -> None:
    """A model that is not built yet takes its input shape from the first data it sees."""
    if isinstance(layer, Sequential):
        run.touch(layer)
        layer.may_be_built = True
    if isinstance(data, Bundle) and "next" in data.members:
        data = pipelines.first_of(data)
    if isinstance(data, (tuple, List)) and data and not isinstance(layer, subclassing.Custom):
        data = data[0] if len(data) in (1, 2) else data
    if (
        isinstance(layer, Sequential)
        and layer.input is None
        and not layer.outputs
        and isinstance(data, Array)
        and data.shape.dims
    ):
        _build(run, layer, (None, *data.shape.dims[1:]))
    elif (
        isinstance(layer, subclassing.Custom)
        and not layer.built
        and isinstance(data, (Array, List, tuple, Dict))
    ):
        layer_calls.call_layer(run, layer, calls.Arguments([data]))


def clone(run: Run, model: Value) -> Value:
    """clone_model(model): the same layers anew."""
    if not isinstance(model, Network):
        return (
            model
            if isinstance(model, Unknown)
            else run.unknown("a clone of something that is not known")
        )
    run.step(bounds.STEPS_OF_LAYER * calls_in(model))
    try:
        twin = copy_of(model, {})
    except Refusal as refusal:
        return run.unknown(f"a clone that is refused: {refusal}")
    keras.register_network(run, twin)
    return twin
