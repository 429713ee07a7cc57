"""libcst's nodes, made without libcst's checks: what Python's parser has read is sound.

Each function has the name of its class and takes the fields that it is called with here, in this order.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

import libcst as cst


def _maker(kind: type[Any], *names: str) -> Callable[..., Any]:
    """Makes nodes of a class of these fields' values; all others have their defaults.

    libcst's own constructors look whether a node is sound, which Python's parser already did.
    """
    new = object.__new__
    setters = [getattr(kind, name).__set__ for name in names]
    others = [
        (getattr(kind, field.name).__set__, _default(field))
        for field in fields(kind)
        if field.name not in names
    ]

    def make(*values: Any) -> Any:
        node = new(kind)
        for assign, value in zip(setters, values, strict=True):
            assign(node, value)
        for assign, value in others:
            assign(node, value)
        return node

    return make


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else None


Annotation = _maker(cst.Annotation, "annotation")
AnnAssign = _maker(cst.AnnAssign, "target", "annotation", "value")
Arg = _maker(cst.Arg, "value", "keyword", "star")
AsName = _maker(cst.AsName, "name")
Assert = _maker(cst.Assert, "test", "msg")
Assign = _maker(cst.Assign, "targets", "value")
AssignTarget = _maker(cst.AssignTarget, "target")
Attribute = _maker(cst.Attribute, "value", "attr")
AugAssign = _maker(cst.AugAssign, "target", "operator", "value")
Await = _maker(cst.Await, "expression")
BinaryOperation = _maker(cst.BinaryOperation, "left", "operator", "right")
BooleanOperation = _maker(cst.BooleanOperation, "left", "operator", "right")
Break = _maker(cst.Break)
Call = _maker(cst.Call, "func", "args")
ClassDef = _maker(cst.ClassDef, "name", "body", "bases", "keywords", "decorators")
CompFor = _maker(cst.CompFor, "target", "iter", "ifs", "inner_for_in", "asynchronous")
CompIf = _maker(cst.CompIf, "test")
Comparison = _maker(cst.Comparison, "left", "comparisons")
ComparisonTarget = _maker(cst.ComparisonTarget, "operator", "comparator")
Continue = _maker(cst.Continue)
Decorator = _maker(cst.Decorator, "decorator")
Del = _maker(cst.Del, "target")
Dict = _maker(cst.Dict, "elements")
DictComp = _maker(cst.DictComp, "key", "value", "for_in")
DictElement = _maker(cst.DictElement, "key", "value")
Dot = _maker(cst.Dot)
Element = _maker(cst.Element, "value")
Ellipsis = _maker(cst.Ellipsis)
Else = _maker(cst.Else, "body")
ExceptHandler = _maker(cst.ExceptHandler, "body", "type", "name")
ExceptStarHandler = _maker(cst.ExceptStarHandler, "body", "type", "name")
Expr = _maker(cst.Expr, "value")
Finally = _maker(cst.Finally, "body")
Float = _maker(cst.Float, "value")
For = _maker(cst.For, "target", "iter", "body", "orelse", "asynchronous")
FormattedString = _maker(cst.FormattedString, "parts", "start", "end")
FormattedStringExpression = _maker(
    cst.FormattedStringExpression, "expression", "conversion", "format_spec"
)
FormattedStringText = _maker(cst.FormattedStringText, "value")
From = _maker(cst.From, "item")
FunctionDef = _maker(
    cst.FunctionDef, "name", "params", "body", "decorators", "returns", "asynchronous"
)
GeneratorExp = _maker(cst.GeneratorExp, "elt", "for_in")
Global = _maker(cst.Global, "names")
If = _maker(cst.If, "test", "body", "orelse")
IfExp = _maker(cst.IfExp, "body", "test", "orelse")
Imaginary = _maker(cst.Imaginary, "value")
Import = _maker(cst.Import, "names")
ImportAlias = _maker(cst.ImportAlias, "name", "asname")
ImportFrom = _maker(cst.ImportFrom, "module", "names", "relative")
ImportStar = _maker(cst.ImportStar)
IndentedBlock = _maker(cst.IndentedBlock, "body")
Index = _maker(cst.Index, "value", "star")
Integer = _maker(cst.Integer, "value")
Lambda = _maker(cst.Lambda, "params", "body")
SimpleStatementLine = _maker(cst.SimpleStatementLine, "body")
List = _maker(cst.List, "elements")
ListComp = _maker(cst.ListComp, "elt", "for_in")
Match = _maker(cst.Match, "subject", "cases")
MatchAs = _maker(cst.MatchAs, "pattern", "name")
MatchCase = _maker(cst.MatchCase, "pattern", "guard", "body")
MatchClass = _maker(cst.MatchClass, "cls", "patterns", "kwds")
MatchSequenceElement = _maker(cst.MatchSequenceElement, "value")
MatchKeywordElement = _maker(cst.MatchKeywordElement, "key", "pattern")
MatchList = _maker(cst.MatchList, "patterns")
MatchMapping = _maker(cst.MatchMapping, "elements", "rest")
MatchMappingElement = _maker(cst.MatchMappingElement, "key", "pattern")
MatchOr = _maker(cst.MatchOr, "patterns")
MatchOrElement = _maker(cst.MatchOrElement, "pattern")
MatchSingleton = _maker(cst.MatchSingleton, "value")
MatchStar = _maker(cst.MatchStar, "name")
MatchValue = _maker(cst.MatchValue, "value")
Name = _maker(cst.Name, "value")
NameItem = _maker(cst.NameItem, "name")
NamedExpr = _maker(cst.NamedExpr, "target", "value")
Nonlocal = _maker(cst.Nonlocal, "names")
Param = _maker(cst.Param, "name", "annotation", "default", "star")
ParamStar = _maker(cst.ParamStar)
Parameters = _maker(
    cst.Parameters, "params", "star_arg", "kwonly_params", "star_kwarg", "posonly_params"
)
Pass = _maker(cst.Pass)
Raise = _maker(cst.Raise, "exc", "cause")
Return = _maker(cst.Return, "value")
Set = _maker(cst.Set, "elements")
SetComp = _maker(cst.SetComp, "elt", "for_in")
Slice = _maker(cst.Slice, "lower", "upper", "step")
StarredElement = _maker(cst.StarredElement, "value")
StarredDictElement = _maker(cst.StarredDictElement, "value")
SimpleString = _maker(cst.SimpleString, "value")
Subscript = _maker(cst.Subscript, "value", "slice")
SubscriptElement = _maker(cst.SubscriptElement, "slice", "comma")
Try = _maker(cst.Try, "body", "handlers", "orelse", "finalbody")
TryStar = _maker(cst.TryStar, "body", "handlers", "orelse", "finalbody")
Tuple = _maker(cst.Tuple, "elements")
UnaryOperation = _maker(cst.UnaryOperation, "operator", "expression")
While = _maker(cst.While, "test", "body", "orelse")
With = _maker(cst.With, "items", "body", "asynchronous")
WithItem = _maker(cst.WithItem, "item", "asname")
Yield = _maker(cst.Yield, "value")

OPERATORS: dict[type, Any] = {
    ast.Add: cst.Add(),
    ast.Sub: cst.Subtract(),
    ast.Mult: cst.Multiply(),
    ast.MatMult: cst.MatrixMultiply(),
    ast.Div: cst.Divide(),
    ast.Mod: cst.Modulo(),
    ast.Pow: cst.Power(),
    ast.LShift: cst.LeftShift(),
    ast.RShift: cst.RightShift(),
    ast.BitOr: cst.BitOr(),
    ast.BitXor: cst.BitXor(),
    ast.BitAnd: cst.BitAnd(),
    ast.FloorDiv: cst.FloorDivide(),
    ast.And: cst.And(),
    ast.Or: cst.Or(),
    ast.Invert: cst.BitInvert(),
    ast.Not: cst.Not(),
    ast.UAdd: cst.Plus(),
    ast.USub: cst.Minus(),
    ast.Eq: cst.Equal(),
    ast.NotEq: cst.NotEqual(),
    ast.Lt: cst.LessThan(),
    ast.LtE: cst.LessThanEqual(),
    ast.Gt: cst.GreaterThan(),
    ast.GtE: cst.GreaterThanEqual(),
    ast.Is: cst.Is(),
    ast.IsNot: cst.IsNot(),
    ast.In: cst.In(),
    ast.NotIn: cst.NotIn(),
}
AUGMENTED: dict[type, Any] = {
    kind: getattr(cst, f"{type(operator).__name__}Assign")()
    for kind, operator in OPERATORS.items()
    if isinstance(operator, cst.BaseBinaryOp)
}
COMMA = cst.Comma()
ASYNC = cst.Asynchronous()
UNSAID = cst.MaybeSentinel.DEFAULT
