"""KER204: a pasted summary that differs from the model."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.claimed import claimed
from keraslint.findings import Finding


@check("KER204", "pasted summary differs", severity="information")
def pasted_summary(context: Context) -> Iterator[Finding]:
    """A summary table in a comment or string, or in a notebook's text or saved output, shows another model than the one that the file builds.

    Why: more than half of the pasted tables in public code are out of date: units were tuned afterwards, or
    the table came along from another file.

    Triggers:

        model = Sequential([Dense(60, input_shape=(10,)), Dense(1)])
        model.summary()
        #  dense (Dense)               (None, 3)                 33
        #  dense_1 (Dense)             (None, 1)                 4

    Does not trigger:

        model = Sequential([Dense(60, input_shape=(10,)), Dense(1)])
        model.summary()
        #  dense (Dense)               (None, 60)                660
        #  dense_1 (Dense)             (None, 1)                 61

    In a notebook the same holds for what a cell with `summary()` printed, if the execution counts say that the
    cells ran in order: the code was changed afterwards, and the saved output is stale.

    Tables in text cells are held against the code like those in comments.

    One finding for each table, at its first row that differs; names of layers, cells that are cut off and rows
    that are left out do not count. A table that is like no model of the file is left alone. Silence it by
    pasting the summary anew or with `# noqa: KER204` on that row.
    """
    yield from claimed(context, "KER204")
    if context.module.notebook is not None:
        from keraslint.claims import markdown_cells, saved_outputs

        survey = context.survey
        yield from saved_outputs.check(context.module.notebook, survey.subjects, survey.models)
        yield from markdown_cells.check(context.module.notebook, survey.subjects, survey.models)
