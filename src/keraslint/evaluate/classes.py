"""Classes of the analysed code: defining them and making objects of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from keraslint.evaluate import records
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Bundle, Class, External, Function, Instance, Value

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


def define(run: Run, node: cst.ClassDef, scope: Scope) -> Value:
    """Runs a class body; returns the class."""
    from keraslint.evaluate import expressions, statements

    line = run.line
    bases = [expressions.evaluate(run, base.value, scope) for base in node.bases]
    decorators = [
        expressions.evaluate(run, decorator.decorator, scope) for decorator in node.decorators
    ]
    if any(isinstance(base, Class) and base.is_far_down for base in bases):
        bases = [run.unknown("a class of too many bases")]
    inner = Scope("class", scope, run.clock)
    statements.run_body(run, node.body, inner)
    cls = Class(
        node.name.value,
        bases,
        inner.names,
        line,
        node,
        module=run.files[-1] if run.files else None,
        born=run.clock,
    )
    for name, member in list(inner.names.items()):
        if isinstance(member, Function) and member.owner is None:
            member.owner = cls
            if member.kind == "" and name in ("__init_subclass__", "__class_getitem__"):
                member.kind = "classmethod"
    cls.members[":fields"] = _declared(node) if _is_record(bases, decorators) else ()
    if records.is_enum(bases):
        records.enumerate_members(run, cls)
    elif any(isinstance(base, External) and base.path == "typing.NamedTuple" for base in bases):
        cls.members[records.TUPLE] = True
    if run.in_file and len(run.frames) == 1:
        run.classes.append(cls)
    return cls


def _is_record(bases: list[Value], decorators: list[Value]) -> bool:
    """Whether the annotated names are the parameters of its constructor (dataclass, NamedTuple, attrs, pydantic)."""
    ends = ("dataclass", "NamedTuple", "BaseModel", "attrs", "attr.s", "define")
    found = [*bases, *decorators]
    found += [d.function for d in decorators if hasattr(d, "function")]
    return any(isinstance(thing, External) and thing.path.endswith(ends) for thing in found)


def _declared(node: cst.ClassDef) -> tuple[str, ...]:
    names = []
    for statement in node.body.body:
        for small in (
            getattr(statement, "body", ()) if isinstance(statement, cst.SimpleStatementLine) else ()
        ):
            if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                names.append(small.target.value)
    return tuple(names)


def instantiate(run: Run, cls: Class, arguments: Arguments) -> Value:
    """cls(…)"""
    from keraslint.evaluate import calls, registrations, subclassing

    cls.instances += 1
    registered = registrations.of_class(run, cls)
    if registered is not None:
        return registrations.make(run, registered, arguments)
    if records.members(cls) is not None:
        return records.member_of(run, cls, arguments.get(0, "value"))
    if subclassing.keras_base(cls):
        return subclassing.instantiate(run, cls, arguments)
    instance = Instance(cls, run.clock)
    if run.in_file:
        run.first_instances.setdefault(cls, instance)
    found = cls.find("__init__")
    if found and isinstance(found[0], Function):
        calls.call_function(run, found[0], arguments, receiver=instance)
    else:
        _fill_fields(run, cls, instance, arguments)
    return instance


def _fill_fields(run: Run, cls: Class, instance: Instance, arguments: Arguments) -> None:
    """The constructor that a dataclass writes for itself."""
    from keraslint.evaluate import calls

    names: dict[str, None] = {}
    for base in reversed([cls, *(b for b in cls.bases if isinstance(b, Class))]):
        names |= dict.fromkeys(base.members.get(":fields", ()))
    for i, name in enumerate(names):
        default = cls.find(name)
        value = arguments.get(
            i, name, default[0] if default else run.unknown(f"the field `{name}`", name)
        )
        if isinstance(value, Bundle) and value.name == "field":
            value = calls.call(run, value.members["default_factory"], calls.Arguments())
        instance.fields[name] = value
    after = cls.find("__post_init__")
    if after and isinstance(after[0], Function):
        calls.call_function(run, after[0], calls.Arguments(), receiver=instance)
