"""keraslint layers: the catalogue of layers, or what one layer takes in every Keras."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from keraslint.commands import CLEAN, WRONG
from keraslint.commands.manual import add_command
from keraslint.commands.output import write

if TYPE_CHECKING:
    from keraslint.layers.catalogue import Entry
    from keraslint.layers.generations import Keras
    from keraslint.layers.registered import Registered


def declare(commands: Any) -> None:
    parser = add_command(
        commands,
        "layers",
        "list the layers of every Keras, or show what one takes and how its weights are counted",
        "Lists every public layer with its names in each Keras, or shows one: signatures,"
        " what changed between releases, the arithmetic of its weights, an example.",
        {
            "keraslint layers --keras 2.3.1": "all layers of a release",
            "keraslint layers GRU": "one layer through all releases",
        },
    )
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="a layer by any of its names; all if left out"
    )
    parser.add_argument(
        "--keras", metavar="K", help="only what this Keras has, such as keras1 or 2.3.1"
    )
    parser.add_argument(
        "--uncovered", action="store_true", help="only the layers that are not covered, and why"
    )
    parser.add_argument(
        "--format",
        choices=["text", "json", "markdown"],
        default="text",
        help="how to print (default: text)",
    )
    parser.add_argument("--output", metavar="FILE", help="write to this file instead")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Prints the catalogue or a layer; returns 0, or 2 for a layer or a Keras that does not exist."""
    import keraslint.layers.families  # noqa: F401  (registers every layer)
    from keraslint.layers.catalogue import catalogue, kind_of, uncovered
    from keraslint.layers.generations import parse_keras
    from keraslint.settings import SettingsError

    try:
        keras = parse_keras(options.keras) if options.keras else None
        registered = _registered()
    except (ValueError, SettingsError) as error:
        return _wrong(str(error))
    entries = catalogue(keras)
    if options.name is None:
        told = ([], uncovered(entries)) if options.uncovered else (registered, entries)
        write(_list(*told, options.format), options.output)
        return CLEAN
    for own in registered:
        if options.name in (own.path, own.label):
            write(_own(own, options.format), options.output)
            return CLEAN
    kind = kind_of(options.name)
    entry = next((entry for entry in entries if entry.kind == kind), None)
    if entry is None:
        return _wrong(_unknown(options.name, kind, keras, entries))
    write(_layer(entry, keras, options.format), options.output)
    return CLEAN


def _registered() -> list[Registered]:
    """The layers of other people that are registered here; says what plugin cannot be loaded."""
    from keraslint.configuration import Configuration
    from keraslint.evaluate.registrations import of_project
    from keraslint.layers.registered import load_plugins

    found = of_project(Configuration({}, "command line").of("."))
    for plugin, why in load_plugins().items():
        print(f"keraslint: the plugin {plugin} cannot be loaded: {why}", file=sys.stderr)
    return found


def _list(registered: Sequence[Registered], entries: Sequence[Entry], form: str) -> str:
    from keraslint.report import catalogue
    from keraslint.report.json import data_text

    if form == "json":
        return data_text(catalogue.catalogue_data(entries, registered))
    return (catalogue.catalogue_markdown if form == "markdown" else catalogue.catalogue_text)(
        entries, registered
    )


def _own(registered: Registered, form: str) -> str:
    from keraslint.report import catalogue
    from keraslint.report.json import data_text

    if form == "json":
        return data_text({"version": 1, **catalogue.registered_data(registered)})
    return catalogue.registered_text(registered)


def _layer(entry: Entry, keras: Keras | None, form: str) -> str:
    from keraslint.layers.catalogue import stages
    from keraslint.layers.examples import example
    from keraslint.report import catalogue
    from keraslint.report.json import data_text

    told = [
        stage
        for stage in stages(entry.kind)
        if keras is None or keras.generation == stage.releases[0].generation
    ]
    shown = example(entry.kind)
    if form == "json":
        return data_text(catalogue.layer_data(entry, told, shown))
    return (catalogue.layer_markdown if form == "markdown" else catalogue.layer_text)(
        entry, told, shown
    )


def _unknown(name: str, kind: str | None, keras: Keras | None, entries: Sequence[Entry]) -> str:
    """The message on a layer that is not there, with the nearest one that is."""
    import difflib

    from keraslint.layers.catalogue import all_names

    if keras is not None and kind is not None:
        return f"{keras.title} has no layer {name}; keraslint layers {name} says which Keras has it"
    close = difflib.get_close_matches(name, all_names(), 1, 0.6)
    return f"there is no layer {name}" + (f"; did you mean {close[0]}?" if close else "")


def _wrong(message: str) -> int:
    print(f"keraslint: {message}", file=sys.stderr)
    return WRONG
