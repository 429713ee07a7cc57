"""What Keras's own classes give to their subclasses in the analysed code: super().…, add_weight and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.evaluate import (
    following,
    layer_attributes,
    layer_calls,
    stated_shapes,
    subclassing,
)
from keraslint.evaluate.values import Array, Class, List, Method, Value
from keraslint.graph.network import Sequential
from keraslint.layers.layer import Layer
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

INHERITED = "inherited "


def method(run: Run, layer: Layer, name: str, arguments: Arguments) -> Value:
    """layer.name(…) for what Keras's own classes give to their subclasses."""
    if name in ("add_weight", "add_variable"):
        return _add_weight(run, layer, arguments)
    if name.startswith(INHERITED):
        return _inherited_call(run, layer, name.removeprefix(INHERITED), arguments)
    if name in (
        "add_update",
        "add_loss",
        "add_metric",
        "_set_output",
        "load_weights",
        "save",
        "save_weights",
        "set_weights",
    ):
        return None
    return run.unknown(f"`.{name}()` of `{layer.label}` is not followed", f"{name}()")


def _add_weight(run: Run, layer: Layer, arguments: Arguments) -> Value:
    """self.add_weight(…): the order of its arguments changed over time, their types did not."""
    texts = [value for value in arguments.positional if isinstance(value, str)]
    shape = arguments.keywords.get(
        "shape", next((v for v in arguments.positional if isinstance(v, (tuple, List))), None)
    )
    if shape is None:
        shape = next(
            (v for v in arguments.positional if isinstance(v, Unknown)),
            () if arguments.open is None else arguments.open,
        )
    name = arguments.keywords.get("name", texts[0] if texts else "weight")
    trainable = arguments.keywords.get("trainable", True)
    if not isinstance(layer, subclassing.Custom):
        return run.unknown("a weight that is added")
    run.touch(layer)
    try:
        found = stated_shapes.to_shape(run, run.list([shape]) if isinstance(shape, int) else shape)
    except BadArgument:
        found = Shape.unknown(run.unknown("the shape of a weight that is added"))
    if found.dims is None or None in found.dims:
        layer.unknown = (
            layer.unknown or found.origin or run.unknown("a weight with a free dimension")
        )
        return Array(found)
    layer.own.append(
        subclassing.own_weight(
            name if isinstance(name, str) else "weight", found, trainable is not False, layer
        )
    )
    return Array(found)


def inherited(run: Run, instance: Value, name: str) -> Value:
    """super().name where the next class is one of Keras's or object."""
    if isinstance(instance, Layer):
        return Method(instance, INHERITED + name)
    return (
        Method(instance, name)
        if name == "__init__"
        else run.unknown(f"super().{name} is not followed", name)
    )


def _inherited_call(run: Run, layer: Layer, name: str, arguments: Arguments) -> Value:
    from keraslint.evaluate import keras_objects

    if name == "__init__":
        subclassing.initialize(run, layer, arguments)
        return None
    if name == "build":
        if (
            isinstance(layer, subclassing.Custom)
            and layer.base is not None
            and not layer.base.built
        ):
            keras_objects.method(run, layer.base, "build", arguments)
        elif (
            isinstance(layer, subclassing.Custom)
            and layer.is_model
            and not (run.keras.three or layer.busy)
        ):
            following.call_on_shape(run, layer, arguments.get(0, "input_shape"))
        layer.built = True
        return None
    if name in ("call", "__call__") and isinstance(layer, subclassing.Custom):
        if layer.base is not None:
            return layer_calls.call_layer(run, layer.base, arguments)
        if layer.graph is not None:
            return layer_calls.call_layer(run, layer.graph, arguments)
    if name == "get_config":
        return run.dict((), run.unknown("a configuration"))
    if (
        name == "compute_output_shape"
        and isinstance(layer, subclassing.Custom)
        and layer.base is not None
    ):
        return keras_objects.method(run, layer.base, name, arguments)
    if isinstance(layer, Sequential) or name in layer_attributes.METHODS:
        return (
            keras_objects.method(run, layer, name, arguments)
            if name not in ("build", "call")
            else None
        )
    return (
        method(run, layer, name, arguments)
        if name in ("add_weight", "add_variable")
        else run.unknown(f"super().{name}() is not followed")
    )


def class_method(run: Run, cls: Class, name: str, arguments: Arguments) -> Value:
    return run.unknown(f"{cls.name}.{name}() is not followed", f"{name}()")
