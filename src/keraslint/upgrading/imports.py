"""The imports of a file whose uses of Keras are rewritten: what they bring, from where it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from keraslint.evaluate.imports import dotted
from keraslint.evaluate.libraries import keras_path
from keraslint.layers import signatures
from keraslint.layers.generations import Keras
from keraslint.upgrading.destinations import (
    destination,
    is_in_tensorflow,
    is_module,
    standing_module,
)

NOT_ONE = ("merge", "Merge", "TimeDistributedDense")
"""What is another thing at every call."""


class Imports(cst.CSTTransformer):
    """Rewrites the imports of one module; `brought` are the names that they bring at its top afterwards.

    replaced  path that was imported -> names that stand in its place now, such as merge -> concatenate, add
    """

    def __init__(self, keras: Keras, replaced: Mapping[str, Mapping[str, None]]) -> None:
        super().__init__()
        self.keras = keras
        self.replaced = replaced
        self.brought: dict[str, str] = {}
        self.stars: set[str] = set()
        self._depth = 0

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:  # noqa: N802
        self._depth += 1

    def leave_IndentedBlock(  # noqa: N802
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        self._depth -= 1
        body = _without_empty(updated_node.body)
        if not body and updated_node.body:
            body = [cst.SimpleStatementLine([cst.Pass()])]
        return updated_node.with_changes(body=body)

    def leave_Module(  # noqa: N802
        self, original_node: cst.Module, updated_node: cst.Module
    ) -> cst.Module:
        return updated_node.with_changes(body=_without_empty(updated_node.body))

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        body = list(self._statements(updated_node.body))
        if _same(body, updated_node.body):
            return updated_node
        if len(body) < 2 or len(updated_node.body) > 1:
            return updated_node.with_changes(body=body)
        lines = [updated_node.with_changes(body=body[:1])]
        lines += [cst.SimpleStatementLine([statement]) for statement in body[1:]]
        return cst.FlattenSentinel(lines)

    def leave_SimpleStatementSuite(  # noqa: N802
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.SimpleStatementSuite:
        body = list(self._statements(updated_node.body)) or [cst.Pass()]
        if _same(body, updated_node.body):
            return updated_node
        return updated_node.with_changes(body=body)

    def _statements(
        self, body: Sequence[cst.BaseSmallStatement]
    ) -> Iterator[cst.BaseSmallStatement]:
        for statement in body:
            if isinstance(statement, cst.ImportFrom):
                yield from self._import_from(statement)
            elif isinstance(statement, cst.Import):
                yield from self._import(statement)
            else:
                yield statement

    def _import(self, statement: cst.Import) -> Iterator[cst.BaseSmallStatement]:
        """import keras.layers.core as core"""
        kept: list[cst.ImportAlias] = []
        for alias in statement.names:
            path = keras_path(dotted(alias.name))
            if path and not is_module(path):
                if alias.asname is not None:
                    continue  # every use names what it means
                root = dotted(alias.name).removesuffix(path)
                name = cst.parse_expression((root + standing_module(path)).rstrip("."))
                alias = alias.with_changes(name=name)
            kept.append(alias)
        if kept:
            yield (
                statement
                if _same(kept, statement.names)
                else statement.with_changes(names=_closed(kept))
            )

    def _import_from(self, statement: cst.ImportFrom) -> Iterator[cst.BaseSmallStatement]:
        """from keras.layers.core import Dense, Dropout as D"""
        path = keras_path(dotted(statement.module))
        if path is None or statement.relative or statement.module is None:
            yield statement
            return
        root = dotted(statement.module).removesuffix(path).rstrip(".")
        if isinstance(statement.names, cst.ImportStar):
            yield from self._import_star(statement, root, path)
            return
        kept: dict[str, list[cst.ImportAlias]] = {}
        for alias in statement.names:
            for module, new in self._aliases(alias, path):
                kept.setdefault(module, []).append(new)
        for index, (module, aliases) in enumerate(kept.items()):
            where = _name(_module_path(root, module))
            if index == 0:
                if module == path and _same(aliases, statement.names):
                    yield statement
                else:
                    same = module == path
                    yield statement.with_changes(
                        module=statement.module if same else where, names=_closed(aliases)
                    )
            else:
                yield cst.ImportFrom(where, _closed(aliases))

    def _import_star(
        self, statement: cst.ImportFrom, root: str, path: str
    ) -> Iterator[cst.BaseSmallStatement]:
        module = standing_module(path)
        if self._depth == 0:
            if module in self.stars:
                return
            self.stars.add(module)
        if module == path:
            yield statement
        else:
            yield statement.with_changes(module=_name(f"{root}.{module}".rstrip(".")))

    def _aliases(self, alias: cst.ImportAlias, path: str) -> Iterator[tuple[str, cst.ImportAlias]]:
        """What one imported name becomes: (module of Keras 3, alias) for each name in its place."""
        name = dotted(alias.name)
        old = f"{path}.{name}".lstrip(".")
        here = alias.evaluated_alias
        if is_module(old):
            yield path, alias
            return
        room = old.partition(".")[0]
        several = room == "layers" and name in NOT_ONE and signatures.find(name, self.keras)
        where = None if several else destination(old, self.keras)
        targets = list(self.replaced.get(old, ())) if here is None else []
        if several and targets:
            wheres = [f"layers.{target}" for target in targets]
        elif where is not None and not where.startswith("ops."):
            wheres = [where]
        else:
            return
        for one in wheres:
            module, _, new = one.rpartition(".")
            if self._is_new(one, here or new):
                same = new == name
                yield module, alias if same else alias.with_changes(name=cst.Name(new))

    def _is_new(self, where: str, here: str) -> bool:
        """Whether the name has not been brought already; notes that it is now."""
        if self._depth > 0:
            return True
        if self.brought.get(here) == where:
            return False
        self.brought[here] = where
        return True


def with_imports(tree: cst.Module, missing: Mapping[str, str]) -> cst.Module:
    """The module with these names imported as well: beside others from the same module, else on a new line."""
    body = list(tree.body)
    for name in sorted(missing):
        module = _module_path("keras", missing[name].rpartition(".")[0])
        at = next((i for i, line in enumerate(body) if _imports_from(line, module)), None)
        if at is not None:
            body[at] = _with_name(body[at], name)
        else:
            line = cst.SimpleStatementLine(
                [cst.ImportFrom(_name(module), [cst.ImportAlias(cst.Name(name))])]
            )
            body.insert(_place(body), line)
    return tree.with_changes(body=body)


def _imports_from(line: cst.CSTNode, module: str) -> bool:
    """Whether a line is `from module import names`."""
    return (
        isinstance(line, cst.SimpleStatementLine)
        and len(line.body) == 1
        and isinstance(line.body[0], cst.ImportFrom)
        and not isinstance(line.body[0].names, cst.ImportStar)
        and dotted(line.body[0].module) == module
        and not line.body[0].relative
    )


def _with_name(line: cst.BaseStatement, name: str) -> cst.SimpleStatementLine:
    """The import line with one more name at its end, laid out like those before."""
    assert isinstance(line, cst.SimpleStatementLine)
    statement = line.body[0]
    assert isinstance(statement, cst.ImportFrom) and not isinstance(statement.names, cst.ImportStar)
    aliases = list(statement.names)
    last = aliases[-1]
    between = aliases[-2].comma if len(aliases) > 1 else None
    if not isinstance(between, cst.Comma):
        between = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    aliases[-1] = last.with_changes(comma=between)
    aliases.append(cst.ImportAlias(cst.Name(name), comma=last.comma))
    return line.with_changes(body=[statement.with_changes(names=aliases)])


def _place(body: Sequence[cst.CSTNode]) -> int:
    """Where a new import goes: behind the first one of Keras, else behind the first of all, else at the top."""
    imports = [
        index
        for index, line in enumerate(body)
        if isinstance(line, cst.SimpleStatementLine)
        and isinstance(line.body[0], (cst.Import, cst.ImportFrom))
    ]
    of_keras = [index for index in imports if _is_keras(body[index])]
    future = [index for index in imports if _module(body[index]) == "__future__"]
    if of_keras:
        return of_keras[0] + 1
    if imports:
        return max(imports[0], *future, -1) + 1
    first = body[0] if body else None
    has_docstring = (
        isinstance(first, cst.SimpleStatementLine)
        and isinstance(first.body[0], cst.Expr)
        and isinstance(first.body[0].value, cst.SimpleString)
    )
    return int(has_docstring)


def _module(line: cst.CSTNode) -> str:
    statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if isinstance(statement, cst.ImportFrom):
        return dotted(statement.module)
    return dotted(statement.names[0].name) if isinstance(statement, cst.Import) else ""


def _is_keras(line: cst.CSTNode) -> bool:
    return keras_path(_module(line)) is not None


def _module_path(root: str, module: str) -> str:
    """The module that is imported from: one of TensorFlow's, or this one below Keras's root."""
    return module if is_in_tensorflow(f"{module}.") else f"{root}.{module}".rstrip(".")


def _name(path: str) -> cst.Attribute | cst.Name:
    node = cst.parse_expression(path)
    assert isinstance(node, (cst.Attribute, cst.Name))
    return node


def _closed(aliases: Sequence[cst.ImportAlias]) -> list[cst.ImportAlias]:
    """The names with commas between them, and none after the last that would need brackets."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    parts = [
        alias if isinstance(alias.comma, cst.Comma) else alias.with_changes(comma=comma)
        for alias in aliases
    ]
    last = parts[-1]
    parts[-1] = last.with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return parts


def _same(new: Sequence[object], old: Sequence[object]) -> bool:
    return len(new) == len(old) and all(a is b for a, b in zip(new, old, strict=True))


def _without_empty(body: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """The statements without lines that have become empty; the comments before those go to what follows."""
    kept: list[cst.BaseStatement] = []
    waiting: list[cst.EmptyLine] = []
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine) and not statement.body:
            waiting += statement.leading_lines
            comment = statement.trailing_whitespace.comment
            if comment is not None:
                waiting.append(cst.EmptyLine(comment=comment))
        elif waiting and hasattr(statement, "leading_lines"):
            lines = [*waiting, *statement.leading_lines]
            kept.append(statement.with_changes(leading_lines=lines))
            waiting = []
        else:
            kept.append(statement)
    return kept
