"""Sums and products of unknown sizes: exact while they are short, bounded and certain when they are long."""

from __future__ import annotations

import pytest

from keraslint.sizes import (
    LARGEST_BOUND,
    MOST_FACTORS,
    MOST_TERMS,
    Expression,
    Size,
    Symbol,
    plus,
    same,
    total,
)


def unknown(number: int, least: int = 1, most: int | None = None) -> Expression:
    return Expression.of(Symbol(f"n{number}", number, least, most))


def unknowns(count: int, least: int = 1, most: int | None = None) -> list[Size]:
    return [unknown(number, least, most) for number in range(count)]


def length(size: Size) -> int:
    return len(size.terms) if isinstance(size, Expression) else 0


def test_a_short_sum_keeps_its_terms() -> None:
    a, b = unknown(1), unknown(2)
    assert total([a, 3, b, 4, a]) == 2 * a + b + 7
    assert total([a, 5]) - a == 5
    assert total([1, 2, 3]) == 6
    assert total([]) == 0
    assert plus(a, None) is None


@pytest.mark.parametrize("count", [MOST_TERMS - 1, MOST_TERMS, MOST_TERMS + 1, 40 * MOST_TERMS])
def test_a_sum_is_bounded_and_its_bounds_are_certain(count: int) -> None:
    sizes = unknowns(count, least=2, most=5)
    long = total(sizes)
    assert isinstance(long, Expression)
    assert length(long) == (count if count <= MOST_TERMS else 1)
    assert (long.least, long.most) == (2 * count, 5 * count)
    assert same(long, total(sizes)) is True
    assert same(long, total(unknowns(count + 1))) is None


def test_a_sum_in_turns_stays_short() -> None:
    sum_of_all: Size = 0
    for size in unknowns(5_000, least=3):
        sum_of_all = sum_of_all + size
        assert length(sum_of_all) <= MOST_TERMS
    assert isinstance(sum_of_all, Expression)
    assert sum_of_all.least == 15_000


def test_a_product_of_sums_is_bounded_and_its_bounds_are_certain() -> None:
    left, right = total(unknowns(MOST_TERMS)), total(unknowns(MOST_TERMS, least=2))
    product = left * right
    assert isinstance(product, Expression)
    assert length(product) == 1
    assert product.least == 2 * MOST_TERMS**2
    assert product.most is None


def test_a_product_with_what_may_be_negative_has_no_lower_bound() -> None:
    for count in (1, MOST_TERMS - 1, MOST_TERMS):
        product = (total(unknowns(count)) - 10**6) * total(unknowns(MOST_TERMS))
        assert isinstance(product, Expression)
        assert product.least <= -(10**9)


def test_powers_are_bounded() -> None:
    power: Size = 1
    for _ in range(10 * MOST_FACTORS):
        power = power * unknown(1, least=2)
    assert isinstance(power, Expression)
    assert max(map(len, power.terms)) <= MOST_FACTORS
    assert power.least == LARGEST_BOUND << (MOST_FACTORS - 1)  # what became a name, 31 times 2


def test_a_long_sum_is_written_in_short() -> None:
    assert len(str(total(unknowns(MOST_TERMS)))) < 200
    assert str(unknown(1) + unknown(2) + 3) == "n1 + n2 + 3"
