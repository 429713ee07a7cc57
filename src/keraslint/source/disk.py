"""What an analysis asks the disk: a few questions, so that the answers can be noted and asked for again.

A result that rests on other files of the project holds as long as every question behind it has the same answer.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

LARGEST_FILE = 1_000_000
MOST_ENTRIES = 2_000  # of a folder, in search of a Python file

Answers: TypeAlias = MutableMapping[tuple[str, str], str]
"""(question, path) -> answer."""

_noted: ContextVar[Answers | None] = ContextVar("_noted", default=None)


@contextmanager
def noted() -> Iterator[Answers]:
    """Notes all that is asked while it is open."""
    answers: Answers = {}
    token = _noted.set(answers)
    try:
        yield answers
    finally:
        _noted.reset(token)


def still_true(answers: Answers, known: Answers) -> bool:
    """Whether the disk gives these answers now; `known` keeps what was asked for again already."""
    for question, answer in answers.items():
        if question not in known:
            known[question] = _QUESTIONS[question[0]](question[1])
        if known[question] != answer:
            return False
    return True


def exists(path: str) -> bool:
    """Whether there is anything of this name."""
    return bool(_ask("exists", path))


def plain_file(path: str) -> str:
    """The path of a plain file, its links resolved; "" if it is none."""
    return _ask("file", path)


def folder(path: str) -> str:
    """The path of a folder, its links resolved; "" if it is none."""
    return _ask("folder", path)


def holds_python(path: str) -> bool:
    """Whether a Python file is in the folder or one level below it."""
    return bool(_ask("python", path))


def content(path: str) -> bytes:
    """The first bytes of a file, one more than LARGEST_FILE at most. Raises OSError."""
    with open(path, "rb") as file:
        return file.read(LARGEST_FILE + 1)


def note_content(path: str, digest: str) -> None:
    """Notes that the content of this file has been used, whenever it was read."""
    answers = _noted.get()
    if answers is not None:
        answers["content", path] = digest


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _ask(kind: str, path: str) -> str:
    answer = _QUESTIONS[kind](path)
    answers = _noted.get()
    if answers is not None:
        answers[kind, path] = answer
    return answer


def _exists(path: str) -> str:
    return "yes" if os.path.exists(path) else ""


def _plain_file(path: str) -> str:
    try:
        real = os.path.realpath(path)
        return real if stat.S_ISREG(os.stat(real).st_mode) else ""
    except (OSError, ValueError):
        return ""


def _folder(path: str) -> str:
    try:
        real = os.path.realpath(path)
        return real if os.path.isdir(real) else ""
    except (OSError, ValueError):
        return ""


def _holds_python(path: str) -> str:
    seen = 0
    pending = [path]
    while pending:
        current = pending.pop()
        try:
            with os.scandir(current) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MOST_ENTRIES:
                        return ""
                    if entry.name.endswith(".py"):
                        return "yes"
                    below = current == path and entry.name.isidentifier()
                    if below and entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except OSError:
            continue
    return ""


def _content(path: str) -> str:
    try:
        return digest(content(path)) if _plain_file(path) else ""
    except OSError:
        return ""


_QUESTIONS: dict[str, Callable[[str], str]] = {
    "exists": _exists,
    "file": _plain_file,
    "folder": _folder,
    "python": _holds_python,
    "content": _content,
}
