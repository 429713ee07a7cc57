"""Comprehensions, turn by turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import expressions, literals, names, operations
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import List, Value
from keraslint.layers.layer import Layer
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def comprehension(run: Run, node: Any, scope: Scope) -> Value:
    found = run.list()
    inner = Scope("comprehension", scope, run.clock)
    if isinstance(node, cst.DictComp):
        pairs = run.dict()
        found.open = _each(
            run,
            node.for_in,
            inner,
            lambda: literals.put(
                run,
                pairs,
                expressions.evaluate(run, node.key, inner),
                expressions.evaluate(run, node.value, inner),
            ),
        )
        pairs.open = pairs.open or found.open
        return pairs
    found.open = _each(
        run, node.for_in, inner, lambda: found.append(expressions.evaluate(run, node.elt, inner))
    )
    return literals.make_set(run, found) if isinstance(node, cst.SetComp) else found


def _each(
    run: Run, clause: cst.CompFor, scope: Scope, action: Callable[[], object]
) -> Unknown | None:
    """Runs the action for every turn of a comprehension's clauses; an Unknown if the turns are not known."""
    turns = operations.iterate(run, expressions.evaluate(run, clause.iter, scope))
    if isinstance(turns, Unknown):
        return turns
    if isinstance(turns, List) and turns.open is not None:
        return turns.open
    why: Unknown | None = None
    for number, turn in enumerate(turns):
        if why is not None:
            break  # the position of what follows is not known
        run.step()
        names.assign(run, scope, clause.target, turn, declare=True)
        tests = [
            operations.truth(expressions.evaluate(run, test.test, scope)) for test in clause.ifs
        ]
        if None in tests:
            why = run.unknown("a comprehension with an undecided condition")
            run.suspects[why] = [item for item in list(turns)[number:] if isinstance(item, Layer)]
        elif all(tests):
            if clause.inner_for_in is not None:
                why = _each(run, clause.inner_for_in, scope, action) or why
            else:
                action()
    return why
