"""Operators, tests, indexing and iteration on values."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import libraries
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
from keraslint.layers.layer import Layer
from keraslint.shapes import Expression
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

MOST_DIGITS = 2_000  # bits of a whole number, and items or letters of a repeated text or list
MOST_ITEMS = 20_000

ARITHMETIC = {
    "Add": operator.add, "Subtract": operator.sub, "Multiply": operator.mul, "Divide": operator.truediv,
    "FloorDivide": operator.floordiv, "Modulo": operator.mod, "Power": operator.pow, "BitAnd": operator.and_,
    "BitOr": operator.or_, "BitXor": operator.xor, "LeftShift": operator.lshift, "RightShift": operator.rshift,
}  # fmt: skip
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


def binary(run: Run, name: str, left: Value, right: Value) -> Value:
    """left <operator> right; `name` is the operator's class in libcst, with or without Assign."""
    name = name.removesuffix("Assign")
    if isinstance(left, (Tensor, Array)) or isinstance(right, (Tensor, Array)):
        from keraslint.evaluate import arrays, operators

        kind = operators if isinstance(left, Tensor) or isinstance(right, Tensor) else arrays
        return kind.binary(run, name, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _with_unknown(run, name, left, right)
    if isinstance(left, Expression) or isinstance(right, Expression):
        return _symbolic(run, name, left, right)
    if name == "BitOr" and isinstance(left, Dict) and isinstance(right, Dict):
        return run.dict({**left, **right}, left.open or right.open)
    if isinstance(left, List):
        if name == "Add" and isinstance(right, List):
            return (
                run.list([*left, *right], left.open or right.open)
                if len(left) + len(right) <= MOST_ITEMS
                else run.unknown("a list of many items")
            )
        if name == "Multiply" and isinstance(right, int):
            return (
                run.list(list(left) * right, left.open)
                if len(left) * right <= MOST_ITEMS
                else run.unknown("a list of many items")
            )
        return run.unknown(f"a list and {name}")
    if name == "Multiply" and isinstance(left, int) and isinstance(right, (List, tuple, str)):
        left, right = right, left
        if isinstance(left, List):
            return binary(run, name, left, right)
    if (
        isinstance(left, (str, bytes, tuple))
        and name == "Multiply"
        and isinstance(right, int)
        and len(left) * right > MOST_ITEMS
    ):
        return run.unknown("a text or tuple of many items")
    if isinstance(left, (str, bytes)) and name == "Modulo":
        return _format(run, left, right)
    if isinstance(left, int) and isinstance(right, int):
        if name in ("Power", "LeftShift") and _too_large(name, left, right):
            return run.unknown("a very large number")
        if name == "Multiply" and left.bit_length() + right.bit_length() > MOST_DIGITS:
            return run.unknown("a very large number")
    if not is_known(left) or not is_known(right):
        if isinstance(left, tuple) and isinstance(right, tuple) and name == "Add":
            return left + right
        if isinstance(left, tuple) and isinstance(right, int) and name == "Multiply":
            return left * right
        return run.unknown(f"{name} of things that are not numbers")
    try:
        result = ARITHMETIC[name](left, right)
    except (*FAILURES, KeyError):
        return run.unknown("arithmetic that fails")
    return (
        result if not isinstance(result, (set, list, dict)) else run.unknown("arithmetic on sets")
    )


def _too_large(name: str, base: int, exponent: int) -> bool:
    if name == "LeftShift":
        return exponent > MOST_DIGITS
    return exponent > 0 and base.bit_length() * exponent > MOST_DIGITS


def _format(run: Run, text: str | bytes, values: Value) -> Value:
    if not is_known(values) or len(text) > 1_000 or "*" in str(text):
        return run.unknown("a formatted string with unknown parts")
    if any(
        part.isdigit() and len(part) > 3
        for part in str(text).replace("%", " ").replace(".", " ").split()
    ):
        return run.unknown("a formatted string with a large width")
    try:
        return text % (dict(values) if isinstance(values, Dict) else values)
    except FAILURES:
        return run.unknown("a format that does not fit")


def _with_unknown(run: Run, name: str, left: Value, right: Value) -> Value:
    """Arithmetic with a gap: with a whole number it stays a size with a symbol, else it is a gap itself."""
    gap = left if isinstance(left, Unknown) else right
    numbers = (int, Expression)
    if name in ("Add", "Subtract", "Multiply", "FloorDivide") and all(
        isinstance(v, (Unknown, *numbers)) for v in (left, right)
    ):
        if any(isinstance(v, numbers) and not isinstance(v, bool) for v in (left, right)):
            return _symbolic(
                run,
                name,
                *(Expression.unknown(v) if isinstance(v, Unknown) else v for v in (left, right)),
            )
    return Unknown(gap.reason, gap.line, gap.name)


def _symbolic(run: Run, name: str, left: Value, right: Value) -> Value:
    if name in ("Add", "Subtract", "Multiply", "FloorDivide", "Modulo") and all(
        isinstance(v, (int, Expression)) for v in (left, right)
    ):
        try:
            return ARITHMETIC[name](left, right)
        except FAILURES:
            pass
    gap = next(v for v in (left, right) if isinstance(v, Expression)).symbols[0].origin
    return (
        Unknown(gap.reason, gap.line, gap.name)
        if gap
        else run.unknown("arithmetic on an unknown size")
    )


def unary(run: Run, name: str, value: Value) -> Value:
    if name == "Not":
        known = truth(value)
        return run.unknown("`not` of something unknown") if known is None else not known
    if isinstance(value, (Array, Tensor)):
        return value
    if isinstance(value, Expression) and name == "Minus":
        return -value
    if isinstance(value, (int, float)):
        try:
            return {"Minus": operator.neg, "Plus": operator.pos, "BitInvert": operator.invert}[
                name
            ](value)  # type: ignore[operator]
        except FAILURES:
            return run.unknown("arithmetic that fails")
    return (
        Unknown(value.reason, value.line, value.name)
        if isinstance(value, Unknown)
        else run.unknown(f"{name} of something else")
    )


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
    return run.unknown(f"depends on a condition that is not known{reason}")


def compare(run: Run, symbol: Any, left: Value, right: Value) -> Value:
    """True, False, or an Unknown."""
    kind = type(symbol)
    if kind in (cst.Is, cst.IsNot):
        same = _identical(left, right)
        return (
            run.unknown("identity with something unknown")
            if same is None
            else same is (kind is cst.Is)
        )
    if kind in (cst.In, cst.NotIn):
        inside = _contains(right, left)
        return (
            run.unknown("membership in something unknown")
            if inside is None
            else inside is (kind is cst.In)
        )
    function = COMPARISONS.get(kind)
    if function is None:
        return run.unknown("a comparison")
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
        outright = (External, Class, Function, Layer)
        if any(
            isinstance(value, External) and not libraries.is_object(value)
            for value in (left, right)
        ):
            return run.unknown("a comparison of things that are not known")
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


def _identical(left: Value, right: Value) -> bool | None:
    if left is right and not isinstance(left, Unknown):
        return True
    if any(
        isinstance(value, External) and not libraries.is_object(value) for value in (left, right)
    ):
        return None
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


def hashable(value: Value) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def iterate(run: Run, value: Value) -> Iterable[Value] | Unknown:
    """The items in turn, or an Unknown; a List with `open` set has items beyond those listed."""
    from keraslint.evaluate import arrays

    if isinstance(value, (tuple, List, range, str)):
        return value
    if isinstance(value, Dict):
        return run.list(value, value.open)
    if isinstance(value, Set):
        return run.list(sorted(value, key=repr), value.open)
    if isinstance(value, Array):
        rows: Iterable[Value] | Unknown = arrays.rows(run, value)
        return rows
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Instance):
        return run.unknown(f"{value.cls.name} is iterated")
    return run.unknown("something that is iterated is not known")


def part_of(run: Run, value: Value, index: int) -> Value:
    """The part of something unknown that an unpacking takes."""
    if isinstance(value, List) and index < len(value):
        return value[index]
    if isinstance(value, Unknown):
        return part(run, value, index)
    return run.unknown("unpacked from something unknown")


def part(run: Run, unknown: Unknown, key: object) -> Unknown:
    """The same part of the same unknown thing is one and the same gap."""
    name = f"{unknown.name}.{key}" if isinstance(key, str) else f"{unknown.name}[{key}]"
    found = run.unnamed.get((id(unknown), name))
    if found is None:
        found = run.unnamed[id(unknown), name] = Unknown(unknown.reason, unknown.line, name)
        run.kept.append(unknown)  # the key is its id: it must live on
    return found


def item(run: Run, value: Value, index: Value) -> Value:
    """value[index]."""
    from keraslint.evaluate import arrays, attributes, operators

    if isinstance(value, Tensor):
        return operators.subscript(run, value, index)
    if isinstance(value, Array):
        return arrays.subscript(run, value, index)
    if isinstance(value, Unknown):
        return (
            part(run, value, index)
            if isinstance(index, (int, str))
            else Unknown(value.reason, value.line, value.name)
        )
    if isinstance(index, Unknown):
        return Unknown(index.reason, index.line, index.name)
    if isinstance(value, (List, tuple, str, bytes, range)):
        return _sequence_item(run, value, index)
    if isinstance(value, Dict):
        try:
            if index in value:
                return value[index]
        except TypeError:
            pass
        return value.open or run.unknown(f"the dict has no key {index!r}"[:80])
    if isinstance(value, Bundle) and isinstance(index, str):
        return attributes.get(run, value, index)
    if isinstance(value, Instance) and (found := value.cls.find("__getitem__")):
        from keraslint.evaluate import calls

        return calls.call(run, Method(value, found[0]), calls.Arguments([index]))
    if isinstance(value, External):
        return value  # a type such as List[int]
    return run.unknown("indexing something that is not known")


def _sequence_item(run: Run, value: Any, index: Value) -> Value:
    more = getattr(value, "open", None)
    if isinstance(index, slice):
        if not all(
            isinstance(bound, (int, type(None))) for bound in (index.start, index.stop, index.step)
        ):
            return run.unknown("a slice with unknown bounds")
        try:
            piece = value[index]
        except FAILURES:
            return run.unknown("a slice that fails")
        return run.list(piece, more) if isinstance(value, List) else piece
    if not isinstance(index, int):
        return run.unknown("an index that is not known")
    if more and (index < 0 or index >= len(value)):
        return more
    try:
        return value[index]
    except FAILURES:
        return run.unknown(f"index {index} is out of range")


def set_item(run: Run, target: Value, index: Value, value: Value) -> None:
    """target[index] = value."""
    from keraslint.evaluate import calls, expressions

    if isinstance(target, Dict):
        expressions.put(run, target, index, value)
    elif isinstance(target, List):
        run.touch(target)
        if isinstance(index, int) and -len(target) <= index < len(target):
            target[index] = value
        elif isinstance(index, slice) and is_known(index) and isinstance(value, (List, tuple)):
            try:
                target[index] = list(value)
            except FAILURES:
                target.open = run.unknown("a slice assignment that fails")
        else:
            why = run.unknown("an item at an unknown index is set")
            target[:] = [why] * len(target)
    elif isinstance(target, Instance) and (found := target.cls.find("__setitem__")):
        calls.call(run, Method(target, found[0]), calls.Arguments([index, value]))


def delete_item(run: Run, target: Value, index: Value) -> None:
    """del target[index]."""
    if isinstance(target, (Dict, List)):
        run.touch(target)
        try:
            del target[index]
        except FAILURES:
            target.open = run.unknown("an unknown item is deleted")
