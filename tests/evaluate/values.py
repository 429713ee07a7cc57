"""What a name holds after a program: for tables of expressions."""

from __future__ import annotations

from typing import Any

from keraslint.evaluate import evaluate
from keraslint.evaluate.values import Array, Bundle, Dict, Instance, List, Set
from keraslint.layers.generations import parse_keras
from keraslint.settings import Settings
from keraslint.sizes import Expression
from keraslint.source.module import parse
from keraslint.unknown import Unknown


def value_of(program: str, name: str = "x", keras: str = "tf.keras") -> Any:
    """The value of `name` at the end: an array as its shape, what is not known as "?"."""
    run = evaluate(parse(program, "<test>"), Settings(), parse_keras(keras)).run
    return plain(run.scope.names.get(name, "missing"))


def plain(value: Any) -> Any:
    """A value in Python's own terms; an unknown size is "least…most"."""
    if isinstance(value, Array):
        dims = value.shape.dims
        return "…" if dims is None else tuple(map(plain, dims))
    if isinstance(value, Expression):
        return f"{max(value.least, 0)}…{'' if value.most is None else value.most}"
    if isinstance(value, Unknown):
        return "?"
    if isinstance(value, (List, Set)):
        items = [plain(item) for item in value]
        return [*items, "…"] if value.open is not None else items
    if isinstance(value, Dict):
        items = {key: plain(item) for key, item in value.items()}
        return {**items, "…": "…"} if value.open is not None else items
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, Instance):
        return {key: plain(item) for key, item in value.fields.items()}
    return value.name if isinstance(value, Bundle) else value
