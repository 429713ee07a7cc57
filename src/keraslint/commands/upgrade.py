"""keraslint upgrade: Keras 1 and standalone Keras 2 code written for Keras 3."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keraslint.commands import CLEAN, FINDINGS, WRONG
from keraslint.commands.changes import declare_modes, print_bytes, store
from keraslint.commands.inputs import (
    configuration_of,
    declare_inputs,
    sources,
    tell_failures,
)
from keraslint.commands.manual import add_command
from keraslint.files import Source
from keraslint.rewriting.differences import difference

if TYPE_CHECKING:
    from keraslint.upgrading import Outcome

EXAMPLES = {
    "keraslint upgrade --diff net.py": "look first",
    "keraslint upgrade net.py": "rewrite the file",
    "keraslint upgrade --keras 1.1.1 net.py": "where the file does not show which Keras it is for",
}


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "upgrade",
        "rewrite Keras 1 and standalone Keras 2 code for Keras 3",
        "Rewrites Keras 1 and standalone Keras 2 code for Keras 3 where both are shown to build the same"
        " layers, weights and shapes; refuses a file, with reason and line, where that is not shown.",
        EXAMPLES,
        "0 done, 1 a file is refused (with --check or --diff: or would change), 2 usage or unreadable input",
    )
    declare_inputs(parser)
    declare_modes(parser, "a file would change or is refused")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Rewrites the files; returns 0, or 1 for refused files (--check, --diff: changes, too), 2 for unreadable ones."""
    from keraslint.upgrading import upgrade

    configuration = configuration_of(options)
    code = CLEAN
    for source, failure in sources(options, configuration):
        if failure is not None:
            code = max(code, tell_failures([failure]))
            continue
        outcome = upgrade(source.text, source.name, configuration.of(source.name))
        code = max(code, _apply(source, outcome, options))
    return code


def _apply(source: Source, outcome: Outcome, options: argparse.Namespace) -> int:
    """Writes or shows the new text of one file and tells what became of it; returns the exit code."""
    data = _encoded(source, outcome)
    if data is None:
        outcome = replace(
            outcome,
            text=source.text,
            reason=f"{source.encoding} does not give its own bytes again",
            line=1,
        )
        data = source.data
    dry = options.check or options.diff
    if options.diff:
        print_bytes(difference(source.name, source.data, data))
    elif not dry and store(source, data) != CLEAN:
        return WRONG
    changes = data != source.data
    _tell(source.name, outcome, changes, dry)
    return FINDINGS if outcome.refused or (dry and changes) else CLEAN


def _encoded(source: Source, outcome: Outcome) -> bytes | None:
    """The new bytes; None if the old text does not give the old bytes."""
    if outcome.text == source.text:
        return source.data
    if source.text.encode(source.encoding) != source.data:
        return None
    return outcome.text.encode(source.encoding)


def _tell(name: str, outcome: Outcome, changes: bool, dry: bool) -> None:
    """One line for the file, and one for each note, on standard error."""
    if outcome.refused:
        print(f"{name}:{outcome.line}: refused: {outcome.reason}", file=sys.stderr)
        return
    if not changes:
        return
    models = f"{outcome.models} model{'s' * (outcome.models != 1)}"
    counted = "" if outcome.params is None else f", {outcome.params:,} parameters"
    done = "would be upgraded" if dry else "upgraded"
    print(f"{name}: {done}; the same {models}{counted}", file=sys.stderr)
    for note in outcome.notes:
        print(f"{name}:{note.line}: look at this: {note.text}", file=sys.stderr)
