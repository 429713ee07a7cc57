"""KER202: a model's total stated wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.claimed import claimed
from keraslint.findings import Finding


@check("KER202", "model total stated wrongly")
def model_total(context: Context) -> Iterator[Finding]:
    """A comment or docstring states another total than its model has.

    Why: the total is what people compare and quote. Total, trainable and non-trainable counts are each held
    against their own number. A total that is smaller by a Dropout's rate gets told that Dropout has no
    weights and removes none.

    Triggers:

        model = Sequential([Dense(10, input_shape=(784,))])
        model.summary()  # Total params: 7,840

    Does not trigger:

        model = Sequential([Dense(10, input_shape=(784,))])
        model.summary()  # Total params: 7,850

    A total counts as the model's on the line of the model or its summary, next to it, and in the docstring
    of the function or file that builds this one model. Silence it by mending the number or with
    `# noqa: KER202`.
    """
    return claimed(context, "KER202")
