"""Several Keras may apply: a result is exact where they agree, and says on what it depends where not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from keraslint.model import Costs, Gap, Model, Row
from keraslint.subjects import OpenCount, Subject
from keraslint.survey import Survey


def agree(surveys: Sequence[Survey]) -> Survey:
    """One survey of several, the likeliest Keras first.

    A Keras that would refuse the program, or that lacks a layer of it, is no candidate as long as another
    one takes it: people keep programs that run. What is refused, and what differs, counts only if all that
    are left say so.
    """
    cut = any(survey.cut_short for survey in surveys)  # what one does not reach it cannot refuse
    fewest = min(survey.objections for survey in surveys)
    left = [survey for survey in surveys if cut or survey.objections == fewest]
    first, *others = left
    for other in others:
        first = _agree_two(first, other)
    return first


def _agree_two(a: Survey, b: Survey) -> Survey:
    """What holds under both."""
    models_of: dict[tuple[int, int], Model] = {}  # many places show the same model

    def model(one: Model, two: Model | None) -> Model:
        key = id(one), id(two)
        if key not in models_of:
            models_of[key] = _model(one, two, a, b)
        return models_of[key]

    places = {(trouble.place, trouble.kind) for trouble in b.troubles}
    troubles = tuple(trouble for trouble in a.troubles if (trouble.place, trouble.kind) in places)
    models = _pair(a.models, b.models, lambda model: model.place)
    subjects = _pair(a.subjects, b.subjects, lambda subject: (subject.role, subject.place))
    return Survey(
        a.keras,
        tuple(model(one, two) for one, two in models),
        troubles,
        tuple(_subject(one, two, model) for one, two in subjects),
        a.cut_short or b.cut_short,
        a.misfits,
    )


def _pair(left: Sequence[Any], right: Sequence[Any], key: Any) -> list[tuple[Any, Any]]:
    """Each of the left with the right one of the same key, in order; None without one."""
    waiting: dict[Any, list[Any]] = {}
    for item in right:
        waiting.setdefault(key(item), []).append(item)
    pairs = []
    for item in left:
        found = waiting.get(key(item))
        pairs.append((item, found.pop(0) if found else None))
    return pairs


def _model(one: Model, two: Model | None, a: Survey, b: Survey) -> Model:
    if two is None:
        return replace(
            one,
            complete=False,
            params=None,
            trainable=None,
            non_trainable=None,
            at_least=0,
            layers=tuple(map(_open, one.layers)),
            costs=Costs(),
        )
    if one == two or _may_become(two, one):
        return one
    if _may_become(one, two):
        return two
    same = len(one.layers) == len(two.layers)
    layers = tuple(map(_row, one.layers, two.layers)) if same else tuple(map(_open, one.layers))
    one = replace(one, costs=one.costs if one.costs == two.costs else Costs())
    if (one.params, one.trainable, one.non_trainable) == (
        two.params,
        two.trainable,
        two.non_trainable,
    ):
        if one.input_shape == two.input_shape and one.output_shape == two.output_shape:
            return replace(one, layers=layers)
    gap = Gap(
        f"depends on the Keras: {_says(one)} in {a.keras.generation}, {_says(two)} in {b.keras.generation}",
        one.line,
    )
    return replace(
        one,
        complete=False,
        params=_common(one.params, two.params),
        trainable=_common(one.trainable, two.trainable),
        non_trainable=_common(one.non_trainable, two.non_trainable),
        at_least=min(one.at_least, two.at_least),
        input_shape=_common(one.input_shape, two.input_shape),
        output_shape=_common(one.output_shape, two.output_shape),
        unknown=(gap, *(g for g in one.unknown if g != gap)),
        layers=layers,
    )


def _may_become(unbuilt: Model, built: Model) -> bool:
    """Whether a model that one Keras leaves unbuilt is the other's built one as soon as it sees its input.

    A stack that begins with an Embedding is such a model: Keras 2 builds it at once, Keras 3 when it is called.
    """
    return (
        unbuilt.unbuilt
        and built.complete
        and len(unbuilt.layers) == len(built.layers)
        and all(map(_row_may_become, unbuilt.layers, built.layers))
    )


def _row_may_become(unbuilt: Row, built: Row) -> bool:
    if unbuilt.params is not None:
        return unbuilt.params == built.params
    alike = len(unbuilt.weights) == len(built.weights)
    return not unbuilt.weights or (
        alike
        and all(
            len(one.shape) == len(two.shape)
            and all(a == b or isinstance(a, str) for a, b in zip(one.shape, two.shape, strict=True))
            for one, two in zip(unbuilt.weights, built.weights, strict=True)
        )
    )


def _says(model: Model) -> str:
    if model.params is None:
        return "not built or not known"
    if model.output_shape is None:
        return f"{model.params:,} parameters"
    return f"{model.params:,} parameters and output {model.output_shape}"


def _common(one: Any, two: Any) -> Any:
    return one if one == two else None


def _row(one: Row, two: Row) -> Row:
    if one == two:
        return one
    one = replace(
        one,
        macs=_common(one.macs, two.macs),
        receptive_field=_common(one.receptive_field, two.receptive_field),
        dtype=one.dtype if one.dtype == two.dtype else "",
    )
    if (one.params, one.output_shape, one.trainable) == (
        two.params,
        two.output_shape,
        two.trainable,
    ):
        return one
    return replace(
        one,
        params=_common(one.params, two.params),
        trainable=_common(one.trainable, two.trainable),
        non_trainable=_common(one.non_trainable, two.non_trainable),
        output_shape=_common(one.output_shape, two.output_shape),
        at_least=min(one.at_least, two.at_least),
    )


def _open_count(one: OpenCount | None, two: OpenCount | None) -> OpenCount | None:
    """A count that lacks the same size in both, whatever each calls it."""
    if one is None or two is None or replace(one, keys=two.keys, name=two.name) != two:
        return None
    return replace(one, keys=tuple(dict.fromkeys((*one.keys, *two.keys))))


def _open(row: Row) -> Row:
    """A layer that only one of the Keras makes: nothing of it is certain but its name."""
    return replace(
        row,
        params=None,
        output_shape=None,
        trainable=None,
        non_trainable=None,
        at_least=0,
        weights=(),
        formula="",
        macs=None,
        receptive_field=None,
        dtype="",
    )


def _subject(
    one: Subject, two: Subject | None, agreed: Callable[[Model, Model | None], Model]
) -> Subject:
    """A place's layers and model, as far as both say the same; `agreed` joins what each says of a model."""
    if two is None:
        return replace(one, rows=(), model=None, open_count=None, details={})
    if one == two:
        return one
    same = len(one.rows) == len(two.rows)
    rows = tuple(map(_row, one.rows, two.rows)) if same else ()
    model = (
        agreed(one.model, two.model) if one.model is not None and two.model is not None else None
    )
    details = {k: v for k, v in one.details.items() if k in two.details and two.details[k] == v}
    return replace(
        one,
        rows=rows,
        open_count=_open_count(one.open_count, two.open_count),
        details=details,
        inputs=one.inputs if one.inputs == two.inputs else (),
        model=model,
    )
