"""From the evaluator's graph to plain values: models, what Keras would refuse, and the places that show either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keraslint.costs.billing import billed, linked
from keraslint.findings import Place
from keraslint.layers.generations import Keras
from keraslint.layers.layer import Layer
from keraslint.model import Gap, Model
from keraslint.refusals import BadArgument, Refusal
from keraslint.subjects import Subject
from keraslint.survey.models import NOWHERE, Rows, model_of, rows_of
from keraslint.survey.places import subjects_of

if TYPE_CHECKING:
    from keraslint.evaluate.run import Fault, Run
    from keraslint.source.module import Module


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that this Keras would refuse: which rule, what layer, why and where.

    spelled  see BadArgument
    """

    kind: type[Refusal]
    subject: str
    reason: str
    place: Place
    spelled: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What one evaluation under one Keras found.

    misfits  how many things speak against this Keras that are no findings: in other files, or gone from it
    """

    keras: Keras
    models: tuple[Model, ...]
    troubles: tuple[Trouble, ...]
    subjects: tuple[Subject, ...]
    cut_short: Gap | None = None
    misfits: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing of Keras's was found, to the end of the program."""
        return not (self.models or self.objections or self.subjects or self.cut_short)

    @property
    def objections(self) -> int:
        """How many things speak against this Keras."""
        return len(self.troubles) + self.misfits


def survey(run: Run) -> Survey:
    """The evaluation's result as plain values."""
    places = run.layer_positions
    rows = Rows(places)
    models = {
        network: model_of(network, run.title(network), places.get(network, NOWHERE), rows)
        for network in run.networks
    }
    nested: dict[Layer, int] = {network: i for i, network in enumerate(models)}
    for network, model in models.items():
        layers = [layer for layer, _ in rows_of(network)]
        same = [layer.name for layer in layers] == [row.name for row in model.layers]
        models[network] = billed(model, network, layers, nested) if same else linked(model)
    faults = [fault for fault in run.faults if fault.told]
    misfits = {(fault.position, fault.subject) for fault in run.faults if not fault.told}
    if (
        faults
        and run.settings.keras is None
        and (run.predates_keras1 or run.module.evidence.keras0)
    ):
        faults = []
    troubles: dict[tuple[Place, type[Refusal]], Trouble] = {}
    for fault in faults:  # of a call that is made again and again, the first refusal is enough
        kind, place = type(fault.refusal), fault.position
        reason = _reason(fault, places, run.module)
        spelled = getattr(fault.refusal, "spelled", None)
        told = Trouble(kind, fault.subject, reason, place, spelled)
        troubles.setdefault((place, kind), told)
    cut = run.cut_short if run.events else None  # a long program without Keras is not our business
    return Survey(
        run.keras,
        tuple(models.values()),
        tuple(troubles.values()),
        tuple(subjects_of(run, models, rows)),
        Gap(cut.reason, cut.line) if cut else None,
        len(misfits),
    )


def _reason(fault: Fault, places: Mapping[Layer, Place], module: Module) -> str:
    """What Keras would refuse, with the lines that the inputs come from unless it is all the same one."""
    refusal = fault.refusal
    if isinstance(refusal, BadArgument):  # which is no matter of the inputs
        return refusal.told()
    found = (places[one] for one in refusal.sources if isinstance(one, Layer) and one in places)
    lines = dict.fromkeys(place.line for place in found if place.line)
    lines.pop(fault.position.line, None)
    return refusal.told([module.spot(line) for line in lines])
