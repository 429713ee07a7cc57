"""Assertions on shapes and counts (KER206): they raise when the file runs.

What a Subject of role "assert" carries in `details`:
    target   the left side as text: "model.output_shape", "model.count_params()"
    actual   its value: a whole number, a tuple or a list; what is unknown in it is text
    operator how the right side is compared with it: "==", "<", "<=", ">" or ">="
    stated   the value of the right side
    written  the right side as it stands in the source
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import ge, gt, le, lt
from typing import Any

from keraslint.findings import Finding, Fix, Place
from keraslint.patterns import compile_lazily
from keraslint.subjects import Subject

_NUMBERS_ONLY = compile_lazily(r"\(\s*(?:(?:None|\d[\d_]*)\s*,\s*)*(?:None|\d[\d_]*)?\s*\)")


def check(subjects: Iterable[Subject], lines: Sequence[str]) -> Iterator[Finding]:
    """The assertions that cannot hold."""
    for subject in subjects:
        if subject.role != "assert" or not {"target", "actual", "stated"} <= set(subject.details):
            continue
        actual, stated = subject.details["actual"], subject.details["stated"]
        if _fails(actual, subject.details.get("operator", "=="), stated):
            yield _finding(subject, actual, stated, lines)


def _fails(actual: Any, sign: str, stated: Any) -> bool:
    """Whether the comparison is certainly false."""
    if sign == "==":
        return certainly_differ(actual, stated)
    return isinstance(actual, int) and isinstance(stated, int) and not _ORDERS[sign](actual, stated)


_ORDERS: dict[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_WORDS = {"<": "less than ", "<=": "at most ", ">": "more than ", ">=": "at least "}


def certainly_differ(actual: Any, stated: Any) -> bool:
    """Whether two values are unequal, whatever is unknown in them; a list may equal a tuple, as for TensorFlow."""
    if isinstance(actual, (tuple, list)) and isinstance(stated, (tuple, list)):
        if len(actual) != len(stated):
            return True
        return any(certainly_differ(a, b) for a, b in zip(actual, stated, strict=True))
    if _is_plain(actual) and _is_plain(stated):
        return bool(actual != stated)
    return False


def _is_plain(value: Any) -> bool:
    """Whether the value is known through and through."""
    if isinstance(value, (tuple, list)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, int)


def _finding(subject: Subject, actual: Any, stated: Any, lines: Sequence[str]) -> Finding:
    target, written = str(subject.details["target"]), str(subject.details.get("written", ""))
    place = _place_of(written, subject.place, lines)
    words = _WORDS.get(subject.details.get("operator", "=="), "")
    message = f"this assertion fails: {target} is {_text(actual)}, not {words}{_text(stated)}"
    certain = place is not None and _is_plain(actual) and not words
    fix = _fix(place, written, actual, stated) if place is not None and certain else None
    return Finding(
        "KER206", message, place or subject.place, _listed(actual), _listed(stated), "", fix
    )


def _place_of(written: str, statement: Place, lines: Sequence[str]) -> Place | None:
    """Where the right side stands, if it stands on one line of its statement and only once."""
    end = max(statement.end_line, statement.line)
    found = [
        Place(number, at, number, at + len(written))
        for number in range(statement.line, min(end + 1, len(lines) + 1))
        for at in _occurrences(written, lines[number - 1])
    ]
    return found[0] if len(found) == 1 else None


def _occurrences(written: str, line: str) -> Iterator[int]:
    for match in re.finditer(rf"(?<![\w.]){re.escape(written)}(?![\w.])", line) if written else ():
        yield match.start()


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, (tuple, list)):
        inner = ", ".join(item if isinstance(item, str) else str(item) for item in value)
        return (
            f"({inner}{',' if len(value) == 1 else ''})"
            if isinstance(value, tuple)
            else f"[{inner}]"
        )
    return str(value)


def _listed(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_listed(item) for item in value]
    return value if _is_plain(value) else str(value)


def _fix(place: Place, written: str, actual: Any, stated: Any) -> Fix | None:
    """The right side with the true numbers, underscores as the author sets them."""
    if isinstance(actual, int) and written.replace("_", "").isdigit():
        replacement = f"{actual:_}" if "_" in written else str(actual)
    elif (
        isinstance(actual, tuple) and isinstance(stated, tuple) and _NUMBERS_ONLY.fullmatch(written)
    ):
        replacement = _text(actual)
    else:
        return None
    return Fix(place, replacement, f"Replace {written} with {replacement}")
