"""Python's functions that ask what a value is and has: isinstance, type, getattr, callable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate.values import (
    Array,
    Bundle,
    Class,
    Dict,
    External,
    Function,
    Instance,
    List,
    Method,
    Set,
    Value,
    is_known,
)
from keraslint.graph.network import Network
from keraslint.layers.layer import Layer
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def _isinstance(run: Run, arguments: Arguments) -> Value:
    value, kinds = arguments.get(0, "object"), arguments.get(1, "class")
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    if isinstance(value, Unknown):
        return run.unknown("the type of something unknown")
    results = [_is_a(value, kind) for kind in kinds]
    return (
        True
        if True in results
        else (run.unknown("the type of something unknown") if None in results else False)
    )


TYPES: dict[str, tuple[type, ...]] = {
    "int": (int, Expression), "long": (int, Expression), "float": (float,), "str": (str,), "unicode": (str,),
    "basestring": (str,), "bool": (bool,), "list": (List,), "tuple": (tuple,), "dict": (Dict,), "set": (Set,), "bytes": (bytes,),
    "type": (Class, External), "string_types": (str,), "text_type": (str,), "integer_types": (int, Expression),
    "binary_type": (bytes,),
}  # fmt: skip
"""By the names of Python 2 and 3, and of the package six."""


def _is_a(value: Value, kind: Value) -> bool | None:
    """Whether value is an instance of the class that `kind` stands for."""
    if isinstance(kind, Class):
        cls = (
            value.cls
            if isinstance(value, Instance)
            else getattr(getattr(value, "instance", None), "cls", None)
        )
        return kind in _lineage(cls) if isinstance(cls, Class) else False
    if not isinstance(kind, External):
        return None
    if kind.path.startswith(("builtins.", "six.")):
        types = TYPES.get(kind.name)
        return (
            None
            if types is None or isinstance(value, (Bundle, External)) and kind.name != "type"
            else isinstance(value, types)
        )
    if kind.name in ("Iterable", "Sequence", "Collection") and isinstance(
        value, (List, tuple, str)
    ):
        return True
    if kind.name == "Callable":
        return isinstance(value, (Function, Method, Class, Layer)) or (
            None if isinstance(value, External) else False
        )
    if "keras" in kind.path and isinstance(value, Layer):
        if kind.name in ("Layer", "Module"):
            return True
        if kind.name in ("Model", "Functional", "Network"):
            return isinstance(value, Network)
        return value.label == kind.name or value.kind == kind.name
    if kind.path in ("numpy.ndarray", "numpy.array", "pandas.DataFrame", "pandas.Series"):
        frame = kind.path.startswith("pandas")
        if isinstance(value, Array):
            return frame if value.columns is not None else (False if frame else None)
    if is_known(value) or isinstance(value, (List, Dict)):
        return False
    return None


def _lineage(cls: Class) -> list[Class]:
    found = [cls]
    for base in cls.bases:
        if isinstance(base, Class):
            found.extend(_lineage(base))
    return found


def _getattr(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import attributes

    receiver, name = arguments.get(0, "object"), arguments.get(1, "name")
    if not isinstance(name, str):
        return run.unknown("getattr with an unknown name")
    return attributes.get(run, receiver, name)


def _hasattr(run: Run, arguments: Arguments) -> Value:
    receiver, name = arguments.get(0, "object"), arguments.get(1, "name")
    if isinstance(receiver, Instance) and isinstance(name, str):
        return name in receiver.fields or receiver.cls.find(name) is not None
    return run.unknown("hasattr of something unknown")


def _setattr(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import attributes

    receiver, name, value = (arguments.get(i, "") for i in range(3))
    if isinstance(name, str):
        attributes.set(run, receiver, name, value)
    return None


def _callable(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "object")
    if isinstance(value, (Function, Method, Class, Layer)):
        return True
    return (
        run.unknown("callable() of something unknown")
        if isinstance(value, (Unknown, External, Instance))
        else False
    )


def _type(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "object")
    if isinstance(value, Instance):
        return value.cls
    name = next((name for name, types in TYPES.items() if type(value) in types), None)
    return External(f"builtins.{name}") if name else run.unknown("the type of something")


HANDLERS: dict[str, Callable[[Run, Arguments], Value]] = {
    "isinstance": _isinstance, "type": _type, "getattr": _getattr, "hasattr": _hasattr, "setattr": _setattr,
    "callable": _callable,
}  # fmt: skip
