"""Tests: whether a value counts as true, and how two values compare."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import bounds, libraries, records
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
from keraslint.graph.tensor import Tensor
from keraslint.layers import signatures
from keraslint.layers.layer import Layer
from keraslint.sizes import Expression
from keraslint.structures import is_too_large
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

UNDECIDED = "depends on a condition that is not known"
COMPARISONS: dict[type, Any] = {
    cst.Equal: operator.eq, cst.NotEqual: operator.ne, cst.LessThan: operator.lt, cst.LessThanEqual: operator.le,
    cst.GreaterThan: operator.gt, cst.GreaterThanEqual: operator.ge,
}  # fmt: skip
FAILURES = (
    TypeError,
    ValueError,
    ZeroDivisionError,
    OverflowError,
    KeyError,
    IndexError,
    AttributeError,
    MemoryError,
)
"""What Python raises on values of the wrong kind."""


def truth(value: Value) -> bool | None:
    """Whether a test passes; None if that is not known."""
    if isinstance(value, (Unknown, Array, Tensor, Bundle)):
        return None
    if isinstance(value, Expression):
        return True if value.least > 0 else None
    if isinstance(value, (List, Dict, Set)):
        return True if len(value) else (None if value.open else False)
    if isinstance(value, External):
        return True if libraries.is_object(value) else None
    if isinstance(value, (Function, Class, Layer, Method)):
        return True
    if isinstance(value, Instance):
        return None if value.cls.find("__len__") or value.cls.find("__bool__") else True
    try:
        return bool(value)
    except FAILURES:
        return None


def why_undecided(run: Run, test: Value) -> Unknown:
    reason = f": {test.reason}" if isinstance(test, Unknown) else ""
    return run.unknown(UNDECIDED + reason.removeprefix(f": {UNDECIDED}"))


def _is_so(run: Run, fact: bool | None, wanted: bool, why: str) -> Value:
    """Whether a fact is as wanted; an Unknown where it is not known."""
    return run.unknown(why) if fact is None else fact is wanted


def compare(run: Run, symbol: Any, left: Value, right: Value) -> Value:
    """True, False, or an Unknown."""
    run.step(bounds.price_of_walk((left, right)))
    kind = type(symbol)
    if kind in (cst.Is, cst.IsNot):
        same = _identical(run, left, right)
        return _is_so(run, same, kind is cst.Is, "identity with something unknown")
    if kind in (cst.In, cst.NotIn):
        inside = _contains(right, left)
        return _is_so(run, inside, kind is cst.In, "membership in something unknown")
    function = COMPARISONS.get(kind)
    if function is None:
        return run.unknown("a comparison")
    if (isinstance(left, Array) or isinstance(right, Array)) and not (
        isinstance(left, Tensor) or isinstance(right, Tensor)
    ):
        from keraslint.evaluate import arrays

        return arrays.compare(run, kind.__name__, left, right)
    if isinstance(left, Expression) or isinstance(right, Expression):
        return _compare_sizes(run, kind, left, right)
    if is_known(left) and is_known(right):
        try:
            return bool(function(left, right))
        except FAILURES:
            return run.unknown("a comparison that fails")
    if kind in (cst.Equal, cst.NotEqual):
        if isinstance(left, tuple) and isinstance(right, tuple) and len(left) != len(right):
            return kind is cst.NotEqual
        if records.is_member(left) and records.is_member(right):
            return (left is right) is (kind is cst.Equal)
        outright = (External, Class, Function, Layer)
        if any(
            isinstance(value, External) and not libraries.is_object(value)
            for value in (left, right)
        ):
            return run.unknown("a comparison of things that are not known")
        if isinstance(left, External) and isinstance(right, External):
            same = _one_thing(run, left, right)
            return _is_so(run, same, kind is cst.Equal, "a comparison of two names of Keras's")
        if isinstance(left, outright) and isinstance(right, (*outright, str, int, type(None))):
            return (left == right) is (kind is cst.Equal)
        if isinstance(right, outright) and isinstance(left, (str, int, type(None))):
            return kind is cst.NotEqual
        if (left is None and isinstance(right, (List, Dict, Tensor))) or (
            right is None and isinstance(left, (List, Dict, Tensor))
        ):
            return kind is cst.NotEqual
    gap = next((v for v in (left, right) if isinstance(v, Unknown)), None)
    return run.unknown(gap.reason if gap else "a comparison of things that are not known")


def _compare_sizes(run: Run, kind: type, left: Value, right: Value) -> Value:
    if isinstance(left, (int, Expression)) and isinstance(right, (int, Expression)):
        gap = left - right
        if isinstance(gap, int):
            return bool(COMPARISONS[kind](gap, 0))
        low, high = gap.least, gap.most
        if low > 0 and kind in (cst.GreaterThan, cst.GreaterThanEqual, cst.NotEqual):
            return True
        if low > 0 and kind in (cst.LessThan, cst.LessThanEqual, cst.Equal):
            return False
        if high is not None and high < 0:
            return kind in (cst.LessThan, cst.LessThanEqual, cst.NotEqual)
    elif left is None or right is None or isinstance(left, str) or isinstance(right, str):
        return kind is cst.NotEqual
    return run.unknown("a comparison with an unknown size")


def _one_thing(run: Run, left: External, right: External) -> bool | None:
    """Whether two dotted names stand for the same thing, as far as that is known: Keras has several for some."""
    if left.path == right.path:
        return True
    if libraries.keras_path(left.path) is None or libraries.keras_path(right.path) is None:
        return None if left.name == right.name else False
    kinds = {
        found.kind if (found := signatures.find(value.path, run.keras)) else value.name
        for value in (left, right)
    }
    return None if len(kinds) == 1 else False


def _identical(run: Run, left: Value, right: Value) -> bool | None:
    if left is right and not isinstance(left, Unknown):
        return True
    if any(
        isinstance(value, External) and not libraries.is_object(value) for value in (left, right)
    ):
        return None
    if isinstance(left, External) and isinstance(right, External):
        return _one_thing(run, left, right)
    for one, other in ((left, right), (right, left)):
        if one is None or isinstance(one, bool):
            if isinstance(other, Unknown):
                return None
            return other is one
    return False if not isinstance(left, Unknown) and not isinstance(right, Unknown) else None


def _contains(container: Value, item: Value) -> bool | None:
    if isinstance(container, (List, tuple, Set, Dict, range)):
        if (
            isinstance(item, Unknown)
            or isinstance(item, External)
            and not libraries.is_object(item)
        ):
            return None
        if is_too_large(item) or is_too_large(container):
            return None
        if isinstance(container, range) and not isinstance(item, int):
            return None  # Python would compare it with one after the other
        try:
            if item in container:
                return True
        except FAILURES:
            return None
        doubtful = getattr(container, "open", None) or (
            not isinstance(container, range)
            and any(isinstance(v, (Unknown, Expression, External)) for v in container)
        )
        return None if doubtful or isinstance(item, Expression) else False
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    return None
