"""Calls of layer classes, from the signature of an older Keras to that of Keras 3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import libcst as cst

from keraslint.layers import signatures
from keraslint.layers.generations import KERAS3, Keras
from keraslint.layers.signatures import VALUES, Signature
from keraslint.upgrading.arguments import Given, added, read, with_arguments, write
from keraslint.upgrading.destinations import SUCCESSORS
from keraslint.upgrading.outcome import Refused

STEPPED = frozenset(
    {"Conv1D", "ConvLSTM2D", "GRU", "LSTM", "RNN", "SimpleRNN", "TimeDistributedDense"}
)
"""Layers whose `input_dim` is the last of two axes, the first being `input_length`."""
DROPPED = {
    "implementation": "how fast it computes",
    "input_dtype": "the type of the numbers that go in",
}
"""Arguments that change neither weights nor shapes and have no place in Keras 3."""
SPLIT = {
    "SeparableConv2D": {"kernel_initializer": ("depthwise_initializer", "pointwise_initializer")},
}
NEW_DEFAULTS = {"GRU": {"reset_after": "False"}}
"""Parameters that Keras 1 does not have, where Keras 3 does something else unless told so."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a layer is made.

    line     of the call
    starts   whether it is the first layer of a stack, so that it has to tell the stack's input shape
    quote    the quotation mark that the file prefers
    """

    line: int
    starts: bool = False
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class Made:
    """A layer call for Keras 3.

    given        its arguments under the names of Keras 3
    batch_shape  the shape that an Input in front of it has to state, for what a layer cannot say itself
    """

    given: tuple[Given, ...]
    batch_shape: cst.BaseExpression | None = None


def upgrade_layer(call: cst.Call, name: str, keras: Keras, site: Site) -> tuple[cst.Call, Made]:
    """The same layer in Keras 3; the name of its class is left to the caller.

    Refuses what Keras 3 does not have or cannot be told.
    """
    old = signatures.find(name, keras)
    assert old is not None
    new = successor(old, site.line)
    given = translated(read(call, old, site.line), old, new, site)
    made = with_input_shape(given, old, site)
    given = [
        *made.given,
        *changed_defaults(made.given, old, new, site.quote),
    ]
    refuse_unknown(given, new, site.line)
    return with_arguments(call, write(given, new)), made


def successor(old: Signature, line: int) -> Signature:
    """The layer of Keras 3 that does the same."""
    wanted = old.name if old.function else SUCCESSORS.get(old.kind, old.kind)
    new = signatures.find(wanted, KERAS3)
    if new is None or new.function != old.function:
        raise Refused(f"Keras 3 has no {old.name}", line)
    return new


def translated(given: Sequence[Given], old: Signature, new: Signature, site: Site) -> list[Given]:
    """The arguments with their values in today's words, without those that Keras 3 does not need."""
    known = {parameter.canonical for parameter in new.parameters} | new.keywords
    result: list[Given] = []
    for one in given:
        change = CHANGES.get(one.name)
        split = SPLIT.get(new.name, {}).get(one.name)
        if change is not None:
            result += change(one, old, site)
        elif split is not None:
            for name in split:
                argument = one.node.with_changes(
                    keyword=cst.Name(name), equal=added(name, "0").node.equal
                )
                result.append(Given(name, argument))
        elif one.name in DROPPED:
            continue
        elif one.name == "theta" and new.name == "ReLU":
            result.append(Given("threshold", one.node))
        elif one.name == "output_shape" and "output_shape" not in known:
            continue  # Keras 3 works it out; whether it is the same is compared
        else:
            result.append(one)
    return result


def text_of(node: cst.BaseExpression) -> str | None:
    """The value of a plain string."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def constant(node: cst.BaseExpression) -> object:
    """The value of a number, string or name of Python's own constants; the node itself where it is anything else."""
    if isinstance(node, cst.Name) and node.value in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[node.value]
    if isinstance(node, (cst.Integer, cst.Float)):
        return node.evaluated_value
    text = text_of(node)
    return node if text is None else text


def quoted(text: str, quote: str) -> cst.SimpleString:
    return cst.SimpleString(f"{quote}{text}{quote}")


def _data_format(one: Given, old: Signature, site: Site) -> list[Given]:
    """'th' and 'tf' by their names of today; what is computed stays, and the comparison decides."""
    value = text_of(one.value)
    if value == "default":
        return []
    new = VALUES["dim_ordering"].get(value) if value is not None else None
    return [one.with_value(quoted(str(new), site.quote)) if new else one]


def _forget_bias(one: Given, old: Signature, site: Site) -> list[Given]:
    """'one' and 'zero' as a flag; True is the default."""
    value = constant(one.value)
    flag = VALUES["forget_bias_init"].get(value) if isinstance(value, str) else value
    if flag is True:
        return []
    if flag is False:
        return [one.with_value(cst.Name("False"))]
    raise Refused("LSTM's forget_bias_init is neither 'one' nor 'zero'", site.line)


def _mode(one: Given, old: Signature, site: Site) -> list[Given]:
    """BatchNormalization's mode: Keras 3 always does what 0 did."""
    if constant(one.value) != 0:
        raise Refused("Keras 3 has only what BatchNormalization(mode=0) did", site.line)
    return []


def _dropout(one: Given, old: Signature, site: Site) -> list[Given]:
    """An Embedding that drops words: gone with Keras 2."""
    if old.kind != "Embedding" or constant(one.value) == 0:
        return [] if old.kind == "Embedding" else [one]
    raise Refused("Keras 3 has no dropout in Embedding", site.line)


def _weights(one: Given, old: Signature, site: Site) -> list[Given]:
    """Only Embedding still takes its weights from its constructor."""
    if constant(one.value) is None:
        return []
    if old.kind == "Embedding":
        return [one]
    raise Refused(f"Keras 3 takes no weights= in {old.name}; call set_weights", site.line)


CHANGES: dict[str, Callable[[Given, Signature, Site], list[Given]]] = {
    "data_format": _data_format,
    "dropout": _dropout,
    "mode": _mode,
    "unit_forget_bias": _forget_bias,
    "weights": _weights,
}


def with_input_shape(given: Sequence[Given], old: Signature, site: Site) -> Made:
    """The arguments with the input shape said as Keras 3 takes it: `input_shape`, or an Input in front."""
    by_name = {one.name: one for one in given}
    batch = by_name.get("batch_input_shape")
    if batch is not None:
        rest = [one for one in given if one.name not in ("batch_input_shape", "input_length")]
        inner = _without_batch(batch.value)
        if inner is not None:
            shaped = Given(
                "input_shape",
                batch.node.with_changes(value=inner, keyword=cst.Name("input_shape")),
            )
            rest = [shaped if one is batch else one for one in given if one in rest or one is batch]
            return Made(tuple(rest))
        return Made(tuple(rest), batch.value)
    if old.kind == "Embedding":
        return Made(tuple(_embedding_shape(given, by_name, site)))
    if old.kind not in STEPPED or not by_name.keys() & {"input_dim", "input_length"}:
        return Made(tuple(one for one in given if one.name != "input_length"))
    features, steps = by_name.get("input_dim"), by_name.get("input_length")
    if features is None:
        raise Refused(f"{old.name} has an input_length without an input_dim", site.line)
    shape = cst.Tuple(
        [
            cst.Element(steps.value if steps else cst.Name("None")),
            cst.Element(features.value),
        ]
    )
    shaped = Given(
        "input_shape", features.node.with_changes(value=shape, keyword=cst.Name("input_shape"))
    )
    return Made(tuple(shaped if one is features else one for one in given if one is not steps))


def _embedding_shape(given: Sequence[Given], by_name: dict[str, Given], site: Site) -> list[Given]:
    """Embedding's input_length is the shape of its input, where it starts a stack."""
    length = by_name.get("input_length")
    rest = [one for one in given if one is not length]
    if not site.starts or "input_shape" in by_name:
        return rest
    if length is not None and isinstance(length.value, (cst.Tuple, cst.List)):
        return [
            Given("input_shape", one.node.with_changes(keyword=cst.Name("input_shape")))
            if one is length
            else one
            for one in given
        ]
    steps = length.value if length is not None else cst.Name("None")
    shape = cst.Tuple([cst.Element(steps, cst.Comma())])
    if length is None:
        return [*rest, added("input_shape", "(None,)")]
    shaped = Given(
        "input_shape",
        length.node.with_changes(value=shape, keyword=cst.Name("input_shape")),
    )
    return [shaped if one is length else one for one in given]


def _without_batch(shape: cst.BaseExpression) -> cst.BaseExpression | None:
    """(None, a, b) as (a, b); None where a batch size is stated or the shape is not written out."""
    if not isinstance(shape, cst.Tuple) or len(shape.elements) < 2:
        return None
    first, *rest = shape.elements
    if constant(first.value) is not None:
        return None
    if len(rest) == 1:
        rest = [rest[0].with_changes(comma=cst.Comma())]
    return shape.with_changes(elements=rest)


def changed_defaults(
    given: Sequence[Given], old: Signature, new: Signature, quote: str
) -> list[Given]:
    """What was not said because it was the default, and is not the default any more."""
    told = {one.name for one in given}
    if "" in told:
        return []
    missing: list[Given] = []
    for name, value in old.defaults.items():
        if name in told or name not in new.defaults or new.defaults[name] is None:
            continue
        if name == "unit_forget_bias":
            value = VALUES["forget_bias_init"].get(str(value), value)
        if isinstance(value, (str, bool)) and _plain(value) != _plain(new.defaults[name]):
            text = f"{quote}{value}{quote}" if isinstance(value, str) else str(value)
            missing.append(added(name, text))
    for name, text in NEW_DEFAULTS.get(new.name, {}).items():
        if name not in told and name not in old.defaults:
            missing.append(added(name, text))
    return missing


def _plain(value: object) -> object:
    """A default by what it means: zero and zeros are one initializer."""
    return value.replace("_", "").rstrip("s") if isinstance(value, str) else value


def refuse_unknown(given: Sequence[Given], new: Signature, line: int) -> None:
    """Refuses an argument that Keras 3 does not know."""
    known = {parameter.name for parameter in new.parameters} | new.keywords
    for one in given:
        if one.name and one.name not in known:
            raise Refused(f"Keras 3's {new.name} has no argument for {one.name}", line)
