"""Comprehensions, turn by turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import expressions, literals, names, operations
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Value
from keraslint.layers.layer import Layer
from keraslint.source.trees import nodes_of
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

MOST_GAPS = 64
"""After so many elements in a row of which nothing is known, those that follow in a list are not looked at."""
MOST_TURNS = 256
"""So many elements of a list are looked at if to make them calls nothing."""
MOST_KEPT = 4_096
GAPS_PER_STEP = 16


def comprehension(run: Run, node: Any, scope: Scope) -> Value:
    found = run.list()
    inner = Scope("comprehension", scope, run.clock)
    if isinstance(node, cst.DictComp):
        pairs = run.dict()

        def both() -> tuple[Value, Value]:
            key = expressions.evaluate(run, node.key, inner)
            return key, expressions.evaluate(run, node.value, inner)

        more = _each(
            run, node, node.for_in, inner, both, lambda pair: literals.put(run, pairs, *pair)
        )
        pairs.open = pairs.open or more
        return pairs

    def one() -> Value:
        return expressions.evaluate(run, node.elt, inner)

    found.open = _each(run, node, node.for_in, inner, one, found.append)
    return literals.make_set(run, found) if isinstance(node, cst.SetComp) else found


def _each(
    run: Run,
    node: Any,
    clause: cst.CompFor,
    scope: Scope,
    element: Callable[[], Value],
    keep: Callable[[Any], object],
) -> Unknown | None:
    """Keeps the element of every turn of a comprehension's clauses; an Unknown if the turns are not known."""
    found = operations.iterate(run, expressions.evaluate(run, clause.iter, scope))
    why, turns = (found, ()) if isinstance(found, Unknown) else (None, found)
    rest: list[Value] = []
    gaps = 0  # that came one after the other
    for number, turn in enumerate(turns):
        run.step()
        names.assign(run, scope, clause.target, turn, declare=True)
        tests = [
            operations.truth(expressions.evaluate(run, test.test, scope)) for test in clause.ifs
        ]
        if None in tests:
            why = run.unknown("a comprehension with an undecided condition")
            rest = [] if isinstance(turns, range) else list(turns[number:])
            run.suspects[why] = [item for item in rest if isinstance(item, Layer)]
        elif all(tests):
            if clause.inner_for_in is not None:
                why = _each(run, node, clause.inner_for_in, scope, element, keep)
            else:
                value = element()
                keep(value)
                gaps = gaps + 1 if isinstance(value, Unknown) else 0
                if (gaps == MOST_GAPS or number == MOST_TURNS) and _is_plain(node):
                    why = _keep_gaps(run, value, len(turns) - number - 1, keep)
                    break
        if why is not None:
            break  # the position of what follows is not known
    why = why or getattr(turns, "open", None)
    if why is not None and _acts(node):
        _take_effect(run, node, clause, scope, element, why)
    return why


def _is_plain(node: Any) -> bool:
    """Whether it makes a list with an element for each turn of its one loop, and does nothing else."""
    clause = node.for_in
    plain = isinstance(node, cst.ListComp) and not clause.ifs and clause.inner_for_in is None
    return plain and not _acts(node)


def _keep_gaps(run: Run, last: Value, count: int, keep: Callable[[Any], object]) -> Unknown | None:
    """The elements of so many more turns, of which nothing is known: each is a gap of its own, many are one at the end."""
    gap = last if isinstance(last, Unknown) else run.unknown("an item far back in a long list")
    if count > MOST_KEPT:
        return gap
    run.step(count // GAPS_PER_STEP)
    for _ in range(count):
        keep(gap.called(gap.name))
    return None


def _take_effect(
    run: Run,
    node: Any,
    clause: cst.CompFor,
    scope: Scope,
    element: Callable[[], Value],
    why: Unknown,
) -> None:
    """What turns that are not known change: they may add to a set, say."""
    from keraslint.evaluate import loops

    def turn() -> None:
        each = why.called("each item")
        run.suspects[each] = run.suspects.get(why, [])
        names.assign(run, scope, clause.target, each, declare=True)
        for test in clause.ifs:
            expressions.evaluate(run, test.test, scope)
        if clause.inner_for_in is not None:
            _each(run, node, clause.inner_for_in, scope, element, lambda value: None)
        else:
            element()

    loops.take_effect(run, turn, why)


def _acts(node: cst.CSTNode) -> bool:
    """Whether a comprehension calls or binds anything: only so it can change something."""
    return any(isinstance(part, (cst.Call, cst.NamedExpr)) for part in nodes_of(node))
