"""The right number in the author's own style."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from keraslint.claims.arithmetic import Chain
from keraslint.claims.dimensions import ShapeClaim, Size
from keraslint.claims.numbers import Number, number_at
from keraslint.claims.tolerance import accepted
from keraslint.model import Model, Row
from keraslint.patterns import compile_lazily


def in_style(value: int, number: Number, written: str) -> str | None:
    """The count as the author would have written it: separators, K/M with the same decimals.

    `written` is the number as it stands in the source. None if that style cannot say it.
    """
    text = _scaled(value, number, written) if number.scale > 1 else _whole(value, number)
    again = number_at(text, 0) if text is not None else None
    if again is not None and value in accepted(replace(again, hedge=number.hedge)):
        return text
    if number.scale > 1 and text is not None:
        return None
    separator = number.separator if number.scale == 1 else ","
    exact = replace(number, value=value, unit=1, separator=separator)
    return _whole(value, exact) if value in accepted(exact) else None


def _whole(value: int, number: Number) -> str:
    if number.unit > 1:
        value = _rounded(Fraction(value, number.unit), number.hedge) * number.unit or value
    return f"{value:,}".replace(",", number.separator) if number.separator else str(value)


def _scaled(value: int, number: Number, written: str) -> str | None:
    """1.2M for 1,234,567 where the author wrote 3.4M; None where nothing of the number would be left."""
    steps = 10**number.decimals
    digits = _rounded(Fraction(value * steps, number.scale), number.hedge)
    if digits == 0 or abs(digits * number.scale // steps - value) > value // 2:
        return None
    whole, rest = divmod(digits, steps)
    point = "," if re.match(r"\d+,\d", written) else "."
    decimals = f"{point}{rest:0{number.decimals}}" if number.decimals else ""
    return f"{whole}{decimals}{number.suffix}"


def _rounded(value: Fraction, hedge: str) -> int:
    """To the nearest; on the safe side where the author says over or under."""
    if hedge in ("over", "least"):
        return value.numerator // value.denominator
    if hedge in ("under", "below", "most"):
        return -(-value.numerator // value.denominator)
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def arithmetic_of(row: Row) -> tuple[str, ...]:
    """The layer's count as plain arithmetic over numbers, in the ways in which people write it; () if it has none."""
    sizes = [[axis for axis in weight.shape if isinstance(axis, int)] for weight in row.weights]
    if any(len(axes) != len(w.shape) for axes, w in zip(sizes, row.weights, strict=True)):
        return ()
    ways = [row.formula] if row.formula and not re.search(r"[^\d\s()+·]", row.formula) else []
    if sizes:
        ways.append(" + ".join("·".join(map(str, axes)) for axes in sizes))
        ways.append(" + ".join(str(math.prod(axes)) for axes in sizes))
    ways += [_FACTOR_BEHIND.sub(r"\2·(\1)", way) for way in ways]
    return tuple(dict.fromkeys([*ways, *(re.sub(r"·1(?!\d)", "", way) for way in ways)]))


_FACTOR_BEHIND = compile_lazily(r"\(([^()]*)\)·(\d+)")


def arithmetic_of_model(model: Model) -> tuple[str, ...]:
    """The total as the sum of the layers' counts."""
    counts = [row.params for row in model.layers if row.params != 0]
    if None in counts or sum(count or 0 for count in counts) != model.params or len(counts) > 12:
        return ()
    return (" + ".join(str(count) for count in counts),)


def chain_in_style(ways: Sequence[str], result: str, chain: Chain, text: str) -> str | None:
    """`formula = result` with the operators and blanks of the chain that it is to replace, and its terms, if one has."""
    if not ways or chain.doubtful:
        return None
    times = next(
        (sign for member in chain.members for sign in member.operators if sign in "x*"), "*"
    )
    written = text[chain.start : chain.end]
    close = re.search(rf"[\d)]{re.escape(times)}[\d(]", written, re.IGNORECASE)
    first = _form(text[chain.members[0].start : chain.members[0].end].replace(times, "·"))
    formula = next((way for way in ways if _form(way) == first), ways[0])
    formula = formula.replace("·", times if close or times not in written else f" {times} ")
    formula = re.sub(
        r"\s*\+\s*", " + " if re.search(r" \+ ", written) or "+" not in written else "+", formula
    )
    if len(chain.members) == 1:
        return formula
    sign = text[chain.members[-2].end : chain.members[-1].start]
    return f"{formula}{sign if '=' in sign else ' = '}{result}"


def _form(formula: str) -> str:
    """A formula without its numbers: #·# + # for 5·4 + 3."""
    return re.sub(r"\d+", "#", re.sub(r"[\s,_]", "", formula))


def shape_in_style(
    claim: ShapeClaim, truth: Sequence[object], text: str
) -> tuple[int, int, str] | None:
    """(start, end, replacement) in the plain text that makes the axes those of `truth`, batch axis first."""
    sizes = list(claim.sizes)
    axes = _in_order_of([size.value for size in sizes[-len(truth) + 1 :]], list(truth[1:]))
    if claim.form == "bracket" and len(sizes) == len(truth):
        return _axes_replaced(sizes[1:], axes, text)
    if claim.has_batch:
        front = text[sizes[0].end : sizes[1].start] if len(sizes) > 1 else ", "
        return _rewritten(sizes[0].end, sizes[-1].end, axes, front, lead=front)
    if len(sizes) == len(axes):
        return _axes_replaced(sizes, axes, text)
    if len(sizes) == len(axes) - 1 and claim.form in ("cross", "bracket"):
        return _axes_replaced(sizes, axes[:-1], text)
    if claim.form in ("pair", "lone"):
        return _axes_replaced(sizes, axes[-1:], text)
    return None


def _in_order_of(stated: list[int | None], axes: list[object]) -> list[object]:
    """The axes with the channels on the side where the author has them: where most numbers agree."""
    if len(stated) != len(axes) or len(axes) < 3:
        return axes
    orders = [axes, [axes[-1], *axes[:-1]], [*axes[1:], axes[0]]]
    return max(orders, key=lambda order: sum(a == b for a, b in zip(stated, order, strict=True)))


def _axes_replaced(
    sizes: Sequence[Size], axes: Sequence[object], text: str
) -> tuple[int, int, str] | None:
    """Digit by digit, from the first axis that differs to the last."""
    if len(sizes) != len(axes):
        return None
    wrong = [
        i
        for i, (size, axis) in enumerate(zip(sizes, axes, strict=True))
        if size.value is not None and size.value != axis
    ]
    if not wrong or any(not isinstance(axes[i], int) for i in wrong):
        return None
    first, last = wrong[0], wrong[-1]
    pieces = []
    for i in range(first, last + 1):
        pieces.append(str(axes[i]) if i in wrong else text[sizes[i].start : sizes[i].end])
        if i < last:
            pieces.append(text[sizes[i].end : sizes[i + 1].start])
    return sizes[first].start, sizes[last].end, "".join(pieces)


def _rewritten(
    start: int, end: int, axes: Sequence[object], between: str, lead: str
) -> tuple[int, int, str] | None:
    if any(not isinstance(axis, int) and axis is not None for axis in axes):
        return None
    return start, end, lead + between.join(map(str, axes))
