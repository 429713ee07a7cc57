"""What comes from outside the analysed code: Keras, and the parts of Python and numpy that models need."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keraslint.evaluate.values import Bundle, External, Partial, Value
from keraslint.layers import signatures
from keraslint.layers.generations import Keras

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

KERAS_ROOTS = (
    "tensorflow.python.keras.api._v2.keras",
    "tensorflow.contrib.keras.python.keras",
    "tensorflow.contrib.keras.api.keras",
    "tensorflow.contrib.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tensorflow.python.keras",
    "tensorflow.keras",
    "tensorflow._api.v2.v2.keras",
    "tf_keras.api._v2.keras",
    "tf_keras.src",
    "tf_keras",
    "keras.api._v2.keras",
    "keras.src",
    "keras.api",
    "keras_core",
    "keras",
)
MODEL_NAMES = frozenset({"Sequential", "Model", "Input", "InputLayer", "Functional"})
CONSTANTS: dict[str, Value] = {
    "numpy.pi": math.pi,
    "math.pi": math.pi,
    "numpy.newaxis": None,
    "tensorflow.newaxis": None,
    "math.e": math.e,
    "numpy.e": math.e,
    "sys.maxsize": 2**63 - 1,
    "sys.version_info": (3, 11, 0, "final", 0),
    "numpy.inf": math.inf,
    "math.inf": math.inf,
    "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.digits": "0123456789",
    "string.punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "string.printable": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c",
}


def keras_path(path: str) -> str | None:
    """The part of a dotted name after Keras's root ("layers.Dense"), or None if it is not Keras's."""
    for root in KERAS_ROOTS:
        if path == root:
            return ""
        if path.startswith(root) and path[len(root)] == ".":
            return path[len(root) + 1 :]
    return None


def exports(path: str, name: str, keras: Keras) -> bool:
    """Whether `from path import *` would bring this name."""
    tail = keras_path(path)
    if tail is None:
        return False
    if name in MODEL_NAMES or signatures.find(name, keras) is not None:
        return True
    return tail.startswith("applications") or tail in ("backend", "datasets", "utils", "preprocessing", "ops")


def attribute(run: Run, value: External, name: str) -> Value:
    """value.name"""
    path = f"{value.path}.{name}"
    if path in CONSTANTS:
        return CONSTANTS[path]
    if value.path == "tensorflow.compat.v1":
        return External(f"tensorflow.{name}") if name != "keras" else External("tensorflow.compat.v1.keras")
    return External(path)


def call(run: Run, target: External, arguments: Arguments) -> Value:
    """target(…)"""
    from keraslint.evaluate import arrays, builtin_functions, calls, keras, operators

    path = target.path
    tail = keras_path(path)
    if tail is not None:
        return keras.call(run, tail, arguments)
    root = path.partition(".")[0]
    if root == "builtins":
        return builtin_functions.call(run, target.name, arguments)
    if root in ("tensorflow", "theano") or root == "tensorflow_addons":
        return operators.call(run, path, arguments)
    handler = HANDLERS.get(path)
    if handler is not None:
        return handler(run, arguments)
    if arrays.knows(path):
        return arrays.call(run, path, arguments)
    if calls.is_symbolic(arguments.values):
        return run.unknown(f"{path}() of a tensor is not followed", target.name)
    return run.unknown(f"{path}() is not followed", f"{target.name}()")


def _partial(run: Run, arguments: Arguments) -> Value:
    if not arguments.positional or arguments.open is not None:
        return run.unknown("a partial with unknown arguments")
    return Partial(arguments.positional[0], tuple(arguments.positional[1:]), dict(arguments.keywords))


def _field(run: Run, arguments: Arguments) -> Value:
    """dataclasses.field"""
    if "default_factory" in arguments.keywords:
        return Bundle("field", {"default_factory": arguments.keywords["default_factory"]})
    return arguments.keywords.get("default", run.unknown("a dataclass field"))


HANDLERS = {
    "dataclasses.field": _field,
    "functools.partial": _partial,
}
