"""What comes from outside the analysed code: Keras, and the parts of Python and numpy that models need."""

from __future__ import annotations

import builtins
import math
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from keraslint.evaluate import (
    applications,
    arrays,
    builtin_functions,
    calls,
    command_line,
    keras,
    operators,
    registrations,
    standard_library,
)
from keraslint.evaluate.values import Bundle, External, Partial, Value
from keraslint.layers import signatures
from keraslint.layers.generations import Keras
from keraslint.source import packages
from keraslint.structures import is_too_large
from keraslint.unknown import Unknown

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
OBSERVERS = frozenset({
    "albumentations", "alibi", "ann_visualizer", "art", "bokeh", "cleverhans", "comet_ml", "coremltools", "dill", "eli5",
    "foolbox", "gensim", "gym", "gymnasium", "imblearn", "imgaug", "innvestigate", "joblib", "keract", "keras2onnx",
    "keras_flops", "keras_visualizer", "lightgbm", "lime", "livelossplot", "mlflow", "mlxtend", "neptune", "netron", "onnx",
    "onnxmltools", "onnxruntime", "plotly", "psutil", "pydot", "requests", "rl", "scikeras", "scikitplot", "shap", "spacy",
    "statsmodels", "tabulate", "tensorflowjs", "tf2onnx", "tf_explain", "transformers", "visualkeras", "wandb", "xgboost",
    "yaml", "yellowbrick",
})  # fmt: skip
"""Libraries that draw, explain, store, measure or train a model that they are given, or never see one: none adds layers to it."""
OTHERS = OBSERVERS | frozenset({
    "ConfigParser", "IPython", "Queue", "StringIO", "Tkinter", "absl", "addict", "attr", "attrdict", "attrs", "box", "builtins",
    "cPickle", "commands", "dotmap", "easydict", "future", "gflags", "google", "httplib", "keras_applications", "keras_contrib",
    "keras_preprocessing", "keras_tuner", "kerastuner", "ml_collections", "munch", "optuna", "past", "pydantic", "six",
    "typing_extensions", "urllib2",
})  # fmt: skip
"""Other libraries, and Python 2's own, whose names are no plain values."""
MACHINE = frozenset(
    {"os.name", "os.sep", "sys.argv", "sys.byteorder", "sys.executable", "sys.platform"}
)
STILL_BUILTIN = frozenset(f"numpy.{name}" for name in ("abs", "max", "min", "round"))
"""What `from numpy import *` leaves alone."""
TAKEN = frozenset({"abs", "all", "any", "max", "min", "pow", "round", "sum"})
"""What `from keras.backend import *` takes."""
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


@lru_cache(maxsize=1024)
def keras_path(path: str) -> str | None:
    """The part of a dotted name after Keras's root ("layers.Dense"), or None if it is not Keras's."""
    if path.startswith(
        "keras_applications.imagenet_utils"
    ):  # its models take arguments of their own
        return path.removeprefix("keras_")
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
        return _is_followed(f"{path}.{name}")
    if name in MODEL_NAMES or signatures.find(name, keras) is not None:
        return True
    if hasattr(builtins, name) and not (tail in ("backend", "ops") and name in TAKEN):
        return False
    return tail.startswith("applications") or tail in (
        "backend",
        "datasets",
        "utils",
        "preprocessing",
        "ops",
    )


def _is_followed(path: str) -> bool:
    """Whether a name of another library stands for something that is known here."""
    if path in STILL_BUILTIN:
        return False
    return path in CONSTANTS or path in standard_library.FUNCTIONS or arrays.knows(path)


def is_known(path: str) -> bool:
    """Whether a dotted name is of a library whose names are known to stand for modules, classes and functions."""
    root = path.partition(".")[0]
    return root in sys.stdlib_module_names or root in packages.LIBRARIES or root in OTHERS


def is_object(value: External) -> bool:
    """Whether it is surely a module, class or function, not a plain value that the machine or a release decides."""
    root, _, rest = value.path.partition(".")
    if value.name.startswith("__"):
        return False
    if not rest or keras_path(value.path) is not None or root == "builtins":
        return True
    return root in ("tensorflow", "numpy") and not value.name.isupper()


def member(run: Run, path: str) -> Value:
    """What a dotted name of a library stands for; a gap for what may be anything."""
    if path in CONSTANTS:
        return CONSTANTS[path]
    if registrations.leads_to(run, path) or is_known(path) and path not in MACHINE:
        return External(path)
    module, _, name = path.rpartition(".")
    key = (0, path)
    if key not in run.unnamed:
        reason = (
            f"`{path}` depends on the machine"
            if path in MACHINE
            else f"`{name}` comes from {module}, which is not read"
        )
        run.unnamed[key] = Unknown(reason, run.line, name)
    return run.unnamed[key]


def attribute(run: Run, value: External, name: str) -> Value:
    """value.name"""
    path = f"{value.path}.{name}"
    if path in CONSTANTS:
        return CONSTANTS[path]
    if value.name == "FLAGS" and command_line.flag_path(path):
        return command_line.flag(run, name)
    if value.path == "tensorflow.compat.v1":
        return (
            External(f"tensorflow.{name}")
            if name != "keras"
            else External("tensorflow.compat.v1.keras")
        )
    return member(run, path)


def call(run: Run, target: External, arguments: Arguments) -> Value:
    """target(…)"""
    path = target.path
    if path in run.registered:
        return registrations.make(run, run.registered[path], arguments)
    if path.startswith(registrations.ROOM):
        return registrations.call(run, path, arguments)
    if target.name.startswith("DEFINE_") and command_line.flag_path(path):
        return command_line.define_flag(run, target.name, arguments)
    tail = keras_path(path)
    if tail is not None:
        return keras.call(run, tail, _manageable(run, arguments))
    handler = standard_library.FUNCTIONS.get(path)
    if handler is not None:
        return standard_library.call(run, path, handler, arguments)
    root = path.partition(".")[0]
    if root == "builtins":
        return builtin_functions.call(run, target.name, arguments)
    if root in ("tensorflow", "theano") or root == "tensorflow_addons":
        return operators.call(run, path, _manageable(run, arguments))
    handler = HANDLERS.get(path)
    if handler is not None:
        return handler(run, arguments)
    if arrays.knows(path):
        return arrays.call(run, path, arguments)
    if calls.is_symbolic(arguments.values):
        return run.unknown(f"{path}() of a tensor is not followed", target.name, symbolic=True)
    return run.unknown(f"{path}() is not followed", f"{target.name}()")


def _manageable(run: Run, arguments: Arguments) -> Arguments:
    """The arguments, those of more parts than can be gone through being unknown."""
    if not any(map(is_too_large, arguments.values)):
        return arguments
    gap = run.unknown("something of many parts")
    return calls.Arguments(
        [gap if is_too_large(value) else value for value in arguments.positional],
        {k: gap if is_too_large(value) else value for k, value in arguments.keywords.items()},
        arguments.open,
    )


def _partial(run: Run, arguments: Arguments) -> Value:
    if not arguments.positional or arguments.open is not None:
        return run.unknown("a partial with unknown arguments")
    return Partial(
        arguments.positional[0], tuple(arguments.positional[1:]), dict(arguments.keywords)
    )


def _field(run: Run, arguments: Arguments) -> Value:
    """dataclasses.field"""
    if "default_factory" in arguments.keywords:
        return Bundle("field", {"default_factory": arguments.keywords["default_factory"]})
    return arguments.keywords.get("default", run.unknown("a dataclass field"))


def _add_path(run: Run, arguments: Arguments) -> None:
    """sys.path.append and sys.path.insert: imports look there, too, if it is in the project."""
    for value in arguments.positional:
        if isinstance(value, str):
            run.project.add_path(value)
            run.of_libraries.clear()
            run.found.clear()


HANDLERS = {
    "keras_applications.imagenet_utils._obtain_input_shape": applications.obtain_input_shape,
    "keras_applications.imagenet_utils.obtain_input_shape": applications.obtain_input_shape,
    "dataclasses.field": _field,
    "functools.partial": _partial,
    "sys.path.append": _add_path,
    "sys.path.insert": _add_path,
}
