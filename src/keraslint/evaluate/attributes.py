"""Attributes: what `value.name` gives, and what setting it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.evaluate import (
    arrays,
    calls,
    command_line,
    imports,
    inheritance,
    keras_objects,
    layer_attributes,
    libraries,
    library_objects,
    literals,
    names,
    operations,
    operators,
    records,
    registrations,
)
from keraslint.evaluate.values import (
    Array,
    AttributeDict,
    Bundle,
    Class,
    Dict,
    External,
    Function,
    Instance,
    Later,
    List,
    Method,
    Namespace,
    Partial,
    Set,
    SourceModule,
    Super,
    Value,
)
from keraslint.graph.tensor import Tensor
from keraslint.layers.layer import Layer
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


OF_UNKNOWN = frozenset(
    {"reshape", "Int", "Choice", "Float", "Boolean", "suggest_int", "suggest_categorical"}
)
"""Methods that say what they give, whatever it is that has them: arrays, and tuners of hyperparameters."""


def get(run: Run, value: Value, name: str) -> Value:
    """value.name"""
    if isinstance(value, External):
        return libraries.attribute(run, value, name)
    if isinstance(value, Unknown):
        return Method(value, name) if name in OF_UNKNOWN else operations.part(run, value, name)
    if isinstance(value, Instance):
        return _of_instance(run, value, name)
    if isinstance(value, Tensor):
        return operators.attribute(run, value, name)
    if isinstance(value, Layer):
        return layer_attributes.attribute(run, value, name)
    if isinstance(value, Array):
        return arrays.attribute(run, value, name)
    if name == "value" and (value is None or isinstance(value, (int, Expression))):
        return value  # a TensorFlow 1 Dimension
    if isinstance(value, AttributeDict) and name in value:
        return value[name]
    if isinstance(value, (str, bytes, List, Dict, Set, tuple, int, float, Expression, range)):
        return Method(value, name)
    if isinstance(value, SourceModule):
        return _of_module(run, value, name)
    if isinstance(value, Class):
        if name in records.METHODS and value.find(records.TUPLE):
            return Method(value, name)
        found = value.find(name)
        if found:
            member = found[0]
            return (
                Method(value, member)
                if isinstance(member, Function) and member.kind == "classmethod"
                else member
            )
        if name == "__name__":
            return value.name
        return operations.part(
            run, run.gap(value, f"`{value.name}` has no `{name}` that is known"), name
        )
    if isinstance(value, Super):
        return _of_super(run, value, name)
    if isinstance(value, Bundle):
        return library_objects.attribute(run, value, name)
    if isinstance(value, Function) and name == "__name__":
        return value.name
    if isinstance(value, Partial):
        return get(run, value.function, name)
    if isinstance(value, registrations.OBJECTS):
        return registrations.attribute(run, value, name)
    return run.unknown(f"`.{name}` of something that is not known", name)


def _of_instance(run: Run, instance: Instance, name: str) -> Value:
    if name in instance.fields:
        return instance.fields[name]
    if name in records.METHODS and records.is_tuple(instance):
        return Method(instance, name)
    found = instance.cls.find(name)
    if found is None:
        if name == "__class__":
            return instance.cls
        if name == "__dict__":
            view = Namespace(instance.fields, run.clock)
            view.owner = instance
            return view
        return operations.part(
            run, run.gap(instance, f"`{instance.cls.name}` has no `{name}` that is known"), name
        )
    member = found[0]
    if isinstance(member, Function):
        if member.kind == "property":
            return calls.call_function(run, member, calls.Arguments(), receiver=instance)
        return member if member.kind == "staticmethod" else Method(instance, member)
    return member


def _of_module(run: Run, module: SourceModule, name: str) -> Value:
    from keraslint.evaluate.scope import MISSING

    if module.scope is not None:
        if name in module.scope.names:
            value = module.scope.names[name]
            return imports.resolve(run, value) if isinstance(value, Later) else value
        for star in reversed(module.scope.stars):
            value = names.from_star(run, star, name)
            if value is not MISSING:
                return value
    inner = imports.submodule(run, module, name)
    if inner is not None:
        return inner
    return module.why or run.unknown(f"`{name}` is not defined in {module.name}", name)


def _of_super(run: Run, value: Super, name: str) -> Value:
    """The member of the next class after the one whose method runs."""
    for base in value.cls.bases:
        if isinstance(base, Class):
            found = base.find(name)
            if found:
                member = found[0]
                return (
                    Method(value.instance, member)
                    if isinstance(member, Function) and member.kind != "staticmethod"
                    else member
                )
    return inheritance.inherited(run, value.instance, name)


def set(run: Run, receiver: Value, name: str, value: Value) -> None:
    """receiver.name = value"""
    if isinstance(receiver, Layer):
        keras_objects.set_attribute(run, receiver, name, value)
    elif isinstance(receiver, Unknown) and name == "trainable":
        for layer in run.suspects.get(receiver, ()):
            if layer.trainable is not operations.truth(value):
                keras_objects.set_attribute(run, layer, name, receiver)
    elif isinstance(receiver, Instance):
        setter = receiver.cls.find(f"{name}.setter")
        if setter and isinstance(setter[0], Function):
            calls.call_function(run, setter[0], calls.Arguments([value]), receiver=receiver)
            return
        run.touch(receiver)
        receiver.fields[name] = value
    elif isinstance(receiver, Class):
        receiver.members[name] = value
    elif isinstance(receiver, SourceModule) and receiver.scope is not None:
        run.touch(receiver.scope)
        receiver.scope.names[name] = value
    elif isinstance(receiver, AttributeDict):
        literals.put(run, receiver, name, value)
    elif isinstance(receiver, Array):
        arrays.set_attribute(run, receiver, name, value)
    elif isinstance(receiver, External) and command_line.flag_path(f"{receiver.path}.{name}"):
        command_line.set_flag(run, name, value)
