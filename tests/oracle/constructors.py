"""What constructors accept, read from the sources of a Keras release with `ast`; nothing is run.

It is worked out as Python would: along the method resolution order, the `**kwargs` of an `__init__`
reach the next one less the names that are passed to it by name, and `kwargs.pop("x")` takes x.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

LAYOUTS = "allow_initializer_layout"
"""A decorator of tf_keras: beside a kernel_initializer it accepts a kernel_layout, and so on."""


@dataclass
class Parameter:
    name: str
    default: Any = ...
    keyword_only: bool = False

    @property
    def required(self) -> bool:
        return self.default is ...


@dataclass
class Accepted:
    """What a callable accepts.

    parameters  its own, and what **kwargs may hold for the callables that get it
    keywords    further ones that a body takes from **kwargs
    base        keywords of the base layer
    interface   the converter of Keras 1 calls that its calls go through (standalone Keras 2)
    anything    whether it takes any other keyword and does nothing with it
    """

    parameters: list[Parameter]
    keywords: set[str] = field(default_factory=set)
    base: set[str] = field(default_factory=set)
    interface: str | None = None
    anything: bool = False

    @property
    def names(self) -> set[str]:
        return {p.name for p in self.parameters} | self.keywords | self.base

    def hand_on(self, above: Accepted, given: set[str], by_position: bool) -> None:
        """Adds what **kwargs, and *args if `by_position`, may hold for a callable `above`.

        `given` are the names that it is given already.
        """
        given = given | self.names
        self.parameters += [
            Parameter(p.name, p.default, p.keyword_only or not by_position)
            for p in above.parameters
            if p.name not in given
        ]
        self.keywords |= above.keywords - given
        self.base |= above.base - given


@dataclass
class Class:
    name: str
    node: ast.ClassDef
    module: Module

    @property
    def init(self) -> ast.FunctionDef | None:
        return next(
            (s for s in self.node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"),
            None,
        )


@dataclass
class Function:
    name: str
    node: ast.FunctionDef
    module: Module


Definition: TypeAlias = Class | Function


class Module:
    """One source file: what its names stand for."""

    def __init__(self, release: Release, name: str, path: Path) -> None:
        self.release, self.name, self.path = release, name, path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.package = name if path.name == "__init__.py" else name.rpartition(".")[0]

    @cached_property
    def bindings(self) -> dict[str, Any]:
        """Name -> Class, Function, (module, name) of an import, or an expression assigned to it."""
        found: dict[str, Any] = {}
        for statement in _flat(self.tree.body):
            if isinstance(statement, ast.ClassDef):
                found[statement.name] = Class(statement.name, statement, self)
            elif isinstance(statement, ast.FunctionDef):
                found[statement.name] = Function(statement.name, statement, self)
            elif isinstance(statement, ast.Assign):
                found.update(
                    {t.id: statement.value for t in statement.targets if isinstance(t, ast.Name)}
                )
            elif isinstance(statement, ast.ImportFrom):
                found.update(self._imported(statement))
        return found

    def _imported(self, statement: ast.ImportFrom) -> Iterator[tuple[str, tuple[str, str]]]:
        parts = self.package.split(".")[: 1 - statement.level or None] if statement.level else []
        source = ".".join([*parts, *([statement.module] if statement.module else [])])
        for alias in statement.names:
            if alias.name != "*":
                yield alias.asname or alias.name, (source, alias.name)
            elif (other := self.release.module(source)) is not None:
                yield from (
                    (name, (source, name)) for name in other.bindings if not name.startswith("_")
                )

    def resolve(self, node: ast.expr | str) -> Definition | ast.expr | Module | None:
        """What a name or a dotted name stands for."""
        if isinstance(node, ast.Attribute):
            owner = self.resolve(node.value)
            return owner.resolve(node.attr) if isinstance(owner, Module) else None
        name = node.id if isinstance(node, ast.Name) else node
        found = self.bindings.get(name) if isinstance(name, str) else None
        if isinstance(found, tuple):
            return self.release.imported(self.name, *found)
        if isinstance(found, ast.Name | ast.Attribute):
            return self.resolve(found)
        return found


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from _flat(statement.body)


class Release:
    """One unpacked release; `root` is the package in it that is Keras."""

    def __init__(self, folder: Path, root: str) -> None:
        self.folder, self.root = folder, root
        self.version = tuple(map(int, folder.name.rpartition("-")[2].split(".")))
        self._modules: dict[str, Module | None] = {}
        self._resolving: set[tuple[str, str, str]] = set()

    def module(self, name: str) -> Module | None:
        if name not in self._modules:
            ours = name.partition(".")[0] == self.root.partition(".")[0]
            path = self.folder.joinpath(*name.split("."))
            file = next(
                (f for f in (path.parent / f"{path.name}.py", path / "__init__.py") if f.is_file()),
                None,
            )
            self._modules[name] = Module(self, name, file) if ours and file else None
        return self._modules[name]

    def imported(
        self, importer: str, source: str, name: str
    ) -> Definition | ast.expr | Module | None:
        """What `from source import name` in the module `importer` gives."""
        key = importer, source, name
        if key in self._resolving:  # a package that imports its own submodule
            return None
        self._resolving.add(key)
        module = self.module(source)
        found = module.resolve(name) if module is not None else None
        self._resolving.discard(key)
        return found if found is not None else self.module(f"{source}.{name}")


def ancestry(cls: Class) -> list[Class]:
    """The method resolution order, as far as the classes are in the release."""
    bases = [base for base in map(cls.module.resolve, cls.node.bases) if isinstance(base, Class)]
    rows = [*map(ancestry, bases), bases]
    result = [cls]
    while rows := [row for row in rows if row]:
        head = next(
            row[0] for row in rows if not any(_same(row[0], c) for other in rows for c in other[1:])
        )
        result.append(head)
        rows = [row[1:] if _same(row[0], head) else row for row in rows]
    return result


def _same(a: Class, b: Class) -> bool:
    return a.node is b.node


def accepted(what: Definition) -> Accepted:
    """What a layer class's constructor, or a functional form, accepts."""
    if isinstance(what, Class):
        return _constructor(ancestry(what), 0)
    result = Accepted(_parameters(what.node, what.module), _popped(what.node))
    for call in _handing_on(what.node):
        meant = what.module.resolve(call.func) if isinstance(call.func, ast.Name) else None
        if isinstance(meant, Class):
            _add(result, accepted(meant), call)
    return result


def _constructor(order: list[Class], start: int) -> Accepted:
    """What the first `__init__` from `start` on in a resolution order accepts."""
    index = next((i for i in range(start, len(order)) if order[i].init is not None), None)
    if index is None:
        return Accepted([])
    cls, init = order[index], order[index].init
    assert init is not None
    own = _parameters(init, cls.module)[1:]
    if cls.name == "Layer":
        extra = _popped(init) | _allowed(init)
        if start == 0:  # called by the user, not by the __init__ of a subclass
            return Accepted(own, set(), extra)
        return Accepted([], set(), {p.name for p in own} | extra)
    decorators = [ast.unparse(d) for d in init.decorator_list]
    result = Accepted(own)
    result.interface = next(
        (d.removeprefix("interfaces.") for d in decorators if d.startswith("interfaces.")), None
    )
    for call in _handing_on(init):
        target = _next_init(call, order, index)
        if target is not None:
            _add(result, _constructor(order, target), call)
    result.keywords |= _popped(init) - result.names
    result.anything = _forgets(init)
    if any(d.endswith(LAYOUTS) for d in decorators):
        initializers = [name for name in result.names if name.endswith("_initializer")]
        result.keywords |= {name.replace("_initializer", "_layout") for name in initializers}
    return result


def _add(result: Accepted, above: Accepted, call: ast.Call) -> None:
    """`call` hands **kwargs, and perhaps *args, on to `above`."""
    positional = [p.name for p in above.parameters if not p.keyword_only]
    starred = any(isinstance(a, ast.Starred) for a in call.args)
    values = [a for a in call.args if not isinstance(a, ast.Starred) and ast.unparse(a) != "self"]
    given = {k.arg for k in call.keywords if k.arg} | {*positional[: len(values)]}
    result.hand_on(above, given, starred)


def _parameters(node: ast.FunctionDef, module: Module) -> list[Parameter]:
    a = node.args
    names = [arg.arg for arg in [*a.posonlyargs, *a.args]]
    defaults: list[Any] = [...] * (len(names) - len(a.defaults)) + [
        _value(d, module) for d in a.defaults
    ]
    result = [Parameter(*pair) for pair in zip(names, defaults, strict=True)]
    for arg, default in zip(a.kwonlyargs, a.kw_defaults, strict=True):
        result.append(Parameter(arg.arg, ... if default is None else _value(default, module), True))
    return result


def _value(node: ast.expr, module: Module) -> Any:
    """A default as a constant."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        pass
    meant = module.resolve(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if isinstance(meant, ast.expr):
        return _value(meant, module)
    text = ast.unparse(node)
    if text.endswith("floatx()"):
        return None
    if text.endswith("image_dim_ordering()"):  # of Keras 1.0
        return "default"
    if text.startswith("tf."):  # a dtype
        return text.removeprefix("tf.")
    print(
        f"{module.release.folder.name}: what is the default {text} in {module.name}?",
        file=sys.stderr,
    )
    return text


def _forgets(node: ast.FunctionDef) -> bool:
    """Whether it has **kwargs and never looks at them."""
    kwargs = node.args.kwarg
    return kwargs is not None and not any(
        isinstance(part, ast.Name) and part.id == kwargs.arg for part in ast.walk(node)
    )


def _popped(node: ast.FunctionDef) -> set[str]:
    """Names that the body takes from its **kwargs: `kwargs.pop("x")` or `del kwargs["x"]`."""
    if node.args.kwarg is None:
        return set()
    kwargs, keys = node.args.kwarg.arg, list[ast.expr]()
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and part.args and ast.unparse(part.func) == f"{kwargs}.pop":
            keys.append(part.args[0])
        elif isinstance(part, ast.Delete):
            subscripts = [t for t in part.targets if isinstance(t, ast.Subscript)]
            keys.extend(t.slice for t in subscripts if ast.unparse(t.value) == kwargs)
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def _handing_on(function: ast.FunctionDef) -> Iterator[ast.Call]:
    """The calls in a function that get its **kwargs."""
    kwargs = function.args.kwarg.arg if function.args.kwarg is not None else None
    for call in ast.walk(function):
        if isinstance(call, ast.Call):
            doubly_starred = [ast.unparse(k.value) for k in call.keywords if k.arg is None]
            if kwargs in doubly_starred:
                yield call


def _allowed(init: ast.FunctionDef) -> set[str]:
    """The base layer's own list of keywords."""
    for node in ast.walk(init):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "allowed_kwargs":
            return set(ast.literal_eval(node.value))
    return set()


def _next_init(call: ast.Call, order: list[Class], index: int) -> int | None:
    """Where in the order the search for the called `__init__` starts, if one is called."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "__init__":
        return None
    owner = call.func.value
    if isinstance(owner, ast.Call) and not owner.args:
        return index + 1
    after = isinstance(owner, ast.Call)  # super(Other, self) starts after Other
    named = order[index].module.resolve(owner.args[0] if isinstance(owner, ast.Call) else owner)
    place = next(
        (i for i, c in enumerate(order) if isinstance(named, Class) and _same(c, named)), None
    )
    return place if place is None else place + after
