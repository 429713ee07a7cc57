"""From a text to a report: gate, parse, evaluate under each Keras that may apply, check."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keraslint.findings import Finding, Place
from keraslint.model import Report
from keraslint.settings import Settings
from keraslint.source.gate import may_use_keras
from keraslint.source.unreadable import Unreadable

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from keraslint.evaluate.run import Run
    from keraslint.layers.generations import Keras
    from keraslint.model import Model
    from keraslint.source.module import Module
    from keraslint.survey import Survey


def analyze(
    source: str,
    filename: str = "<string>",
    settings: Settings | None = None,
    *,
    syntax: ast.Module | None = None,
) -> Report:
    """What Keras would build from this source, and what is wrong with it.

    Reads the text only: nothing of it is imported or run. `syntax` is Python's own tree of the same text, if
    the caller has it. Never raises for what the text holds: what cannot be read or followed is a KER001 finding.
    """
    settings = settings or Settings()
    try:
        with _no_garbage_collection():
            report = _analyze(source, filename, settings, syntax)
    except Exception as error:
        report = failed(error, filename)
    return _without_ignored(report, settings)


def _without_ignored(report: Report, settings: Settings) -> Report:
    """The report without the codes that the settings ignore; why a file cannot be read is always told."""
    if not settings.ignore or report.unreadable:
        return report
    kept = tuple(each for each in report.findings if not each.code.startswith(settings.ignore))
    return replace(report, findings=kept)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Python looks for cycles again and again while trees grow, an eighth of the time; the evaluator's steps bound them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def failed(error: Exception, filename: str) -> Report:
    """The report on a file that cannot be read, or that an error of ours ended: it must not abort anybody's run."""
    if isinstance(error, Unreadable):
        place = Place(error.line, error.column, error.line, error.column + 1)
        finding = Finding("KER001", f"this file {error}", place)
        return Report(filename, findings=(finding,), unreadable=True)
    where = traceback.extract_tb(error.__traceback__)[-1]
    spot = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
    message = (
        f"the analysis of this file failed: {spot}. Please report it; the file itself may be fine"
    )
    finding = Finding("KER001", message, Place(1, 0, 1, 1))
    return Report(filename, findings=(finding,), failed=True)


STEPS_OF_FILE = 200_000
LEAST_STEPS = 20_000


@dataclass(slots=True)
class Allowance:
    """The steps that are left to all evaluations of one file together."""

    left: int = STEPS_OF_FILE

    def evaluate(self, module: Module, settings: Settings, keras: Keras) -> Run:
        """Runs a module under one Keras; a program that needs many steps runs under few Keras to its end.

        Of one that does more than any that is used, all others see the beginning only.
        """
        from keraslint.evaluate import evaluate

        run = evaluate(module, settings, keras, max(self.left, LEAST_STEPS)).run
        self.left = 0 if run.is_absurd else self.left - run.steps
        return run


def _surveyed(module: Module, settings: Settings, keras: Keras, allowance: Allowance) -> Survey:
    """What one Keras makes of a module.

    Before tf.keras people kept the order of an image's axes in a configuration file that is not seen here: where a
    size runs out with the channels behind, and nothing is refused with the channels in front, the latter is meant.
    """
    from keraslint.refusals import EmptyDimension
    from keraslint.survey import survey

    found = survey(allowance.evaluate(module, settings, keras))
    if (keras.tf or keras.three) or not any(t.kind is EmptyDimension for t in found.troubles):
        return found
    if not any(_may_begin_with_channels(model.input_shape) for model in found.models):
        return found
    turned = replace(settings, data_format="channels_first")
    other = survey(allowance.evaluate(module, turned, keras))
    if not other.objections and not other.cut_short:
        return replace(other, misfits=1)  # a Keras under which it needs no such setting is likelier
    if any(trouble.kind is EmptyDimension for trouble in other.troubles):
        return found
    kept = (trouble for trouble in found.troubles if trouble.kind is not EmptyDimension)
    return replace(found, troubles=tuple(kept))


def _may_begin_with_channels(shape: Any) -> bool:
    """Whether an input shape such as (None, 3, 150, 150) looks like an image with its channels in front."""
    if not isinstance(shape, tuple) or len(shape) not in (4, 5):
        return False
    channels, *spatial = shape[1:]
    return channels in (1, 2, 3, 4) and all(isinstance(n, int) and n > channels for n in spatial)


@dataclass(frozen=True, eq=False, slots=True)
class Understood:
    """A file that may use Keras, followed to its end: its text and tree, which Keras apply, what it builds."""

    module: Module
    kerases: Sequence[Keras]
    survey: Survey
    allowance: Allowance


def understand(
    source: str, filename: str, settings: Settings, syntax: ast.Module | None = None
) -> Understood | None:
    """What Keras would build from this source; None if it surely has nothing to do with Keras. Raises Unreadable."""
    if not may_use_keras(source):
        return None
    from keraslint.agreement import agree
    from keraslint.source.generation import candidates, fallbacks
    from keraslint.source.module import parse

    module = parse(source, filename, syntax)
    kerases = candidates(module.evidence, settings)
    allowance = Allowance()
    surveys: list[Survey] = []
    for keras in kerases:
        surveys.append(_surveyed(module, settings, keras, allowance))
        if surveys[0].is_empty:
            break  # nothing for the others to agree with
    if all(found.troubles for found in surveys):
        others = set(fallbacks(module.evidence, settings)) - set(kerases)
        surveys += [_surveyed(module, settings, keras, allowance) for keras in others]
    return Understood(module, kerases, agree(surveys), allowance)


def _analyze(source: str, filename: str, settings: Settings, syntax: ast.Module | None) -> Report:
    understood = understand(source, filename, settings, syntax)
    if understood is None:
        return Report(filename)
    from keraslint.checks import Context, budget_of, run_checks
    from keraslint.source.pragmas import pragmas

    module, agreed = understood.module, understood.survey
    findings = run_checks(module, agreed, settings)
    models, findings = _with_implied_sizes(understood, settings, findings)
    context = Context(module, agreed, settings, pragmas(module.comments))
    report = Report(
        filename,
        tuple(dict.fromkeys(keras.generation for keras in understood.kerases))
        if agreed.models
        else (),
        tuple(replace(model, budget=budget_of(model, context)) for model in models),
        tuple(sorted(findings)),
    )
    if module.notebook is not None:
        from keraslint.cells import in_cells

        return in_cells(report, module.notebook)
    return report


def _with_implied_sizes(
    understood: Understood, settings: Settings, findings: list[Finding]
) -> tuple[tuple[Model, ...], list[Finding]]:
    """Models and findings once more, where comments imply sizes that the source does not give.

    Only what claims say is judged by implied sizes: budgets and refusals need proof.
    """
    from keraslint.claims.gate import may_imply

    module, found = understood.module, understood.survey
    if not may_imply(module.comments, found.subjects):
        return found.models, findings
    from keraslint.agreement import agree
    from keraslint.checks import CLAIMS, run_checks
    from keraslint.claims import inference
    from keraslint.claims.judgement import implied
    from keraslint.sizes import assuming
    from keraslint.survey import survey

    evaluate = understood.allowance.evaluate
    spot = module.notebook.spot if module.notebook is not None else "line {}".format
    inferred = implied(module.text, module.comments, found.subjects, found.models, spot)
    if not inferred.sizes:
        return found.models, findings
    with assuming(inferred.values):
        again = agree([survey(evaluate(module, settings, keras)) for keras in understood.kerases])
    claims = [finding for finding in findings if finding.code in CLAIMS]
    others = [finding for finding in findings if finding.code not in CLAIMS]
    judged = run_checks(module, again, settings, CLAIMS)
    return (
        inference.with_gaps(found.models, again.models, inferred),
        [*others, *inference.with_what_is_implied(claims, judged, inferred)],
    )
