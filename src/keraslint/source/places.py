"""Where expressions and statements stand.

Python's own tree knows all places. A tree that libcst's parser made has to be asked of its position provider, which
takes much longer.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.findings import Place
from keraslint.source.text import part_of, split_lines

if TYPE_CHECKING:
    from keraslint.source.module import Module


class Places:
    """The places of a module's nodes, found at the first question."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._ascii = module.code.isascii()

    def of(self, node: cst.CSTNode) -> Place:
        """The place of an expression, a line or a compound statement; inside an f-string, that of its statement."""
        known = self._known.get(node)
        if known is None:
            raise KeyError(f"{type(node).__name__} has no place of its own in this module")
        if not isinstance(known, Place):
            known = self._known[node] = self._place(known)
        return known

    def line(self, node: cst.CSTNode) -> int:
        """The first line of such a node; that of a decorated function is its `def`."""
        known = self._known.get(node)
        if known is None:
            return self.of(node).line
        return int(known.line if isinstance(known, Place) else known.lineno)

    def written(self, node: cst.CSTNode) -> str:
        """An expression as it stands in the code."""
        if self._module.twins is None:
            return self._module.tree.code_for_node(node)
        return part_of(self._lines, self.of(node))

    @cached_property
    def _known(self) -> dict[cst.CSTNode, Any]:
        """Node -> Place, or Python's node that stands there."""
        return _provided(self._module) if self._module.twins is None else self._module.twins

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self._module.code)

    def _place(self, node: Any) -> Place:
        """An ast node's place, its columns counted in characters instead of bytes."""
        start, end = node.col_offset, node.end_col_offset
        if not self._ascii:
            start, end = (
                self._characters(node.lineno, start),
                self._characters(node.end_lineno, end),
            )
        return Place(node.lineno, start, node.end_lineno, end)

    def _characters(self, line: int, offset: int) -> int:
        return len(self._lines[line - 1].encode()[:offset].decode(errors="replace"))


def _provided(module: Module) -> dict[cst.CSTNode, Any]:
    from libcst.metadata import MetadataWrapper, PositionProvider

    ranges = MetadataWrapper(module.tree, unsafe_skip_copy=True).resolve(PositionProvider)
    return {
        node: Place(found.start.line, found.start.column, found.end.line, found.end.column)
        for node, found in ranges.items()
    }
