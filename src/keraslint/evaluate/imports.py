"""Imports: names of libraries stay names, modules of the project are read and evaluated.

A module of the project runs once, in a scope of its own, like the analysed file but unlisted: what it shows and
what is wrong with it is said where it is analysed itself. It has a budget of steps of its own, so that the
analysed file gets as far with the project around it as without.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import libcst as cst

from keraslint.evaluate import libraries, names
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Class, External, Function, Later, List, SourceModule, Value
from keraslint.layers import signatures
from keraslint.source import packages
from keraslint.source.unreadable import Unreadable
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run
    from keraslint.source.packages import Found

BUILTINS_ELSEWHERE = ("six.moves", "past.builtins")
MOST_MODULES = 60
MOST_TEXT = 2_000_000  # characters of all modules of one run
MOST_NESTED = 20
STEPS = 60_000  # of all modules of one run


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
    run.pay_for_import()
    for alias in node.names:
        path = dotted(alias.name)
        if alias.asname is not None:
            names.assign(
                run,
                scope,
                alias.asname.name,
                _imported(run, Later(path, 0, "", folder(run)), scope),
            )
            continue
        top = path.partition(".")[0]
        if run.in_file and top != path:
            find(run, Later(path, 0, "", folder(run)))  # makes the submodule known to its package
        names.bind(run, scope, top, _imported(run, Later(top, 0, "", folder(run)), scope))


def import_from(run: Run, node: cst.ImportFrom, scope: Scope) -> None:
    """from a.b import c as d, or *"""
    run.pay_for_import()
    path, level = dotted(node.module), len(node.relative)
    if path == "__future__":
        return
    if level and run.project.is_keras:
        path, level = _absolute(run, path, level), 0
    if isinstance(node.names, cst.ImportStar):
        module = find(run, Later(path, level, "", folder(run)))
        _import_all(run, module, External("." * level + path), scope)
        return
    for alias in node.names:
        name = dotted(alias.name)
        target = alias.asname.name if alias.asname is not None else cst.Name(name)
        value = _imported(run, Later(path, level, name, folder(run)), scope)
        names.assign(run, scope, target, value)


def _imported(run: Run, what: Later, scope: Scope) -> Value:
    """What an import binds: other modules are read only as far as their names are used."""
    return what if run.files and scope.kind == "module" else resolve(run, what)


def resolve(run: Run, what: Later) -> Value:
    """The module or the member of a module that is imported."""
    known = run.of_libraries.get(what)
    if known is not None:
        return known
    if what in run.resolving:
        return run.unknown(f"`{what.name}` is imported in a circle", what.name)
    run.resolving.add(what)
    try:
        module = find(run, what)
        if what.name:
            found = _member(run, module, what.path, what.name)
        else:
            found = External(what.path) if module is None else module
        if module is None and isinstance(found, External):
            run.of_libraries[what] = found
        return found
    finally:
        run.resolving.discard(what)


def _member(run: Run, module: SourceModule | Unknown | None, path: str, name: str) -> Value:
    """What `from path import name` gives."""
    from keraslint.evaluate import attributes

    if isinstance(module, SourceModule):
        return attributes.get(run, module, name)
    if module is not None:
        return run.unknown(f"`{name}` comes from {module.name}, which is not found", name)
    if run.project.is_keras and not _is_known_keras(run, name):
        found = run.project.neighbour(f"{path}.{name}")
        if found is not None:
            return load(run, f"{path}.{name}", found)
    return libraries.member(
        run,
        f"builtins.{name}"
        if path in BUILTINS_ELSEWHERE and name in names.BUILTINS
        else f"{path}.{name}",
    )


def _import_all(
    run: Run, module: SourceModule | Unknown | None, origin: External, scope: Scope
) -> None:
    """from module import *"""
    from keraslint.evaluate import attributes

    run.touch(scope)
    if not isinstance(module, SourceModule) or module.scope is None:
        scope.stars.append(origin)
        return
    stated = module.scope.names.get("__all__")
    if isinstance(stated, List) and stated.open is None:
        for name in stated:
            if isinstance(name, str):
                names.bind(run, scope, name, attributes.get(run, module, name))
        return
    scope.stars.extend(star for star in module.scope.stars if star not in scope.stars)
    for name, value in list(module.scope.names.items()):
        if not name.startswith("_"):
            names.bind(run, scope, name, value)


def find(run: Run, what: Later) -> SourceModule | Unknown | None:
    """The module of the project that an import names, evaluated; None for a library's.

    An Unknown if the path begins in the project (as every relative one does), but leads nowhere.
    """
    key = what.path, what.level, what.folder
    module = run.found.get(key)
    if module is None:
        made = _find(run, what)
        if not isinstance(made, SourceModule):
            return made
        module = run.found[key] = made
    return module


def _find(run: Run, what: Later) -> SourceModule | Unknown | None:
    project, path, level = run.project, what.path, what.level
    first, *rest = path.split(".")
    missing = "." * level + path
    if level:
        found = project.above(what.folder, level)
        if not path:
            return load(run, missing, found) if found else Unknown("", run.line, missing)
        # Its own __init__.py has begun to run before anything inside a package does.
        name, found = "." * level + first, project.inside(found.folder, first) if found else None
    elif project.is_keras:
        found = None if _is_known_keras(run, path.rpartition(".")[2]) else project.neighbour(path)
        return load(run, path, found) if found else None
    else:
        name, found = first, project.top(first, what.folder)
        if found is None:
            return None
    for part in rest:
        if found is None:
            break
        load(run, name, found)
        name, found = f"{name}.{part}", project.inside(found.folder, part)
    return load(run, name, found) if found else Unknown("", run.line, missing)


def submodule(run: Run, module: SourceModule, name: str) -> SourceModule | None:
    """package.name, where that is a file of the project."""
    found = run.project.inside(module.folder, name)
    return load(run, f"{module.name}.{name}", found) if found else None


def load(run: Run, name: str, found: Found) -> SourceModule:
    """The module in this file, evaluated at its first import; a second one sees it as far as it has come."""
    known = run.imported.get(found.key)
    if known is not None:
        return known
    module = SourceModule(name, found.key, None, found.folder)
    run.imported[found.key] = module
    if found.file == run.project.file:
        module.scope = run.scope
        return module
    module.scope = Scope("module", None, run.clock)
    module.scope.names.update({"__name__": name, "__file__": found.file})
    if not found.file:
        return module
    try:
        if len(run.imported) > MOST_MODULES or len(run.files) > MOST_NESTED:
            raise Unreadable("is one of too many modules")
        source = packages.read(found.file)
        run.imported_text += len(source.text)
        if run.imported_text > MOST_TEXT:
            raise Unreadable("is one of too many modules")
        _execute(run, module, source.tree)
    except Unreadable as error:
        module.why = run.unknown(f"{name} {error.message}", name)
    return module


def _execute(run: Run, module: SourceModule, tree: cst.Module) -> None:
    """Runs a module's statements in its scope, within what is left of the steps for imports."""
    from keraslint.evaluate import statements
    from keraslint.evaluate.run import Frame, OverBudget

    scope = module.scope
    assert scope is not None
    limit, reserve, steps = run.limit, run.reserve, run.steps
    run.reserve = 0
    run.limit = steps + STEPS - run.import_steps if not run.importing else limit
    run.importing += 1
    run.files.append(module)
    run.frames.append(Frame(None, scope))
    try:
        for statement in tree.body:
            if statements.run_statement(run, statement, scope) is not None:
                break
    except OverBudget:
        module.why = run.unknown(f"{module.name} takes too many steps to be read", module.name)
        for name, value in scope.names.items():
            if not isinstance(value, (str, Function, Class, External, Later, SourceModule)):
                scope.names[name] = module.why
    finally:
        run.frames.pop()
        run.files.pop()
        run.importing -= 1
        if not run.importing:
            run.import_steps += run.steps - steps
            run.steps, run.limit, run.reserve = steps, limit, reserve


def folder(run: Run) -> str:
    """The folder of the file that is being run."""
    return os.path.dirname(run.files[-1].path) if run.files else run.project.folder


def _absolute(run: Run, path: str, level: int) -> str:
    """A relative import inside Keras's own source by its full name."""
    top = run.project.package
    inner = os.path.relpath(folder(run), os.path.dirname(top)).split(os.sep)
    return ".".join([*inner[: len(inner) - level + 1], *([path] if path else [])])


def _is_known_keras(run: Run, name: str) -> bool:
    """Whether keraslint knows this part of Keras without reading it."""
    return name in libraries.MODEL_NAMES or signatures.find(name, run.keras) is not None
