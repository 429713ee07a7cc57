"""Indexing: taking an item or a slice, setting and deleting one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keraslint.evaluate import bounds, operations, records
from keraslint.evaluate.comparisons import FAILURES
from keraslint.evaluate.values import (
    Array,
    Bundle,
    Class,
    DefaultDict,
    Dict,
    External,
    Instance,
    LayerList,
    List,
    Method,
    Value,
    is_known,
)
from keraslint.graph.tensor import Tensor
from keraslint.layers.layer import Layer
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def item(run: Run, value: Value, index: Value) -> Value:
    """value[index]."""
    if isinstance(value, (List, tuple, str, bytes, range)):
        if isinstance(index, Unknown):
            return _some_of(run, value, index.reason)
        return _sequence_item(run, value, index)
    if isinstance(value, Unknown):
        return (
            operations.part(run, value, index)
            if isinstance(index, (int, str))
            else value.called(value.name)
        )
    from keraslint.evaluate import arrays, calls, library_objects, operators

    if isinstance(value, Tensor):
        return operators.subscript(run, value, index)
    if isinstance(value, Array):
        return arrays.subscript(run, value, index)
    if isinstance(index, Unknown):
        return _some_of(run, value, index.reason)
    if isinstance(value, Dict):
        try:
            if index in value:
                return value[index]
        except TypeError:
            pass
        if isinstance(value, DefaultDict) and value.factory is not None and value.open is None:
            run.touch(value)
            value[index] = calls.call(run, value.factory, calls.Arguments())
            return value[index]
        return value.open or run.unknown(f"the dict has no key {index!r}"[:80])
    if isinstance(value, Bundle):
        return library_objects.item(run, value, index)
    if isinstance(value, Instance) and (found := value.cls.find("__getitem__")):
        return calls.call(run, Method(value, found[0]), calls.Arguments([index]))
    if records.is_tuple(value):
        return _sequence_item(run, records.items(value), index)
    if isinstance(value, Class) and isinstance(index, str) and records.members(value) is not None:
        return value.members.get(index, run.unknown(f"{value.name} has no member {index}"))
    if isinstance(value, External):
        if value.path in arrays.JOINERS:
            return arrays.joined_by_index(run, value.path, index)
        if value.path == "os.environ":
            return run.unknown("an environment variable", "environment")
        return value  # a type such as List[int]
    return run.unknown("indexing something that is not known")


def _sequence_item(run: Run, value: Any, index: Value) -> Value:
    more = getattr(value, "open", None)
    if isinstance(index, slice):
        if not all(
            isinstance(bound, (int, type(None))) for bound in (index.start, index.stop, index.step)
        ):
            return _some_of(run, value, "a slice with unknown bounds")
        if more and any(
            isinstance(b, int) and b < 0 for b in (index.start, index.stop, index.step)
        ):
            return _some_of(run, value, more.reason)
        try:
            piece = value[index]
        except FAILURES:
            return run.unknown("a slice that fails")
        ends = more is None or index.stop is not None and index.stop <= len(value)
        return run.list(piece, None if ends else more) if isinstance(value, List) else piece
    if not isinstance(index, int):
        return _some_of(run, value, "an index that is not known")
    if more and (index < 0 or index >= len(value)):
        return more
    try:
        return value[index]
    except FAILURES:
        return run.unknown(f"index {index} is out of range")


def _some_of(run: Run, values: Any, reason: str) -> Unknown:
    """Some of these values, which ones is not known: what is then done to them may be done to any of them."""
    gap = run.unknown(reason)
    if isinstance(values, (List, tuple)):
        run.suspects[gap] = [value for value in values if isinstance(value, Layer)]
    return gap


def set_item(run: Run, target: Value, index: Value, value: Value) -> None:
    """target[index] = value."""
    from keraslint.evaluate import arrays, calls, library_objects, literals

    if isinstance(target, Dict):
        literals.put(run, target, index, value)
    elif isinstance(target, List):
        _change_layers(run, target)
        run.touch(target)
        if isinstance(index, int) and -len(target) <= index < len(target):
            target[index] = value
        elif isinstance(index, slice) and is_known(index) and isinstance(value, (List, tuple)):
            run.step(bounds.price(value))
            try:
                target[index] = list(value)
            except FAILURES:
                target.open = run.unknown("a slice assignment that fails")
            if len(target) > bounds.MOST_ITEMS:
                del target[bounds.MOST_ITEMS :]
                target.open = run.unknown("a list of many items")
        else:
            why = run.unknown("an item at an unknown index is set")
            target[:] = [why] * len(target)
    elif isinstance(target, Array):
        arrays.set_item(run, target, index, value)
    elif isinstance(target, Bundle):
        library_objects.set_item(run, target, index)
    elif isinstance(target, Instance) and (found := target.cls.find("__setitem__")):
        calls.call(run, Method(target, found[0]), calls.Arguments([index, value]))


def _change_layers(run: Run, target: Value, last: bool = False) -> None:
    """What is done to the list of a model's layers is done to the model."""
    from keraslint.evaluate import keras_objects

    if isinstance(target, LayerList):
        keras_objects.change_layers(run, target, "[…]", last)


def delete_item(run: Run, target: Value, index: Value) -> None:
    """del target[index]."""
    if isinstance(target, (Dict, List)):
        _change_layers(run, target, index == -1)
        run.touch(target)
        try:
            del target[index]
        except FAILURES:
            target.open = target.open or run.unknown("an unknown item is deleted")
            target.clear()
    elif isinstance(target, Array):
        from keraslint.evaluate import data_frames

        data_frames.delete_item(run, target, index)
