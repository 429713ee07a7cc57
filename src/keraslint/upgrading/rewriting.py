"""The walk over a file's tree that writes every use of an older Keras anew; its imports come after (imports.py)."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from keraslint.evaluate.imports import dotted
from keraslint.evaluate.libraries import keras_path
from keraslint.findings import Place
from keraslint.layers import signatures
from keraslint.layers.generations import Keras
from keraslint.source.module import Module
from keraslint.upgrading import calls, training
from keraslint.upgrading.destinations import LAYER_ROOMS, destination, is_in_tensorflow, is_module
from keraslint.upgrading.layers import Site, quoted, text_of, upgrade_layer
from keraslint.upgrading.merging import upgrade_merge
from keraslint.upgrading.names import Names
from keraslint.upgrading.outcome import Note, Refused
from keraslint.upgrading.watching import Unseen, Watching
from keraslint.upgrading.wrapping import upgrade_time_distributed_dense

MERGING = ("merge", "Merge")
ORDERINGS = {"th": "channels_first", "tf": "channels_last"}
OWN_CLASSES = ("callbacks", "models", "utils")
"""Rooms of Keras whose classes mean today what they meant, to a class derived from one."""


class Rewriting(cst.CSTTransformer):
    """Rewrites one module; afterwards `needed` are the names that its imports have to bring.

    starters  the places of the calls that make the first layer of a stack
    needed    local name -> path in Keras 3
    replaced  path that was imported -> names that stand in its place now
    sites     the places of all layer calls
    notes     what the user has to look at, though the parameters stay the same
    """

    def __init__(
        self, module: Module, names: Names, keras: Keras, starters: Collection[Place]
    ) -> None:
        super().__init__()
        self.module, self.names, self.keras = module, names, keras
        self.starters = starters
        self.quote = "'" if module.code.count("'") > module.code.count('"') else '"'
        self.settable = any(
            word in module.code
            for word in ("LearningRateScheduler", "ReduceLROnPlateau", "optimizer.lr")
        )
        self.needed: dict[str, str] = {}
        self.replaced: dict[str, dict[str, None]] = {}
        self.sites: dict[cst.Call, Place] = {}
        self.notes: list[Note] = []
        self.line = 1
        self.watching = Watching(module.tree, names)
        self._callees: dict[cst.Call, str] = {}
        self._paths: dict[cst.CSTNode, str] = {}
        self._kept: set[cst.CSTNode] = set()
        self._compared: set[cst.CSTNode] = set()
        self._inputs: dict[cst.CSTNode, cst.BaseExpression] = {}

    # -- what is met on the way down --------------------------------------------------------------

    def visit_Import(self, node: cst.Import) -> bool:  # noqa: N802
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:  # noqa: N802
        module = keras_path(dotted(node.module)) if not node.relative else None
        if module is not None and not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                where = destination(f"{module}.{dotted(alias.name)}".lstrip("."), self.keras)
                self._note_tensorflow(where)
        return False

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:  # noqa: N802
        self.line = self.module.places.line(node)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802
        self.line = self.module.places.line(node)
        for base in node.bases:
            path = self.names.path(base.value)
            if path and path.partition(".")[0] not in OWN_CLASSES:
                raise Refused(f"`{node.name.value}` is a class of its own on {path}", self.line)

    def visit_Attribute(self, node: cst.Attribute) -> bool:  # noqa: N802
        path = self.names.path(node)
        if path is not None:
            self._paths[node] = path
        return path is None

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802
        self.line = self.module.places.line(node)
        path = self.names.path(node.func, called=True)
        if path is not None:
            self._callees[node] = path
            self._kept.add(node.func)
            if path == "backend.image_dim_ordering" and node not in self._compared:
                raise Refused(
                    "the value of image_dim_ordering() goes where it is not followed", self.line
                )

    def visit_Comparison(self, node: cst.Comparison) -> None:  # noqa: N802
        sides = [node.left, *(target.comparator for target in node.comparisons)]
        if any(text_of(side) in ORDERINGS for side in sides):
            self._compared.update(sides)

    def visit_Arg(self, node: cst.Arg) -> None:  # noqa: N802
        if node.keyword is not None and node.keyword.value == "dim_ordering":
            self._compared.add(node.value)

    # -- names ------------------------------------------------------------------------------------

    def leave_Name(  # noqa: N802
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        if original_node in self._kept:
            return updated_node
        path = self.names.path(original_node)
        return updated_node if path is None else self.refer(original_node, path)

    def leave_Attribute(  # noqa: N802
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        path = self._paths.get(original_node)
        if path is None or original_node in self._kept:
            return updated_node
        return self.refer(original_node, path)

    def leave_SimpleString(  # noqa: N802
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        if original_node not in self.watching.strings:
            return updated_node
        text = updated_node.raw_value
        try:
            today = self.watching.today(text)
        except Unseen as reason:
            raise Refused(str(reason), self.line) from None
        if today == text:
            return updated_node
        start, _, end = updated_node.value.partition(text)
        return updated_node.with_changes(value=f"{start}{today}{end}")

    def refer(self, node: cst.BaseExpression, path: str) -> cst.BaseExpression:
        """An expression for what stood at this path, as Keras 3 has it."""
        if is_module(path):
            return node
        where = destination(path, self.keras)
        if where is None:
            raise Refused(f"Keras 3 has no keras.{path}", self.line)
        return self.refer_to(node, path, where)

    def refer_to(self, node: cst.BaseExpression, path: str, where: str) -> cst.BaseExpression:
        """An expression for a path of Keras 3 in the place of `node`, which was at `path`."""
        self._note_tensorflow(where)
        if isinstance(node, cst.Name):
            return self._by_name(node, path, where)
        prefix: cst.BaseExpression = node
        while isinstance(prefix, cst.Attribute):
            prefix = prefix.value
            module = self.names.path(prefix)
            start = f"{module}." if module else ""
            if module is not None and is_module(module) and where.startswith(start):
                if not is_in_tensorflow(where):
                    return _attribute(prefix, where.removeprefix(start))
        name = where.rpartition(".")[2]
        if where.startswith("ops."):
            self.need("ops", "ops")
            return _attribute(cst.Name("ops"), name)
        self.need(name, where)
        return cst.Name(name)

    def _note_tensorflow(self, where: str | None) -> None:
        """Says once what has to be installed for what is in no other place."""
        if where is None or not is_in_tensorflow(where):
            return
        name = where.rpartition(".")[2]
        text = f"{name} is public in tensorflow.keras alone: TensorFlow 2.16 or later has to be installed"
        if all(note.text != text for note in self.notes):
            self.notes.append(Note(text, self.line))

    def _by_name(self, node: cst.Name, path: str, where: str) -> cst.BaseExpression:
        imported = self.names.imported.get(node.value, ())
        alias = imported and path.rpartition(".")[2] != node.value
        if alias:
            return node
        if where.startswith("ops."):
            self.need("ops", "ops")
            return _attribute(cst.Name("ops"), where.removeprefix("ops."))
        name = where.rpartition(".")[2]
        if not imported:
            self.need(name, where)
        elif name != node.value:
            self.replaced.setdefault(path, {})[name] = None
            self.need(name, where)
        return node if name == node.value else node.with_changes(value=name)

    def need(self, name: str, where: str) -> None:
        """Asks the imports for a name. Refuses where the file means something else by it."""
        if self.needed.get(name) == where:
            return
        paths = self.names.imported.get(name, ())
        same = bool(paths) and all(destination(path, self.keras) == where for path in paths)
        if name in self.names.bound and not same:
            raise Refused(
                f"`{name}` is needed, but the file has something else of that name", self.line
            )
        if self.needed.setdefault(name, where) != where:
            raise Refused(f"`{name}` would have to stand for two things of Keras 3", self.line)

    # -- calls ------------------------------------------------------------------------------------

    def leave_Call(  # noqa: N802
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        self.line = self.module.places.line(original_node)
        path = self._callees.get(original_node)
        if path is None:
            return training.upgrade_method(updated_node, self)
        name = path.rpartition(".")[2]
        func = original_node.func
        if path.partition(".")[0] in LAYER_ROOMS and signatures.find(name, self.keras):
            self.sites[original_node] = self.module.places.of(original_node)
            if name in MERGING:
                return self._merge(original_node, updated_node, path)
            if name == "TimeDistributedDense":
                return self._time_distributed(original_node, updated_node, path)
            call = self._layer(original_node, updated_node, name)
            return call.with_changes(func=self.refer(func, path))
        where = calls.BACKEND_AXIS.get(path) or destination(path, self.keras)
        if where is None:
            raise Refused(f"Keras 3 has no keras.{path}", self.line)
        call = self._other(updated_node, path, where)
        return call.with_changes(func=self.refer_to(func, path, where))

    def _layer(self, original: cst.Call, call: cst.Call, name: str) -> cst.Call:
        place = self.sites[original]
        site = Site(self.line, place in self.starters, self.quote)
        call, made = upgrade_layer(call, name, self.keras, site)
        if made.batch_shape is not None:
            self._inputs[original] = made.batch_shape
        return call

    def _time_distributed(self, original: cst.Call, call: cst.Call, path: str) -> cst.Call:
        site = Site(self.line, False, self.quote)
        inner, outer = upgrade_time_distributed_dense(call, self.keras, site)
        func = self.refer_to(original.func, path, "layers.TimeDistributed")
        dense = self.refer_to(original.func, path, "layers.Dense")
        if isinstance(original.func, cst.Name) and func is original.func:
            raise Refused("TimeDistributedDense is imported under another name", self.line)
        arguments = [cst.Arg(inner.with_changes(func=dense), comma=outer[0].comma), *outer[1:]]
        return call.with_changes(func=func, args=arguments)

    def _merge(self, original: cst.Call, call: cst.Call, path: str) -> cst.Call:
        merged = upgrade_merge(call, path.rpartition(".")[2], self.keras, self.line)
        func = self.refer_to(original.func, path, f"layers.{merged.name}")
        if func is original.func:
            raise Refused("merge is imported under another name", self.line)
        made = merged.call.with_changes(func=func)
        return made if merged.inputs is None else cst.Call(made, [merged.inputs])

    def _other(self, call: cst.Call, path: str, where: str) -> cst.Call:
        """A call of something that is no layer."""
        if path in calls.BACKEND_AXIS:
            return calls.with_axis(call, where)
        if path == "backend.set_image_dim_ordering":
            return call.with_changes(args=[self._ordering(node) for node in call.args])
        room, _, name = where.rpartition(".")
        if room == "optimizers" and name in calls.LEARNING_RATES:
            call, scheduled = calls.upgrade_optimizer(call, name, self.settable, self.line)
            if scheduled:
                self.need("InverseTimeDecay", "optimizers.schedules.InverseTimeDecay")
            return call
        if room == "callbacks":
            return training.upgrade_callback(call, name, self)
        call = call.with_changes(
            args=[
                self._ordering(node) if node is calls.keyword(call, "dim_ordering") else node
                for node in call.args
            ]
        )
        return calls.renamed_keywords(call, calls.RENAMED.get(where, {}))

    def _ordering(self, node: cst.Arg) -> cst.Arg:
        """'th' or 'tf' by its name of today; what the backend says has that name already."""
        value = text_of(node.value)
        if isinstance(node.value, cst.Call) and _is_data_format(node.value):
            return node
        if value not in ORDERINGS:
            raise Refused("an image dim_ordering has a value that is not written out", self.line)
        return node.with_changes(value=quoted(ORDERINGS[value], self.quote))

    # -- what stands around them ------------------------------------------------------------------

    def leave_Comparison(  # noqa: N802
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        sides = [original_node.left, *(target.comparator for target in original_node.comparisons)]
        paths = [self._callees.get(side) for side in sides if isinstance(side, cst.Call)]
        if "backend.image_dim_ordering" not in paths:
            return updated_node
        return updated_node.with_changes(
            left=self._today(updated_node.left),
            comparisons=[
                target.with_changes(comparator=self._today(target.comparator))
                for target in updated_node.comparisons
            ],
        )

    def _today(self, node: cst.BaseExpression) -> cst.BaseExpression:
        value = text_of(node)
        return quoted(ORDERINGS[value], self.quote) if value in ORDERINGS else node

    def leave_List(  # noqa: N802
        self, original_node: cst.List, updated_node: cst.List
    ) -> cst.BaseExpression:
        elements: list[cst.BaseElement] = []
        for old, new in zip(original_node.elements, updated_node.elements, strict=True):
            shape = self._inputs.pop(old.value, None)
            if shape is not None:
                comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
                elements.append(cst.Element(self._input(shape), comma))
            elements.append(new)
        return updated_node.with_changes(elements=elements)

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        added = _added_layer(original_node)
        shape = self._inputs.pop(added, None) if added is not None else None
        if shape is None:
            return updated_node
        statement = updated_node.body[0]
        assert isinstance(statement, cst.Expr) and isinstance(statement.value, cst.Call)
        before = cst.SimpleStatementLine(
            [cst.Expr(statement.value.with_changes(args=[cst.Arg(self._input(shape))]))],
            leading_lines=updated_node.leading_lines,
        )
        return cst.FlattenSentinel([before, updated_node.with_changes(leading_lines=[])])

    def leave_Module(  # noqa: N802
        self, original_node: cst.Module, updated_node: cst.Module
    ) -> cst.Module:
        for call in self._inputs:
            line = self.module.places.line(call)
            raise Refused("a batch size is stated where no Input can be put in front", line)
        return updated_node

    def _input(self, shape: cst.BaseExpression) -> cst.Call:
        self.need("Input", "layers.Input")
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        return cst.Call(cst.Name("Input"), [cst.Arg(shape, cst.Name("batch_shape"), equal)])


def _added_layer(line: cst.SimpleStatementLine) -> cst.BaseExpression | None:
    """The layer in `model.add(layer)`, if that is the whole statement."""
    statement = line.body[0] if len(line.body) == 1 else None
    call = statement.value if isinstance(statement, cst.Expr) else None
    if not isinstance(call, cst.Call) or len(call.args) != 1:
        return None
    func = call.func
    is_add = isinstance(func, cst.Attribute) and func.attr.value == "add"
    return call.args[0].value if is_add else None


def _is_data_format(call: cst.Call) -> bool:
    """Whether a call, already rewritten, asks the backend for its data format."""
    func = call.func
    name = func.attr if isinstance(func, cst.Attribute) else func
    return isinstance(name, cst.Name) and name.value == "image_data_format"


def _attribute(value: cst.BaseExpression, rest: str) -> cst.BaseExpression:
    """value.a.b"""
    for part in rest.split("."):
        value = cst.Attribute(value, cst.Name(part))
    return value
