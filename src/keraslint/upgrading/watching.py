"""What training is watched by: Keras before 2.3 logs `accuracy` as `acc`, Keras 3 logs a metric as compile() names it."""

from __future__ import annotations

import libcst as cst

from keraslint.patterns import compile_lazily
from keraslint.upgrading.calls import keyword
from keraslint.upgrading.layers import text_of
from keraslint.upgrading.names import Names

MONITOR = {"EarlyStopping": 0, "ModelCheckpoint": 1, "ReduceLROnPlateau": 0}
"""Callbacks that watch a value of the logs, and where its name stands by position."""
METRICS_POSITION = 2
"""Where compile() takes its metrics by position."""
_PLACEHOLDER = compile_lazily(r"\{(val_)?acc(?=[:!}])")
_NAME = compile_lazily(r"(val_)?(.*_)?acc")


class Unseen(Exception):
    """A name in the logs whose name of today the source does not show; the message is the reason."""


class Watching(cst.CSTVisitor):
    """The strings of a module that name values of the logs, and the metrics that its models are compiled with.

    strings  those that are such a name, or hold one as a placeholder: the name of a file with `{val_acc:.2f}`
    """

    def __init__(self, tree: cst.Module, names: Names) -> None:
        super().__init__()
        self.names = names
        self.strings: set[cst.BaseExpression] = set()
        self._metrics: set[str] = set()
        self._compiled = False
        self._hidden = False
        tree.visit(self)

    def today(self, text: str) -> str:
        """A string with the names that Keras 3 logs; raises Unseen where they are not known."""
        name = _NAME.fullmatch(text)
        if name is None and not _PLACEHOLDER.search(text):
            return text
        if self._hidden or not self._compiled or {"acc", "accuracy"} <= self._metrics:
            raise Unseen(
                f"what Keras 3 logs for {text!r} depends on the metrics given to compile(),"
                " which are not in sight"
            )
        if "accuracy" not in self._metrics:
            return text
        if name is not None and name[2]:
            raise Unseen(f"{text!r} names an output, whose name may be another one in Keras 3")
        return f"{text}uracy" if name else _PLACEHOLDER.sub(r"\g<0>uracy", text)

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        path = self.names.path(node.func, called=True) or ""
        if method == "compile" and not path:
            self._note_metrics(node)
        elif path.startswith("callbacks."):
            self._note_callback(node, path.rpartition(".")[2])
        elif method == "get" and node.args and isinstance(node.func, cst.Attribute):
            if self._is_log(node.func.value):
                self._note(node.args[0].value)

    def visit_Subscript(self, node: cst.Subscript) -> None:  # noqa: N802
        index = node.slice[0].slice
        if isinstance(index, cst.Index) and self._is_log(node.value):
            self._note(index.value)

    def _note_metrics(self, call: cst.Call) -> None:
        """Keeps the names of the metrics; what is no plain name has a name of its own."""
        metrics = self._value(_argument(call, "metrics", METRICS_POSITION))
        self._compiled = self._compiled or keyword(call, "loss") is not None or metrics is not None
        self._hidden = self._hidden or any(node.star == "**" for node in call.args)
        if metrics is None or isinstance(metrics, cst.Name) and metrics.value == "None":
            return
        if not isinstance(metrics, (cst.List, cst.Tuple)):
            self._hidden = True
            return
        self._metrics.update(text_of(part.value) or "" for part in metrics.elements)

    def _note_callback(self, call: cst.Call, name: str) -> None:
        if name not in MONITOR:
            return
        self._note(_argument(call, "monitor", MONITOR[name]))
        if name == "ModelCheckpoint":
            self._note(_argument(call, "filepath", 0))

    def _note(self, node: cst.BaseExpression | None) -> None:
        """Keeps a string, or all strings that an expression or a name's one value is made of."""
        value = self._value(node)
        if isinstance(value, cst.SimpleString):
            self.strings.add(value)
        elif isinstance(value, (cst.ConcatenatedString, cst.BinaryOperation)):
            self._note(value.left)
            self._note(value.right)
        elif isinstance(value, cst.Call):
            for part in value.args:
                self._note(part.value)

    def _value(self, node: cst.BaseExpression | None) -> cst.BaseExpression | None:
        found = self.names.assigned_once(node) if isinstance(node, cst.Name) else None
        return node if found is None else found

    def _is_log(self, node: cst.BaseExpression) -> bool:
        """Whether this is the `history` of a History, or what a callback is handed."""
        if isinstance(node, cst.Name) and node.value == "logs":
            return True
        value = self._value(node)
        return isinstance(value, cst.Attribute) and value.attr.value == "history"


def _argument(call: cst.Call, name: str, position: int) -> cst.BaseExpression | None:
    """The value of an argument, by name or by position."""
    given = keyword(call, name)
    if given is None and len(call.args) > position:
        before = call.args[: position + 1]
        if all(node.keyword is None and not node.star for node in before):
            given = call.args[position]
    return None if given is None else given.value
