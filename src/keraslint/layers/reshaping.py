"""Layers that only rearrange."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import Built, layer
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, EmptyDimension, Mismatch, NeedsSize
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, derived, product, same
from keraslint.unknown import Unknown


@layer("Flatten")
def flatten(x: Shape, *, data_format: Any = None, keras: Keras) -> Built:
    """All axes but the batch become one (keras.io/api/layers/reshaping_layers/flatten).

    Keras 1 and 2 need rank 3 and every size.
    """
    check_data_format(data_format)
    if x.dims is None:
        origin = x.origin or Unknown("unknown shape")
        return Built(Shape.of(None, Expression.unknown(origin, "flat", 0)))
    if keras.one or keras.two:
        x.at_least(3)
        if None in x.dims[1:]:
            raise NeedsSize(f"needs every size but the batch's, got {x}")
        if 0 in x.dims[1:]:
            raise EmptyDimension(f"needs positive sizes, got {x}")
    return Built(Shape.of(x.dims[0], product(x.dims[1:])))


@layer("Reshape")
def reshape(x: Shape, *, target_shape: Any, keras: Keras) -> Built:
    """The same elements in another shape (keras.io/api/layers/reshaping_layers/reshape)."""
    if isinstance(target_shape, Unknown):
        return Built(Shape.unknown(target_shape))
    target = _target(target_shape, keras)
    batch = x.dims[0] if x.dims else None
    if x.dims is None:
        whole: Dim = Expression.unknown(x.origin or Unknown("unknown shape"), "elements", 0)
    else:
        whole = product(x.dims[1:])
    if whole is None and keras.one:
        raise NeedsSize(f"needs every size but the batch's, got {x}")
    if -1 in target and batch is None and keras.one and keras.before(1, 2):
        raise BadArgument("cannot fill in -1 before Keras 1.2 (a bug of its call)")
    if whole is None or None in target:
        return Built(Shape((batch, *(None if s == -1 else s for s in target))))
    return Built(Shape((batch, *_filled_in(x, whole, target))))


def _target(target_shape: Any, keras: Keras) -> list[Dim]:
    """The sizes, -1 for the one to fill in.

    Keras 3 leaves None free, and since 3.15 whatever is no whole number.
    """
    loose = keras.three and not keras.before(3, 15)
    if not isinstance(target_shape, (list, tuple, str) if loose else (list, tuple)):
        raise BadArgument(f"takes target_shape as a tuple without the batch, not {target_shape!r}")
    target: list[Dim] = []
    for place, given in enumerate(target_shape):
        if isinstance(given, (int, Expression)):
            target.append(given)
        elif isinstance(given, Unknown):
            target.append(Expression.unknown(given, place))
        elif loose or (given is None and keras.three):
            target.append(None)
        else:
            raise BadArgument(f"takes target_shape as whole numbers, not {target_shape!r}")
    if any(isinstance(s, int) and s < -1 for s in target):
        raise BadArgument(f"takes no negative size but -1 in target_shape, not {target_shape!r}")
    if target.count(-1) > 1:
        raise BadArgument(f"takes -1 at most once in target_shape, not {target_shape!r}")
    return target


def _filled_in(x: Shape, whole: Dim, target: list[Dim]) -> list[Dim]:
    """The target with -1 replaced by what is left of the `whole` number of elements."""
    stated = product(s for s in target if s != -1)
    assert whole is not None and stated is not None
    if -1 not in target:
        if same(whole, stated) is False:
            wanted = Shape(tuple(target))
            raise Mismatch(
                f"cannot make {_number(stated)} elements of {_number(whole)}: {x} into {wanted}"
            )
        return target
    if stated == 0 or (isinstance(whole, int) and isinstance(stated, int) and whole % stated):
        raise Mismatch(f"cannot divide the {_number(whole)} elements of {x} by {_number(stated)}")
    rest = whole // stated
    if isinstance(rest, Expression) and rest.least < 1 and x.dims is not None:
        rest = derived(str(rest), ("reshaped", rest), 1, rest.most)
    return [rest if s == -1 else s for s in target]


def _number(number: Dim) -> str:
    return f"{number:,}" if isinstance(number, int) else str(number)


@layer("Permute")
def permute(x: Shape, *, dims: Any) -> Built:
    """The axes in another order, counted from 1 (keras.io/api/layers/reshaping_layers/permute)."""
    if isinstance(dims, Unknown):
        return Built(Shape.unknown(dims))
    if not isinstance(dims, (list, tuple)):
        raise BadArgument(f"takes dims as a tuple such as (2, 1), not {dims!r}")
    shape = x.axes(len(dims) + 1)
    if any(isinstance(axis, (Unknown, Expression)) for axis in dims):
        unknown = [axis for axis in dims if isinstance(axis, Unknown)]
        why = (*unknown, Unknown("the order of the axes"))[0]
        sizes = (Expression.unknown(why, place, 0) for place in range(1, len(dims) + 1))
        return Built(Shape((shape[0], *sizes)))
    in_order = list(range(1, len(dims) + 1))
    if not all(isinstance(axis, int) for axis in dims) or sorted(dims) != in_order:
        raise BadArgument(f"takes dims as an order of 1 to {len(dims)}, not {tuple(dims)}")
    return Built(Shape((shape[0], *(shape[axis] for axis in dims))))


@layer("RepeatVector")
def repeat_vector(x: Shape, *, n: Any, keras: Keras) -> Built:
    """The vector `n` times (keras.io/api/layers/reshaping_layers/repeat_vector)."""
    batch, features = x.axes(2)
    if isinstance(n, Unknown):
        n = Expression.unknown(n)
    if not isinstance(n, (int, Expression)) or (isinstance(n, bool) and not keras.tf):
        if (keras.one or keras.two) and isinstance(n, (list, tuple)):  # for Theano, more axes
            return Built(Shape.unknown(Unknown(f"n={n!r} is no whole number")))
        raise BadArgument(f"takes n as a whole number, not {n!r}")
    if isinstance(n, int) and n <= 0:
        raise EmptyDimension(f"repeats {n} times")
    return Built(Shape.of(batch, n, features))


def check_data_format(data_format: Any) -> None:
    """Refuses a data_format that is none, of a layer whose shape does not depend on it."""
    if data_format is None or isinstance(data_format, Unknown):
        return
    text = data_format.lower() if isinstance(data_format, str) else data_format
    if text not in ("channels_first", "channels_last"):
        raise BadArgument(f"takes data_format channels_last or channels_first, not {data_format!r}")
