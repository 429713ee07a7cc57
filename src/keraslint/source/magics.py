"""IPython's own commands among Python: taken out so that the rest can be parsed, line by line the same."""

from __future__ import annotations

import ast
import re
import warnings

from keraslint.patterns import compile_lazily
from keraslint.source.strings import COMMENT, STRING
from keraslint.source.text import split_lines

OTHER_LANGUAGES = frozenset({
    "bash", "bigquery", "cmd", "cython", "dot", "file", "fortran", "html", "javascript", "js", "julia", "latex", "markdown",
    "perl", "pypy", "python", "python2", "python3", "R", "ruby", "script", "sh", "shell", "spark", "sql", "svg", "SVG",
    "system", "sx", "writefile", "!", "timeit",
})  # fmt: skip
"""Cell magics whose cells do not run in the notebook's own namespace. All others are taken to."""

_TOKEN = compile_lazily(
    rf"(?P<skip> {COMMENT} | \\(?:\r\n|\n|\r) | {STRING}) | (?P<open>[(\[{{]) | (?P<close>[)\]}}]) | (?P<end>\r\n|\n|\r)",
    re.VERBOSE | re.DOTALL,
)
_CELL_MAGIC = compile_lazily(r"%%\s*(!|\w+)")
_COMMAND = compile_lazily(r"[%!?] | [,;/][A-Za-z_]", re.VERBOSE)
_TIMED = compile_lazily(r"(%time)[ \t]+(?![!%?])(\S.*)")
_HELP = compile_lazily(
    r"%{0,2}(?!\d)[\w*]+(?:\.\w+|\[-?\d+\])*[ \t]*\?{1,2}[ \t]*(?:\#.*)?$", re.VERBOSE
)
_ASSIGNED = compile_lazily(r"([\w.,* \t]+?=[ \t]*)(%time[ \t]+)?([!%]?)(.*)")
_WITHOUT_SIGN = compile_lazily(
    r"(?:cat|cd|clear|conda|cp|env|git|head|ls|ll|mkdir|mv|nvidia-smi|pip3?|pwd|rm|tar|unzip|wget|who|whos|"
    r"matplotlib[ ](?:inline|notebook))(?:[ \t]+[\w./\-][^=(]*)?$"
)


def parses(code: str) -> bool:
    """Whether this is Python 3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def cell_magic(cell: str) -> str | None:
    """The name of the magic that a cell begins with, None if it begins with none."""
    match = _CELL_MAGIC.match(cell.lstrip())
    return match[1] if match else None


def without_cell_magic(cell: str) -> str:
    """The cell with the line of its cell magic blank."""
    lines = split_lines(cell)
    first = next(i for i, line in enumerate(lines) if line.strip())
    return "\n".join([*lines[:first], "", *lines[first + 1 :]])


def without_magics(code: str, signs: bool = True) -> str:
    """The text with each command replaced by a statement that does nothing, where a statement may begin.

    `%time statement` keeps its statement, in its columns; `name = !command` keeps its name. With `signs` false
    also the commands that IPython takes without a sign (`pip install keras`).
    """
    done: list[str] = []
    position = 0
    while position < len(code):
        end = _end_of_line(code, position)
        line = code[position:end]
        plain = _replaced(line, signs)
        if plain is None:
            end = _end_of_statement(code, position)
            done.append(code[position:end])
        else:
            done.append(plain)
            while code[position:end].endswith("\\") and end < len(code):  # the command goes on
                position = _after(code, end)
                end = _end_of_line(code, position)
                done.append("\n")
        position = _after(code, end)
        done.append(code[end:position])
    return "".join(done)


def _replaced(line: str, signs: bool) -> str | None:
    """What stands for a line in Python; None if it is no command."""
    rest = line.lstrip(" \t")
    indent = line[: len(line) - len(rest)]
    timed = _TIMED.match(rest)
    if timed and parses(f"0; {timed[2]}"):
        return f"{indent}0;   {rest[len(timed[1]) :]}"
    if (
        _COMMAND.match(rest)
        or _HELP.match(rest)
        or (not signs and _WITHOUT_SIGN.match(rest) and not parses(rest))
    ):
        return f"{indent}pass"
    assigned = _ASSIGNED.match(rest)
    if assigned and assigned[2]:
        return f"{indent}{assigned[1]}{' ' * len(assigned[2])}{assigned[3]}{assigned[4]}"
    if assigned and assigned[3]:
        return f"{indent}{assigned[1]}get_ipython()"
    return None


def _end_of_line(code: str, position: int) -> int:
    while position < len(code) and code[position] not in "\r\n":
        position += 1
    return position


def _after(code: str, end: int) -> int:
    """Past the line end that stands there."""
    return min(end + (2 if code.startswith("\r\n", end) else 1), len(code))


def _end_of_statement(code: str, position: int) -> int:
    """Where the logical line that begins here ends: brackets, strings and backslashes carry it on."""
    depth = 0
    for match in _TOKEN.finditer(code, position):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "end" and depth == 0:
            return match.start()
    return len(code)
