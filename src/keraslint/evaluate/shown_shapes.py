"""Shapes of symbolic tensors that a statement prints or shows: `print(x.shape)`; comments there speak of that tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import expressions
from keraslint.graph.network import Network
from keraslint.graph.tensor import Tensor

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run
    from keraslint.evaluate.scope import Scope


def note(run: Run, node: cst.BaseExpression, scope: Scope) -> None:
    """Keeps the layer whose output this statement shows the shape of, if it shows just one."""
    names = [name for part in _shown(node) if (name := _owner(part)) is not None]
    if len(names) != 1 or not run.in_file:
        return
    value = expressions.evaluate(run, names[0], scope)
    if isinstance(value, Tensor) and value.node is not None and value.node.output is value:
        if not isinstance(value.node.layer, Network):
            run.mention(value.node.layer, "shape")


def _shown(node: cst.BaseExpression) -> list[Any]:
    """What a print, or a notebook's last line, shows."""
    if type(node) is cst.Call and type(node.func) is cst.Name and node.func.value == "print":
        return [argument.value for argument in node.args]
    return [node]


def _owner(node: cst.BaseExpression) -> cst.Name | None:
    """The x of x.shape and K.int_shape(x)."""
    if type(node) is cst.Attribute and node.attr.value in ("shape", "_keras_shape"):
        return node.value if type(node.value) is cst.Name else None
    if type(node) is cst.Call and len(node.args) == 1:
        name = getattr(node.func, "attr", node.func)
        if isinstance(name, cst.Name) and name.value == "int_shape":
            argument = node.args[0].value
            return argument if isinstance(argument, cst.Name) else None
    return None
