"""Methods that train and ask models: what Keras 1 counted in samples Keras 3 counts in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from keraslint.upgrading.arguments import TIGHT, with_arguments
from keraslint.upgrading.calls import METRICS, keyword, renamed_keywords
from keraslint.upgrading.layers import constant, text_of
from keraslint.upgrading.outcome import Note, Refused

if TYPE_CHECKING:
    from keraslint.upgrading.rewriting import Rewriting

GENERATORS = {
    "fit_generator": (
        "fit",
        {
            "keras1": "x samples_per_epoch epochs verbose callbacks validation_data nb_val_samples "
            "class_weight max_queue_size workers use_multiprocessing",
            "keras2": "x steps_per_epoch epochs verbose callbacks validation_data validation_steps "
            "class_weight max_queue_size workers use_multiprocessing shuffle initial_epoch",
        },
    ),
    "evaluate_generator": (
        "evaluate",
        {
            "keras1": "x val_samples max_queue_size workers use_multiprocessing",
            "keras2": "x steps max_queue_size workers use_multiprocessing verbose",
        },
    ),
    "predict_generator": (
        "predict",
        {
            "keras1": "x val_samples max_queue_size workers use_multiprocessing",
            "keras2": "x steps max_queue_size workers use_multiprocessing verbose",
        },
    ),
}
"""Methods for generators: the one of Keras 3, and the parameters by position."""
KEYWORDS = {
    "generator": "x",
    "nb_epoch": "epochs",
    "max_q_size": "max_queue_size",
    "nb_worker": "workers",
    "pickle_safe": "use_multiprocessing",
}
FASTER = frozenset({"max_queue_size", "workers", "use_multiprocessing", "show_accuracy"})
"""How data are fetched, which Keras 3 leaves to the data; and what Keras 1 ignored already."""
SAMPLES = {
    "samples_per_epoch": "steps_per_epoch",
    "nb_val_samples": "validation_steps",
    "val_samples": "steps",
}
FLOWS = {"flow": 2, "flow_from_directory": 5}
"""Methods of ImageDataGenerator that make batches, and where their batch_size stands."""


def upgrade_method(call: cst.Call, rewriting: Rewriting) -> cst.Call:
    """A method's call: those of models that changed, by names that nothing else has."""
    if not isinstance(call.func, cst.Attribute):
        return call
    name = call.func.attr.value
    if name in GENERATORS:
        return _with_generator(call, name, rewriting)
    if name in ("fit", "evaluate", "predict"):
        call = renamed_keywords(call, {"nb_epoch": "epochs"})
        shown = keyword(call, "show_accuracy")
        kept = [node for node in call.args if node is not shown]
        return call if shown is None else with_arguments(call, kept)
    if name == "compile":
        _check_metrics(call, rewriting)
    elif name == "predict_classes":
        raise Refused(
            "predict_classes is gone; what stands for it depends on the model's last layer",
            rewriting.line,
        )
    elif name == "save_weights" and call.args:
        _note_file(call.args[0], (".weights.h5",), "save_weights", rewriting)
    return call


def upgrade_callback(call: cst.Call, name: str, rewriting: Rewriting) -> cst.Call:
    """A callback; what it watches is named anew wherever it stands (watching.py)."""
    if name == "ModelCheckpoint":
        file = keyword(call, "filepath") or next(
            (node for node in call.args if node.keyword is None), None
        )
        only = keyword(call, "save_weights_only")
        ends = (".weights.h5",) if only and constant(only.value) is True else (".keras",)
        if file is not None:
            _note_file(file, ends, name, rewriting)
    return call


def _note_file(node: cst.Arg, ends: tuple[str, ...], what: str, rewriting: Rewriting) -> None:
    """Says where a file's name is one that Keras 3 does not write to."""
    name = text_of(node.value)
    if name is not None and not name.endswith(ends):
        text = f"{what} of Keras 3 writes only to names that end in {ends[0]}"
        rewriting.notes.append(Note(text, rewriting.line))


def _check_metrics(call: cst.Call, rewriting: Rewriting) -> None:
    """Refuses metrics that went with Keras 1."""
    metrics = keyword(call, "metrics")
    if metrics is None or not isinstance(metrics.value, (cst.List, cst.Tuple)):
        return
    for element in metrics.value.elements:
        name = text_of(element.value)
        if name in METRICS:
            raise Refused(f"Keras 3 has no metric {name!r}", rewriting.line)


def _with_generator(call: cst.Call, name: str, rewriting: Rewriting) -> cst.Call:
    """fit_generator and its like as fit: batches are told apart by what is given."""
    line = rewriting.line
    assert isinstance(call.func, cst.Attribute)
    today, positions = GENERATORS[name]
    generation = "keras1" if rewriting.keras.one else "keras2"
    positional = positions[generation].split()
    nodes: list[cst.Arg] = []
    for index, node in enumerate(call.args):
        if node.star:
            raise Refused(f"{name} gets its arguments from `{node.star}`", line)
        if node.keyword is not None:
            nodes.append(_named(node, KEYWORDS.get(node.keyword.value, node.keyword.value)))
        elif index < len(positional):
            nodes.append(node if index == 0 else _named(node, positional[index]))
    kept = [node for node in nodes if node.keyword is None or node.keyword.value not in FASTER]
    sources = {"": kept[0]} if kept and kept[0].keyword is None else {}
    sources.update({node.keyword.value: node for node in kept if node.keyword is not None})
    kept = [_in_batches(node, sources, rewriting) for node in kept]
    func = call.func.with_changes(attr=cst.Name(today))
    return with_arguments(call, kept).with_changes(func=func)


def _named(node: cst.Arg, name: str) -> cst.Arg:
    equal = TIGHT if node.keyword is None else node.equal
    return node.with_changes(keyword=cst.Name(name), equal=equal)


def _in_batches(node: cst.Arg, sources: dict[str, cst.Arg], rewriting: Rewriting) -> cst.Arg:
    """A number of samples as a number of batches, where the size of a batch is known."""
    name = node.keyword.value if node.keyword is not None else ""
    if name not in SAMPLES:
        return node
    source = sources.get("validation_data" if name == "nb_val_samples" else "x", sources.get(""))
    size = _batch_size(source.value, rewriting) if source is not None else None
    if size is None:
        raise Refused(
            f"{name} counts samples, {SAMPLES[name]} of Keras 3 batches, and the size of a batch is not in sight",
            rewriting.line,
        )
    total = node.value if _is_simple(node.value) else _bracketed(node.value)
    count = cst.BinaryOperation(total, cst.FloorDivide(), size)
    return _named(node, SAMPLES[name]).with_changes(value=count)


def _is_simple(node: cst.BaseExpression) -> bool:
    return isinstance(node, (cst.Name, cst.Integer, cst.Attribute, cst.Call, cst.Subscript))


def _bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _batch_size(source: cst.BaseExpression, rewriting: Rewriting) -> cst.BaseExpression | None:
    """How many samples are in a batch of what ImageDataGenerator's methods give."""
    if isinstance(source, cst.Name):
        found = rewriting.names.assigned_once(source)
        return _batch_size(found, rewriting) if isinstance(found, cst.Call) else None
    func = source.func if isinstance(source, cst.Call) else None
    if not isinstance(func, cst.Attribute) or func.attr.value not in FLOWS:
        return None
    assert isinstance(source, cst.Call)
    given = keyword(source, "batch_size")
    positional = [node for node in source.args if node.keyword is None]
    if given is None and len(positional) > FLOWS[func.attr.value]:
        given = positional[FLOWS[func.attr.value]]
    size = given.value if given is not None else cst.Integer("32")
    return size if isinstance(size, (cst.Name, cst.Integer, cst.Attribute)) else None
