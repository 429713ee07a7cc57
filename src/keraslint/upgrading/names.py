"""What the names of a file stand for: the dotted paths of what it imports from Keras."""

from __future__ import annotations

import builtins

import libcst as cst
from libcst import matchers
from libcst.metadata import (
    BaseAssignment,
    BuiltinAssignment,
    ImportAssignment,
    MetadataWrapper,
    QualifiedNameSource,
    Scope,
    ScopeProvider,
)

from keraslint.evaluate.imports import dotted
from keraslint.evaluate.libraries import exports, keras_path
from keraslint.layers.generations import Keras
from keraslint.upgrading.destinations import LAYER_ROOMS, destination


class Names:
    """The names of one module, resolved through its imports.

    scopes  the scope of every name that the module reads or binds
    stars   the modules of `from … import *` at its top, latest last
    """

    def __init__(self, tree: cst.Module, keras: Keras) -> None:
        wrapper = MetadataWrapper(tree, unsafe_skip_copy=True)
        self.scopes = wrapper.resolve(ScopeProvider)
        self.keras = keras
        self.stars = [
            dotted(part.module)
            for statement in tree.body
            if isinstance(statement, cst.SimpleStatementLine)
            for part in statement.body
            if isinstance(part, cst.ImportFrom) and isinstance(part.names, cst.ImportStar)
        ]
        self.bound: set[str] = set()
        self.imported: dict[str, set[str]] = {}
        self.values = {
            target.target: statement.value
            for statement in _assignments(tree)
            for target in statement.targets
        }
        for scope in {scope for scope in self.scopes.values() if scope is not None}:
            for assignment in scope.assignments:
                self._note(assignment)

    def _note(self, assignment: BaseAssignment) -> None:
        """Keeps what binds a name."""
        if isinstance(assignment, BuiltinAssignment):
            return
        self.bound.add(assignment.name)
        if isinstance(assignment, ImportAssignment):
            paths = {
                keras_path(name.name)
                for name in assignment.get_qualified_names_for(assignment.name)
            }
            self.imported.setdefault(assignment.name, set()).update(filter(None, paths))

    def path(self, node: cst.BaseExpression, called: bool = False) -> str | None:
        """The path below Keras's root of what a name or attribute stands for, such as layers.core.Dense.

        "" is Keras itself; None is anything else. A name that is bound again to a value of the file's own counts
        where it is called: `merge = merge([a, b])`.
        """
        first = node
        while isinstance(first, cst.Attribute):
            first = first.value
        scope = self.scopes.get(first) if isinstance(first, cst.Name) else None
        if scope is None or not isinstance(first, cst.Name):
            return None
        found = scope.get_qualified_names_for(node)
        imported = [name.name for name in found if name.source is QualifiedNameSource.IMPORT]
        paths = [keras_path(name) for name in imported]
        if any(path is None for path in paths):
            return None
        if not found and first.value not in self.bound:
            return self._from_star(node, first.value)
        if len(imported) < len(found) and paths:
            if not called or _is_defined(scope, first.value):
                return None
        return min((path for path in paths if path is not None), key=len, default=None)

    def _from_star(self, node: cst.BaseExpression, first: str) -> str | None:
        """What a name stands for that only a star import can have brought.

        A module that Keras 3 still has the name from comes before one that is only known for layers.
        """
        rest = dotted(node).partition(".")[2]
        possible = []
        for star in reversed(self.stars):
            tail = keras_path(star)
            if tail is None or hasattr(builtins, first) and not exports(star, first, self.keras):
                continue
            path = f"{tail}.{first}".lstrip(".")
            if destination(path, self.keras) is not None:
                return f"{path}.{rest}".rstrip(".")
            if tail.partition(".")[0] in LAYER_ROOMS and exports(star, first, self.keras):
                possible.append(f"{path}.{rest}".rstrip("."))
        return possible[0] if possible else None

    def assigned_once(self, name: cst.Name) -> cst.BaseExpression | None:
        """The value of a name that is bound in one single place, by `name = value`."""
        scope = self.scopes.get(name)
        if scope is None:
            return None
        bindings = list(scope[name.value])
        node = getattr(bindings[0], "node", None) if len(bindings) == 1 else None
        return self.values.get(node) if node is not None else None


def _is_defined(scope: Scope, name: str) -> bool:
    """Whether the file defines a function or class of this name."""
    return any(
        isinstance(getattr(assignment, "node", None), (cst.FunctionDef, cst.ClassDef))
        for assignment in scope[name]
    )


def _assignments(tree: cst.Module) -> list[cst.Assign]:
    """Every `a = value` of the module."""
    return [
        node for node in matchers.findall(tree, matchers.Assign()) if isinstance(node, cst.Assign)
    ]
