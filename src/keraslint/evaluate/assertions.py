"""Assertions on shapes and counts of Keras's: what stands on their two sides.

`assert model.output_shape == (None, 10)`, `assert model.count_params() < 10_000` and, in tests,
`self.assertEqual(model.count_params(), 7850)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import bounds, expressions
from keraslint.evaluate.values import List, Value
from keraslint.graph.tensor import Tensor
from keraslint.layers.layer import Layer
from keraslint.sizes import Expression

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run
    from keraslint.evaluate.scope import Scope

OF_MODELS = ("output_shape", "input_shape", "count_params")
OF_TENSORS = ("shape", "get_shape", "_keras_shape")
EQUALITIES = (
    "assertEqual", "assertEquals", "assertTupleEqual", "assertListEqual", "assertSequenceEqual", "assertAllEqual",
    "assert_equal", "assert_array_equal",
)  # fmt: skip
"""The methods of test cases, NumPy and TensorFlow that compare their first two arguments."""
COMPARISONS: dict[type[cst.BaseCompOp], str] = {
    cst.Equal: "==",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
UNSURE = "?"
"""A size that is not known, or that may be another one when the assertion runs."""


def note(run: Run, node: cst.BaseExpression, scope: Scope) -> None:
    """Keeps the comparisons of shapes and counts that this assertion makes."""
    if not run.in_file or _is_a_trial(run):
        return
    for left, sign, right in _comparisons(node):
        for target, operator, stated in ((left, sign, right), (right, MIRRORED[sign], left)):
            subject = _subject(run, target, scope)
            if subject is not None:
                _keep(run, subject, target, operator, stated, scope)
                break


def forget(run: Run, noted: int) -> None:
    """Drops the assertions since then: something catches their failing."""
    run.mentions[noted:] = [m for m in run.mentions[noted:] if m.role != "assert"]


def _is_a_trial(run: Run) -> bool:
    """Whether nobody calls the function with the defaults that it is tried with."""
    return any(frame.uncalled and frame.function.defaults for frame in run.frames if frame.function)


def _comparisons(node: cst.BaseExpression) -> Iterator[tuple[Any, str, Any]]:
    """The two sides of each comparison that has to hold, and its sign."""
    if type(node) is cst.BooleanOperation and type(node.operator) is cst.And:
        yield from _comparisons(node.left)
        yield from _comparisons(node.right)
    elif type(node) is cst.Comparison:
        left = node.left
        for target in node.comparisons:
            sign = COMPARISONS.get(type(target.operator))
            if sign is not None:
                yield left, sign, target.comparator
            left = target.comparator
    elif type(node) is cst.Call and type(node.func) is cst.Attribute:
        plain = [argument.value for argument in node.args[:2] if not argument.star]
        if node.func.attr.value in EQUALITIES and len(plain) == 2:
            yield plain[0], "==", plain[1]


def _subject(run: Run, node: cst.BaseExpression, scope: Scope) -> Value:
    """The model, layer or tensor whose shape or count this is; None if it is nothing of the kind."""
    while isinstance(node, (cst.Subscript, cst.Call, cst.Attribute)):
        if isinstance(node, cst.Call) and len(node.args) == 1:
            name = getattr(node.func, "attr", node.func)
            if isinstance(name, cst.Name) and name.value in ("int_shape", "tuple", "list", "len"):
                if name.value == "int_shape":
                    return _named(run, node.args[0].value, scope, Tensor)
                node = node.args[0].value
                continue
        if isinstance(node, cst.Attribute):
            if node.attr.value in OF_MODELS:
                return _named(run, node.value, scope, Layer)
            if node.attr.value in OF_TENSORS:
                return _named(run, node.value, scope, Tensor)
        node = node.func if isinstance(node, cst.Call) else node.value
    return None


def _named(run: Run, node: cst.BaseExpression, scope: Scope, kind: type) -> Value:
    """What a name, attribute or item stands for, if it is of that kind; no call but `get_layer` is made twice."""
    plain = node
    while isinstance(plain, (cst.Attribute, cst.Subscript)) or _gets_layer(plain):
        plain = getattr(plain, "func" if isinstance(plain, cst.Call) else "value")
    value = expressions.evaluate(run, node, scope) if isinstance(plain, cst.Name) else None
    return value if isinstance(value, kind) else None


def _gets_layer(node: cst.BaseExpression) -> bool:
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return False
    plain = all(isinstance(a.value, (cst.SimpleString, cst.Integer)) for a in node.args)
    return node.func.attr.value == "get_layer" and plain


def _keep(run: Run, subject: Value, target: Any, operator: str, stated: Any, scope: Scope) -> None:
    run.step(bounds.STEPS_OF_ASSERTION)
    if not run.in_file:
        return
    written = run.module.places.written
    values = [plain(expressions.evaluate(run, side, scope)) for side in (target, stated)]
    actual = _whatever_the_batch(values[0]) if isinstance(subject, Tensor) else values[0]
    details = {
        "target": " ".join(written(target).split()),
        "operator": operator,
        "actual": actual,
        "stated": values[1],
        "written": written(stated),
    }
    run.mention(subject, "assert", details)


def plain(value: Value) -> Any:
    """The value as numbers, tuples and lists; what is not known in it as text."""
    if isinstance(value, List):
        return UNSURE if value.open is not None else [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if value is None or isinstance(value, int):
        return value
    return str(value) if isinstance(value, Expression) else UNSURE


def _whatever_the_batch(value: Any) -> Any:
    """The shape of a tensor that may be computed on data instead: a free axis then has a size."""
    if isinstance(value, (tuple, list)):
        return type(value)(UNSURE if axis is None else axis for axis in value)
    return UNSURE if value is None else value
