"""What each Keras accepts: the signatures of its layers, and how a call's arguments fall into them.

The signatures are data (`data/*.json`), generated from the sources of Keras releases by
`tests/oracle/generate_signatures.py`. `bind` gives every argument its Keras 3 name, whichever
generation the call is written for.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from keraslint.layers.generations import GENERATIONS, Keras
from keraslint.layers.interfaces import modernize, too_many
from keraslint.refusals import BadArgument

DATA = Path(__file__).parent / "data"
REQUIRED = object()
"""The default of a parameter that has none."""

BASE = frozenset(
    {
        "name",
        "trainable",
        "dtype",
        "weights",
        "input_dim",
        "input_length",
        "input_shape",
        "batch_input_shape",
    }
)
"""Keywords of the base layer: where a layer spells them out, their defaults are not filled in."""

VALUES: dict[str, dict[str, object]] = {
    "dim_ordering": {"tf": "channels_last", "th": "channels_first", "default": None},
    "forget_bias_init": {"one": True, "zero": False},
}
"""Parameters of Keras 1 whose values are spelled otherwise now."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its own name in this Keras, its canonical one (Keras 3's), and its default."""

    name: str
    canonical: str
    default: object = REQUIRED
    keyword_only: bool = False

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class Signature:
    """What one layer of one Keras accepts.

    name        the class's own name in that Keras (aliases are resolved)
    kind        the canonical name of the class: Keras 3's where Keras 3 has the layer
    parameters  in positional order
    keywords    further keywords, mostly those of the base layer
    function    whether it is a functional form, whose parameters include the `inputs`, or `Input`
    canonical   own name -> canonical name, also of keywords that are renamed
    anything    whether it takes any other keyword, too, and does nothing with it
    """

    name: str
    kind: str
    parameters: tuple[Parameter, ...]
    keywords: frozenset[str]
    function: bool
    canonical: Mapping[str, str]
    positional: tuple[str, ...]
    required: tuple[str, ...]
    defaults: Mapping[str, object]
    sides: tuple[str, ...]
    translated: tuple[str, ...]
    anything: bool
    interface: Mapping[str, Any] | None

    @property
    def accepted(self) -> list[str]:
        """Every name that a call may use as a keyword."""
        return [*(parameter.name for parameter in self.parameters), *sorted(self.keywords)]


def find(kind: str, keras: Keras) -> Signature | None:
    """The signature of a layer class or functional form; a dotted name counts by its last part."""
    return _find(kind.rpartition(".")[2], keras.generation, keras.version)


def names(keras: Keras) -> list[str]:
    """The public names of this Keras's layers and functional forms, without aliases."""
    newest, older = _load(keras.generation), _older(keras.generation, keras.version)
    told = {**newest["classes"], **older.get("classes", {})}
    return sorted(name for name, entry in told.items() if entry is not None)


def is_known(kind: str) -> bool:
    """Whether any release on file has a layer or a functional form of this name."""
    return any(_find(kind, other.generation, other.version) for other in on_file())


def absent(kind: str, keras: Keras, named: bool) -> str | None:
    """The clause on a layer class that this Keras surely does not have; None where it may have it.

    named: whether this very release is meant, not just some release of its generation. Releases that
    are not on file count as having what an older or a newer one has.
    """
    name = kind.rpartition(".")[2]
    elsewhere = [other for other in on_file() if _find(name, other.generation, other.version)]
    near = [other for other in on_file() if other.generation == keras.generation]
    if named:
        near = _around(keras, near)
    if not elsewhere or not near or any(other in elsewhere for other in near):
        return None
    return (
        f"is no layer of {keras.title if named else keras.generation}; {_having(elsewhere, keras)}"
    )


def _around(keras: Keras, releases: Sequence[Keras]) -> list[Keras]:
    """Those of the same minor version, else the next older and the next newer one; none if it is the newest."""
    same_minor = [other for other in releases if other.version[:2] == keras.version[:2]]
    older = [other for other in releases if other.version < keras.version][-1:]
    newer = [other for other in releases if other.version > keras.version][:1]
    return same_minor or ([*older, *newer] if newer else [])


def _having(releases: Sequence[Keras], keras: Keras) -> str:
    """Who has the layer: the first release of the same generation, else the other generations."""
    own = [other for other in releases if other.generation == keras.generation]
    later = [other for other in own if other.version > keras.version]
    if later:
        return f"it came with {replace(later[0], version=later[0].version[:2]).title}"
    if own:
        return f"{own[-1].title} was the last to have it"
    names = list(dict.fromkeys(other.generation for other in releases))
    return f"{', '.join(names)} {'have' if len(names) > 1 else 'has'} it"


@cache
def on_file() -> tuple[Keras, ...]:
    """The releases whose signatures are data, oldest first within each generation."""
    found = []
    for generation in GENERATIONS:
        told = _load(generation)
        versions = [tuple(older["version"]) for older in told["older"]]
        found += [Keras(generation, version) for version in (*versions, tuple(told["version"]))]
    return tuple(found)


def keywords(kind: str, keras: Keras) -> frozenset[str]:
    """Every name that a call of the layer may use as a keyword; empty for an unknown layer."""
    signature = find(kind, keras)
    return frozenset(signature.accepted) if signature else frozenset()


def bind(
    kind: str, args: Sequence[object], kwargs: Mapping[str, object], keras: Keras
) -> dict[str, object]:
    """The arguments of a call under canonical names, with the defaults of this Keras filled in.

    Values may be anything, also unknown ones. Keywords of the base layer appear only if given.
    Raises BadArgument where this Keras refuses the call, LookupError where it has no such layer.
    """
    signature = find(kind, keras)
    if signature is None:
        raise LookupError(f"{keras} has no {kind}")
    if signature.interface is not None:
        args, kwargs = modernize(signature.interface, args, kwargs)
    positional, canonical = signature.positional, signature.canonical
    if len(args) > len(positional):
        raise BadArgument(too_many(positional, len(args)))
    bound = dict(signature.defaults)
    given = set(positional[: len(args)])
    for name, value in zip(positional, args, strict=False):
        bound[canonical[name]] = value
    for name, value in kwargs.items():
        if name in given:
            raise BadArgument(f"gets {name} twice, by position and by name")
        if name in canonical:
            bound[canonical[name]] = value
            given.add(name)
        elif name in signature.keywords:
            bound[name] = value
        elif not signature.anything:
            raise _not_accepted(signature, name)
    missing = [name for name in signature.required if name not in given]
    if missing:
        raise BadArgument(f"needs {' and '.join(missing)}")
    if signature.sides:
        bound["kernel_size"] = tuple(bound.pop(side) for side in signature.sides)
    for name in signature.translated:
        bound[canonical[name]] = _translated(name, bound[canonical[name]])
    return bound


def _translated(name: str, value: object) -> object:
    """A Keras 1 value in today's words."""
    if isinstance(value, str):
        values = VALUES[name]
        if value in values:
            return values[value]
        if name == "dim_ordering":
            raise BadArgument(f"takes dim_ordering 'tf', 'th' or 'default', not {value!r}")
    return value


def _not_accepted(signature: Signature, name: str) -> BadArgument:
    """The refusal of a keyword that is not accepted, with the nearest one that is."""
    near = _nearest(signature, name)
    reason = f"has no argument {name}" + (f"; did you mean {near}?" if near else "")
    return BadArgument(reason, (name, near) if near else None)


def _nearest(signature: Signature, name: str) -> str | None:
    meant = _spellings(signature.kind).get(name, name)
    for parameter in signature.parameters:  # the same thing in the words of another generation
        if meant == parameter.canonical and parameter.name != name:
            return parameter.name
    if meant in signature.keywords:
        return meant
    if signature.sides and meant == "kernel_size":
        return " and ".join(signature.sides)
    close = difflib.get_close_matches(name, signature.accepted, 1, 0.75)
    return close[0] if close else None


def _spellings(kind: str) -> Mapping[str, str]:
    """Names of Keras 1 -> those of Keras 3, for one layer."""
    keras1 = _load("keras1")
    sides = dict.fromkeys(
        ("nb_row", "nb_col", "kernel_dim1", "kernel_dim2", "kernel_dim3"), "kernel_size"
    )
    own = keras1["classes"].get(kind, {}).get("names", {})
    return {**keras1["names"], **sides, "output_dim": "units", "length": "size", **own}


@cache
def _load(generation: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((DATA / f"{generation}.json").read_text(encoding="utf-8"))
    return told


@lru_cache(16)
def _older(generation: str, version: tuple[int, ...]) -> dict[str, Any]:
    """What differs in a release from the newest one.

    Not every release is on file: one of the same minor version stands in, else the next newer one.
    """
    told: dict[str, Any]
    for told in _load(generation)["older"]:
        release = tuple(told["version"])
        if len(version) > 1 and (release[:2] == version[:2] or release >= version):
            return told
    return {}


@lru_cache(2048)
def _find(kind: str, generation: str, version: tuple[int, ...]) -> Signature | None:
    newest, older = _load(generation), _older(generation, version)

    def told(part: str, name: str) -> Any:
        changed = older.get(part, {})
        return changed[name] if name in changed else newest[part].get(name)

    name = told("aliases", kind) or kind
    entry = told("classes", name)
    if entry is None:
        return None
    interface = told("interfaces", entry["interface"]) if "interface" in entry else None
    return _signature(
        name, entry, older.get("keywords", newest["keywords"]), newest["names"], interface
    )


def _signature(
    name: str,
    entry: dict[str, Any],
    base: list[str],
    names: dict[str, str],
    interface: dict[str, Any] | None,
) -> Signature:
    """The signature that an entry of the data describes."""
    required, optional = tuple(entry.get("required", ())), entry.get("optional", {})
    order = (*required, *optional)
    positional = order[: entry.get("positional", len(order))]
    renamed = {**names, **entry.get("names", {})}
    parameters = tuple(
        Parameter(
            own,
            renamed.get(own, own),
            REQUIRED if own in required else _default(optional[own]),
            own not in positional,
        )
        for own in order
    )
    keywords = {*entry.get("more", ()), *(() if entry.get("closed") else base)}
    keywords -= {*entry.get("without", ()), *order}
    canonical = {
        own: renamed.get(own, own)
        for own in (*order, *(k for k in keywords if k in entry.get("names", {})))
    }
    as_given = () if name in ("Input", "InputLayer") else BASE
    return Signature(
        name=name,
        kind=entry.get("kind", name),
        parameters=parameters,
        keywords=frozenset(keywords),
        function=entry.get("function", False),
        canonical=canonical,
        positional=positional,
        required=required,
        defaults={
            p.canonical: p.default
            for p in parameters
            if not (p.required or (p.name in as_given and p.default in (None, True)))
        },
        sides=tuple(entry.get("kernel_size", ())),
        translated=tuple(own for own in order if own in VALUES),
        anything=entry.get("anything", False),
        interface=interface,
    )


def _default(value: Any) -> object:
    """A default as Python has it: JSON has no tuples."""
    return tuple(map(_default, value)) if isinstance(value, list) else value
