"""Imports: names of libraries stay names, modules of the project are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from keraslint.evaluate import names
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import External, SourceModule, Value

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def dotted(node: cst.BaseExpression | None) -> str:
    """a.b.c as text."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


def import_names(run: Run, node: cst.Import, scope: Scope) -> None:
    """import a.b as c, d"""
    for alias in node.names:
        path = dotted(alias.name)
        if alias.asname is not None:
            module = project_module(run, path, 0)
            names.assign(run, scope, alias.asname.name, module or External(path))
        else:
            top = path.partition(".")[0]
            module = project_module(run, top, 0)
            names.bind(run, scope, top, module or External(top))
            if module is not None and "." in path:
                project_module(run, path, 0)


def import_from(run: Run, node: cst.ImportFrom, scope: Scope) -> None:
    """from a.b import c as d, or *"""
    path, level = dotted(node.module), len(node.relative)
    if path == "__future__":
        return
    module = project_module(run, path, level)
    origin: Value = module or External("." * level + path)
    if isinstance(node.names, cst.ImportStar):
        run.touch(scope)
        scope.stars.append(origin)
        return
    for alias in node.names:
        name = dotted(alias.name)
        if module is not None:
            from keraslint.evaluate import attributes

            value = attributes.get(run, module, name)
        elif level:
            value = run.unknown(f"`{name}` comes from {'.' * level}{path}, which is not found", name)
        else:
            value = External(f"{path}.{name}")
        target = alias.asname.name if alias.asname is not None else cst.Name(name)
        names.assign(run, scope, target, value)


def project_module(run: Run, path: str, level: int) -> SourceModule | None:
    """A module of the project that this import names, read and run; None for libraries and what is not found."""
    return None


def submodule(run: Run, module: SourceModule, name: str) -> SourceModule | None:
    """package.name, where that is a file of the project."""
    return None
