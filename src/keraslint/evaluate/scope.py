"""Names and what they stand for."""

from __future__ import annotations

from typing import Any

from keraslint.evaluate.values import Value

MISSING: Any = object()


class Scope:
    """The names of a module, function call or class body.

    `stars` are the modules of `from … import *`, latest last; `shared` maps a name declared global or
    nonlocal to the scope that holds it.
    """

    __slots__ = ("born", "kind", "names", "parent", "shared", "stars")

    def __init__(self, kind: str, parent: Scope | None = None, born: int = 0) -> None:
        self.kind = kind  # "module", "function", "class" or "comprehension"
        self.parent = parent
        self.names: dict[str, Value] = {}
        self.stars: list[Value] = []
        self.shared: dict[str, Scope] = {}
        self.born = born

    def find(self, name: str) -> Value:
        """The value of a name, or MISSING; a class body's names are invisible to functions inside it."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name, MISSING)
            if value is not MISSING and (scope is self or scope.kind != "class"):
                return value
            scope = scope.parent
        return MISSING

    def home(self, name: str) -> Scope:
        """The scope in which an assignment to `name` lands."""
        scope = self.shared.get(name, self)
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent  # a walrus inside a comprehension binds outside of it
        return scope

    @property
    def module(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope
