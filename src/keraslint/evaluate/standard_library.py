"""Python's standard library, as far as the sizes of models depend on it."""

from __future__ import annotations

import ast
import json
import math
import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import (
    array_creation,
    array_values,
    builtin_functions,
    command_line,
    containers,
    iterators,
    operations,
    records,
)
from keraslint.evaluate.values import (
    MISUSES,
    External,
    Partial,
    Set,
    Value,
)
from keraslint.sizes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
MOST_TEXT = 1_000_000


def call(run: Run, path: str, handler: Handler, arguments: Arguments) -> Value:
    """A call of one of the FUNCTIONS."""
    name = path.rpartition(".")[2]
    if arguments.open is not None:
        return arguments.open.called(f"{name}()")
    try:
        return handler(run, arguments)
    except MISUSES:
        return run.unknown(f"{path}() is called in a way that is not followed", f"{name}()")


# -- numbers --------------------------------------------------------------------------------------------


def _math(function: Callable[..., Any]) -> Handler:
    """A function of module math, on known numbers."""

    def handler(run: Run, arguments: Arguments) -> Value:
        values = arguments.positional
        if (
            len(values) == 1
            and isinstance(values[0], Expression)
            and function in (math.ceil, math.floor, math.trunc)
        ):
            return values[0]
        if not all(isinstance(v, (int, float)) for v in values) or any(
            isinstance(v, int) and abs(v) > 10**15 for v in values
        ):
            gap = next((v for v in values if isinstance(v, Unknown)), None)
            return (
                gap.called(gap.name)
                if gap
                else array_values.number(run, "a number of something unknown")
            )
        try:
            return array_values.scalar(run, function(*values, **arguments.keywords))
        except operations.FAILURES:
            return run.unknown("a calculation that fails")

    return handler


def _product(run: Run, arguments: Arguments) -> Value:
    """math.prod(numbers)"""
    items = builtin_functions.items_of(run, arguments.get(0, "iterable"))
    result = arguments.keywords.get("start", 1)
    for item in items:
        result = operations.binary(run, "Multiply", result, item)
    return result if items.open is None else items.open.called("prod()")


def _small(function: Callable[..., Any], most: int) -> Callable[..., Any]:
    """A function of whole numbers whose result grows fast."""

    def checked(*values: int) -> Any:
        if any(abs(v) > most for v in values):
            raise OverflowError
        return function(*values)

    return checked


MATH = {name: getattr(math, name) for name in
        "ceil floor trunc sqrt log log2 log10 log1p exp expm1 pow fabs fmod hypot sin cos tan asin acos atan atan2 tanh "
        "gcd lcm isqrt copysign degrees radians isclose isnan isinf modf".split()}  # fmt: skip
MATH |= {
    "factorial": _small(math.factorial, 300),
    "comb": _small(math.comb, 1_000),
    "perm": _small(math.perm, 300),
}


# -- text and files -------------------------------------------------------------------------------------


def _path(function: Callable[..., Any]) -> Handler:
    """A function of os.path on texts; the result is a text like any other."""

    def handler(run: Run, arguments: Arguments) -> Value:
        if not arguments.positional or not all(
            isinstance(value, str) for value in arguments.positional
        ):
            return run.unknown("a path that is not known", "path")
        return function(*arguments.positional)

    return handler


def _environment(run: Run, arguments: Arguments) -> Value:
    """os.environ.get(name, default): what counts without the variable"""
    default = arguments.get(1, "default")
    name = arguments.get(0, "key")
    if default is None:
        return run.unknown(
            f"the environment variable {name}"
            if isinstance(name, str)
            else "an environment variable",
            "environment",
        )
    return default


def _json(run: Run, arguments: Arguments) -> Value:
    """json.loads(text), ast.literal_eval(text)"""
    text = arguments.get(0, "s")
    if (
        not isinstance(text, str)
        or len(text) > MOST_TEXT
        or text.count("[") + text.count("{") > 2_000
    ):
        return run.unknown("a text that is read", "json")
    run.step(len(text) // 64)
    try:
        return builtin_functions.wrap(run, json.loads(text))
    except (ValueError, RecursionError):
        return run.unknown("a text that is no JSON", "json")


def _literal(run: Run, arguments: Arguments) -> Value:
    text = arguments.get(0, "node_or_string")
    if (
        not isinstance(text, str)
        or len(text) > 10_000
        or text.count("[") + text.count("(") + text.count("{") > 50
    ):
        return run.unknown("a text that is read", "literal")
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return run.unknown("a text that is no literal", "literal")
    return Set(value, run.clock) if isinstance(value, set) else builtin_functions.wrap(run, value)


# -- copies and operators -------------------------------------------------------------------------------


def _copy(run: Run, arguments: Arguments) -> Value:
    return records.copied(run, arguments.get(0, "x"), deep=False)


def _deep_copy(run: Run, arguments: Arguments) -> Value:
    return records.copied(run, arguments.get(0, "x"), deep=True)


def _operator(name: str) -> Handler:
    def handler(run: Run, arguments: Arguments) -> Value:
        left, right = arguments.positional
        return operations.binary(run, name, left, right)

    return handler


def _getter(path: str) -> Handler:
    """operator.itemgetter(keys), operator.attrgetter(names): functions of one thing"""

    def handler(run: Run, arguments: Arguments) -> Value:
        return Partial(External(path), (tuple(arguments.positional),), {})

    return handler


def _get_items(run: Run, arguments: Arguments) -> Value:
    keys, thing = arguments.positional
    found = tuple(operations.item(run, thing, key) for key in keys)
    return found[0] if len(found) == 1 else found


def _get_attributes(run: Run, arguments: Arguments) -> Value:
    from keraslint.evaluate import attributes

    names, thing = arguments.positional
    found = []
    for name in names:
        value = thing
        for part in name.split(".") if isinstance(name, str) else ():
            value = attributes.get(run, value, part)
        found.append(value)
    return found[0] if len(found) == 1 else tuple(found)


def _cast(run: Run, arguments: Arguments) -> Value:
    """typing.cast(type, value)"""
    return arguments.get(1, "val")


def _random_whole(run: Run, arguments: Arguments) -> Value:
    """random.randint(a, b)"""
    return array_creation.within(run, arguments.get(0, "a"), arguments.get(1, "b"))


def _random_below(run: Run, arguments: Arguments) -> Value:
    """random.randrange(start, stop)"""
    return array_creation.one_of(run, builtin_functions.HANDLERS["range"](run, arguments))


def _random_item(run: Run, arguments: Arguments) -> Value:
    """random.choice(items)"""
    return array_creation.one_of(run, arguments.get(0, "seq"))


def _random_number(run: Run, arguments: Arguments) -> Value:
    return array_values.number(run, "a random number")


def _tensor_shape(run: Run, arguments: Arguments) -> Value:
    """tf.TensorShape(dims)"""
    dims = array_values.dims_of(run, arguments.get(0, "dims"))
    return dims if dims is not None else run.unknown("a shape that is not known", "shape")


def _clock(run: Run, arguments: Arguments) -> Value:
    return array_values.number(run, "the time")


OPERATORS = {
    "add": "Add", "sub": "Subtract", "mul": "Multiply", "truediv": "Divide", "floordiv": "FloorDivide", "mod": "Modulo",
    "pow": "Power", "iadd": "Add", "imul": "Multiply", "concat": "Add", "and_": "BitAnd", "or_": "BitOr", "matmul": "MatrixMultiply",
}  # fmt: skip
PATHS = ("join", "basename", "dirname", "splitext", "split", "normpath")
CHANCE = ("random", "uniform", "gauss", "normalvariate", "betavariate")
FUNCTIONS: dict[str, Handler] = {
    **{f"math.{name}": _math(function) for name, function in MATH.items()},
    **{f"operator.{name}": _operator(kind) for name, kind in OPERATORS.items()},
    **{f"os.path.{name}": _path(getattr(posixpath, name)) for name in PATHS},
    **{f"random.{name}": _random_number for name in CHANCE},
    **command_line.FUNCTIONS, **containers.FUNCTIONS, **iterators.FUNCTIONS,
    "math.prod": _product, "dataclasses.replace": records.replaced, "dataclasses.asdict": records.as_dict,
    "dataclasses.astuple": records.as_tuple, "copy.copy": _copy, "copy.deepcopy": _deep_copy,
    "os.environ.get": _environment, "os.getenv": _environment, "os.environ.setdefault": _environment, "json.loads": _json,
    "ast.literal_eval": _literal, "operator.itemgetter": _getter("operator.itemgetter.of"),
    "operator.itemgetter.of": _get_items, "operator.attrgetter": _getter("operator.attrgetter.of"),
    "operator.attrgetter.of": _get_attributes, "typing.cast": _cast, "random.randint": _random_whole,
    "random.randrange": _random_below, "random.choice": _random_item, "random.seed": array_creation.nothing,
    "random.shuffle": array_creation.shuffle, "time.time": _clock, "time.perf_counter": _clock,
    "tensorflow.TensorShape": _tensor_shape,
}  # fmt: skip
