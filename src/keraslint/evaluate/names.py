"""Looking names up and binding them: scopes, star imports, assignment targets."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import (
    attributes,
    conditions,
    expressions,
    imports,
    libraries,
    operations,
)
from keraslint.evaluate.scope import MISSING, Scope
from keraslint.evaluate.values import External, Later, List, Value
from keraslint.graph.tensor import Tensor
from keraslint.layers import signatures
from keraslint.refusals import Mismatch
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

BUILTINS = frozenset(dir(builtins)) - {"__name__"} | {
    "get_ipython",
    "display",
    "unicode",
    "xrange",
    "raw_input",
    "reduce",
    "basestring",
    "long",
}
CONSTANTS = {"True": True, "False": False, "None": None, "__debug__": True}


def look_up(run: Run, scope: Scope, name: str) -> Value:
    """What a name stands for, or an Unknown that says that it is not defined."""
    value = scope.names.get(name, MISSING)
    if value is MISSING:
        if name in CONSTANTS:
            return CONSTANTS[name]
        value = scope.find(name)
    if type(value) is Later:
        return imports.resolve(run, value)
    if value is not MISSING:
        return value
    module = scope.module
    for star in reversed(module.stars):
        value = from_star(run, star, name)
        if value is not MISSING:
            return value
    if name in BUILTINS:
        return External(f"builtins.{name}")
    if (missing := _of_another_release(run, module.stars, name)) is not None:
        return missing
    if name == "__name__":
        return "__main__"
    if name == "__file__":
        return run.module.filename
    key = (id(module), name)
    if key not in run.unnamed:
        source = (
            f"; it may come from {module.stars[-1].path}"
            if module.stars and isinstance(module.stars[-1], External)
            else ""
        )
        place = "this file" if run.in_file else run.files[-1].name
        run.unnamed[key] = Unknown(f"`{name}` is not defined in {place}{source}", run.line, name)
    return run.unnamed[key]


def from_star(run: Run, star: Value, name: str) -> Value:
    """What `from star import *` gives for this name, or MISSING."""
    return (
        External(f"{star.path}.{name}")
        if f"{star.path}.{name}" in run.registered or libraries.exports(star.path, name, run.keras)
        else MISSING
    )


def _of_another_release(run: Run, stars: list[Value], name: str) -> Value:
    """The layer that `from keras.layers import *` would bring in another Keras than the one at hand."""
    from keraslint.evaluate import libraries

    paths = [star.path if isinstance(star, External) else "" for star in stars]
    rooms = [libraries.keras_path(path) for path in paths]
    if None in rooms:
        return None
    for path, room in zip(paths, rooms, strict=True):
        if room and room.startswith("layers"):
            if signatures.absent(name, run.keras, run.names_release):
                return External(f"{path}.{name}")
    return None


def bind(run: Run, scope: Scope, name: str, value: Value) -> None:
    """name = value."""
    home = scope.home(name) if scope.shared or scope.kind == "comprehension" else scope
    run.touch(home)
    home.names[name] = value


def assign(run: Run, scope: Scope, target: Any, value: Value, declare: bool = False) -> None:
    """target = value for any assignment target; `declare` binds in this very scope (comprehensions)."""
    if type(target) is cst.Name:
        if declare:
            scope.names[target.value] = value
        else:
            bind(run, scope, target.value, value)
    elif type(target) is cst.Attribute:
        receiver = expressions.evaluate(run, target.value, scope)
        attributes.set(run, receiver, target.attr.value, value)
    elif type(target) is cst.Subscript:
        receiver = expressions.evaluate(run, target.value, scope)
        operations.set_item(run, receiver, expressions.index_of(run, target, scope), value)
    elif type(target) in (cst.Tuple, cst.List):
        unpack(
            run,
            scope,
            [
                element.value if not isinstance(element, cst.StarredElement) else element
                for element in target.elements
            ],
            value,
            declare,
        )
    elif type(target) is cst.StarredElement:
        assign(run, scope, target.value, value, declare)


def unpack(run: Run, scope: Scope, targets: list[Any], value: Value, declare: bool) -> None:
    """a, *b, c = value."""
    items = operations.listable(run, value)
    star = next((i for i, target in enumerate(targets) if type(target) is cst.StarredElement), None)
    if isinstance(value, Tensor):
        _refuse_unpacking(run, value, len(targets))
    if isinstance(items, Unknown) or (isinstance(items, List) and items.open is not None):
        parts: list[Value] = [operations.part_of(run, value, i) for i in range(len(targets))]
    elif star is None:
        parts = list(items)
        if len(parts) != len(targets):
            _refuse_unpacking(run, value, len(targets))
            parts = [run.unknown("unpacked from something of another length") for _ in targets]
    else:
        tail = len(targets) - star - 1
        listed = list(items)
        middle = run.list(listed[star : len(listed) - tail])
        parts = [*listed[:star], middle, *listed[len(listed) - tail :]]
        if len(parts) != len(targets):
            parts = [run.unknown("unpacked from something of another length") for _ in targets]
    for target, part in zip(targets, parts, strict=True):
        assign(run, scope, target, part, declare)


def _refuse_unpacking(run: Run, value: Value, count: int) -> None:
    """The outputs of a recurrent layer are taken apart under too many or too few names."""
    layer = conditions.unpacked(value, count)
    if layer is not None:
        given = len(value) if isinstance(value, (List, tuple)) else 1
        refusal = Mismatch(f"gives {given} tensor{'s' * (given > 1)}, {count} names take them")
        run.fault(refusal, layer.label, run.layer_positions.get(layer, run.here), layer)


def delete(run: Run, scope: Scope, target: Any) -> None:
    """del target."""
    if type(target) is cst.Name:
        home = scope.home(target.value)
        run.touch(home)
        home.names.pop(target.value, None)
    elif type(target) is cst.Subscript:
        receiver = expressions.evaluate(run, target.value, scope)
        operations.delete_item(run, receiver, expressions.index_of(run, target, scope))
    elif type(target) is cst.Tuple:
        for element in target.elements:
            delete(run, scope, element.value)
