"""One file: read, rewritten, and compared with what it was."""

from __future__ import annotations

import re
from dataclasses import replace

import libcst as cst

from keraslint.evaluate import evaluate
from keraslint.evaluate.run import Run
from keraslint.findings import Place
from keraslint.graph.network import Sequential
from keraslint.layers.generations import KERAS3, Keras
from keraslint.patterns import compile_lazily
from keraslint.settings import Settings
from keraslint.source.gate import may_use_keras
from keraslint.source.generation import candidates
from keraslint.source.module import Module, parse
from keraslint.source.notebook import is_notebook
from keraslint.source.unreadable import Unreadable
from keraslint.upgrading.imports import Imports, with_imports
from keraslint.upgrading.names import Names
from keraslint.upgrading.outcome import Note, Outcome, Refused
from keraslint.upgrading.proof import compare, never_made
from keraslint.upgrading.rewriting import Rewriting


def upgrade(text: str, filename: str = "<string>", settings: Settings | None = None) -> Outcome:
    """The text for Keras 3, or the reason and the line why it is refused.

    Only what Keras is called and told changes; layout, comments and all else stay. The new text is analysed under
    Keras 3 and compared with the old one under its own Keras: layers, weights and shapes are the same.
    """
    if not may_use_keras(text):
        return Outcome(text)
    try:
        if is_notebook(filename):
            raise Refused("it is a notebook; export its code to a .py file")
        return _upgrade(text, filename, settings or Settings())
    except Refused as refusal:
        return Outcome(text, refusal.reason, refusal.line)
    except Unreadable as error:
        return Outcome(text, f"it {error}", error.line)


def _upgrade(text: str, filename: str, settings: Settings) -> Outcome:
    module = parse(text, filename, exact=True)
    if module.python2:
        check_python2(module)
    old = _old_run(module, settings)
    names = Names(module.tree, old.keras)
    rewriting = Rewriting(module, names, old.keras, starters(old))
    tree = rewritten(module, rewriting, old.keras)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    new_text = mark + tree.code
    new_module = parse(new_text, filename)
    new = evaluate(new_module, settings, KERAS3).run
    models, params = compare(old, new)
    notes = rewriting.notes + [
        Note("this layer is never made here; it is rewritten, but compared with nothing", line)
        for line in never_made(old, rewriting.sites.values())
    ]
    return Outcome(new_text, notes=tuple(notes), models=models, params=params)


def rewritten(module: Module, rewriting: Rewriting, keras: Keras) -> cst.Module:
    """The tree with its uses of Keras and its imports rewritten."""
    tree = module.tree.visit(rewriting)
    imports = Imports(keras, rewriting.replaced)
    tree = tree.visit(imports)
    missing = {
        name: where
        for name, where in rewriting.needed.items()
        if imports.brought.get(name) != where and where.rpartition(".")[0] not in imports.stars
    }
    return with_imports(tree, missing)


def _old_run(module: Module, settings: Settings) -> Run:
    """The evaluation under the Keras that the file is written for: of those that may be, the first that takes it."""
    kerases = candidates(module.evidence, settings)
    if any(keras.tf for keras in kerases):
        raise Refused(
            "it is written for tf.keras; only Keras 1 and standalone Keras 2 are upgraded"
        )
    runs = [evaluate(module, settings, keras).run for keras in kerases]
    found = min(runs, key=lambda run: len(run.faults))
    faults = found.faults or (runs[0].faults if kerases[0].one else [])
    if faults and settings.data_format != "channels_first":
        first = replace(settings, data_format="channels_first")
        if not evaluate(module, first, kerases[0]).run.faults:
            raise Refused(
                "its images have their channels first, which it leaves to keras.json and has to say itself:"
                f" keras.backend.{DATA_FORMAT_OF[kerases[0].one]} before its first layer",
                faults[0].position.line,
            )
    return found


DATA_FORMAT_OF = {
    True: "set_image_dim_ordering('th')",
    False: "set_image_data_format('channels_first')",
}
"""What Keras 1 and later ones call the order of the axes of images."""


def starters(run: Run) -> set[Place]:
    """The places of the layers that stand first in a stack."""
    return {
        run.layer_positions[network.layers[0]]
        for network in run.networks
        if isinstance(network, Sequential)
        and network.layers
        and network.layers[0] in run.layer_positions
    }


PYTHON2_ONLY = compile_lazily(
    r"\b(?:xrange|raw_input|unicode|basestring|iteritems|itervalues|has_key)\b"
)


def check_python2(module: Module) -> None:
    """Refuses Python 2 where more than the brackets of plain `print` statements has to change."""
    for number, (old, new) in enumerate(
        zip(module.lines, module.code.split("\n"), strict=False), 1
    ):
        if old.rstrip("\r") == new.rstrip("\r"):
            continue
        plain = re.fullmatch(r"\s*print\b(?!\s*>>).*[^,\s]\s*", old) is not None
        bare = str.maketrans("", "", "() \r")
        if not plain or old.translate(bare) != new.translate(bare):
            raise Refused("it is Python 2; run 2to3 first", number)
    found = PYTHON2_ONLY.search(module.code)
    if found:
        raise Refused(
            "it is Python 2; run 2to3 first", module.code.count("\n", 0, found.start()) + 1
        )
