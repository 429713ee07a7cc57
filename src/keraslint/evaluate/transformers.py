"""sklearn's scalers, encoders and decompositions: what they make of data."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from keraslint.evaluate import array_values
from keraslint.evaluate.values import Array, Bundle, Value
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Expression, derived

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
SCALERS = "StandardScaler MinMaxScaler RobustScaler MaxAbsScaler Normalizer QuantileTransformer PowerTransformer Binarizer"


def transformer(kind: str) -> Handler:
    """A constructor: the object keeps its arguments and, once fitted, what it has seen."""

    def handler(run: Run, arguments: Arguments) -> Value:
        given = dict(arguments.keywords)
        if arguments.positional:
            given["first"] = arguments.positional[0]
        return Bundle(kind, given, kind=kind, state=run.dict())

    return handler


def _fit(run: Run, arguments: Arguments) -> Value:
    thing, data = arguments.positional[0], arguments.get(1, "X")
    run.touch(thing.state)
    thing.state["fitted"] = array_values.of(run, data)
    return thing


def _fit_transform(run: Run, arguments: Arguments) -> Value:
    _fit(run, arguments)
    return _transform(run, arguments)


def _transform(run: Run, arguments: Arguments) -> Value:
    thing, found = arguments.positional[0], array_values.of(run, arguments.get(1, "X"))
    if found is None or found.shape.dims is None:
        gap = found.shape.origin if found is not None else None
        return array_values.without_shape(run, gap or run.unknown("data of unknown shape"))
    fitted = thing.state.get("fitted")
    result = TRANSFORMS[thing.kind](
        run, thing, found, fitted if isinstance(fitted, Array) else found
    )
    return (
        result
        if result is not None
        else array_values.without_shape(run, run.unknown(f"what {thing.name} makes of it"))
    )


def _inverse(run: Run, arguments: Arguments) -> Value:
    thing, found = arguments.positional[0], array_values.of(run, arguments.get(1, "X"))
    if thing.kind == "scaler" and found is not None:
        return array_values.like(run, found, dtype="")
    return array_values.without_shape(run, run.unknown("what a transformation is undone to"))


def _scaled(run: Run, thing: Bundle, found: Array, fitted: Array) -> Value:
    return array_values.like(run, found, dtype="float64")


def _components(run: Run, thing: Bundle, found: Array, fitted: Array) -> Value:
    """PCA and its like: n_components columns"""
    count = thing.members.get("n_components", thing.members.get("first"))
    rows = found.shape.axis(0)
    if isinstance(count, int):
        return array_values.sized(run, rows, count, dtype="float64")
    least = min((d for d in fitted.shape.dims or () if isinstance(d, int)), default=None)
    if (
        count is None
        and least is not None
        and fitted.shape.rank == 2
        and all(isinstance(d, int) for d in fitted.shape.dims or ())
    ):
        return array_values.sized(run, rows, least, dtype="float64")
    return array_values.sized(run, rows, derived("components", object(), 1, least), dtype="float64")


def _polynomial(run: Run, thing: Bundle, found: Array, fitted: Array) -> Value | None:
    degree = thing.members.get("degree", thing.members.get("first", 2))
    features = found.shape.dims[1] if found.shape.dims and len(found.shape.dims) == 2 else None
    if (
        not isinstance(degree, int)
        or not isinstance(features, int)
        or thing.members.get("interaction_only")
    ):
        return None
    if not 0 < degree < 16 or features > 10_000:
        return None
    bias = thing.members.get("include_bias", True)
    return array_values.sized(
        run,
        found.shape.axis(0),
        math.comb(features + degree, degree) - (bias is False),
        dtype="float64",
    )


def _numbered(run: Run, thing: Bundle, found: Array, fitted: Array) -> Value:
    """LabelEncoder: the classes become 0, 1, 2 …"""
    result = array_values.like(run, found, dtype="int64")
    content, seen = array_values.content_of(found), array_values.content_of(fitted)
    if content is not None and seen is not None:
        try:
            order = sorted(set(array_values.leaves(seen)))
            result = array_values.make(
                run, found.shape, array_values.mapped(content, order.index), "int64"
            )
        except TypeError:
            pass
    if found.classes is not None:
        result.labels, result.memory = found.classes, run.list()
    return result


def _count(run: Run, fitted: Array) -> Dim:
    """How many values occur."""
    if fitted.classes is not None:
        return fitted.classes.classes
    content = array_values.content_of(fitted)
    if content is not None:
        return len(set(array_values.leaves(content)))
    return Expression.unknown(run.unknown("the number of classes in the data", "classes"))


def _one_hot(run: Run, thing: Bundle, found: Array, fitted: Array) -> Value | None:
    """OneHotEncoder: a column for each value of each column"""
    dims = found.shape.dims or ()
    if len(dims) != 2:
        return None
    plain = not thing.members.keys() - {"sparse", "sparse_output", "handle_unknown", "dtype"}
    width = (
        _count(run, fitted)
        if dims[1] == 1 and plain
        else Expression.unknown(run.unknown("the categories in the data", "categories"))
    )
    return array_values.sized(run, dims[0], width, dtype="float64")


def _binarized(run: Run, thing: Bundle, found: Array, fitted: Array) -> Value | None:
    """LabelBinarizer: a column for each class, one column for two classes"""
    dims = found.shape.dims or ()
    if len(dims) != 1 and dims[1:] != (1,):
        return None
    width = _count(run, fitted)
    if not isinstance(width, int):
        width = Expression.unknown(run.unknown("the number of classes in the data", "classes"))
    return array_values.sized(run, dims[0], 1 if width in (1, 2) else width, dtype="int64")


TRANSFORMS: dict[str, Callable[[Run, Bundle, Array, Array], Value | None]] = {
    "scaler": _scaled, "components": _components, "polynomial": _polynomial, "labels": _numbered, "one-hot": _one_hot,
    "binarizer": _binarized,
}  # fmt: skip


def fitted_attribute(run: Run, thing: Bundle, name: str) -> Value:
    """encoder.classes_"""
    fitted = thing.state.get("fitted")
    if name == "classes_" and isinstance(fitted, Array):
        content = array_values.content_of(fitted)
        try:
            values = (
                tuple(sorted(set(array_values.leaves(content)))) if content is not None else None
            )
        except TypeError:
            values = None
        return array_values.make(run, Shape((_count(run, fitted),)), values)
    return run.unknown(f"`.{name}` of {thing.name} is not followed", name)


OBJECTS: dict[str, dict[str, Handler]] = {
    kind: {
        "fit": _fit,
        "fit_transform": _fit_transform,
        "transform": _transform,
        "inverse_transform": _inverse,
    }
    for kind in TRANSFORMS
}
FUNCTIONS: dict[str, Handler] = {
    "sklearn.PCA": transformer("components"), "sklearn.TruncatedSVD": transformer("components"),
    "sklearn.KernelPCA": transformer("components"), "sklearn.PolynomialFeatures": transformer("polynomial"),
    "sklearn.LabelEncoder": transformer("labels"), "sklearn.OneHotEncoder": transformer("one-hot"),
    "sklearn.LabelBinarizer": transformer("binarizer"),
    **{f"sklearn.{name}": transformer("scaler") for name in SCALERS.split()},
}  # fmt: skip
