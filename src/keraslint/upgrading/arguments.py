"""The arguments of a call in source, read under one signature and written under another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from keraslint.layers.signatures import Signature
from keraslint.upgrading.outcome import Refused

TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
SIDES = {
    "conv2d_args_preprocessor": ("nb_row", "nb_col"),
    "conv3d_args_preprocessor": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
    "convlstm2d_args_preprocessor": ("nb_row", "nb_col"),
    "deconv2d_args_preprocessor": ("nb_row", "nb_col"),
    "separable_conv2d_args_preprocessor": ("nb_row", "nb_col"),
}
"""The sides of a kernel as Keras 1 takes them, for the interfaces of standalone Keras 2."""


@dataclass(frozen=True, slots=True)
class Given:
    """One argument of a call: its canonical name, "" for `**more`, and the node that holds its value."""

    name: str
    node: cst.Arg

    @property
    def value(self) -> cst.BaseExpression:
        return self.node.value

    @property
    def named(self) -> bool:
        return self.node.keyword is not None

    def with_value(self, value: cst.BaseExpression, name: str = "") -> Given:
        return Given(name or self.name, self.node.with_changes(value=value))


def read(call: cst.Call, signature: Signature, line: int) -> list[Given]:
    """The arguments under canonical names; the sides of a kernel are one argument, its kernel_size.

    Refuses what cannot be told apart: `*sizes`, more arguments than the signature has.
    """
    sides = sides_of(signature)
    positional = _positional(call, signature, sides)
    given: list[Given] = []
    for index, node in enumerate(call.args):
        if node.star == "*":
            raise Refused(f"{signature.name} gets its arguments from `*`", line)
        if node.star == "**":
            given.append(Given("", node))
        elif node.keyword is not None:
            given.append(Given(canonical(signature, node.keyword.value), node))
        elif index < len(positional):
            given.append(Given(positional[index], node))
        else:
            raise Refused(f"{signature.name} takes no {index + 1} arguments by position", line)
    return _with_kernel_size(given, sides, signature.name, line)


def sides_of(signature: Signature) -> tuple[str, ...]:
    """The names of the sides of a kernel, where the layer takes them one by one."""
    if signature.sides or signature.interface is None:
        return signature.sides
    return SIDES.get(signature.interface.get("preprocessor", ""), ())


def canonical(signature: Signature, name: str) -> str:
    """Keras 3's name of a keyword, whichever spelling that Keras accepts."""
    found = signature.canonical.get(name, name)
    if signature.interface is not None and name not in signature.canonical:
        found = signature.interface.get("conversions", {}).get(name, found)
    return found


def _positional(call: cst.Call, signature: Signature, sides: tuple[str, ...]) -> list[str]:
    """The canonical names of the arguments that are given by position."""
    count = sum(1 for node in call.args if node.keyword is None and not node.star)
    names = [signature.canonical.get(name, name) for name in signature.positional]
    if sides and not signature.sides and count == len(sides) + 1:
        return [names[0], *sides]
    return names


def _with_kernel_size(
    given: list[Given], sides: tuple[str, ...], layer: str, line: int
) -> list[Given]:
    """The sides of the kernel put together in the place of the first one."""
    parts = [one for one in given if one.name in sides]
    if not parts:
        return given
    if len(parts) < len(sides):
        raise Refused(f"{layer} gets some sides of its kernel only", line)
    ordered = sorted(parts, key=lambda one: sides.index(one.name))
    elements = [
        cst.Element(
            one.value,
            cst.Comma(whitespace_after=_after(one.node, parts))
            if one is not ordered[-1]
            else cst.MaybeSentinel.DEFAULT,
        )
        for one in ordered
    ]
    node = parts[0].node.with_changes(value=cst.Tuple(elements), comma=parts[-1].node.comma)
    whole = Given("kernel_size", node)
    return [
        whole if one is parts[0] else one
        for one in given
        if one is parts[0] or one.name not in sides
    ]


def _after(node: cst.Arg, parts: list[Given]) -> cst.BaseParenthesizableWhitespace:
    """What stood behind an argument's comma, if the sides stand in a row and it is no new line."""
    comma = node.comma
    if isinstance(comma, cst.Comma) and node is not parts[-1].node:
        return comma.whitespace_after
    return cst.SimpleWhitespace(" ")


def write(given: Sequence[Given], signature: Signature, names: Iterable[str] = ()) -> list[cst.Arg]:
    """The arguments as nodes for a call under this signature; by position only where they were and still may be."""
    positional = list(names) or [signature.canonical[name] for name in signature.positional]
    in_order = True
    nodes: list[cst.Arg] = []
    for index, one in enumerate(given):
        node = one.node
        placed = not one.named and not node.star and positional[index : index + 1] == [one.name]
        in_order = in_order and placed
        if node.star or in_order:
            nodes.append(node)
        elif one.named and node.keyword is not None:
            nodes.append(node.with_changes(keyword=node.keyword.with_changes(value=one.name)))
        else:
            nodes.append(node.with_changes(keyword=cst.Name(one.name), equal=TIGHT))
    return nodes


def with_arguments(call: cst.Call, nodes: Sequence[cst.Arg]) -> cst.Call:
    """The call with other arguments; commas and the layout around them stay where they were."""
    if not nodes:
        return call.with_changes(args=[])
    if not call.args:
        return call.with_changes(args=list(nodes))
    tail = call.args[-1]
    separator = _separator(call.args)
    arguments = [
        node
        if isinstance(node.comma, cst.Comma) and node.comma is not tail.comma
        else node.with_changes(comma=separator, whitespace_after_arg=cst.SimpleWhitespace(""))
        for node in nodes
    ]
    arguments[-1] = nodes[-1].with_changes(
        comma=tail.comma, whitespace_after_arg=tail.whitespace_after_arg
    )
    return call.with_changes(args=arguments)


def _separator(old: Sequence[cst.Arg]) -> cst.Comma:
    """A comma as the call has them between its arguments."""
    for node in old[:-1]:
        if isinstance(node.comma, cst.Comma):
            after = node.comma.whitespace_after
            if isinstance(after, cst.ParenthesizedWhitespace):
                after = after.with_changes(
                    first_line=cst.TrailingWhitespace(newline=after.first_line.newline),
                    empty_lines=[],
                )
            return cst.Comma(whitespace_after=after)
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def added(name: str, value: str) -> Given:
    """An argument that the source did not spell out."""
    return Given(name, cst.Arg(cst.parse_expression(value), cst.Name(name), equal=TIGHT))


def changed(
    given: Sequence[Given], name: str, change: Callable[[cst.BaseExpression], cst.BaseExpression]
) -> list[Given]:
    """The arguments, the value of one of them changed."""
    return [
        replace(one, node=one.node.with_changes(value=change(one.value)))
        if one.name == name
        else one
        for one in given
    ]
