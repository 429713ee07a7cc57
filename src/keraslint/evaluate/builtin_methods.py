"""Methods of Python's own types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate import bounds, operations
from keraslint.evaluate.values import (
    Array,
    Bundle,
    Class,
    Dict,
    Instance,
    LayerList,
    List,
    Namespace,
    Set,
    Value,
    is_known,
)
from keraslint.graph.tensor import Tensor
from keraslint.layers.layer import Layer
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def call(run: Run, receiver: Value, name: str, arguments: Arguments) -> Value:
    """receiver.name(…)"""
    if isinstance(receiver, List):
        return _on_list(run, receiver, name, arguments)
    if isinstance(receiver, Dict):
        return _on_dict(run, receiver, name, arguments)
    if isinstance(receiver, Set):
        return _on_set(run, receiver, name, arguments)
    from keraslint.evaluate import (
        arrays,
        calls,
        inheritance,
        keras_objects,
        library_objects,
        operators,
        records,
        registrations,
    )

    if isinstance(receiver, Layer):
        return keras_objects.method(run, receiver, name, arguments)
    if isinstance(receiver, Tensor):
        return operators.method(run, receiver, name, arguments)
    if isinstance(receiver, Array):
        return arrays.method(run, receiver, name, arguments)
    if isinstance(receiver, Bundle) or isinstance(receiver, Unknown) and name != "reshape":
        return library_objects.method(run, receiver, name, arguments)
    if isinstance(receiver, Unknown):
        if _is_shape(arguments.positional):
            return arrays.of_unknown(run, receiver, name, arguments)
        return calls.call_unknown(run, operations.part(run, receiver, name), arguments)
    if name in records.METHODS and isinstance(receiver, (Class, Instance)):
        return records.method(run, receiver, name, arguments)
    if isinstance(receiver, Class):
        return inheritance.class_method(run, receiver, name, arguments)
    if isinstance(receiver, str) and name == "join":
        return _join(run, receiver, arguments)
    if isinstance(receiver, Instance) and name == "__init__":
        return None
    if isinstance(receiver, registrations.OBJECTS):
        return registrations.method(run, receiver, name, arguments)
    if isinstance(receiver, tuple) and name == "as_list":
        return run.list(receiver)
    return _on_constant(run, receiver, name, arguments)


def _is_shape(values: list[Value]) -> bool:
    """Whether these are an array's sizes, not the array itself and its sizes."""
    if len(values) == 1:
        return isinstance(values[0], (int, Expression, tuple, List))
    return all(isinstance(value, (int, Expression)) for value in values)


def _on_constant(run: Run, receiver: Value, name: str, arguments: Arguments) -> Value:
    """Text, numbers, tuples: they do not change, so Python itself may answer."""
    from keraslint.evaluate import builtin_functions

    if isinstance(receiver, (int, float)) and name in OF_NUMBERS:
        return receiver
    function = getattr(receiver, name, None)
    allowed = (
        name in TEXT
        if isinstance(receiver, (str, bytes))
        else name in ("index", "count", "is_integer", "bit_length")
    )
    if (
        function is None
        or not allowed
        or arguments.open is not None
        or not all(map(is_known, arguments.values))
    ):
        return run.unknown(f".{name}() is not followed", f"{name}()")
    if isinstance(receiver, range) and not all(isinstance(v, int) for v in arguments.values):
        return run.unknown(f".{name}() is not followed", f"{name}()")
    if any(isinstance(value, int) and abs(value) > 10_000 for value in arguments.values):
        return run.unknown("a very long text")
    if name == "format" and not bounds.can_format(receiver, arguments.values):
        return run.unknown("a very long text")
    longest = max((len(v) for v in arguments.values if isinstance(v, (str, bytes))), default=0)
    if name == "replace" and (len(receiver) + 1) * (longest + 1) > bounds.MOST_LETTERS:
        return run.unknown("a very long text")
    if name in PARTED and len(receiver) > bounds.MOST_ITEMS:
        return run.unknown("a very long text that is split")
    if isinstance(receiver, (str, bytes)):
        run.step(bounds.price(receiver))
    try:
        return builtin_functions.wrap(run, function(*arguments.positional, **arguments.keywords))
    except operations.FAILURES:
        return run.unknown(f".{name}() fails")


PARTED = frozenset({"split", "rsplit", "splitlines"})
OF_NUMBERS = frozenset(
    {"numpy", "item", "copy"}
)  # a number that numpy or TensorFlow computed is one of Python's
TEXT = frozenset({
    "lower", "upper", "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "replace", "startswith", "endswith",
    "format", "title", "capitalize", "find", "rfind", "index", "count", "isdigit", "isalpha", "isupper", "islower",
    "swapcase", "partition", "rpartition", "removeprefix", "removesuffix", "encode", "decode", "isnumeric", "isspace",
    "zfill", "casefold",
})  # fmt: skip


def _join(run: Run, text: str, arguments: Arguments) -> Value:
    items = operations.iterate(run, arguments.get(0, "iterable"))
    if (
        isinstance(items, Unknown)
        or getattr(items, "open", None)
        or not all(isinstance(item, str) for item in items)
    ):
        return run.unknown("a text joined of unknown parts")
    letters = sum(map(len, items)) + len(text) * len(items)
    if letters > bounds.MOST_LETTERS:
        return run.unknown("a very long text")
    run.step(letters // bounds.LETTERS_PER_STEP)
    return text.join(items)


def _on_list(run: Run, target: List, name: str, arguments: Arguments) -> Value:
    from keraslint.evaluate import keras_objects

    if isinstance(target, LayerList) and name not in ("index", "count", "copy"):
        index = arguments.get(0, "index", -1)
        last = name == "pop" and index in (-1, len(target) - 1)
        keras_objects.change_layers(run, target, f"{name}()", last)
    run.touch(target)
    first = arguments.get(0, "object")
    if any(isinstance(value, (Layer, Tensor)) for value in arguments.values):
        run.events += 1
    if name == "append":
        if len(target) < operations.MOST_ITEMS:
            operations.extend(target, [first])
        else:
            target.open = run.unknown("a list of many items")
        return None
    if name == "extend":
        turns = operations.iterate(run, first)
        if isinstance(turns, Unknown) or len(turns) > operations.MOST_ITEMS:
            target.open = target.open or (
                turns if isinstance(turns, Unknown) else run.unknown("a list of many items")
            )
        else:
            operations.extend(target, turns)
        return None
    if name == "appendleft":
        target.insert(0, first)
        return None
    if name == "popleft" and target and target.open is None:
        return target.pop(0)
    if name == "insert" and isinstance(first, int):
        target.insert(first, arguments.get(1, "object"))
        return None
    if name == "pop":
        index = arguments.get(0, "index", -1)
        if (
            isinstance(index, int)
            and -len(target) <= index < len(target)
            and (target.open is None or index >= 0)
        ):
            return target.pop(index)
        return target.open or run.unknown("an item that is popped")
    if name == "copy":
        return run.list(target, target.open)
    if name == "clear":
        target.clear()
        target.open = None
        return None
    if name == "reverse" and target.open is None:
        target.reverse()
        return None
    plain = (
        target.open is None
        and all(map(is_known, target))
        and is_known(first)
        and "key" not in arguments.keywords
    )
    if name in ("index", "count", "remove", "sort") and plain:
        try:
            if name == "sort":
                target.sort(
                    reverse=bool(operations.truth(arguments.keywords.get("reverse", False)))
                )
                return None
            return getattr(target, name)(first)
        except operations.FAILURES:
            return run.unknown(f".{name}() fails")
    if name in ("remove", "sort", "reverse", "insert", "pop"):
        target.open = target.open or run.unknown(f"a list after .{name}()")
        target.clear()
        return None if name != "pop" else target.open
    return run.unknown(f".{name}() of a list is not followed", f"{name}()")


def _on_dict(run: Run, target: Dict, name: str, arguments: Arguments) -> Value:
    key = arguments.get(0, "key")
    if name == "most_common":
        from keraslint.evaluate import containers

        return containers.most_common(run, target, key)
    known = operations.hashable(key) and not isinstance(key, Unknown)
    if name == "get":
        if known and key in target:
            return target[key]
        return target.open or (
            arguments.get(1, "default") if known else run.unknown("a key that is not known")
        )
    if name in ("keys", "iterkeys"):
        return run.list(target, target.open)
    if name in ("values", "itervalues"):
        return run.list(target.values(), target.open)
    if name in ("items", "iteritems"):
        return run.list(target.items(), target.open)
    if name == "copy":
        return run.dict(target, target.open)
    if name == "has_key":
        return (
            (key in target)
            if known and (target.open is None or key in target)
            else run.unknown("a key that is not known")
        )
    run.touch(target)
    if name == "update":
        if arguments.positional:
            operations.update(run, target, key)
        target.update(arguments.keywords)
        if arguments.open is not None:
            operations.update(run, target, arguments.open)
        if isinstance(target, Namespace):
            run.touch(target.owner)
            target.owner.fields.update(target)
        return None
    if name == "setdefault" and known:
        if key not in target and target.open is None:
            target[key] = arguments.get(1, "default")
        return target.get(key, target.open)
    if name == "pop" and known:
        if key in target:
            return target.pop(key)
        return target.open or arguments.get(1, "default")
    if name == "clear":
        target.clear()
        target.open = None
        return None
    target.open = target.open or run.unknown(f"a dict after .{name}()")
    target.clear()
    return target.open


def _on_set(run: Run, target: Set, name: str, arguments: Arguments) -> Value:
    value = arguments.get(0, "other")
    run.touch(target)
    if name == "add":
        if operations.hashable(value) and not isinstance(value, Unknown):
            target.add(value)
        else:
            target.open = run.unknown("a set with unknown members")
        return None
    plain: dict[str, Callable[..., object]] = {
        "union": set.union,
        "intersection": set.intersection,
        "difference": set.difference,
    }
    if (
        name in plain
        and isinstance(value, (Set, List, tuple, Dict))
        and target.open is None
        and getattr(value, "open", None) is None
    ):
        try:
            return Set(plain[name](target, value), run.clock)
        except operations.FAILURES:
            pass
    if name == "update":
        turns = operations.iterate(run, value)
        if isinstance(turns, Unknown):
            target.open = turns
        elif len(turns) <= operations.MOST_ITEMS:
            target.update(item for item in turns if operations.hashable(item))
            target.open = target.open or getattr(turns, "open", None)
        return None
    if (
        name in ("discard", "remove")
        and operations.hashable(value)
        and not isinstance(value, Unknown)
        and target.open is None
    ):
        target.discard(value)
        return None
    if name in (
        "discard",
        "remove",
        "pop",
        "clear",
        "difference_update",
        "intersection_update",
        "symmetric_difference_update",
    ):
        target.open = target.open or run.unknown(f"a set after .{name}()")
        target.clear()
        return target.open
    return run.unknown(f".{name}() of a set is not followed", f"{name}()")
