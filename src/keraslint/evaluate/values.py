"""What the evaluator computes with.

Python's own constants stand for themselves (int, float, str, bytes, bool, None, tuple, range, slice);
lists, dicts and sets are the subclasses below, which know when they were born (see `journal`).
A whole number that the source does not give is an `Expression`, anything else that it does not give an
`Unknown`. Keras's objects are those of `graph` and `layers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from keraslint.evaluate.bounds import MOST_ANCESTORS
from keraslint.refusals import Refusal
from keraslint.shapes import Shape
from keraslint.sizes import Dim
from keraslint.structures import DEEPEST, MOST_PARTS
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    import libcst as cst

    from keraslint.evaluate.scope import Scope

Value: TypeAlias = Any

MISUSES = (
    *(TypeError, ValueError, IndexError, OverflowError, KeyError, AttributeError),
    Refusal,
)
"""How a function that stands for one of a library says that the library would not take such a call."""


class List(list[Value]):
    """A list; `open` says why there may be more (or other) items than these."""

    __slots__ = ("born", "open")

    def __init__(self, items: Any = (), born: int = 0, open: Unknown | None = None) -> None:
        super().__init__(items)
        self.born = born
        self.open = open

    __hash__ = object.__hash__  # type: ignore[assignment]


class LayerList(List):
    """The very list in which a model of Keras 1 or 2 keeps its layers: who changes it changes the model."""

    __slots__ = ("model",)
    model: Any


class Dict(dict[Value, Value]):
    """A dict; `open` says why there may be more (or other) items than these."""

    __slots__ = ("born", "open")

    def __init__(self, items: Any = (), born: int = 0, open: Unknown | None = None) -> None:
        super().__init__(items)
        self.born = born
        self.open = open

    __hash__ = object.__hash__  # type: ignore[assignment]


class AttributeDict(Dict):
    """A dict whose items are attributes, too (EasyDict, addict, ConfigDict)."""

    __slots__ = ()


class Namespace(Dict):
    """The attributes of an object as a dict (x.__dict__): what `update` puts there, the object has."""

    __slots__ = ("owner",)
    owner: Instance


class DefaultDict(Dict):
    """A defaultdict or Counter: `factory` makes what is missing."""

    __slots__ = ("factory",)
    factory: Value

    def __init__(self, items: Any = (), born: int = 0, factory: Value = None) -> None:
        super().__init__(items, born)
        self.factory = factory


class Set(set[Value]):
    """A set."""

    __slots__ = ("born", "open")

    def __init__(self, items: Any = (), born: int = 0, open: Unknown | None = None) -> None:
        super().__init__(items)
        self.born = born
        self.open = open

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{{{', '.join(map(repr, self))}}}" if self else "set()"


class Number(Unknown):
    """One number that the source does not give: no array, text or list."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class External:
    """Something from outside the file, known by its full dotted name: keras.layers.Dense, numpy.prod, os."""

    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    def __repr__(self) -> str:
        return self.path.removeprefix("builtins.")


@dataclass(frozen=True, slots=True)
class Partial:
    """functools.partial, and a layer class with some arguments already given."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value]

    def __repr__(self) -> str:
        return "<partial>"  # of whatever depth


@dataclass(slots=True, eq=False)
class Function:
    """A function or lambda of the analysed code, with the scope it closes over."""

    name: str
    node: cst.FunctionDef | cst.Lambda
    scope: Scope
    defaults: dict[str, Value]
    line: int
    owner: Class | None = None
    kind: str = ""  # "", "staticmethod", "classmethod" or "property"
    calls: int = 0
    running: int = 0  # how many of its calls have not ended
    module: Any = None

    def __repr__(self) -> str:
        return f"<function {self.name}>"


@dataclass(frozen=True, slots=True)
class Method:
    """A method bound to its receiver: one of the file's own functions, or a built-in one by name."""

    receiver: Value
    function: Function | str

    def __repr__(self) -> str:
        name = self.function if isinstance(self.function, str) else self.function.name
        return f"<method {name}>"


@dataclass(slots=True, eq=False)
class Class:
    """A class of the analysed code."""

    name: str
    bases: list[Value]
    members: dict[str, Value]
    line: int
    node: Any = None
    instances: int = 0
    module: Any = None
    born: int = 0
    _outside: list[Value] | None = field(default=None, init=False, repr=False)
    _ancestry: tuple[Value, ...] | None = field(default=None, init=False, repr=False)

    def __repr__(self) -> str:
        return f"<class {self.name}>"

    def find(self, name: str) -> tuple[Value, Class] | None:
        """The member and the class that defines it, in method resolution order (depth first)."""
        for cls in self.ancestry:
            if isinstance(cls, Class) and name in cls.members:
                return cls.members[name], cls
        return None

    @property
    def outside_bases(self) -> list[Value]:
        """The bases that are not classes of the analysed code."""
        if self._outside is None:
            self._outside = [base for base in self.ancestry if not isinstance(base, Class)]
        return self._outside

    @property
    def is_far_down(self) -> bool:
        """Whether it has more bases than are followed."""
        return len(self.ancestry) > MOST_ANCESTORS

    @property
    def ancestry(self) -> tuple[Value, ...]:
        """The class and all of its bases, each class once, depth first; found once, as bases stay what they are."""
        if self._ancestry is None:
            base = self.bases[0] if len(self.bases) == 1 else None
            known = base._ancestry if isinstance(base, Class) else None
            self._ancestry = tuple(self._walk()) if known is None else (self, *known)
        return self._ancestry

    def _walk(self) -> Iterator[Value]:
        met: set[int] = set()
        pending: list[Value] = [self]
        while pending:
            cls = pending.pop()
            if isinstance(cls, Class):
                if id(cls) in met:
                    continue
                met.add(id(cls))
                pending.extend(reversed(cls.bases))
            yield cls


class Instance:
    """An object of a class of the analysed code."""

    __slots__ = ("born", "cls", "fields")

    def __init__(self, cls: Class, born: int = 0) -> None:
        self.cls = cls
        self.fields: dict[str, Value] = {}
        self.born = born

    def __repr__(self) -> str:
        return f"<{self.cls.name} object>"


@dataclass(frozen=True, slots=True)
class Labels:
    """What is known of a vector of class labels: every class from 0 to `classes` - 1 occurs, each
    at least `rarest` times, and in no particular order if `mixed`."""

    classes: int
    rarest: int = 1
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """What is known of a column of whole numbers: its range, and how many different ones there are, if known.

    exact  whether the bounds occur; if not, all numbers lie between them
    """

    least: int
    most: int
    unique: int | None = None
    exact: bool = True

    @property
    def dense(self) -> bool:
        """Whether every number of the range occurs."""
        return self.unique == self.most - self.least + 1


@dataclass(slots=True, eq=False)
class Array:
    """A numpy array, tensor of data or data frame of which at least something is known.

    shape    its shape, first axis first; unknown sizes are symbols
    content  its content as nested tuples where the source states it, else None
    dtype    its dtype's name, "" if not known; "variable…" for a variable that a layer tracks
    labels   what is known of it as class labels
    columns  the names of a data frame's columns, a name alone for one column of it, else None
    memory   open as soon as something was written to memory that the content came from
    extents  what is known of a data frame's columns by name, or of one column
    """

    shape: Shape
    content: Any = None
    dtype: str = ""
    labels: Labels | None = None
    columns: Any = None
    memory: List | None = None
    born: int = 0
    extents: Any = None

    def __repr__(self) -> str:
        return f"<array {self.shape}>"

    @property
    def length(self) -> Dim:
        return self.shape.axis(0)

    @property
    def items(self) -> Any:
        """The content, unless it was written to since."""
        return self.content if self.memory is None or self.memory.open is None else None

    @property
    def classes(self) -> Labels | None:
        """What is known of it as class labels, unless it was written to since."""
        return self.labels if self.memory is None or self.memory.open is None else None


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A structured thing from a library of which only these members are known (sklearn's Bunch, a dataset).

    kind   which of the objects with methods of their own it is (see `library_objects`), "" if none
    state  what its methods keep
    """

    name: str
    members: Mapping[str, Value] = field(default_factory=dict)
    kind: str = ""
    state: Dict = field(default_factory=Dict)

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(slots=True, eq=False)
class SourceModule:
    """A module of the analysed project: its file, its globals, and its folder if it is a package.

    why  why names may be missing: the file could not be read to its end
    """

    name: str
    path: str
    scope: Scope | None
    folder: str = ""
    why: Unknown | None = None

    def __repr__(self) -> str:
        return f"<module {self.name}>"


@dataclass(frozen=True, slots=True)
class Later:
    """What a module of the project imports, not looked up before it is used: from `path` the `name`, if any.

    folder  of the file that imports it
    """

    path: str
    level: int
    name: str
    folder: str


@dataclass(frozen=True, slots=True)
class Super:
    """super() inside a method."""

    instance: Value
    cls: Class

    def __repr__(self) -> str:
        return "<super>"


Handler: TypeAlias = Callable[..., Value]


CONSTANTS = (int, float, str, bytes, complex, type(None), type(...))


def is_known(value: Value) -> bool:
    """Whether the value is Python's own constant all through, of a size that can be worked with."""
    if isinstance(value, CONSTANTS):
        return True
    pending, depth, met = [value], 0, 0
    while pending:  # level by level
        below: list[Value] = []
        for part in pending:
            if isinstance(part, CONSTANTS):
                continue
            if isinstance(part, (tuple, List, Set)):
                if getattr(part, "open", None) is not None:
                    return False
                below.extend(part)
            elif isinstance(part, Dict):
                if part.open is not None:
                    return False
                below.extend(part)
                below.extend(part.values())
            elif not isinstance(part, (range, slice)):
                return False
            if met + len(below) > MOST_PARTS:
                return False
        met += len(below)
        pending, depth = below, depth + 1
        if depth > DEEPEST:
            return False
    return True
