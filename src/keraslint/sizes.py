"""Sizes of dimensions and their arithmetic. Pure: knows no layer and no Python source.

A dimension (`Dim`) is one of three different things:
    int          a size that is known
    None         Keras's free dimension: any size, decided when the model runs
    Expression   a size that the source does not give, as a polynomial over symbols
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from operator import attrgetter
from types import MappingProxyType
from typing import TypeAlias

from keraslint.refusals import Mismatch, NeedsSize
from keraslint.unknown import Unknown

DEEPEST = 24
"""How deep sizes that are computed from unknown ones lie in each other before they only have a name."""
MOST_TERMS = 128
"""Of a sum of unknown sizes; a longer one only has a name and bounds, so that no arithmetic takes long."""
MOST_FACTORS = 32
"""Symbols in one term."""
SHOWN_TERMS = 12
LONGEST_NAME = 60
LONGEST_CHOICE = 20
"""Characters of a name that lists the sizes between which something undecided chooses."""
BOUNDLESS = -(10**18)
"""The lower bound of a size that has none."""
LARGEST_BOUND = 1 << 256
MOST_BITS = 4_000
"""Of a number: no size comes near, and Python itself writes none of more than 4,300 digits."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """An unknown whole number with proven bounds; equal exactly if it has the same `key`.

    depth  how deep sizes lie in each other's keys
    """

    name: str = field(compare=False)
    key: object
    least: int = field(default=1, compare=False)
    most: int | None = field(default=None, compare=False)
    origin: Unknown | None = field(default=None, compare=False)
    depth: int = field(default=0, compare=False)
    _hash: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self.key))
        if abs(self.least) > LARGEST_BOUND:
            object.__setattr__(self, "least", LARGEST_BOUND if self.least > 0 else BOUNDLESS)
        if self.most is not None and abs(self.most) > LARGEST_BOUND:
            object.__setattr__(self, "most", None)
        if len(self.name) > LONGEST_NAME:
            object.__setattr__(self, "name", f"{self.name[: LONGEST_NAME - 1]}…")

    def __hash__(self) -> int:
        return self._hash  # computed once: keys hold sizes that hold keys


SizeKey: TypeAlias = tuple[str, int, str, str]
"""What tells an unknown size from others in every evaluation of a file: reason, line, name and part."""


def size_key(unknown: Unknown, part: object) -> SizeKey:
    return unknown.reason, unknown.line, unknown.name, repr(part)


_ASSUMED: ContextVar[Mapping[SizeKey, int]] = ContextVar("_ASSUMED", default=MappingProxyType({}))


@contextmanager
def assuming(sizes: Mapping[SizeKey, int]) -> Iterator[None]:
    """Inside, these unknown sizes are numbers."""
    token = _ASSUMED.set(sizes)
    try:
        yield
    finally:
        _ASSUMED.reset(token)


Monomial: TypeAlias = tuple[Symbol, ...]


class Expression:
    """A polynomial with whole coefficients over symbols, such as 64·h·w + 1."""

    __slots__ = ("_hash", "_text", "terms")

    def __init__(self, terms: dict[Monomial, int]) -> None:
        self.terms = terms  # never changed: text and hash are made once
        self._hash: int | None = None
        self._text = ""

    @staticmethod
    def of(symbol: Symbol) -> Expression:
        return Expression({(symbol,): 1})

    @staticmethod
    def unknown(
        unknown: Unknown, part: object = "", least: int = 1, most: int | None = None
    ) -> int | Expression:
        """The size that `unknown` (or the `part` of it) stands for; a number where one is assumed for it."""
        assumed = _ASSUMED.get()
        if assumed and (key := size_key(unknown, part)) in assumed:
            return assumed[key]
        name = f"{unknown.name}[{part}]" if part != "" else unknown.name
        return Expression.of(Symbol(name, (unknown, part), least, most, unknown))

    def __add__(self, other: int | Expression) -> int | Expression:
        return total((self, other))

    __radd__ = __add__

    def __mul__(self, other: int | Expression) -> int | Expression:
        if isinstance(other, Expression) and self._is_long_times(other):
            return _long_product(self, other)
        if isinstance(other, int):
            return _simplest({monomial: a * other for monomial, a in self.terms.items()})
        terms: dict[Monomial, int] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                monomial = tuple(sorted(left + right, key=_NAME))
                terms[monomial] = terms.get(monomial, 0) + a * b
        return _simplest(terms)

    __rmul__ = __mul__

    def _is_long_times(self, other: Expression) -> bool:
        if len(self.terms) * len(other.terms) > MOST_TERMS:
            return True
        return max(map(len, self.terms)) + max(map(len, other.terms)) > MOST_FACTORS

    def __neg__(self) -> int | Expression:
        return self * -1

    def __sub__(self, other: int | Expression) -> int | Expression:
        return self + other * -1

    def __rsub__(self, other: int | Expression) -> int | Expression:
        return self * -1 + other

    def __floordiv__(self, other: int | Expression) -> int | Expression:
        if isinstance(other, int) and other > 0:
            if all(factor % other == 0 for factor in self.terms.values()):
                return _simplest({m: factor // other for m, factor in self.terms.items()})
            most = self.most
            return derived(
                f"({self})//{other}",
                ("//", self, other),
                max(self.least // other, 0),
                None if most is None else most // other,
            )
        return derived(f"({self})//({other})", ("//", self, other), 0)

    def __rfloordiv__(self, other: int) -> int | Expression:
        return derived(f"{other}//({self})", ("//", other, self), 0)

    def __mod__(self, other: int | Expression) -> int | Expression:
        return derived(f"({self})%({other})", ("%", self, other), 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    @property
    def least(self) -> int:
        """A proven lower bound (may be negative where a symbol without upper bound is subtracted)."""
        bound = self._bound(upper=False)
        return BOUNDLESS if bound is None else bound

    @property
    def most(self) -> int | None:
        """A proven upper bound, or None."""
        return self._bound(upper=True)

    def _bound(self, upper: bool) -> int | None:
        """What all terms are together at most (`upper`) or at least; None if a symbol has no such end."""
        total = 0
        for monomial, factor in self.terms.items():
            if len(monomial) > 1 and any(symbol.least < 0 for symbol in monomial):
                return None
            bound = 1
            for symbol in monomial:
                limit = symbol.most if (factor > 0) is upper else symbol.least
                if limit is None:
                    return None
                bound *= limit
            total += factor * bound
        return total

    @property
    def symbols(self) -> list[Symbol]:
        found = dict.fromkeys(symbol for monomial in self.terms for symbol in monomial)
        return sorted(found, key=_NAME)

    def __str__(self) -> str:
        self._text = self._text or self._joined()
        return self._text

    def _joined(self) -> str:
        terms = [*self.terms.items()]
        if len(terms) > 1:
            terms.sort(key=lambda term: [symbol.name for symbol in term[0]] or ["~"])
        parts = [_written(monomial, factor) for monomial, factor in terms[:SHOWN_TERMS]]
        if len(terms) > SHOWN_TERMS:
            parts.append("…")
        return " + ".join(parts).replace("+ -", "- ")

    def __repr__(self) -> str:
        return f"<{self}>"


_NAME = attrgetter("name")
Dim: TypeAlias = int | None | Expression
Size: TypeAlias = int | Expression


def _written(monomial: Monomial, factor: int) -> str:
    names = "·".join([symbol.name for symbol in monomial])
    if factor == 1 and names:
        return names
    return f"{factor:,}·{names}" if names else f"{factor:,}"


def _simplest(terms: dict[Monomial, int]) -> int | Expression:
    terms = {monomial: factor for monomial, factor in terms.items() if factor}
    if not terms:
        return 0
    if len(terms) == 1 and () in terms:
        return terms[()]
    if any(factor.bit_length() > MOST_BITS for factor in terms.values()):
        return derived("a very large size", object(), 0)
    sum_of_terms = Expression(terms)
    if len(terms) <= MOST_TERMS:
        return sum_of_terms
    low, high = sum_of_terms.least, sum_of_terms.most
    return derived("a sum of many sizes", ("+", sum_of_terms), low, high)


def _long_product(a: Expression, b: Expression) -> Expression:
    """A product that would have many terms, with what is certain about it."""
    key = ("*", a, b)
    if min(a.least, b.least) < 0:
        return derived("a product of many sizes", key, BOUNDLESS)
    most = None if a.most is None or b.most is None else a.most * b.most
    return derived("a product of many sizes", key, a.least * b.least, most)


def derived(name: str, key: object, least: int = 1, most: int | None = None) -> Expression:
    """A size computed from unknown sizes: equal to another one computed alike (`key`).

    After many steps it is equal to itself only, so that comparing two never takes long.
    """
    depth = 1 + max((size.depth for size in _sizes(key)), default=0)
    if depth > DEEPEST:
        origins = (_origin(size) for size in _sizes(key))
        origin = next((found for found in origins if found is not None), None)
        return Expression.of(Symbol(name, object(), least, most, origin))
    return Expression.of(Symbol(name, key, least, most, depth=depth))


def _origin(symbol: Symbol) -> Unknown | None:
    """Where the first of the sizes in a symbol comes from."""
    while symbol.origin is None:
        inner = next(_sizes(symbol.key), None)
        if inner is None:
            return None
        symbol = inner
    return symbol.origin


def _sizes(key: object) -> Iterator[Symbol]:
    """The symbols in a key."""
    for part in key if isinstance(key, tuple) else ():
        if isinstance(part, Expression):
            for monomial in part.terms:
                yield from monomial
        elif isinstance(part, tuple):
            yield from _sizes(part)


def least(size: Dim) -> int:
    """The proven lower bound of a size; a free dimension is at least 0."""
    if isinstance(size, Expression):
        return max(size.least, 0)
    return size or 0


def total(sizes: Iterable[Size]) -> Size:
    """The sum, put together once however many sizes there are."""
    number = 0
    terms: dict[Monomial, int] = {}
    for size in sizes:
        if isinstance(size, int):
            number += size
            continue
        for monomial, factor in size.terms.items():
            terms[monomial] = terms.get(monomial, 0) + factor
    if not terms:
        return number
    terms[()] = terms.get((), 0) + number
    return _simplest(terms)


def plus(*sizes: Dim) -> Dim:
    """The sum; free if any part is free."""
    parts = [size for size in sizes if size is not None]
    return total(parts) if len(parts) == len(sizes) else None


def times(*sizes: Dim) -> Dim:
    """The product; free if any factor is free."""
    total: Dim = 1
    for size in sizes:
        if size is None or total is None:
            return None
        total = total * size
        if isinstance(total, int) and total.bit_length() > MOST_BITS:
            return derived("a very large size", object(), 0)
    return total


def same(a: Dim, b: Dim) -> bool | None:
    """Whether two dimensions are equal: True, False, or None where it cannot be said."""
    if a == b:
        return True
    if isinstance(a, int) and isinstance(b, int):
        return False
    return None


def broadcast(a: Dim, b: Dim) -> Dim:
    """The size of one axis where two tensors meet: 1 stretches, a free dimension takes the other's size.

    Raises Mismatch where the two are known not to fit.
    """
    if a == b or b == 1:
        return a
    if a == 1:
        return b
    if a is None or b is None:
        known_one = b if a is None else a
        if isinstance(known_one, Expression) and known_one.least < 2:
            return derived(str(known_one), ("broadcast", known_one, None), 0)
        return known_one
    if isinstance(a, int) and isinstance(b, Expression):
        a, b = b, a
    if isinstance(a, Expression) and isinstance(b, Expression):
        return derived(
            _alternatives(a, b), ("broadcast", frozenset((a, b))), max(least(a), least(b))
        )
    if (
        isinstance(a, int)
        or a.least > 1
        and (a.least > least(b) or a.most is not None and a.most < least(b))
    ):
        raise Mismatch(f"{a} does not fit {b}")
    return b


def join(a: Dim, b: Dim, name: str = "?") -> Dim:
    """The one dimension that stands for both of two possible ones."""
    if a == b:
        return a
    if a is None or b is None:
        return Expression.unknown(
            Unknown("a free dimension in one branch, a size in the other", name=name), least=0
        )
    low = min(least(a), least(b))
    tops = [size.most if isinstance(size, Expression) else size for size in (a, b)]
    high = None if None in tops else max(top for top in tops if top is not None)
    return derived(_alternatives(a, b), ("join", a, b), low, high)


def _alternatives(*sizes: Dim) -> str:
    """Both sizes in one name: 3|224, each number once, and no more than can be read."""
    parts = dict.fromkeys(part for size in sizes for part in str(size).split("|"))
    name = "|".join(parts)
    if len(name) <= LONGEST_CHOICE and "(" not in name and "…" not in name:
        return name
    first = next((part for part in parts if part.isalnum()), "size")
    return f"{first[:LONGEST_CHOICE]}|…"


def text(size: Dim) -> str:
    return "None" if size is None else f"{size}"


def size(dim: Dim, what: str) -> Size:
    """The dimension as a size; `what` names it in the refusal of a free one."""
    if dim is None:
        raise NeedsSize(f"needs the size of {what}, which is None")
    return dim


def product(dims: Iterable[Dim]) -> Dim:
    return times(*dims)
