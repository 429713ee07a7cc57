"""Keras 1's `merge` and `Merge`: one layer with a mode then, a layer for each mode now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from keraslint.layers import signatures
from keraslint.layers.generations import Keras
from keraslint.upgrading.arguments import TIGHT, Given, added, read, with_arguments
from keraslint.upgrading.layers import constant
from keraslint.upgrading.outcome import Refused

MODES = {
    "ave": ("average", "Average"),
    "concat": ("concatenate", "Concatenate"),
    "cos": ("dot", "Dot"),
    "dot": ("dot", "Dot"),
    "max": ("maximum", "Maximum"),
    "mul": ("multiply", "Multiply"),
    "sum": ("add", "Add"),
}
"""The functional form and the class of Keras 3 for each mode."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merging call for Keras 3: what it calls, with which arguments, and, for a Lambda, on which inputs."""

    name: str
    call: cst.Call
    inputs: cst.Arg | None = None


def upgrade_merge(call: cst.Call, name: str, keras: Keras, line: int) -> Merged:
    """merge([a, b], mode=…) or Merge(mode=…), as the layer of that mode."""
    signature = signatures.find(name, keras)
    assert signature is not None
    given = {one.name: one for one in read(call, signature, line)}
    if "" in given:
        raise Refused(f"{name} gets its arguments from `**`", line)
    if "layers" in given and constant(given["layers"].value) is not None:
        raise Refused(
            "a Sequential that starts with Merge has several inputs; Keras 3 has only Model for that",
            line,
        )
    mode = given["mode"].value if "mode" in given else cst.SimpleString('"sum"')
    inputs = given.get("inputs")
    if isinstance(mode, cst.Lambda):
        return _lambda(call, given, inputs, line)
    value = constant(mode)
    if not isinstance(value, str) or value not in MODES:
        raise Refused(f"{name} has a mode that is not written out", line)
    unused = given.keys() & {"arguments", "output_mask", "node_indices", "tensor_indices"}
    if any(constant(given[key].value) is not None for key in unused):
        raise Refused(f"{name} gets {sorted(unused)[0]}, which Keras 3 does not take", line)
    nodes = [] if inputs is None else [_unnamed(inputs)]
    nodes += _own_arguments(value, given)
    if "name" in given:
        nodes.append(given["name"].node)
    return Merged(MODES[value][inputs is None], with_arguments(call, nodes))


def _own_arguments(mode: str, given: dict[str, Given]) -> list[cst.Arg]:
    """What the layer of one mode takes: the axis of a concatenation, the axes of a dot product."""
    if mode == "concat":
        return [_renamed(given["concat_axis"], "axis")] if "concat_axis" in given else []
    if mode not in ("dot", "cos"):
        return []
    axes = given.get("dot_axes")
    nodes = [_renamed(axes, "axes") if axes is not None else added("axes", "-1").node]
    return [*nodes, added("normalize", "True").node] if mode == "cos" else nodes


def _lambda(call: cst.Call, given: dict[str, Given], inputs: Given | None, line: int) -> Merged:
    """A function as the mode is a Lambda layer now."""
    if "output_mask" in given:
        raise Refused("merge gets an output_mask, which Keras 3 does not take", line)
    wanted: Sequence[str] = ("mode", "output_shape", "arguments", "name")
    nodes = [
        _unnamed(given[key]) if key == "mode" else _renamed(given[key], key)
        for key in wanted
        if key in given
    ]
    return Merged("Lambda", with_arguments(call, nodes), None if inputs is None else _alone(inputs))


def _unnamed(one: Given) -> cst.Arg:
    return one.node.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)


def _alone(one: Given) -> cst.Arg:
    return cst.Arg(one.value)


def _renamed(one: Given, name: str) -> cst.Arg:
    equal = one.node.equal if one.named else TIGHT
    return one.node.with_changes(keyword=cst.Name(name), equal=equal)
