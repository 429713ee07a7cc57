"""Operators and iteration on values; tests and indexing stand in `comparisons` and `indexing`."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING

from keraslint.evaluate import arrays, bounds, operators, pipelines, records
from keraslint.evaluate.bounds import MOST_BITS, MOST_ITEMS, MOST_LETTERS
from keraslint.evaluate.comparisons import FAILURES, compare, truth, why_undecided
from keraslint.evaluate.indexing import delete_item, item, set_item
from keraslint.evaluate.values import (
    Array,
    Bundle,
    Class,
    Dict,
    Instance,
    List,
    Number,
    Set,
    Value,
    is_known,
)
from keraslint.graph.tensor import Tensor
from keraslint.sizes import Expression, Size
from keraslint.structures import is_too_large
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

ARITHMETIC = {
    "Add": operator.add, "Subtract": operator.sub, "Multiply": operator.mul, "Divide": operator.truediv,
    "FloorDivide": operator.floordiv, "Modulo": operator.mod, "Power": operator.pow, "BitAnd": operator.and_,
    "BitOr": operator.or_, "BitXor": operator.xor, "LeftShift": operator.lshift, "RightShift": operator.rshift,
}  # fmt: skip


def binary(run: Run, name: str, left: Value, right: Value) -> Value:
    """left <operator> right; `name` is the operator's class in libcst, with or without Assign."""
    name = name.removesuffix("Assign")
    if name == "Divide" and run.floors and _are_whole(left, right):
        name = "FloorDivide"
    if isinstance(left, (Tensor, Array)) or isinstance(right, (Tensor, Array)):
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
            if len(left) + len(right) > MOST_ITEMS:
                return run.unknown("a list of many items")
            both = run.list(left, left.open)
            extend(both, right)
            return both
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
    if isinstance(left, (str, bytes, tuple)) and isinstance(right, (str, bytes, tuple)):
        if name == "Add" and len(left) + len(right) > MOST_LETTERS:
            return run.unknown("a text or tuple of many items")
    if isinstance(left, (str, bytes)) and name == "Modulo":
        return _format(run, left, right)
    if isinstance(left, int) and isinstance(right, int):
        if name in ("Power", "LeftShift") and _too_large(name, left, right):
            return run.unknown("a very large number")
        if name == "Multiply" and left.bit_length() + right.bit_length() > MOST_BITS:
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
    run.step(bounds.price(result))
    return (
        result if not isinstance(result, (set, list, dict)) else run.unknown("arithmetic on sets")
    )


def _are_whole(*values: Value) -> bool:
    return all(isinstance(value, (int, Expression)) for value in values)


def _too_large(name: str, base: int, exponent: int) -> bool:
    if name == "LeftShift":
        return base.bit_length() + exponent > MOST_BITS
    return exponent > 0 and base.bit_length() * exponent > MOST_BITS


def _format(run: Run, text: str | bytes, values: Value) -> Value:
    if not is_known(values):
        return run.unknown("a formatted string with unknown parts")
    if not bounds.can_format(text, values):
        return run.unknown("a formatted string that may be long")
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
                *(_size_of(v) if isinstance(v, Unknown) else v for v in (left, right)),
            )
    single = all(isinstance(v, (Number, float, *numbers)) for v in (left, right))
    return (Number if single else Unknown)(gap.reason, gap.line, gap.name)


def _size_of(gap: Unknown) -> Size:
    """A gap as a size; a number from data may be 0."""
    return Expression.unknown(gap, least=0 if isinstance(gap, Number) else 1)


def _symbolic(run: Run, name: str, left: Value, right: Value) -> Value:
    if name in ("Add", "Subtract", "Multiply", "FloorDivide", "Modulo") and all(
        isinstance(v, (int, Expression)) for v in (left, right)
    ):
        run.step(bounds.price(left) + bounds.price(right))
        try:
            return ARITHMETIC[name](left, right)
        except FAILURES:
            pass
    gap = next(v for v in (left, right) if isinstance(v, Expression)).symbols[0].origin
    return gap.called(gap.name) if gap else run.unknown("arithmetic on an unknown size")


def unary(run: Run, name: str, value: Value) -> Value:
    if name == "Not":
        known = truth(value)
        return run.unknown("`not` of something unknown") if known is None else not known
    if isinstance(value, Array):
        return arrays.unary(run, name, value)
    if isinstance(value, Tensor):
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
        value.called(value.name)
        if isinstance(value, Unknown)
        else run.unknown(f"{name} of something else")
    )


def iterate(run: Run, value: Value) -> Sequence[Value] | Unknown:
    """The items in turn, or an Unknown; a List with `open` set has items beyond those listed."""
    if isinstance(value, (tuple, List, range, str)):
        return value
    if isinstance(value, Dict):
        return run.list(value, value.open)
    if isinstance(value, Set):
        return run.list(sorted(value, key=repr), value.open)
    if isinstance(value, Array):
        rows: Sequence[Value] | Unknown = arrays.rows(run, value)
        return rows
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Instance):
        if records.is_tuple(value):
            return records.items(value)
        return run.unknown(f"{value.cls.name} is iterated")
    if isinstance(value, Bundle) and "next" in value.members:
        elements: List = pipelines.rows(run, value)
        return elements
    if isinstance(value, Class) and (members := records.members(value)) is not None:
        return members
    return run.unknown("something that is iterated is not known")


def listable(run: Run, value: Value) -> Sequence[Value] | Unknown:
    """The items in turn, if there are not too many to list them all; else an Unknown."""
    turns = iterate(run, value)
    if not isinstance(turns, Unknown) and len(turns) > MOST_ITEMS:
        return run.unknown("something of many items")
    return turns


def extend(target: List, items: Sequence[Value]) -> None:
    """Puts items at the end; after an unknown end they are among what the list may hold besides."""
    if target.open is None:
        more = len(items)
        if more > 1 and len(target) + more > MOST_ITEMS:
            target.open = Unknown("a list of many items")
            return
        target.extend(items)
        target.open = getattr(items, "open", None)


def update(run: Run, target: Dict, other: Value) -> None:
    """target.update(other); what is not known of the other may replace anything."""
    run.touch(target)
    run.step(bounds.price(other))
    if isinstance(other, Dict):
        why = other.open
    else:
        why = other if isinstance(other, Unknown) else run.unknown("** of something unknown")
    if why is not None:
        target.open = target.open or why
        for key in target:
            target[key] = why.called(str(key)[:40])
    if isinstance(other, Dict):
        target.update(other)


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
        found = run.unnamed[id(unknown), name] = unknown.called(name)
        run.kept.append(unknown)  # the key is its id: it must live on
    return found


def leaves_of(value: Value) -> list[Value]:
    """What nested lists and dicts hold in the end, and why there may be more."""
    if not isinstance(value, (list, tuple, dict)):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    found = [leaf for item in parts for leaf in leaves_of(item)]
    more = getattr(value, "open", None)
    return found if more is None else [*found, more]


def hashable(value: Value) -> bool:
    """Whether Python can hash it, and in a sane time."""
    if isinstance(value, tuple) and is_too_large(value):
        return False
    try:
        hash(value)
    except TypeError:
        return False
    return True


__all__ = [
    "ARITHMETIC",
    "FAILURES",
    "MOST_ITEMS",
    "binary",
    "compare",
    "delete_item",
    "extend",
    "hashable",
    "item",
    "iterate",
    "leaves_of",
    "listable",
    "part",
    "part_of",
    "set_item",
    "truth",
    "unary",
    "update",
    "why_undecided",
]
