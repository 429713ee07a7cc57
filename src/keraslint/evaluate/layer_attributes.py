"""What layers and models say of themselves: `layer.output`, `model.layers`, shapes, weights."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import bounds, conditions, operations, subclassing
from keraslint.evaluate.symbolic import shape_value
from keraslint.evaluate.values import (
    Array,
    External,
    LayerList,
    List,
    Method,
    Value,
)
from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.operation import Operation
from keraslint.graph.tensor import Tensor, tensors
from keraslint.graph.uncertain import Doubt
from keraslint.layers.layer import Layer
from keraslint.refusals import Mismatch, Refusal
from keraslint.shapes import Shape
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

METHODS = frozenset({
    "add", "pop", "build", "compile", "summary", "fit", "fit_generator", "train_on_batch", "predict", "evaluate",
    "get_layer", "count_params", "load_weights", "save", "save_weights", "get_weights", "set_weights", "call", "__call__",
    "compute_output_shape", "get_config", "from_config", "adapt", "get_output_at", "get_input_at", "to_json", "to_yaml",
    "predict_generator", "evaluate_generator", "test_on_batch", "predict_on_batch", "predict_classes", "add_loss",
    "add_metric", "set_vocabulary", "get_vocabulary", "get_output_shape_at", "get_input_shape_at", "predict_proba",
})  # fmt: skip


def attribute(run: Run, layer: Layer, name: str) -> Value:
    """layer.name"""
    value = subclassing.attribute(run, layer, name)
    if value is not subclassing.MISSING:
        return value
    if name in METHODS:
        return Method(layer, name)
    if name == "name":
        return layer.name
    if name == "trainable":
        return (
            layer.trainable
            if layer.trainable is not None
            else run.unknown("`trainable` differs between branches")
        )
    if name == "layers" and isinstance(layer, Network):
        return _layers_of(run, layer)
    if name == "model" and isinstance(layer, Sequential):
        return layer
    if (
        name in ("input", "output")
        and isinstance(layer, Sequential)
        and run.keras.three
        and not layer.nodes
    ):
        run.fault(
            Mismatch(f"has no `{name}` in Keras 3 before it is called: use `{name}s`"),
            layer.label,
            run.here,
            layer,
        )
    if name in conditions.BUILT:
        ask(run, layer, conditions.check_built, layer, name)
    if name in ("output", "outputs"):
        value = output(run, layer)
        return value if name == "output" else _as_list(run, value)
    if name in ("input", "inputs"):
        value = input_of(run, layer)
        return value if name == "input" else _as_list(run, value)
    if name in ("output_shape", "input_shape", "batch_input_shape"):
        return _shape_value(run, layer, name)
    if name in (
        "weights",
        "trainable_weights",
        "non_trainable_weights",
        "variables",
        "trainable_variables",
    ):
        return weight_list(run, layer, name)
    if name == "__class__":
        return subclassing.class_of(layer) or External(f"keras.layers.{layer.label}")
    if name in layer.arguments:
        return layer.arguments[name]
    return operations.part(run, run.gap(layer, f"`.{name}` of {layer.label} is not followed"), name)


def _layers_of(run: Run, model: Network) -> List:
    """model.layers: the model's own list in Keras 1 and 2 (to 2.1 in a Sequential), else a copy of it."""
    sure = itertools.takewhile(lambda part: not isinstance(part, Doubt), model.layers)
    shown = [part for part in sure if not (run.keras.three and isinstance(part, Operation))]
    first = isinstance(model, Sequential) and (run.keras.one or run.keras.before(2, 2))
    if not (run.keras.one or run.keras.two) or not (first or isinstance(model, Functional)):
        return run.list(shown, model.unknown)
    found = LayerList(shown, run.clock, model.unknown)
    found.model = model
    return found


def weight_list(run: Run, layer: Layer, name: str) -> Value:
    if not layer.built or (layer.unknown and not isinstance(layer, Network)):
        return run.unknown(f"`.{name}` of a layer that is not built")
    chosen = [
        w
        for w, trainable in layer.split()
        if name in ("weights", "variables") or trainable is name.startswith("trainable")
    ]
    run.step(len(chosen) // bounds.WEIGHTS_PER_STEP)
    arrays = [Array(Shape(weight.shape)) for weight in chosen]
    return run.list(
        arrays, layer.doubts[0] if isinstance(layer, Network) and layer.doubts else None
    )


def _shape_value(run: Run, layer: Layer, name: str) -> Value:
    if isinstance(layer, Network):
        found = layer.output_shape if name == "output_shape" else layer.input_shape
    else:
        tensor = output(run, layer) if name == "output_shape" else input_of(run, layer)
        found = tensor.shape if isinstance(tensor, Tensor) else None
    if isinstance(found, list) and found:
        return run.list(shape_value(run, shape) for shape in found)
    return (
        shape_value(run, found)
        if isinstance(found, Shape)
        else run.unknown(f"`.{name}` is not known", name)
    )


def output(run: Run, layer: Value) -> Value:
    """layer.output"""
    graph = _graph_of(layer)
    if graph is not None:
        found = operations.leaves_of(graph.outputs)
        if not found:
            return run.unknown("a model without outputs")
        return found[0] if len(found) == 1 else run.list(found)
    if isinstance(layer, Sequential):
        if layer.keras.three and layer.nodes:  # as of any layer: of its first call
            return layer.nodes[0].output
        return (
            layer.output
            if layer.output is not None
            else run.unknown("the output of a model that is not built")
        )
    if isinstance(layer, Layer) and layer.nodes:
        return layer.nodes[-1].output
    if isinstance(layer, Tensor):
        return layer
    return run.unknown("the output of a layer that was not called")


def _as_list(run: Run, value: Value) -> Value:
    """What `outputs` and `inputs` give, where `output` and `input` give this."""
    return value if isinstance(value, (List, Unknown)) else run.list(tensors(value))


def _graph_of(layer: Value) -> Functional | None:
    """The graph of a model, be it of a class of its own."""
    graph = layer if isinstance(layer, Functional) else getattr(layer, "graph", None)
    return graph if isinstance(graph, Functional) else None


def input_of(run: Run, layer: Layer) -> Value:
    """layer.input"""
    graph = _graph_of(layer)
    if graph is not None:
        found = operations.leaves_of(graph.inputs)
        return found[0] if len(found) == 1 else run.list(found)
    if isinstance(layer, Sequential):
        if layer.keras.three and layer.nodes and layer.nodes[0].inputs:
            return layer.nodes[0].inputs[0]
        return (
            layer.input
            if layer.input is not None
            else run.unknown("the input of a model that is not built")
        )
    if layer.nodes:
        sources = layer.nodes[-1].sources
        return (
            sources[0]
            if len(sources) == 1
            else (layer.nodes[-1].output if not sources else run.list(sources))
        )
    return run.unknown("the input of a layer that was not called")


def ask(run: Run, layer: Layer, condition: Callable[..., object], *details: Any) -> None:
    """Keeps the refusal of a condition on a layer or model as a fault."""
    try:
        condition(*details)
    except Refusal as refusal:
        run.fault(refusal, layer.label, run.here, layer)
