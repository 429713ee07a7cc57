"""The catalogue: every public layer of every Keras, what it takes and what became of it.

All of it is read off the signatures of the releases on file and the registered layer functions.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keraslint.layers import signatures
from keraslint.layers.definition import DEFINITIONS
from keraslint.layers.generations import GENERATIONS, NEWEST, Keras
from keraslint.layers.signatures import VALUES, Parameter, Signature

COMMON = ("input_shape", "batch_input_shape", "batch_size", "dtype", "name", "trainable")
"""Keywords of all layers; they are left out of what changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One layer class of the catalogue.

    kind     the name it is registered under: Keras 3's where Keras 3 has it
    names    generation -> its public names there, in any release on file
    reason   why its output and weights cannot be known; "" if it is covered
    summary  what it does, in a line
    """

    kind: str
    names: dict[str, tuple[str, ...]]
    reason: str
    summary: str

    @property
    def state(self) -> str:
        """covered, or why not."""
        return f"not covered: {self.reason}" if self.reason else "covered"


@dataclass(frozen=True, slots=True)
class Stage:
    """A span of releases in which a layer has one signature, and what is new in it."""

    releases: tuple[Keras, ...]
    signature: Signature
    changes: tuple[str, ...]

    @property
    def title(self) -> str:
        """Keras 1.0.8 to 1.1.1"""
        first, last = self.releases[0], self.releases[-1]
        return first.title if first == last else f"{first.title} to {last.release}"

    @property
    def call(self) -> str:
        """The constructor's signature as Python has it."""
        return signature_text(self.signature)


def catalogue(keras: Keras | None = None) -> list[Entry]:
    """Every public layer: of one Keras, or of all the releases on file."""
    names: dict[str, dict[str, list[str]]] = {}
    for release in signatures.on_file() if keras is None else (keras,):
        for name in signatures.names(release):
            found = signatures.find(name, release)
            if found is not None:
                own = names.setdefault(found.kind, {}).setdefault(release.generation, [])
                own.extend([name] * (name not in own))
    return [
        _entry(kind, {generation: tuple(own) for generation, own in names[kind].items()})
        for kind in sorted(names)
    ]


def _entry(kind: str, names: dict[str, tuple[str, ...]]) -> Entry:
    definition = DEFINITIONS.get(kind)
    if definition is None:
        return Entry(kind, names, "it has no function yet", "")
    summary = "" if definition.not_covered else first_line(definition.function.__doc__)
    return Entry(kind, names, definition.not_covered, summary)


def first_line(text: str | None) -> str:
    return (inspect.cleandoc(text) if text else "").partition("\n")[0]


def kind_of(name: str) -> str | None:
    """The kind of a layer by any of its names, in any letters; the newest Keras that has it decides."""
    for keras in [*reversed(NEWEST.values()), *reversed(signatures.on_file())]:
        found = signatures.find(name, keras)
        if found is not None:
            return found.kind
    lower = {own.lower(): own for own in all_names()}
    return (
        kind_of(lower[name.lower()])
        if name.lower() in lower and name not in lower.values()
        else None
    )


def all_names() -> list[str]:
    """Every public name of any release on file."""
    return sorted({name for keras in signatures.on_file() for name in signatures.names(keras)})


def stages(kind: str) -> Iterator[Stage]:
    """The history of a layer, generation by generation, a stage for every signature it has had."""
    before: Signature | None = None
    for generation in GENERATIONS:
        runs: list[tuple[list[Keras], Signature]] = []
        for keras in signatures.on_file():
            if keras.generation != generation:
                continue
            for found in of_kind(kind, keras):
                if runs and signature_text(runs[-1][1]) == signature_text(found):
                    runs[-1][0].append(keras)
                else:
                    runs.append(([keras], found))
        for releases, signature in runs:
            yield Stage(tuple(releases), signature, tuple(changes(before, signature)))
            before = signature


def of_kind(kind: str, keras: Keras) -> list[Signature]:
    """The signatures of the classes of this kind; functional forms only where there is no class."""
    found = [signatures.find(name, keras) for name in signatures.names(keras)]
    same = [one for one in found if one is not None and one.kind == kind]
    classes = [one for one in same if not one.function]
    return sorted(classes or same, key=lambda one: (one.name.startswith("Atrous"), one.name))[:1]


def changes(old: Signature | None, new: Signature) -> Iterator[str]:
    """What an upgrade from one signature to the other means for a call."""
    if old is None:
        return
    if old.name != new.name:
        yield f"{old.name} is now {new.name}"
    before, after = _canonical(old), _canonical(new)
    yield from _renames(old, new)
    for name, parameter in after.items():
        if name in before and _meaning(before[name]) != _meaning(parameter):
            yield f"{parameter.name} was {_value(before[name])}, now {_value(parameter)}"
    added = [p.name for name, p in after.items() if name not in before and not _is_side(name, old)]
    gone = [p.name for name, p in before.items() if name not in after and not _is_side(name, new)]
    gone = [name for name in gone if name not in new.keywords]
    if added:
        yield f"new: {', '.join(added)}"
    if gone:
        yield f"gone: {', '.join(gone)}"


def _canonical(signature: Signature) -> dict[str, Parameter]:
    return {
        parameter.canonical: parameter
        for parameter in signature.parameters
        if parameter.name not in COMMON and parameter.name not in signature.sides
    }


def _renames(old: Signature, new: Signature) -> Iterator[str]:
    before, after = _canonical(old), _canonical(new)
    pairs = [
        (before[name].name, parameter.name) for name, parameter in after.items() if name in before
    ]
    if old.sides and not new.sides:
        pairs.append((", ".join(old.sides), "kernel_size"))
    renamed = [f"{was} → {now}" for was, now in pairs if was != now]
    if renamed:
        yield f"renamed: {'; '.join(renamed)}"


def _is_side(name: str, other: Signature) -> bool:
    """Whether the other signature has this parameter as several: kernel_size is nb_row and nb_col."""
    return name == "kernel_size" and bool(other.sides)


def _meaning(parameter: Parameter) -> object:
    """Its default in today's words; of lists and pairs of one number, the number."""
    value = VALUES.get(parameter.name, {}).get(str(parameter.default), parameter.default)
    if parameter.canonical == "activation" and value == "linear":
        return None
    if isinstance(value, (tuple, list)) and len(set(map(str, value))) == 1:
        return value[0]
    return value


def _value(parameter: Parameter) -> str:
    return "required" if parameter.required else repr(parameter.default)


def signature_text(signature: Signature) -> str:
    """Conv1D(filters, kernel_size, strides=1, …) as Python would write it."""
    parts: list[str] = []
    for parameter in signature.parameters:
        if parameter.keyword_only and "*" not in parts:
            parts.append("*")
        parts.append(
            parameter.name if parameter.required else f"{parameter.name}={_value(parameter)}"
        )
    return f"{signature.name}({', '.join(parts)})"


def uncovered(entries: Sequence[Entry]) -> list[Entry]:
    """Those of which the source cannot show the weights."""
    return [entry for entry in entries if entry.reason]
