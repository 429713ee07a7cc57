"""Whether code that nobody calls can have to do with Keras at all: what it names decides.

Whoever builds a layer has to name Keras, or something of the file's that does. A function that names neither is
not worth trying out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import names
from keraslint.evaluate.scope import MISSING, Scope
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
    Partial,
    Set,
    Value,
)
from keraslint.sizes import Expression
from keraslint.source.trees import nodes_of
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

PLAIN = (
    int,
    float,
    complex,
    str,
    bytes,
    range,
    slice,
    type(None),
    type(...),
    Expression,
    Array,
    Unknown,
)
WAYS_AROUND = (
    "builtins.globals",
    "builtins.locals",
    "builtins.vars",
    "builtins.__import__",
    "importlib",
)
"""What reaches Keras without naming it."""
MOST_ITEMS = 100


def concerns_keras(run: Run, value: Value) -> bool:
    """False only where calling this value can neither build nor use anything of Keras's."""
    known = run.relevant.get(id(value))
    if known is not None:
        return known
    pending, seen = [value], {id(value): value}
    while pending:
        verdict = _parts(run, pending.pop())
        if verdict is True:
            run.relevant[id(value)] = True
            return True
        for part in verdict or ():
            if id(part) not in seen and run.relevant.get(id(part)) is not False:
                seen[id(part)] = part
                pending.append(part)
    run.relevant.update(dict.fromkeys(seen, False))
    run.kept.extend(seen.values())
    return False


def _parts(run: Run, value: Value) -> Iterable[Value] | bool:
    """Whether a value is Keras's; if that depends on what it is made of, its parts."""
    if isinstance(value, PLAIN):
        return False
    if isinstance(value, External):
        if value.path in run.registered:
            return True
        return "keras" in value.path or value.path.startswith(("tensorflow", *WAYS_AROUND))
    if isinstance(value, (tuple, List, Set, Dict)):
        if len(value) > MOST_ITEMS:
            return True
        return list(value.values()) if isinstance(value, Dict) else list(value)
    if isinstance(value, Function):
        found = _names_in(run, value.node)
        if found is None:
            return True
        return [part for name in found for part in _named(run, value.scope, name)]
    if isinstance(value, Class):
        return [*value.bases, *value.members.values()]
    if isinstance(value, Instance):
        return [value.cls, *value.fields.values()]
    if isinstance(value, Method):
        return [value.receiver, value.function]
    if isinstance(value, Partial):
        return [value.function, *value.arguments, *value.keywords.values()]
    if isinstance(value, Bundle):
        return value.members.values()
    return True


def _names_in(run: Run, node: Any) -> set[str] | None:
    """Every name that stands in a function; None if it imports something, which may be anything."""
    known = run.module.names_inside
    if node not in known:
        inside = list(nodes_of(node))
        imports = any(type(found) in (cst.Import, cst.ImportFrom) for found in inside)
        names = {found.value for found in inside if type(found) is cst.Name}
        known[node] = None if imports else names
    return known[node]


def _named(run: Run, scope: Scope, name: str) -> list[Value]:
    """What a name may stand for."""
    value = scope.find(name)
    if value is not MISSING:
        return [value]
    given = [names.from_star(run, star, name) for star in scope.module.stars]
    return [External(f"builtins.{name}"), *(found for found in given if found is not MISSING)]
