"""The state of one evaluation: what has been seen so far, and how much more may be done."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import bounds
from keraslint.evaluate.journal import Journal
from keraslint.evaluate.scope import Scope
from keraslint.evaluate.values import (
    Class,
    Dict,
    External,
    Function,
    Instance,
    Later,
    List,
    SourceModule,
    Value,
)
from keraslint.findings import Place
from keraslint.graph.network import Network
from keraslint.graph.tensor import tensors
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.layers.registered import Registered, installed
from keraslint.refusals import Refusal
from keraslint.source.generation import is_stated, names_release
from keraslint.source.packages import Project
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.model import Model
    from keraslint.settings import Settings
    from keraslint.source.module import Module

STEPS = 150_000
IDLE_STEPS = (
    10_000  # for all that nobody calls together, as long as nothing of Keras's happens in it
)
DEPTH = 40


class OverBudget(Exception):
    """The evaluation took more steps than it may."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that Keras would refuse, where it is called.

    told  whether it is a finding; else it only speaks against this Keras where another one would do
    """

    refusal: Refusal
    subject: str
    position: Place
    layer: Layer | None = None
    told: bool = True


@dataclass(slots=True)
class Mention:
    """A place in the source that shows a layer or model: for claims and findings."""

    subject: Any
    position: Place
    role: str  # layer, call, shape, model, summary, compile, fit, count_params or assert
    scope: str = ""
    scope_line: int = 0
    statement: tuple[int, int] = (0, 0)
    state: Any = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """One running function: results of branches that returned early, and the receiver for super()."""

    function: Function | None
    scope: Scope
    returned: list[Value] = field(default_factory=list)
    may_raise: bool = False  # an undecided branch raises: what follows may not run
    receiver: Value = None
    generator: bool = False
    uncalled: bool = False  # nobody calls it: it is tried with its defaults
    by_default: bool = False  # all of its parameters have their defaults


class Run:
    """One evaluation of one module under one Keras."""

    def __init__(self, module: Module, settings: Settings, keras: Keras) -> None:
        self.module = module
        self.line_of, self.place_of = module.places.line, module.places.of
        self.settings = settings
        self.keras = dataclasses.replace(keras, data_format=settings.data_format)
        self.states_keras = is_stated(keras, settings)
        self.names_release = names_release(settings)
        self.scope = Scope("module")
        self.frames: list[Frame] = [Frame(None, self.scope)]
        self.files: list[SourceModule] = []  # the project's files being read, innermost last
        self.project = Project(module.filename)
        self.imported: dict[str, SourceModule] = {}  # by path
        self.imported_text = 0
        self.registered: dict[str, Registered] = installed()  # layers of other people, by path
        self.declared: dict[str, Function] = {}  # functions of the project that say what a layer is
        self.registering: int | None = None  # the open journals when such a function was entered
        self.resolving: set[Later] = set()  # the imports that are being looked up
        self.of_libraries: dict[Later, External] = {}  # those that led out of the project
        self.found: dict[tuple[str, int, str], SourceModule] = {}  # by path, level and folder
        self.import_steps = 0
        self.importing = 0  # how many modules are being imported: none of what they make is listed
        self.journals: list[Journal] = []
        self.clock = 0
        self.steps = 0
        self.limit = STEPS
        self.reserve = 0  # more steps, as soon as there are more events than at `idle_at`
        self.idle_at = 0
        self.spare = STEPS  # for what nobody calls
        self.spare_idle = IDLE_STEPS
        self.library_state: dict[str, Dict] = {}  # what libraries keep between calls
        self.line = 0
        self.position: Place | None = None
        self.asked: Any = None  # the expression that is only gone through or passed on
        self.asking = False  # whether the call that is made stands there
        self.rehearsing = False  # a loop is tried out: nothing of it stays
        self.layers = 0  # layers and models made so far, as far as they are counted
        self.since_model = 0  # layers made since the last model
        self.trials = 0  # of what nobody calls
        self.ready_models = 0  # of keras.applications
        self.imports = 0  # statements
        self.changes = 0  # goes up before a layer or model is changed
        self.events = 0  # goes up whenever a layer or model is made or changed
        self.networks: list[Network] = []
        self.states: dict[Network, tuple[object, Model]] = {}
        self.titles: dict[Network, tuple[int, str]] = {}
        self.suspects: dict[Unknown, list[Layer]] = {}  # the layers of which a gap may be one
        self.kept: list[Any] = []  # things whose id is a key somewhere
        self.gaps: dict[tuple[int, str], Unknown] = {}
        self.layer_positions: dict[Layer, Place] = {}
        self.faults: list[Fault] = []
        self.predates_keras1 = False  # calls as Keras 0.x had them, whose rules nobody knows here
        self.mentions: list[Mention] = []
        self.mentioned: dict[tuple[Place, str], int] = {}  # the first of them, by place and role
        self.finished: set[Network] = (
            set()
        )  # models compiled or trained, also where that is only tried
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.first_instances: dict[Class, Instance] = {}
        self.relevant: dict[int, bool] = {}  # by id: whether a value concerns Keras
        self.growing: dict[Any, bool] = {}  # bodies of loops: whether they can change a model
        self.given_up: dict[Any, int] = {}  # long loop -> the fewest turns that it had
        self.unnamed: dict[tuple[int, str], Unknown] = {}
        self.counters: collections.Counter[str] = collections.Counter()
        self.cut_short: Unknown | None = None
        self.floors = module.python2 and "division" not in module.text  # whether 3 / 2 is 1
        self.registers_names = "custom_object" in module.text or "register_keras" in module.text

    # -- bounds -----------------------------------------------------------------------------------

    def step(self, cost: int = 1) -> None:
        """Counts work; raises OverBudget when there was too much of it."""
        self.steps += cost
        if self.steps > self.limit:
            if self.events > self.idle_at:
                self.limit, self.reserve = self.limit + self.reserve, 0
            if self.steps > self.limit:
                raise OverBudget

    def pay_for_layer(self) -> None:
        """Counts a new layer or model."""
        self.layers += 1
        self.since_model += 1
        self.step(bounds.price_of_layer(self.layers))

    def pay_for_trial(self) -> None:
        """Counts one more thing that nobody calls."""
        self.trials += 1
        many = self.trials > bounds.MANY_TRIALS
        self.steps += bounds.STEPS_OF_ONE_OF_MANY_TRIALS if many else bounds.STEPS_OF_TRIAL

    @property
    def has_tried_enough(self) -> bool:
        """Whether many things were tried that nobody calls, and no steps are left for more."""
        return self.trials > bounds.MANY_TRIALS and self.spare < 0

    def pay_for_output(self, output: Any) -> None:
        """Counts the unknown sizes in what a layer makes, after many layers only."""
        if self.layers > bounds.MANY_LAYERS:
            self.step(bounds.price_of_output(tensor.shape for tensor in tensors(output)))

    def pay_for_ready_model(self, layers: int) -> None:
        """Counts one more model of keras.applications, which has so many layers."""
        self.ready_models += 1
        many = self.ready_models > bounds.MANY_READY_MODELS
        self.step(layers * (bounds.STEPS_OF_LAYER_OF_MANY if many else bounds.STEPS_OF_READY_LAYER))

    def pay_for_import(self) -> None:
        """Counts one more import; the first cost no more than any statement."""
        self.imports += 1
        if self.imports > bounds.MANY_IMPORTS:
            self.step(bounds.STEPS_OF_ONE_OF_MANY_IMPORTS)

    def refund(self, steps: int, layers: int) -> None:
        """Gives back what a statement of the module itself may take; so much had been counted before it.

        A program of which Keras refuses so much was never run, and no model has so many layers: it need not be
        followed to its end.
        """
        if len(self.faults) > bounds.MANY_FAULTS or self.since_model > bounds.MANY_IN_A_ROW:
            return
        self.steps = max(steps, self.steps - bounds.STEPS_OF_STATEMENT)
        self.layers = max(layers, self.layers - bounds.LAYERS_OF_STATEMENT)

    @property
    def is_absurd(self) -> bool:
        """Whether it made or tried more than any program that is used."""
        return (
            self.layers > bounds.MOST_LAYERS
            or self.trials > bounds.MANY_TRIALS
            or self.ready_models > bounds.MANY_READY_MODELS
            or self.imports > bounds.MANY_IMPORTS
        )

    @property
    def in_file(self) -> bool:
        """Whether the analysed file itself runs, not one that it imports."""
        return not self.files

    # -- values -----------------------------------------------------------------------------------

    def unknown(
        self, reason: str, name: str = "?", *, line: int | None = None, symbolic: bool = False
    ) -> Unknown:
        """A new gap, here."""
        return Unknown(reason, self.line if line is None else line, name, symbolic)

    def list(self, items: Any = (), open: Unknown | None = None) -> List:
        made = List(items, self.clock, open)
        if len(made) >= bounds.ITEMS_PER_STEP:
            self.step(bounds.price(made))
        return made

    def dict(self, items: Any = (), open: Unknown | None = None) -> Dict:
        made = Dict(items, self.clock, open)
        if len(made) >= bounds.ENTRIES_PER_STEP:
            self.step(bounds.price(made))
        return made

    def touch(self, thing: Any) -> None:
        """To be called before anything changes `thing`: lets open branches undo and compare."""
        if isinstance(thing, Layer):
            self.changes += 1
        if self.journals and self.journals[-1].save(thing):
            self.step(bounds.price(thing))

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """Records all changes made inside."""
        self.clock += 1
        journal = Journal(self.clock)
        self.journals.append(journal)
        try:
            yield journal
        except OverBudget:
            journal.undo()
            raise
        finally:
            self.journals.remove(journal)

    def gap(self, thing: Any, reason: str) -> Unknown:
        """The one gap for this reason about this thing."""
        key = (id(thing), reason)
        if key not in self.gaps:
            self.gaps[key] = self.unknown(reason, "?")
            self.kept.append(thing)
        return self.gaps[key]

    # -- places -----------------------------------------------------------------------------------

    def mention(self, subject: Any, role: str, details: Mapping[str, Any] | None = None) -> None:
        """Notes that the source shows a layer or model here."""
        if not self.in_file and (self.importing or role != "model"):
            return  # a model that an imported function makes for this file is shown by the call
        frame = next(
            (f for f in reversed(self.frames) if f.function is None or f.function.module is None),
            self.frames[0],
        )
        function = frame.function
        state = None
        if role in ("summary", "compile", "fit", "count_params") and isinstance(subject, Network):
            state = None if self._is_mentioned(role) else self._state(subject)
            if role in ("compile", "fit"):
                self.finished.add(subject)
        self.mentions.append(
            Mention(
                subject,
                self.here,
                role,
                function.name if function else "",
                function.line if function else 0,
                state=state,
                details={**self._details(frame, role), **(details or {})},
            )
        )

    def _is_mentioned(self, role: str) -> bool:
        """Whether the source came by here before: only the first state of a model at a place is looked at."""
        key = self.here, role
        number = self.mentioned.get(key, len(self.mentions))
        first = self.mentions[number : number + 1]  # another one if mentions were taken back
        if first and (first[0].position, first[0].role) == key:
            return True
        self.mentioned[key] = len(self.mentions)
        return False

    def _state(self, network: Network) -> Model:
        """The model as it stands now; made once for the calls that follow each other and leave it alone."""
        from keraslint.survey.models import Rows, model_of

        place, title = self.layer_positions.get(network, self.here), self.title(network)
        now = (self.changes, self.events, self.clock, len(self.journals), place, title)
        known = self.states.get(network)
        if known is not None and known[0] == now:
            return known[1]
        self.step(bounds.STEPS_OF_ROW * len(network.layers))
        state = model_of(network, title, place, Rows(self.layer_positions))
        self.states[network] = now, state
        return state

    def _details(self, frame: Frame, role: str) -> Mapping[str, Any]:
        """What a claim beside this place may want to know: names that comments use, whether defaults are in force."""
        names = {
            name: value
            for name in self.module.names_in_comments
            if type(value := self.frames[-1].scope.find(name)) is int
        }
        if role != "model" or frame.function is None:
            return {"names": names}
        return {"names": names, "default_arguments": frame.by_default}

    def name_model(self, value: Any, name: str) -> None:
        """A model is called after the variable that holds it, the outermost and last one."""
        if isinstance(value, Network):
            depth = len(self.frames)
            known = self.titles.get(value)
            if known is None or depth <= known[0]:
                self.titles[value] = (depth, name)

    def title(self, network: Network) -> str:
        return self.titles.get(network, (0, ""))[1]

    # -- names of layers and models ---------------------------------------------------------------

    def name_for(self, kind: str) -> str:
        """The name that Keras gives to the next layer of this class."""
        stem = snake_case(kind, self.keras)
        self.counters[stem] += 1
        number = self.counters[stem]
        if self.keras.one or self.keras.two or stem == "input":
            return f"{stem}_{number}"
        return stem if number == 1 else f"{stem}_{number - 1}"

    def fault(
        self, refusal: Refusal, subject: str, position: Place, layer: Layer | None = None
    ) -> None:
        """Keeps a refusal, as a finding if it is about this file."""
        self.faults.append(Fault(refusal, subject, position, layer, told=self.in_file))

    def misfit(self, refusal: Refusal, subject: str) -> None:
        """Keeps what this Keras does not have, but may have had in another release."""
        self.faults.append(Fault(refusal, subject, self.here, told=False))

    @property
    def here(self) -> Place:
        return self.position or Place(self.line, 0, self.line, 0)


def snake_case(name: str, keras: Keras) -> str:
    """max_pooling2d for MaxPooling2D; Keras 1 just lowers the letters."""
    return name.lower() if keras.one else _snake_case(name)


@lru_cache(maxsize=1024)
def _snake_case(name: str) -> str:
    import re

    middle = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", middle).lower()
