"""Labelled lines: small programs, and what may stand in them with the verdict that a reader of the code would give.

`labelled_lines.txt` holds programs (`=== name`, then the code; `@` is where the line goes) and below each its lines
in sections (`--- kind verdict language`): right and wrong claims, and lines that claim nothing (none).

    python tests/claims/labelled.py [--language ko] [-v]

prints how many of each kind are found and how many are silent; -v lists those that are not as they should be.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keraslint
from keraslint.findings import Finding

LINES = Path(__file__).with_name("labelled_lines.txt")
HEAD = """\
from tensorflow.keras import Input, Model, Sequential
from tensorflow.keras.layers import *
"""


@dataclass(frozen=True)
class Line:
    """One line, the program around it, and what it is."""

    kind: str
    verdict: str
    language: str
    text: str
    name: str
    program: str

    @property
    def findings(self) -> list[Finding]:
        """What keraslint says of claims in the program with this line."""
        report = keraslint.analyze(HEAD + self.program.replace("@", self.text, 1))
        return [f for f in report.findings if f.code.startswith("KER2") or f.code == "KER001"]

    @property
    def is_as_it_should_be(self) -> bool:
        return bool(self.findings) == (self.verdict == "wrong")


def lines() -> Iterator[Line]:
    """All labelled lines in the order of the file."""
    for block in LINES.read_text(encoding="utf-8").split("=== ")[1:]:
        first, *sections = block.split("\n--- ")
        name, _, program = first.partition("\n")
        for section in sections:
            labels, *texts = section.strip().split("\n")
            kind, verdict, language = labels.split()
            for text in texts:
                yield Line(kind, verdict, language, text, name, program + "\n")


def main() -> int:
    """Prints the table; returns how many lines are not as they should be, at most 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--language", default="", help="only lines in this language")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the lines that fail")
    options = parser.parse_args()
    table: Counter[tuple[str, str, bool]] = Counter()
    for line in lines():
        if options.language in ("", line.language):
            found = line.findings
            table[line.kind, line.verdict, bool(found)] += 1
            if options.verbose and bool(found) != (line.verdict == "wrong"):
                print(f"{line.name} ({line.verdict}): {line.text}", *(f.text for f in found))
    print(f"{'kind':14s}{'verdict':9s}{'lines':>6s}{'found':>7s}{'silent':>7s}")
    for kind, verdict in dict.fromkeys((kind, verdict) for kind, verdict, _ in sorted(table)):
        found_ones, silent = table[kind, verdict, True], table[kind, verdict, False]
        print(f"{kind:14s}{verdict:9s}{found_ones + silent:6d}{found_ones:7d}{silent:7d}")
    failures = sum(n for (_, verdict, found), n in table.items() if found != (verdict == "wrong"))
    print(f"{sum(table.values())} lines, {failures} not as they should be")
    return min(failures, 1)


if __name__ == "__main__":
    raise SystemExit(main())
