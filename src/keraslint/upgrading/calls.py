"""Calls of Keras's other functions, classes and methods: arguments that have other names in Keras 3."""

from __future__ import annotations

import libcst as cst

from keraslint.upgrading.arguments import TIGHT, with_arguments
from keraslint.upgrading.layers import constant
from keraslint.upgrading.outcome import Refused

RENAMED = {
    "constraints.max_norm": {"m": "max_value", "axis": "axis"},
    "constraints.unit_norm": {},
    "datasets.imdb.load_data": {"nb_words": "num_words"},
    "datasets.reuters.load_data": {"nb_words": "num_words"},
    "models.Model": {"input": "inputs", "output": "outputs"},
    "regularizers.l1": {"l": "l1"},
    "regularizers.l2": {"l": "l2"},
    "tensorflow.keras.preprocessing.image.ImageDataGenerator": {"dim_ordering": "data_format"},
    "tensorflow.keras.preprocessing.text.Tokenizer": {"nb_words": "num_words"},
    "tensorflow.keras.preprocessing.text.one_hot": {},
    "utils.to_categorical": {"nb_classes": "num_classes"},
}
"""Keywords of Keras 1 and what Keras 3 calls them, by where Keras 3 has the function."""

NEEDED = {
    "ops.argmax": ("axis", "-1"),
    "ops.argmin": ("axis", "-1"),
    "ops.concatenate": ("axis", "-1"),
    "ops.expand_dims": ("axis", "-1"),
}
BACKEND_AXIS = {
    "backend.argmax": "ops.argmax",
    "backend.argmin": "ops.argmin",
    "backend.concatenate": "ops.concatenate",
    "backend.expand_dims": "ops.expand_dims",
}
"""Functions of the backend whose axis was the last one unless told otherwise."""
POSITIONS = {"ops.argmax": 2, "ops.argmin": 2, "ops.concatenate": 2, "ops.expand_dims": 2}
METRICS = frozenset({"precision", "recall", "fbeta_score", "fmeasure", "matthews_correlation"})

LEARNING_RATES = {
    "Adadelta": "1.0",
    "Adagrad": "0.01",
    "Adam": "0.001",
    "Adamax": "0.002",
    "Nadam": "0.002",
    "RMSprop": "0.001",
    "SGD": "0.01",
}
"""The learning rate of each optimizer that is told none, before Keras 3."""
UNCHANGED = frozenset({"Adam", "RMSprop", "SGD"})


def renamed_keywords(call: cst.Call, names: dict[str, str]) -> cst.Call:
    """The call with some of its keywords under other names."""
    nodes = [
        node.with_changes(keyword=node.keyword.with_changes(value=names[node.keyword.value]))
        if node.keyword is not None and node.keyword.value in names
        else node
        for node in call.args
    ]
    return call.with_changes(args=nodes)


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """The argument of this name."""
    return next(
        (node for node in call.args if node.keyword is not None and node.keyword.value == name),
        None,
    )


def with_axis(call: cst.Call, destination: str) -> cst.Call:
    """A backend function's call with the axis that it took by default."""
    name, value = NEEDED[destination]
    call = renamed_keywords(call, {"dim": "axis"})
    positional = [node for node in call.args if node.keyword is None]
    if len(positional) >= POSITIONS[destination] or keyword(call, name) is not None:
        return call
    more = cst.Arg(cst.parse_expression(value), cst.Name(name), equal=TIGHT)
    return with_arguments(call, [*call.args, more])


def upgrade_optimizer(
    call: cst.Call, name: str, settable: bool, line: int
) -> tuple[cst.Call, bool]:
    """SGD(lr=…, decay=…) for Keras 3, and whether it needs a schedule for its decay.

    settable  whether something in the file may set the learning rate in training, which a schedule forbids
    """
    if any(node.star for node in call.args):
        raise Refused(f"{name} gets its arguments from `*`", line)
    call = renamed_keywords(call, {"lr": "learning_rate"})
    decay = keyword(call, "decay")
    rate = keyword(call, "learning_rate") or next(
        (node for node in call.args if node.keyword is None), None
    )
    nodes = [
        node
        for node in call.args
        if node is not decay and (node.keyword is None or node.keyword.value != "schedule_decay")
    ]
    if rate is None and name not in UNCHANGED:
        default = cst.parse_expression(LEARNING_RATES[name])
        rate = cst.Arg(default, cst.Name("learning_rate"), equal=TIGHT)
        nodes = [rate, *nodes]
    if decay is None or constant(decay.value) in (0, None):
        return with_arguments(call, nodes), False
    if settable:
        raise Refused(f"{name} has a decay beside a learning rate that is set in training", line)
    start = rate.value if rate is not None else cst.parse_expression(LEARNING_RATES[name])
    scheduled = _scheduled(start, decay.value)
    if rate is None:
        nodes = [cst.Arg(scheduled, cst.Name("learning_rate"), equal=TIGHT), *nodes]
    else:
        nodes = [node.with_changes(value=scheduled) if node is rate else node for node in nodes]
    return with_arguments(call, nodes), True


def _scheduled(start: cst.BaseExpression, decay: cst.BaseExpression) -> cst.Call:
    """What `decay` did: the rate divided by 1 + decay · steps."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return cst.Call(
        cst.Name("InverseTimeDecay"),
        [
            cst.Arg(start, comma=comma),
            cst.Arg(cst.Integer("1"), cst.Name("decay_steps"), equal=TIGHT, comma=comma),
            cst.Arg(decay, cst.Name("decay_rate"), equal=TIGHT),
        ],
    )
