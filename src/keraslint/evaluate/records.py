"""Records: named tuples, dataclasses, enumerations, and copies of things."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING, Any

from keraslint.evaluate.values import (
    Array,
    Class,
    Dict,
    External,
    Function,
    Instance,
    List,
    Set,
    Value,
)
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

FIELDS, TUPLE, ENUM = ":fields", ":tuple", ":enum"  # members that no source can name
MOST_NESTED = 20
ENUMS = frozenset({"Enum", "IntEnum", "Flag", "IntFlag", "StrEnum"})


def named_tuple(run: Run, arguments: Arguments) -> Value:
    """collections.namedtuple(name, fields, defaults)"""
    name, names = arguments.get(0, "typename"), arguments.get(1, "field_names")
    if isinstance(names, str):
        names = tuple(names.replace(",", " ").split())
    if not isinstance(names, (List, tuple)) or getattr(names, "open", None) is not None:
        return run.unknown("a record whose fields are not known")
    if not all(
        isinstance(field, str) and field.isidentifier() and not keyword.iskeyword(field)
        for field in names
    ):
        return run.unknown("a record whose fields are not known")
    defaults = arguments.keywords.get("defaults") or ()
    if not isinstance(defaults, (List, tuple)) or len(defaults) > len(names):
        return run.unknown("a record whose defaults are not known")
    members: dict[str, Value] = {FIELDS: tuple(names), TUPLE: True, "_fields": tuple(names)}
    members |= dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
    return Class(
        name if isinstance(name, str) else "namedtuple", [], members, run.line, born=run.clock
    )


def typed_tuple(run: Run, arguments: Arguments) -> Value:
    """typing.NamedTuple(name, [(field, type) …])"""
    pairs = arguments.get(1, "fields")
    if (
        not isinstance(pairs, List)
        or pairs.open is not None
        or not all(isinstance(pair, tuple) and pair for pair in pairs)
    ):
        return run.unknown("a record whose fields are not known")
    return named_tuple(
        run, type(arguments)([arguments.get(0, "typename"), tuple(pair[0] for pair in pairs)])
    )


def is_tuple(value: Value) -> bool:
    """Whether it is an object of a named tuple."""
    return isinstance(value, Instance) and value.cls.find(TUPLE) is not None


def is_member(value: Value) -> bool:
    """Whether it is a member of an enumeration."""
    return isinstance(value, Instance) and value.cls.find(ENUM) is not None


def items(value: Instance) -> tuple[Value, ...]:
    """The fields of a record in their order."""
    found = value.cls.find(FIELDS)
    names = found[0] if found else ()
    return tuple(value.fields.get(name, Unknown("a field that is not set")) for name in names)


def method(run: Run, value: Value, name: str, arguments: Arguments) -> Value:
    """_replace and _asdict of a named tuple's object, _make of its class"""
    if isinstance(value, Class) and name == "_make":
        from keraslint.evaluate import builtin_functions, classes

        found = builtin_functions.items_of(run, arguments.get(0, "iterable"))
        return classes.instantiate(run, value, type(arguments)(list(found), open=found.open))
    if isinstance(value, Instance) and name == "_replace":
        return replaced(run, type(arguments)([value], arguments.keywords, arguments.open))
    if isinstance(value, Instance) and name == "_asdict":
        return run.dict(value.fields)
    return run.unknown(f".{name}() of a record is not followed", f"{name}()")


METHODS = ("_replace", "_asdict", "_make")


def replaced(run: Run, arguments: Arguments) -> Value:
    """dataclasses.replace(record, field=value)"""
    value = arguments.get(0, "obj")
    if not isinstance(value, Instance) or arguments.open is not None:
        return run.unknown("a record with other fields")
    twin = Instance(value.cls, run.clock)
    twin.fields = {**value.fields, **arguments.keywords}
    return twin


def as_dict(run: Run, arguments: Arguments) -> Value:
    """dataclasses.asdict(record)"""
    return _plain(run, arguments.get(0, "obj"), 0)


def _plain(run: Run, value: Value, depth: int) -> Value:
    if depth > MOST_NESTED:
        return run.unknown("a record nested too deep")
    if isinstance(value, Instance) and value.cls.find(FIELDS):
        return run.dict({name: _plain(run, part, depth + 1) for name, part in value.fields.items()})
    if isinstance(value, List):
        return run.list((_plain(run, part, depth + 1) for part in value), value.open)
    if isinstance(value, Dict):
        return run.dict(
            {key: _plain(run, part, depth + 1) for key, part in value.items()}, value.open
        )
    return value if not isinstance(value, Instance) else run.unknown("an object that is no record")


def as_tuple(run: Run, arguments: Arguments) -> Value:
    value = arguments.get(0, "obj")
    return (
        items(value) if isinstance(value, Instance) else run.unknown("an object that is no record")
    )


# -- enumerations ---------------------------------------------------------------------------------------


def is_enum(bases: list[Value]) -> bool:
    """Whether a class with these bases enumerates its members."""
    return any(
        isinstance(base, External) and base.path.partition(".")[0] == "enum" and base.name in ENUMS
        for base in bases
    )


def enumerate_members(run: Run, cls: Class) -> None:
    """Makes the plain members of an enumeration its objects; those of numbers and texts stay what they are."""
    cls.members[ENUM] = ()
    plain = all(isinstance(base, External) and base.name in ("Enum", "Flag") for base in cls.bases)
    names = []
    count = 0
    for name, value in list(cls.members.items()):
        if name.startswith(("_", ":")) or isinstance(value, (Function, Class)) or ":" in name:
            continue
        if isinstance(value, Unknown) and value.name == "auto()":
            value = count + 1
        count = value if isinstance(value, int) else count
        names.append(name)
        if plain:
            member = Instance(cls, run.clock)
            member.fields.update({"name": name, "value": value, "_value_": value, "_name_": name})
            cls.members[name] = member
        else:
            cls.members[name] = value
    cls.members[ENUM] = tuple(names)


def members(cls: Class) -> tuple[Value, ...] | None:
    """The members of an enumeration in order, None if the class is none."""
    found = cls.members.get(ENUM)
    return (
        None if found is None else tuple(cls.members[name] for name in found if name in cls.members)
    )


def member_of(run: Run, cls: Class, value: Value) -> Value:
    """Enumeration(value): the member with this value"""
    for member in members(cls) or ():
        held = member.fields.get("value") if isinstance(member, Instance) else member
        if (
            isinstance(held, (int, str, float, tuple))
            and type(held) is type(value)
            and held == value
        ):
            return member
    return run.unknown(f"a member of {cls.name} that is not known")


# -- copies ---------------------------------------------------------------------------------------------


def copied(
    run: Run, value: Value, deep: bool, seen: dict[int, Any] | None = None, depth: int = 0
) -> Value:
    """copy.copy(value), copy.deepcopy(value)"""
    from keraslint.evaluate import array_values, keras_objects
    from keraslint.graph.network import Network
    from keraslint.layers.layer import Layer

    if isinstance(value, (int, float, str, type(None))):
        return value
    seen = {} if seen is None else seen
    if id(value) in seen:
        return seen[id(value)]
    if depth > MOST_NESTED:
        return run.unknown("a copy of something nested too deep")
    run.step()

    def inner(part: Value) -> Value:
        return copied(run, part, deep, seen, depth + 1) if deep else part

    if isinstance(value, (List, Dict)):
        run.step(len(value) // 8)
    if isinstance(value, List):
        twin: Any = run.list((), value.open)
        seen[id(value)] = twin
        twin.extend(inner(part) for part in value)
        return twin
    if isinstance(value, Dict):
        twin = type(value)({}, run.clock)
        if hasattr(value, "factory"):
            twin.factory = value.factory
        twin.open = value.open
        seen[id(value)] = twin
        twin.update((key, inner(part)) for key, part in value.items())
        return twin
    if isinstance(value, Set):
        return Set(value, run.clock, value.open)
    if isinstance(value, tuple):
        return tuple(inner(part) for part in value)
    if isinstance(value, Instance):
        if value.cls.find(ENUM):
            return value
        twin = Instance(value.cls, run.clock)
        seen[id(value)] = twin
        twin.fields.update((name, inner(part)) for name, part in value.fields.items())
        return twin
    if isinstance(value, Array):
        twin = array_values.make(run, value.shape, value.items, value.dtype)
        twin.columns, twin.labels = value.columns, value.classes
        twin.memory = twin.memory if twin.memory is not None else run.list()
        return twin
    if isinstance(value, Network) and deep:
        return keras_objects.clone(run, value)
    return run.unknown("a copy of a layer") if isinstance(value, Layer) else value
