"""Shapes of tensors, and how many windows fit into a length. Pure: knows no layer and no Python source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keraslint.refusals import FROM, EmptyDimension, WrongRank
from keraslint.sizes import Dim, Expression, Size, derived, join, text
from keraslint.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Shape:
    """A tensor's shape, batch axis first. `dims` is None where even the rank is unknown;
    then `tail` holds the last axes as far as they are known, and `origin` says why."""

    dims: tuple[Dim, ...] | None
    origin: Unknown | None = field(default=None, compare=False)
    tail: tuple[Dim, ...] = ()

    @staticmethod
    def of(*dims: Dim) -> Shape:
        return Shape(dims)

    @staticmethod
    def unknown(origin: Unknown, *tail: Dim) -> Shape:
        return Shape(None, origin, tail)

    @property
    def rank(self) -> int | None:
        return None if self.dims is None else len(self.dims)

    def axes(self, rank: int, *more: int) -> tuple[Dim, ...]:
        """The dimensions, where the layer takes just this rank (or one of several).

        With an unknown rank the first one named is assumed: every layer that calls this refuses others.
        """
        if self.dims is None:
            front = rank - len(self.tail)
            if front < 0:
                raise WrongRank(f"needs {_ranks(rank, *more)}, got {self}")
            return tuple(self.axis(i) if i else None for i in range(front)) + self.tail
        if len(self.dims) not in (rank, *more):
            raise WrongRank(f"needs {_ranks(rank, *more)}, got {self}{FROM}")
        return self.dims

    def at_least(self, rank: int) -> None:
        """Refuses a shape that is known to have fewer axes."""
        if self.dims is not None and len(self.dims) < rank:
            raise WrongRank(f"needs an input of at least {rank} dimensions, got {self}{FROM}")

    def axis(self, index: int) -> Dim:
        """One dimension (negative from the end); a symbol where it is not known."""
        if self.dims is not None:
            if not -len(self.dims) <= index < len(self.dims):
                raise WrongRank(f"has no axis {index} in {self}")
            return self.dims[index]
        if index < 0 and -index <= len(self.tail):
            return self.tail[index]
        return Expression.unknown(self.origin or Unknown("unknown shape"), index)

    @property
    def last(self) -> Dim:
        return self.axis(-1)

    def with_last(self, size: Dim) -> Shape:
        """The same shape with another last axis."""
        if self.dims is None:
            return Shape(None, self.origin, (*self.tail[:-1], size))
        return Shape((*self.dims[:-1], size))

    def with_axis(self, index: int, size: Dim) -> Shape:
        """The same shape with another size on one axis."""
        if self.dims is None:
            if index < 0 and -index <= len(self.tail):
                tail = list(self.tail)
                tail[index] = size
                return Shape(None, self.origin, tuple(tail))
            return Shape(None, self.origin)
        dims = list(self.dims)
        dims[index] = size
        return Shape(tuple(dims))

    def __iter__(self) -> Iterator[Dim]:
        if self.dims is None:
            raise TypeError("a shape of unknown rank has no axes to list")
        return iter(self.dims)

    def __str__(self) -> str:
        if self.dims is None:
            return f"({', '.join(['…', *map(text, self.tail)])})"
        return f"({', '.join(map(text, self.dims))}{',' if len(self.dims) == 1 else ''})"


def _ranks(*ranks: int) -> str:
    return f"a {' or '.join(f'{rank}-D' for rank in ranks)} input"


def join_shapes(a: Shape, b: Shape) -> Shape:
    """The one shape that stands for both of two possible ones."""
    if a == b:
        return a
    if a.dims is not None and b.dims is not None and len(a.dims) == len(b.dims):
        return Shape(tuple(join(x, y) for x, y in zip(a.dims, b.dims, strict=True)))
    return Shape.unknown(a.origin or b.origin or Unknown("the rank differs between branches"))


def window(
    length: Dim, kernel: Size, stride: Size = 1, padding: str = "valid", dilation: Size = 1
) -> Dim:
    """How many windows fit into `length`: the output length of a convolution or a pooling.

    valid: floor((n - (k-1)·d - 1) / s) + 1; same and causal: ceil(n / s).
    """
    if length is None:
        return None
    if padding in ("same", "causal", "half"):
        if stride == 1:
            return length
        return _at_least_one(length + stride - 1, stride, after(length))
    reach = (kernel - 1) * dilation + 1
    if padding == "full":
        return (length + reach - 1 + stride - 1) // stride
    if isinstance(length, int) and isinstance(reach, int) and isinstance(stride, int):
        result = (length - reach) // stride + 1
        if length < reach:
            raise EmptyDimension(f"has a window of {reach} on a length of {length}")
        return result
    if reach == 1 and stride == 1:
        return length
    if stride == 1:
        return _at_least_one(length - reach + 1, 1, after(length))
    return _at_least_one(length - reach + stride, stride, after(length))


def after(length: Size) -> str:
    """The name of a size computed from another unknown one: n′ for what a window makes of n."""
    name = length.symbols[0].name if isinstance(length, Expression) else str(length)
    stem = name.rstrip("′")
    primes = len(name) - len(stem) + 1
    return stem + "′" * min(primes, 9)


def _at_least_one(numerator: Size, divisor: Size, name: str) -> Size:
    """numerator // divisor, knowing that Keras would have refused a result below 1."""
    result = numerator // divisor
    if isinstance(result, Expression) and result.least < 1:
        return derived(name, ("window", numerator, divisor), 1, result.most)
    return result


def transposed_window(
    length: Dim,
    kernel: Size,
    stride: Size = 1,
    padding: str = "valid",
    output_padding: Size | None = None,
    dilation: Size = 1,
) -> Dim:
    """The output length of a transposed convolution (Keras: `deconv_output_length`)."""
    if length is None:
        return None
    reach = (kernel - 1) * dilation + 1
    if output_padding is None:
        if padding == "same":
            return length * stride
        if padding == "full":
            return length * stride - (stride + reach - 2)
        extra = reach - stride
        if isinstance(extra, int):
            return length * stride + max(extra, 0)
        if extra.least >= 0:
            return length * stride + extra
        return derived(
            f"{length}·{stride} + max({extra}, 0)", ("transposed", length, reach, stride), 1
        )
    pad = {"same": reach // 2, "full": reach - 1}.get(padding, 0)
    return (length - 1) * stride + reach - 2 * pad + output_padding
