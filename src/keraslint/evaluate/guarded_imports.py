"""try: import …; except ImportError: … for a library that may be missing where the program runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import libraries

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def depends_on_library(run: Run, node: cst.Try | cst.TryStar, handler: Any) -> bool:
    """Whether a name has one value if a library that is not known is installed, and another if not."""
    settled = set(_assigned(node.body)) & set(_assigned(handler.body))
    if not settled:
        return False
    paths = (path for statement in _small(node.body) for path in _imported(statement))
    return any(_may_be_missing(run, path) for path in paths)


def _may_be_missing(run: Run, path: str) -> bool:
    known = libraries.keras_path(path) is not None or libraries.is_known(path)
    return not known and run.project.top(path.partition(".")[0]) is None


def _small(body: Any) -> Iterator[cst.BaseSmallStatement]:
    for line in body.body:
        if isinstance(line, cst.SimpleStatementLine):
            yield from line.body
        elif isinstance(line, cst.BaseSmallStatement):
            yield line


def _assigned(body: Any) -> Iterator[str]:
    for statement in _small(body):
        if isinstance(statement, cst.Assign):
            for target in statement.targets:
                if isinstance(target.target, cst.Name):
                    yield target.target.value


def _imported(statement: cst.BaseSmallStatement) -> Iterator[str]:
    if isinstance(statement, cst.Import):
        yield from (alias.evaluated_name for alias in statement.names)
    elif isinstance(statement, cst.ImportFrom) and statement.module and not statement.relative:
        yield cst.Module([]).code_for_node(statement.module)
