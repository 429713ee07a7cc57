"""match statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from keraslint.evaluate import expressions, names, operations
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import Dict, List, Value, is_known
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run


def run_match(run: Run, node: cst.Match, scope: Scope) -> Any:
    """Runs the case that fits; all that may fit if that is not known."""
    from keraslint.evaluate import signals, statements

    subject = expressions.evaluate(run, node.subject, scope)
    possible: list[Any] = []
    for case in node.cases:
        fits = _fits(run, case.pattern, subject, scope)
        if fits is not False and case.guard is not None:
            guard = operations.truth(expressions.evaluate(run, case.guard, scope))
            fits = False if guard is False else (fits if guard else None)
        if fits is True and not possible:
            return statements.run_body(run, case.body, scope)
        if fits is not False:
            possible.append(case)
        if fits is True:
            break
    if not possible:
        return None
    branches = [lambda case=case: statements.run_body(run, case.body, scope) for case in possible]
    return signals.either(run, branches, operations.why_undecided(run, subject))


def _fits(run: Run, pattern: Any, subject: Value, scope: Scope) -> bool | None:
    """Whether a pattern fits, binding its names; None if that is not known."""
    if isinstance(pattern, cst.MatchAs):
        fits = True if pattern.pattern is None else _fits(run, pattern.pattern, subject, scope)
        if pattern.name is not None and fits is not False:
            names.assign(run, scope, pattern.name, subject)
        return fits
    if isinstance(pattern, cst.MatchOr):
        results = [_fits(run, option.pattern, subject, scope) for option in pattern.patterns]
        return True if True in results else (None if None in results else False)
    if isinstance(subject, Unknown):
        return None
    if isinstance(pattern, cst.MatchSingleton):
        return subject is names.CONSTANTS[pattern.value.value]
    if isinstance(pattern, cst.MatchValue):
        value = expressions.evaluate(run, pattern.value, scope)
        if is_known(value) and is_known(subject):
            return bool(value == subject)
        return None
    if isinstance(pattern, (cst.MatchList, cst.MatchTuple)):
        return _fits_sequence(run, pattern.patterns, subject, scope)
    if isinstance(pattern, cst.MatchMapping) and isinstance(subject, Dict):
        results = []
        for element in pattern.elements:
            key = expressions.evaluate(run, element.key, scope)
            results.append(
                _fits(run, element.pattern, subject[key], scope) if key in subject else False
            )
        return False if False in results else (None if None in results else True)
    return None


def _fits_sequence(run: Run, patterns: Any, subject: Value, scope: Scope) -> bool | None:
    if not isinstance(subject, (List, tuple)):
        return False
    if any(isinstance(element, cst.MatchStar) for element in patterns):
        return None
    if len(patterns) != len(subject):
        return False
    results = [
        _fits(run, element.value, item, scope)
        for element, item in zip(patterns, subject, strict=True)
    ]
    return False if False in results else (None if None in results else True)
