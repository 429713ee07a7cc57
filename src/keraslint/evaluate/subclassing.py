"""Subclasses of keras.Model and keras.layers.Layer in the analysed code."""
from __future__ import annotations
from typing import Any
from keraslint.evaluate.values import Class, External, Instance, Value
from keraslint.evaluate import libraries
from keraslint.graph.network import Network
from keraslint.unknown import Unknown

MISSING: Any = object()


class Custom(Network):
    """An object of such a class."""


def keras_base(cls: Class) -> str | None:
    for base in cls.outside_bases:
        if isinstance(base, External) and libraries.keras_path(base.path) is not None:
            return base.name
    return None


def instantiate(run: Any, cls: Class, arguments: Any) -> Value:
    return run.unknown(f"`{cls.name}` is a subclass that is not followed", cls.name)


def attribute(run: Any, layer: Custom, name: str) -> Value:
    return MISSING


def set_attribute(run: Any, layer: Custom, name: str, value: Value) -> None:
    return None


def build(run: Any, layer: Custom, shape: Value) -> None:
    return None


def method(run: Any, layer: Custom, name: str, arguments: Any) -> Value:
    return run.unknown("a method that is not followed")


def class_method(run: Any, cls: Class, name: str, arguments: Any) -> Value:
    return run.unknown("a class method that is not followed")


def inherited(run: Any, instance: Value, name: str) -> Value:
    return run.unknown(f"super().{name} is not followed", name)


def why_not_a_layer(run: Any, value: Value) -> Unknown:
    if isinstance(value, Instance):
        return run.unknown(f"an object of `{value.cls.name}` is used as a layer", value.cls.name)
    return run.unknown("something that is not known is used as a layer")
