"""Branches that the source does not decide: run each, undo, and join what they did.

Everything that can change is saved before its first change inside a branch. After all branches ran from
the same state, a thing has the joined value of its values at their ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import bounds
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Array, Dict, Instance, List, Set, Value
from keraslint.graph.network import Network, Sequential
from keraslint.graph.tensor import Tensor, attach
from keraslint.graph.uncertain import Doubt, Either
from keraslint.layers.definition import Built, join_built
from keraslint.layers.layer import Layer, Opaque
from keraslint.layers.registered import RegisteredLayer
from keraslint.shapes import Shape, join_shapes
from keraslint.sizes import Expression, join
from keraslint.structures import is_too_large
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


class Journal:
    """What changed since it was opened; things born later need no undoing."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.before: dict[int, tuple[Any, Any]] = {}

    def save(self, thing: Any) -> bool:
        """Keeps the state of a thing that is about to change; False if that is not needed (any more)."""
        if id(thing) in self.before or getattr(thing, "born", 0) >= self.start:
            return False
        self.before[id(thing)] = (thing, capture(thing))
        return True

    def undo(self) -> dict[int, tuple[Any, Any]]:
        """Puts everything back; returns the states that it found."""
        after = {key: (thing, capture(thing)) for key, (thing, _) in self.before.items()}
        for thing, state in self.before.values():
            restore(thing, state)
        return after


def capture(thing: Any) -> Any:
    """The state of something that can change."""
    if isinstance(thing, Scope):
        return dict(thing.names)
    if isinstance(thing, Instance):
        return dict(thing.fields)
    if isinstance(thing, List):
        return list(thing), thing.open
    if isinstance(thing, Dict):
        return dict(thing), thing.open
    if isinstance(thing, Set):
        return set(thing), thing.open
    if isinstance(thing, Array):
        return thing.shape, thing.content, thing.labels, thing.columns, thing.extents
    return {key: _copied(v) for key, v in vars(thing).items()}


def _copied(value: Any) -> Any:
    return list(value) if type(value) is list else dict(value) if type(value) is dict else value


def restore(thing: Any, state: Any) -> None:
    """Gives a thing the state that `capture` took."""
    if isinstance(thing, Scope):
        thing.names = dict(state)
    elif isinstance(thing, Instance):
        thing.fields = dict(state)
    elif isinstance(thing, List):
        thing[:], thing.open = state
    elif isinstance(thing, (Dict, Set)):
        thing.clear()
        thing.update(state[0])
        thing.open = state[1]
    elif isinstance(thing, Array):
        thing.shape, thing.content, thing.labels, thing.columns, thing.extents = state
    else:
        vars(thing).clear()
        vars(thing).update({key: _copied(v) for key, v in state.items()})


def join_states(thing: Any, a: Any, b: Any, why: Unknown) -> Any:
    """The state that holds whichever of the two branches ran."""
    if isinstance(thing, (Scope, Instance)):
        return {
            key: join_values(a[key], b[key], why)
            if key in a and key in b
            else a.get(key, b.get(key))
            for key in {**a, **b}
        }
    if isinstance(thing, List):
        items, more = _join_items(a[0], b[0], why)
        return items, a[1] or b[1] or more
    if isinstance(thing, Dict):
        both = {
            key: join_values(a[0][key], b[0][key], why) if key in a[0] and key in b[0] else why
            for key in {**a[0], **b[0]}
        }
        return both, a[1] or b[1]
    if isinstance(thing, Set):
        return a[0] & b[0], a[1] or b[1] or (why if a[0] != b[0] else None)
    if isinstance(thing, Array):
        kept = [x if x == y else None for x, y in zip(a[1:3], b[1:3], strict=True)]
        columns = a[3] if a[3] == b[3] else ... if a[3] is not None else None
        return join_shapes(a[0], b[0]), *kept, columns, a[4] if a[4] == b[4] else None
    if isinstance(thing, Sequential):
        return _join_stacks(a, b, why)
    return _join_attributes(a, b, why)


def _join_items(a: list[Value], b: list[Value], why: Unknown) -> tuple[list[Value], Unknown | None]:
    if len(a) == len(b):
        return [join_values(x, y, why) for x, y in zip(a, b, strict=True)], None
    common = []
    for x, y in zip(a, b, strict=False):
        if x is not y and x != y:
            break
        common.append(x)
    return common, why


def _join_attributes(a: dict[str, Any], b: dict[str, Any], why: Unknown) -> dict[str, Any]:
    """A layer after two branches: its weights, once built, are built."""
    result = {**a, **b}
    if a.get("built") != b.get("built"):
        built, unbuilt = (a, b) if a.get("built") else (b, a)
        result = dict(built)
        if not _same_for_any_input(built, unbuilt):
            result = dict(unbuilt)
            result["unknown"] = result["unknown"] or why
    elif a.get("weights") and a["weights"] is not b.get("weights"):
        one, two = (Built(Shape(()), state["weights"], state["unknown"]) for state in (a, b))
        if [(w.name, w.shape) for w in one.weights] != [(w.name, w.shape) for w in two.weights]:
            joined = join_built(one, two)
            result["weights"], result["unknown"] = joined.weights, joined.unknown or why
    if "fields" in a and "fields" in b:
        fields = {**a["fields"], **b["fields"]}
        result["fields"] = {
            key: join_values(a["fields"][key], b["fields"][key], why)
            if key in a["fields"] and key in b["fields"]
            else fields[key]
            for key in fields
        }
    if a.get("trainable") is not b.get("trainable"):
        result["trainable"] = None
    return result


def _same_for_any_input(built: dict[str, Any], unbuilt: dict[str, Any]) -> bool:
    """Whether a layer that only one branch built has the weights that any call would give it."""
    if "own" in built:
        keys = ("fields", "own")
        return all(list(built[key]) == list(unbuilt[key]) for key in keys)
    return not built.get("weights") or built.get("kind") == "Embedding"


def _join_stacks(a: dict[str, Any], b: dict[str, Any], why: Unknown) -> dict[str, Any]:
    """A Sequential after two branches: layers alike stay, others are joined, a tail of one only is in doubt."""
    result = _join_attributes(a, b, why)
    layers, outputs = [], []
    length = min(len(a["layers"]), len(b["layers"]))
    differ = len(a["layers"]) != len(b["layers"])
    for i in range(length):
        one, two = a["layers"][i], b["layers"][i]
        if one is not two:
            one = join_layers(one, two, why)
            if one is None:
                differ = True
                break
        layers.append(one)
        if i < len(a["outputs"]) and i < len(b["outputs"]):
            outputs.append(join_values(a["outputs"][i], b["outputs"][i], why, graph=False))
    result["layers"], result["outputs"] = layers, outputs
    if (a["input"] is None) is not (b["input"] is None):
        result.update(input=None, built=False, outputs=[], unknown=result.get("unknown") or why)
        outputs = []
    elif a["input"] is not b["input"]:
        result["input"] = join_values(a["input"], b["input"], why, graph=False)
    if differ:
        result["unknown"] = result.get("unknown") or why
        if layers and isinstance(layers[-1], Doubt):
            del layers[-1], outputs[-1:]
        layers.append(Doubt(result["keras"], why))
        if result["input"] is not None:
            ends = [
                state["outputs"][-1] if state["outputs"] else state["input"] for state in (a, b)
            ]
            known = all(isinstance(end, Tensor) for end in ends)
            shape = join_shapes(ends[0].shape, ends[1].shape) if known else Shape.unknown(why)
            outputs.append(Tensor(shape))
    return result


def join_layers(a: Layer, b: Layer, why: Unknown) -> Layer | None:
    """One layer that stands for both of two possible ones of the same class, or None."""
    if a.kind != b.kind or isinstance(a, Network) or isinstance(b, Network):
        return None
    if isinstance(a, (Doubt, Opaque)):
        return a
    arguments = {
        key: join_values(a.arguments.get(key), b.arguments.get(key), why)
        for key in {**a.arguments, **b.arguments}
    }
    if isinstance(a, RegisteredLayer):
        both: Layer = RegisteredLayer(a.registered, arguments, a.keras, name=a.name, line=a.line)
    else:
        both = Layer(a.kind, arguments, a.keras, label=a.label, name=a.name, line=a.line)
    both.trainable = a.trainable if a.trainable is b.trainable else None
    if a.built and b.built:
        result = join_built(
            Built(Shape(()), a.weights, a.unknown), Built(Shape(()), b.weights, b.unknown)
        )
        both._adopt(result)
    return both


def join_values(a: Value, b: Value, why: Unknown, graph: bool = True) -> Value:
    """The value that stands for both of two possible ones."""
    if a is b:
        return a
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        gap, other = (a, b) if isinstance(a, Unknown) else (b, a)
        symbolic = gap.symbolic or isinstance(other, Tensor) or getattr(other, "symbolic", False)
        return Unknown(gap.reason, gap.line, gap.name, symbolic)
    if isinstance(a, Built) and isinstance(b, Built):
        return join_built(a, b)
    numbers = (int, Expression)
    if (
        isinstance(a, numbers)
        and isinstance(b, numbers)
        and not isinstance(a, bool)
        and not isinstance(b, bool)
    ):
        return join(a, b)
    if type(a) is type(b):
        if is_too_large(a) or is_too_large(b):
            return _gap(why)
        if isinstance(a, (str, float, bool, bytes, range)):
            return a if a == b else _gap(why)
        if isinstance(a, tuple):
            if len(a) == len(b):
                return tuple(join_values(x, y, why) for x, y in zip(a, b, strict=True))
            return _gap(why)
        if isinstance(a, List):
            items, more = _join_items(a, b, why)
            return List(items, max(a.born, b.born), a.open or b.open or more)
        if isinstance(a, Dict):
            state = join_states(a, capture(a), capture(b), why)
            return Dict(state[0], max(a.born, b.born), state[1])
        if isinstance(a, Tensor):
            shape = join_shapes(a.shape, b.shape)
            return (
                attach(Either(a.node.layer.keras, why), (a, b), {}, shape)
                if graph and a.node and b.node
                else Tensor(shape)
            )
        if isinstance(a, Array):
            state = join_states(a, capture(a), capture(b), why)
            content = state[1] if a.items == b.items else None
            return Array(state[0], content, "", state[2], state[3], a.memory)
        if isinstance(a, Layer):
            return join_layers(a, b, why) or _gap(why)
        if a == b:
            return a
    return _gap(why, isinstance(a, Tensor) or isinstance(b, Tensor))


def _gap(why: Unknown, symbolic: bool = False) -> Unknown:
    """Each thing that two branches leave different is a gap of its own."""
    return Unknown(why.reason, why.line, why.name, symbolic)


def fork(
    run: Run, branches: list[Callable[[], Any]], why: Unknown, keep_faults: bool = False
) -> list[Any]:
    """Runs each branch from the same state; returns their results, the state being joined.

    A branch whose result says that it raised leaves no trace: the program goes on without it. What Keras
    would refuse in one branch is no fault as long as another one does without: `keep_faults` keeps it.
    """
    run.step(bounds.STEPS_OF_BRANCH * len(branches))
    known = list(run.faults)
    faults: list[list[Any]] = []
    results: list[Any] = []
    states: list[dict[int, tuple[Any, Any]]] = []
    olds: dict[int, tuple[Any, Any]] = {}
    for branch in branches:
        run.faults = list(known)
        with run.journal() as journal:
            result = branch()
        after = journal.undo()
        results.append(result)
        if not getattr(result, "dead", False):
            faults.append(run.faults[len(known) :])
        if not getattr(result, "dead", False):
            states.append(after)
        for key, pair in journal.before.items():
            olds.setdefault(key, pair)
    run.faults = known
    if keep_faults or all(faults):
        run.faults.extend(fault for found in faults for fault in found)
    if not states:
        return results
    for key, (thing, before) in olds.items():
        ends = [state[key][1] if key in state else before for state in states]
        joined = ends[0]
        for end in ends[1:]:
            joined = join_states(thing, joined, end, why)
        run.touch(thing)
        restore(thing, joined)
    return results
